import ArgumentParser
import Capture
import Diagram
import Dissection
import Foundation
import Terminal
import Wire

/// Offers to save the packets that a capture without a file still has in memory, when it is over.
struct LastPackets: Sendable {
    let ring: PacketRing
    /// The session that is worth a look, if its number holds in the file.
    var notable: Int?
    /// The key logs whose keys open its sessions: they are not in the file.
    let keyLogs: [String]
    /// Whether files can be made in two folders only.
    let isConfined: Bool

    /// The file that is proposed: no file of that name is there.
    ///
    /// It is in this folder, or where files may be made anyway.
    static func proposal(at time: Date = Date()) -> String {
        let stamp = RotatedFile.stamp(Int(time.timeIntervalSince1970))
        let folder = FileManager.default.isWritableFile(atPath: ".") ? "" : TemporaryFile.folder + "/"
        let names = [""] + (2...99).map { "-\($0)" }
        let name = names.lazy.map { "\(folder)ws101-\(stamp)\($0).pcapng" }
            .first { !FileManager.default.fileExists(atPath: $0) }
        return name ?? "\(folder)ws101-\(stamp).pcapng"
    }

    /// Asks whether to save, on a terminal only, and does it; says what to do next.
    func offer() {
        guard ring.packets > 0, isatty(STDIN_FILENO) == 1, Console.isTerminal else { return }
        // Nothing is left to be ended in good order.
        for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
        while true {
            let proposal = Self.proposal()
            let (what, place) = (ring.packets == 1 ? "it" : "them", Printable.escaped(proposal))
            let question = "Save \(what) to \(place)? Enter, another name, or n:"
            let lines = wrap(question, width: (TerminalSize.columns(of: STDERR_FILENO) ?? 80) - 1)
            Console.show(lines.joined(separator: "\n") + " ")
            guard let answer = readLine(strippingNewline: true) else { return Console.show("\n") }
            guard let file = Self.file(answer, proposal) else { return }
            // The packets are nowhere else: a name that doesn't do is asked for again.
            if FileManager.default.fileExists(atPath: file) {
                Console.error("ws101: \(file) is there already, and stays as it is")
                continue
            }
            do throws(CaptureError) {
                return Console.error(try save(to: file))
            } catch {
                Failure(error).report()
                if isConfined {
                    let folder = TemporaryFile.folder
                    Console.error("A capture can make files in the current folder and in \(folder) only.")
                }
            }
        }
    }

    /// The file that an answer names; nil where nothing is to be saved.
    static func file(_ answer: String, _ proposal: String) -> String? {
        let name = answer.trimmingCharacters(in: .whitespaces)
        switch name.lowercased() {
        case "", "y", "yes": return proposal
        case "n", "no", "q": return nil
        default: return (name as NSString).expandingTildeInPath
        }
    }

    /// Saves to the file that would be proposed; what is to be said of it.
    func saved() -> String {
        guard ring.packets > 0 else { return "ws101: no packets yet" }
        do throws(CaptureError) {
            return try save(to: Self.proposal())
        } catch {
            return "ws101: \(error)" + (error.advice.map { "\n" + $0 } ?? "")
        }
    }

    /// Writes what the ring has now; says so, and what to do next.
    private func save(to file: String) throws(CaptureError) -> String {
        let reader = ring.snapshot()
        let writer = try PcapngWriter(
            file, application: "ws101 \(WS101.configuration.version)", isPrivate: true)
        let slab = PacketSlab()
        var packets = 0
        do throws(CaptureError) {
            try writer.begin(reader.info)
            while (try? reader.fill(slab)) == true {
                try writer.write(slab, reader.info)
                packets += slab.records.count
            }
            try writer.close(reader.info, isSynchronized: true)
        } catch {
            // A part of them would be taken for all.
            try? FileManager.default.removeItem(atPath: file)
            throw error
        }
        let lost =
            reader.missed > 0
            ? "; the \(Quantity.count(reader.missed, "packet")) before them are gone (--keep-last)" : ""
        let keys = keyLogs.map { " --keylog \(ShellWord.quoted($0))" }.joined()
        let choice = reader.missed == 0 ? notable.map { " --session \($0) --why" } ?? "" : ""
        return "ws101: saved \(Quantity.count(packets, "packet")) to \(file)\(lost)\n"
            + "Next: ws101 inspect \(ShellWord.quoted(file))\(keys)\(choice)"
    }
}
