import ArgumentParser
import Capture
import Dissection
import Foundation
import Report

/// Offers to save the packets that a capture without a file still has in memory, when it is over.
struct LastPackets {
    let ring: PacketRing
    /// Lines of the key logs that were read meanwhile: without them, what was open would stay closed in the file.
    let sessions: Int
    /// The session that is worth a look, if its number holds in the file.
    let notable: Int?

    /// The file that is proposed: no file of that name is there.
    static func proposal(at time: Date = Date()) -> String {
        let stamp = RotatedFile.stamp(Int(time.timeIntervalSince1970))
        let names = [""] + (2...99).map { "-\($0)" }
        let name = names.lazy.map { "ws101-\(stamp)\($0).pcapng" }
            .first { !FileManager.default.fileExists(atPath: $0) }
        return name ?? "ws101-\(stamp).pcapng"
    }

    /// Asks whether to save, on a terminal only, and does it; says what to do next.
    ///
    /// - Throws: `CaptureError` when the file cannot be written.
    func offer() throws {
        guard ring.packets > 0, isatty(STDIN_FILENO) == 1, Console.isTerminal else { return }
        let file = Self.proposal()
        let what = ring.packets == 1 ? "1 packet" : "\(Quantity.count(ring.packets)) packets"
        Console.show("Save the last packets (of \(what))? Enter: \(file), or type a name, or n: ")
        guard let answer = readLine(strippingNewline: true) else { return Console.show("\n") }
        let name = answer.trimmingCharacters(in: .whitespaces)
        guard !["n", "no", "q"].contains(name.lowercased()) else { return }
        try save(to: name.isEmpty ? file : name)
    }

    /// Writes what the ring has.
    func save(to file: String) throws {
        let reader = ring.reader()
        let writer = try PcapngWriter(
            file, application: "ws101 \(WS101.configuration.version)", isPrivate: true)
        let slab = PacketSlab()
        var packets = 0
        try writer.begin(reader.info)
        while (try? reader.fill(slab)) == true {
            try writer.write(slab, reader.info)
            packets += slab.records.count
        }
        try writer.close(reader.info, isSynchronized: true)
        let lost =
            reader.missed > 0
            ? "; the \(Quantity.count(reader.missed, "packet")) before them are gone (--keep-last)" : ""
        Console.error("ws101: saved \(Quantity.count(packets, "packet")) to \(file)\(lost)")
        let choice = reader.missed == 0 ? notable.map { " --session \($0) --why" } ?? "" : ""
        Console.error("Next: ws101 inspect \(ShellWord.quoted(file))\(choice)")
    }
}
