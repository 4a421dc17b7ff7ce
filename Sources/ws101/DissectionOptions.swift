import ArgumentParser
import Dissection
import WebSocket

/// Connections that are WebSocket though nothing in the capture says so.
struct DecodeAsArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Take connections with this TCP port for WebSocket even without a handshake; may be given several times.",
            valueName: "port=websocket"))
    var decodeAs: [String] = []

    func validate() throws {
        for text in decodeAs { _ = try DecodeAs(text) }
    }

    /// The ports.
    var ports: Set<UInt16> { Set(decodeAs.compactMap { try? DecodeAs($0).port }) }
}

/// Where the keys of TLS connections are.
struct KeyLogArguments: ParsableArguments {
    @Option(
        name: .customLong("keylog"),
        help: ArgumentHelp(
            "Open TLS with the keys in this file (also $SSLKEYLOGFILE; see ws101 explain keylog); may be given several times.",
            valueName: "file"),
        completion: .file())
    var keyLogs: [String] = []

    func validate() throws {
        try CaptureLimits.check(names: keyLogs, of: "--keylog")
        guard !keyLogs.contains("-") else {
            throw ValidationError("'--keylog -': for keys from standard input, name it: --keylog /dev/stdin.")
        }
    }
}

/// What a dissecting command keeps and judges.
struct DissectionArguments: ParsableArguments {
    @Option(help: ArgumentHelp("Payload bytes shown of each message; 0 shows none.", valueName: "bytes"))
    var payloadLimit = 4096

    @OptionGroup var midstream: DecodeAsArguments
    @OptionGroup var keys: KeyLogArguments

    @Flag(help: "Add the SHA-256 of each message's payload (json, ndjson).")
    var digest = false

    @Flag(help: "End with status 1 if an error was found.")
    var strict = false

    @Flag(help: "Print no progress and no hints.")
    var quiet = false

    func validate() throws {
        guard payloadLimit >= 0 else {
            throw ValidationError("'--payload-limit \(payloadLimit)': 0 or more bytes.")
        }
    }

    /// The options for output that carries payloads, or for one that does not.
    func options(payloads: Bool) -> DissectionOptions {
        var options = DissectionOptions()
        if payloads { options.payloadLimit = payloadLimit }
        options.digest = digest
        options.webSocketPorts = midstream.ports
        return options
    }
}

/// Hears everything first, and keeps the counts that decide the exit status.
final class Verdict: DissectionHandler {
    /// The counts over the whole capture, once it ended.
    private(set) var summary: SummaryEvent?
    /// How many sessions there are so far.
    private(set) var sessions = 0
    /// The session that is worth a look: the last one that ended badly, else the last one.
    var notable: Int? { lastBad ?? (sessions > 0 ? sessions : nil) }
    private var lastBad: Int?
    private let handler: any DissectionHandler

    init(for handler: any DissectionHandler) {
        self.handler = handler
    }

    func handle(_ event: DissectionEvent) {
        switch event {
        case .session: sessions += 1
        case .close(let close):
            if close.totals.errors > 0 || !close.clean && close.tcpEnd != .none || Self.isOdd(close) {
                lastBad = close.session
            }
        case .summary(let summary): self.summary = summary
        default: break
        }
        handler.handle(event)
    }

    /// Whether a Close says something else than that all is done.
    private static func isOdd(_ close: CloseEvent) -> Bool {
        [close.clientSent, close.serverSent].compactMap { $0?.code }.contains { ![1000, 1001].contains($0) }
    }
}
