import Capture
import Dissection
import Foundation
import Processes
import TLS
import Wire

/// The key logs of a run: what they tell before its first packet, and what they gain while it goes on.
final class KeyLogs {
    /// How the packets come that the keys are for.
    enum Packets {
        /// From files, as fast as they are read.
        case stored
        /// Through a pipe.
        case piped
        /// As they happen: nothing is waited for.
        case live
    }

    /// The keys that are known before the first packet.
    private(set) var table = KeyTable()
    /// Whether the logs are looked at again while packets come.
    let isFollowed: Bool

    /// Whether keys may come behind the packets that they open.
    var mayBringKeys: Bool { isFollowed && !files.isEmpty }

    private var files: [KeyLogFile] = []
    /// The logs that were warned about: one may come, or be replaced, later.
    private var warned: Set<String> = []
    /// The logs of which it was said that they can't be read.
    private var unreadable: Set<String> = []

    /// So much is taken over at the end at most.
    private static let mostAtTheEnd = 1 << 6

    /// Reads the logs at `paths`, and the one that `$SSLKEYLOGFILE` names if it is there; says what is wrong with them.
    ///
    /// - Throws: `CaptureError` for a log at `paths` that cannot be read.
    init(_ paths: [String], for packets: Packets, stop: StopFlag, quiet: Bool) throws(CaptureError) {
        isFollowed = packets != .stored
        for path in paths {
            let file = try KeyLogFile(path, isAwaited: isFollowed)
            if !file.isOpen, !quiet { Console.error("ws101: \(path) does not exist yet; waiting for it") }
            try add(file, packets, stop)
        }
        guard let path = ProcessInfo.processInfo.environment["SSLKEYLOGFILE"], !path.isEmpty else { return }
        do throws(CaptureError) {
            let file = try KeyLogFile(path, isAwaited: true)
            if !file.isOpen, !quiet {
                Console.error(
                    "ws101: SSLKEYLOGFILE is \(path), which does not exist"
                        + (isFollowed ? " yet; waiting for it" : ": no keys are taken from it"))
            }
            if file.isOpen || isFollowed { try add(file, packets, stop) }
        } catch {
            // The variable is there for other programs too.
            Console.error("ws101: SSLKEYLOGFILE: \(error)")
            if let advice = error.advice { Console.error(advice) }
        }
    }

    /// The folders in which the logs are, or will be: another file may take the name of each.
    var folders: Set<String> { files.reduce(into: []) { $0.formUnion($1.folders) } }

    /// Puts into the slab what the logs have gained.
    func bring(to slab: PacketSlab) {
        guard isFollowed else { return }
        for file in files {
            do throws(CaptureError) {
                if let text = try file.next(.growing) { slab.secrets.append(text) }
            } catch {
                // A log that cannot be read now may be readable later.
                if unreadable.insert(file.path).inserted {
                    Console.error("ws101: \(error); trying again")
                    if let advice = error.advice { Console.error(advice) }
                    if Privileges.isRoot, Capabilities.inEffect == [] {
                        Console.error("root gave up its capabilities. With --user NAME, ws101 runs as the log's owner.")
                    }
                }
            }
            warnIfOpenToAll(file)
        }
    }

    /// What the logs have gained until the end of the packets; nil if nothing.
    func last() -> PacketSlab? {
        let slab = PacketSlab()
        for _ in 0..<Self.mostAtTheEnd {
            let before = slab.secrets.count
            bring(to: slab)
            guard slab.secrets.count > before else { break }
        }
        return slab.secrets.isEmpty ? nil : slab
    }

    private func add(_ file: KeyLogFile, _ packets: Packets, _ stop: StopFlag) throws(CaptureError) {
        guard !files.contains(where: { $0.isSame(as: file) }) else { return }
        files.append(file)
        warnIfOpenToAll(file)
        // A pipe may give its first key any time: what happens live is not held up by it.
        guard file.isRegular || packets != .live else { return }
        var reader = KeyLogReader()
        while let text = try file.next(file.isRegular && isFollowed ? .growing : .toItsEnd, stop: stop) {
            reader.read(text.bytes.rawSpan, into: &table)
        }
        reader.finish(into: &table)
        if file.isUTF16 {
            Console.error(
                "ws101: \(file.path): is text in UTF-16, as PowerShell's > writes it; it was read anyway")
        }
        for warning in KeyLogRemarks(reader.report, isFollowed: isFollowed).sentences {
            Console.error("ws101: \(file.path): \(warning)")
        }
    }

    private func warnIfOpenToAll(_ file: KeyLogFile) {
        guard file.isReadableByEverybody, warned.insert(file.path).inserted else { return }
        Console.error("ws101: \(file.path): \(KeyLogRemarks.openToAll(file.path))")
    }
}

/// Sentences on a key log that was read: never anything of a secret.
struct KeyLogRemarks {
    private let report: KeyLogReport
    private let isFollowed: Bool

    /// Remarks on what was read of a log, which is still written if it is followed.
    init(_ report: KeyLogReport, isFollowed: Bool) {
        self.report = report
        self.isFollowed = isFollowed
    }

    /// What is wrong with it.
    var sentences: [String] { [malformed, empty].compactMap(\.self) }

    /// That it is not kept to its owner.
    static func openToAll(_ path: String) -> String {
        "everybody on this machine may read it, and with it every session whose keys it holds: chmod 600 "
            + ShellWord.quoted(path)
    }

    private var malformed: String? {
        guard report.malformedLines > 0, let line = report.firstMalformedLine, let problem = report.firstProblem else {
            return nil
        }
        return report.malformedLines == 1
            ? "line \(line) is not a key log entry: \(problem)"
            : "\(Quantity.count(report.malformedLines, "line")) are not key log entries, the first is line \(line): "
                + "\(problem)"
    }

    private var empty: String? {
        guard report.secrets == 0, !isFollowed else { return nil }
        if report.unknownLabels > 0, let label = report.firstUnknownLabel {
            return "no keys are in it: \(Quantity.count(report.unknownLabels, "line")) with an unknown label, "
                + "the first of them \(label)"
        }
        if report.unusedLines > 0 {
            return "no keys are in it that open records, only \(Quantity.count(report.unusedLines, "line")) for "
                + "exporters and encrypted ClientHellos"
        }
        return "no keys are in it; ws101 explain keylog says how programs write them"
    }
}
