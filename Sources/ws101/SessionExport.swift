import ArgumentParser
import Capture
import Dissection
import Foundation
import Report
import TLS
import Wire

/// Copies the packets of one session out of a capture, which it reads three times: for the session's connection, for the
/// numbers of that connection's packets, and for the packets.
final class SessionExport {
    /// A session, and the keys of its connection.
    struct Found {
        var session: SessionEvent
        /// Lines of a key log; nil where they are not wanted.
        var keys: [UInt8]?
    }

    /// Why the capture could not be read to its end, if so: what could be read is written.
    private(set) var damage: CaptureError?

    private let files: [String]
    private let number: Int
    private let withSecrets: Bool
    private let stop: StopFlag
    private let keyLogs: KeyLogs
    private var options: DissectionOptions

    /// What `command` asks for.
    ///
    /// - Throws: `CaptureError` for a key log that cannot be read; `Failure` where the result would overwrite what it is
    ///   made of.
    init(_ command: ExportCommand, stop: StopFlag) throws {
        files = command.files
        number = command.session
        withSecrets = command.withSecrets
        self.stop = stop
        for file in files where command.output != "-" && CaptureFile.isSame(file, command.output) {
            throw Failure(
                Failure.usage, "\(command.output): is the file that is read, and would be overwritten",
                advice: "Choose another name for -o.")
        }
        keyLogs = try KeyLogs(command.keys.keyLogs, for: .stored, stop: stop, quiet: command.quiet)
        options = DissectionOptions()
        options.tellsFrames = false
        options.tellsMessages = false
        options.webSocketPorts = command.midstream.ports
        options.keys = keyLogs.table
        options.mayKeysCome = true
        options.tellsRecords = withSecrets
        // As much of a record as the beginning of a ClientHello takes.
        options.wireLimit = withSecrets ? 64 : 0
    }

    // MARK: The session

    /// Finds the session and, if they are wanted, its keys.
    ///
    /// - Throws: `Failure` when there is no such session, or no key of it; `CaptureError` when nothing can be read.
    func find() throws -> Found {
        let finder = SessionFinder(number)
        let pipeline = Pipeline(options: options, handler: finder)
        var table = keyLogs.table
        var hasBegun = false
        try read { slab, info in
            if !hasBegun { pipeline.begin(info) }
            hasBegun = true
            if withSecrets {
                for text in slab.secrets { table.read(text.bytes.rawSpan) }
            }
            pipeline.consume(slab)
        }
        pipeline.finish()
        guard let session = finder.session else { throw missing(finder.count) }
        return Found(session: session, keys: withSecrets ? try keys(of: finder, in: table) : nil)
    }

    private func missing(_ count: Int) -> Failure {
        Failure(
            Failure.usage, "there is no session \(number)",
            advice: count == 0
                ? "The capture has no sessions at all."
                : "The capture has \(Quantity.count(count, "session")); ws101 inspect lists them.")
    }

    private func keys(of finder: SessionFinder, in table: KeyTable) throws -> [UInt8] {
        guard !finder.handshakes.isEmpty else {
            throw Failure(
                Failure.usage, "session \(number) is not encrypted: there are no keys to write",
                advice: "Leave out --with-secrets.")
        }
        let lines = ConnectionKeys.lines(of: finder.handshakes, in: table)
        guard !lines.isEmpty else {
            if let handshake = finder.session?.tls?.handshake, handshake.resumption != .none, !isClosed(finder) {
                throw Failure(
                    Failure.usage,
                    "session \(number) resumes an earlier TLS session by its \(handshake.resumption.rawValue), and no key log "
                        + "has a line of its own for it",
                    advice: "Leave out --with-secrets, and share the key log beside the file.")
            }
            throw Failure(
                Failure.usage, "the keys of session \(number) are not known: no key log has its client's random",
                advice: "Give the log of the program that made the session: --keylog FILE; see ws101 explain keylog.")
        }
        return lines
    }

    private func isClosed(_ finder: SessionFinder) -> Bool { finder.session?.tls?.isClosed ?? true }

    // MARK: The packets

    /// Writes the session's packets; says what was written, nil where the reader of standard output went away.
    ///
    /// - Throws: `CaptureError` of kind `cannotWrite` when the file cannot be written, as on a full disk.
    func write(_ found: Found, to path: String) throws -> String? {
        var packets = ConnectionPackets(ofStream: found.session.tcpStream)
        try read { slab, _ in packets.look(at: slab) }
        let numbers = packets.numbers
        let writer = try PcapngWriter(
            path, application: "ws101 \(WS101.configuration.version)", isPrivate: found.keys != nil)
        if let keys = found.keys { try writer.write(secrets: keys) }
        let addresses = [found.session.client.address, found.session.server.address]
        try writer.write(names: packets.names.filter { addresses.contains($0.address) })
        var next = 0
        var last: CaptureInfo?
        try read { slab, info in
            last = info
            for index in slab.records.indices where next < numbers.count && slab.records[index].number == numbers[next]
            {
                let record = slab.records[index]
                next += 1
                try writer.write(record, slab.bytes(of: record), info, comments: slab.comments(ofPacketAt: index))
            }
        }
        if let last { try writer.close(last) }
        return writer.isClosed ? nil : sentence(packets: numbers.count, path, hasKeys: found.keys != nil)
    }

    private func sentence(packets: Int, _ path: String, hasKeys: Bool) -> String {
        let what =
            "\(Quantity.count(packets, "packet")) of session \(number) written to \(path == "-" ? "standard output" : path)"
        return hasKeys
            ? "\(what), with the keys of its connection: whoever has the file can read everything that was said"
            : what
    }

    /// Shows all slabs of the capture to `body`; what cannot be read is kept in `damage`.
    private func read(_ body: (PacketSlab, CaptureInfo) throws -> Void) throws {
        let source = try CaptureFile.open(files, stop: stop)
        if source.problems.count == files.count, let problem = source.problems.first { throw problem }
        if files.count == 1, source.progress?.total == nil {
            throw CaptureError(
                .usage, file: files[0], problem: "is a pipe, which can be read only once",
                advice: "Save it to a file first: it is read several times.")
        }
        let slab = PacketSlab()
        while true {
            do {
                guard try source.fill(slab) else { break }
            } catch {
                damage = error
                break
            }
            try body(slab, source.info)
        }
        if let problem = source.problems.first { damage = problem }
    }
}

/// Waits for one session to begin.
private final class SessionFinder: DissectionHandler {
    private(set) var session: SessionEvent?
    /// The TLS handshake messages that its client sent.
    private(set) var handshakes: [[UInt8]] = []
    /// How many sessions there are so far.
    private(set) var count = 0
    private let number: Int

    init(_ number: Int) {
        self.number = number
    }

    func handle(_ event: DissectionEvent) {
        switch event {
        case .session(let start): begin(start)
        case .record(let record) where record.session == number && record.innerType == .handshake:
            // A later handshake on the connection has a random of its own.
            if record.from == .client { handshakes.append(record.content) }
        default: break
        }
    }

    private func begin(_ start: SessionEvent) {
        count += 1
        guard start.session == number else { return }
        session = start
        handshakes = [start.tls?.outer, start.tls?.handshake].compactMap(\.self).flatMap(\.messages)
            .filter { $0.from == .client }.map(\.bytes)
    }
}
