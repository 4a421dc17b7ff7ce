import Capture
import Dissection
import Foundation
import TestKit
import Testing
import Wire

/// ws101 says of each recorded end what the programs' own APIs reported, who began it, and how TCP ended.
///
/// The truth is in Ends/truth.json; Tests/Programs/ends/ records and writes it.
@Suite struct EndsTests {
    private static let recordings: [Recording] = {
        let file = folder.appendingPathComponent("truth.json")
        guard let data = try? Data(contentsOf: file),
            let found = try? JSONDecoder().decode([String: Truth].self, from: data)
        else { return [] }
        return found.map { Recording(name: $0.key, truth: $0.value) }.sorted { $0.name < $1.name }
    }()
    private static var folder: URL { Bundle.module.bundleURL.appendingPathComponent("Ends") }

    @Test func thereAreRecordingsOfEachProgram() {
        #expect(Self.recordings.count >= 100)
        let programs = Set(Self.recordings.flatMap { $0.truth.programs.values.map { $0.prefix { $0 != " " } } })
        #expect(programs.isSuperset(of: ["websockets", "wsproto", "aiohttp", "tornado", "Chromium", "nginx"]))
    }

    @Test(arguments: recordings)
    fileprivate func saysWhatTheProgramsReported(recording: Recording) throws {
        let sessions = try trace(recording).sessions
        #expect(sessions.count == recording.truth.sessions.count)
        for truth in recording.truth.sessions {
            let session = try #require(sessions.first { Int($0.start.client.port) == truth.clientPort })
            let close = try #require(session.close)
            check(close.clientEvent, truth.client, "client", recording)
            check(close.serverEvent, truth.server, "server", recording)
            if recording.truth.refused {
                #expect(session.start.outcome == .refused)
            } else {
                #expect(close.initiator.rawValue == truth.initiator)
                #expect(close.tcpEnd.rawValue == truth.tcpEnd)
                #expect(close.tcpEndBy?.rawValue == truth.tcpEndBy)
                #expect(close.state == .closed)
            }
            let errors = session.findings.filter { $0.rule.severity == .error }
            #expect(errors.isEmpty != recording.breaksRules, "\(errors.map(\.rule.rawValue))")
            check(session, .server, truth.clientReceived)
            check(session, .client, truth.serverReceived)
        }
    }

    private func check(_ event: CloseEvent.APIEvent?, _ truth: Truth.Side?, _ side: Comment, _ recording: Recording) {
        guard let rfc = truth?.rfc else { return }
        if event == nil, recording.isSilentOnPrograms { return }
        #expect(event?.code == rfc.code, side)
        if let reason = rfc.reason { #expect(event?.reason == reason, side) }
        if let wasClean = rfc.wasClean { #expect(event?.wasClean == wasClean, side) }
    }

    /// The messages that a side's program received begin those that the session shows.
    private func check(_ session: Trace.Session, _ sender: Side, _ received: [String?]?) {
        let shown = session.messages.filter { $0.from == sender }.map { String(decoding: $0.payload, as: UTF8.self) }
        let expected = (received ?? []).compactMap(\.self)
        #expect(shown.starts(with: expected))
    }

    private func trace(_ recording: Recording) throws -> Trace {
        let trace = Trace()
        let source = try CaptureFile.open(Self.folder.appendingPathComponent(recording.name + ".pcapng").path)
        var options = DissectionOptions()
        options.payloadLimit = 1 << 16
        let pipeline = Pipeline(options: options, handler: trace)
        let slab = PacketSlab()
        pipeline.begin(source.info)
        while try source.fill(slab) { pipeline.consume(slab) }
        pipeline.finish()
        return trace
    }
}

private struct Recording: CustomTestStringConvertible, Sendable {
    var name: String

    /// Whether the wire does not show what a program read: one that failed the connection may read on or not, and one that
    /// never answers may have stopped.
    var isSilentOnPrograms: Bool {
        ["invalid-utf8-", "keepalive-client.", "keepalive-server.", "protocol-error-client.", "too-big"]
            .contains { name.hasPrefix($0) }
    }
    var truth: Truth

    var testDescription: String { name }
    /// Whether a side breaks the protocol on purpose.
    var breaksRules: Bool { name.hasPrefix("protocol-error") || name.hasPrefix("invalid-") }
}

/// What is true of one recording.
private struct Truth: Decodable {
    var programs: [String: String]
    var refused: Bool
    var sessions: [Session]

    struct Session: Decodable {
        var clientPort: Int
        var initiator: String
        var tcpEnd: String
        var tcpEndBy: String?
        var client: Side?
        var server: Side?
        var clientReceived: [String?]?
        var serverReceived: [String?]?
    }

    struct Side: Decodable {
        var rfc: Event
    }

    /// What an API is to report by RFC 6455 §7.1.5 and §7.1.6; nil where the program's API does not tell.
    struct Event: Decodable {
        var code: Int
        var reason: String?
        var wasClean: Bool?
    }
}
