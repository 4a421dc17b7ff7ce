import Capture
import Diagram
import Dissection
import Foundation
import Report
import TLS
import TestKit
import Testing
import Wire

/// The TLS connection of a session in text and JSON, over recordings of real programs.
struct TLSViewTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "DissectionTests/TLS")
    private let screen = Screen(width: 80, color: false, ascii: false)

    /// What a writer makes of a recording, with the keys of its key log unless they are left out.
    private func text(
        _ recording: String, keys: Bool = true, options: DissectionOptions = DissectionOptions(),
        _ writer: (Output) -> any DissectionHandler
    ) throws -> String {
        var options = options
        let path = Self.folder.appending(path: recording).path
        if keys {
            var reader = KeyLogReader()
            reader.read([UInt8](try Data(contentsOf: URL(filePath: path + ".keys"))).rawSpan, into: &options.keys)
            reader.finish(into: &options.keys)
        }
        let output = Output()
        let pipeline = Pipeline(options: options, jobs: 1, handler: writer(output))
        let source = try CaptureFile.open(path + ".pcapng")
        var slab = PacketSlab()
        var hasBegun = false
        while try source.fill(slab) {
            if !hasBegun { pipeline.begin(source.info) }
            hasBegun = true
            slab = pipeline.consume(slab)
        }
        pipeline.finish()
        return output.contents
    }

    private static let withRecords: DissectionOptions = {
        var options = DissectionOptions()
        options.tellsRecords = true
        options.tellsAnatomy = true
        options.wireLimit = RecordView.wireLimit
        return options
    }()

    @Test(arguments: [
        "tls13.chromium-websockets", "tls12.websockets-nginx", "tls13-hello-retry-request.openssl-openssl",
    ])
    func showsTheHandshake(recording: String) throws {
        let text = try text(recording, options: Self.withRecords) { TLSView(session: 1, to: $0, on: screen) }
        let difference = Golden.difference("tls/\(recording).txt", text)
        #expect(difference == nil, "\(difference ?? "")")
    }

    @Test func showsWhatIsVisibleWithoutKeys() throws {
        let text = try text("tls12.websockets-nginx", keys: false, options: Self.withRecords) {
            TLSView(session: 1, to: $0, on: screen)
        }
        #expect(text.contains("TLS 1.2") && text.contains("ServerKeyExchange") && text.contains("stay closed"))
        let modern = try self.text("tls13.websockets-nginx", keys: false, options: Self.withRecords) {
            TLSView(session: 1, to: $0, on: screen)
        }
        #expect(modern.contains("certificate   encrypted in TLS 1.3: keys open it"))
        #expect(modern.contains("stay closed: no key log has keys for this connection"))
    }

    @Test func drawsARecord() throws {
        let text = try text("tls13-padding.openssl-openssl", options: Self.withRecords) {
            RecordView(record: 12, session: nil, to: $0, on: screen)
        }
        let difference = Golden.difference("tls/record.txt", text)
        #expect(difference == nil, "\(difference ?? "")")
    }

    @Test func saysThatThereIsNoSuchRecord() throws {
        var view: RecordView?
        _ = try text("tls13.websockets-nginx", options: Self.withRecords) { output in
            let made = RecordView(record: 4000, session: 1, to: output, on: screen)
            view = made
            return made
        }
        #expect(view?.problem?.problem.hasSuffix("there is no record 4000") == true)
    }

    @Test func tellsWhyACertificateMayBeRefused() throws {
        let expired = try text("failed-expired-tls12.openssl-openssl", keys: false, options: Self.withRecords) {
            TLSView(session: 1, to: $0, on: screen)
        }
        #expect(expired.contains("EXPIRED"))
        let wrong = try text("failed-wrong-name-tls12.openssl-openssl", keys: false, options: Self.withRecords) {
            TLSView(session: 1, to: $0, on: screen)
        }
        #expect(wrong.contains("NOT for"))
        let right = try text("tls12.websockets-nginx") { TLSView(session: 1, to: $0, on: screen) }
        #expect(!right.contains("NOT") && !right.contains("EXPIRED"))
    }

    @Test func putsItIntoTheSessionView() throws {
        let text = try text("tls13.websockets-nginx") { SessionWriter(session: 1, to: $0, on: screen, hints: false) }
        #expect(text.contains("cipher suite  TLS_") && text.contains("opened with keys from a key log"))
    }

    @Test func writesItAsJSON() throws {
        let lines = try text("tls13.websockets-nginx", options: Self.withRecords) { NDJSONWriter(to: $0) }
            .split(separator: "\n")
        let session = try #require(lines.first { $0.contains("\"type\":\"session\"") })
        let object = try JSONSerialization.jsonObject(with: Data(session.utf8)) as? [String: Any]
        let tls = try #require(object?["tls"] as? [String: Any])
        #expect(tls["version"] as? String == "TLS 1.3" && tls["serverName"] as? String != nil)
        #expect((tls["clientRandom"] as? String)?.count == 64 && tls["clientClosed"] == nil)
        let chain = try #require(tls["certificates"] as? [[String: Any]])
        #expect(chain.first?["valid"] as? Bool == true && chain.first?["coversServerName"] as? Bool == true)
        let messages = try #require(tls["messages"] as? [[String: Any]])
        #expect(messages.first?["type"] as? String == "ClientHello" && messages.count >= 6)
        #expect(lines.contains { $0.contains("\"type\":\"record\"") })
    }

    @Test func showsNoSecretOfTheKeyLog() throws {
        let recording = "tls13.websockets-nginx"
        let log = try String(contentsOf: Self.folder.appending(path: recording + ".keys"), encoding: .utf8)
        let lines: [Substring] = log.split(separator: "\n")
        let secrets = lines.compactMap { $0.split(separator: " " as Character).last }.filter { $0.count >= 64 }
        try #require(secrets.count >= 4)
        let writers: [(Output) -> any DissectionHandler] = [
            { NDJSONWriter(to: $0) }, { TLSView(session: 1, to: $0, on: self.screen) },
            { RecordView(record: 8, session: 1, to: $0, on: Screen(width: 400, color: false, ascii: false)) },
        ]
        for writer in writers {
            let shown = try text(recording, options: Self.withRecords, writer).filter { $0 != " " }
            for secret in secrets { #expect(!shown.contains(secret.prefix(16)), "a secret is shown") }
        }
    }
}
