import Capture
import Dissection
import TLS
import TestKit
import Testing
import Wire

/// The recorded TLS sessions with key logs that are partial, wrong, late, or full of garbage.
@Suite struct TLSKeyLogTests {
    private static let open = TLSRecording.all.filter(\.isOpen)

    /// What each label is needed for in TLS 1.3: the messages of which sides open without it.
    @Test(
        arguments: TLSRecording.named("tls13-chacha20-poly1305.openssl", "tls13-key-update-many", "tls13-pieces"),
        [
            ("CLIENT_HANDSHAKE_TRAFFIC_SECRET", true, true), ("SERVER_HANDSHAKE_TRAFFIC_SECRET", true, true),
            ("CLIENT_TRAFFIC_SECRET_0", false, true), ("SERVER_TRAFFIC_SECRET_0", true, false),
            ("EXPORTER_SECRET", true, true),
        ])
    func withoutALabel(recording: TLSRecording, label: (name: String, client: Bool, server: Bool)) throws {
        let rest = recording.keys.filter { !$0.hasPrefix(label.name + " ") }
        #expect(rest.count < recording.keys.count)
        let session = try #require(recording.trace(keys: rest).sessions.first)
        let sent = try #require(recording.truth.connections.first?.messages)
        #expect(session.sent(by: .client) == (label.client ? sent.client : []))
        #expect(session.sent(by: .server) == (label.server ? sent.server : []))
        let closed = session.findings.filter { $0.rule == .tlsNoKeys && $0.detail.contains("application") }
        #expect(closed.map(\.from) == (label.client ? [] : [.client]) + (label.server ? [] : [.server]))
        #expect(session.findings.filter { $0.rule.severity == .error }.map(\.detail) == [])
    }

    @Test(
        arguments: open.filter { $0.truth.connections.count == 1 && !$0.name.contains("in-tls") })
    func wrongKeys(recording: TLSRecording) throws {
        let wrong = recording.keys.map { line in
            var words = line.split(separator: " ").map(String.init)
            // The last digit of the secret.
            let last = words.removeLast()
            return (words + [last.dropLast() + (last.hasSuffix("0") ? "1" : "0")]).joined(separator: " ")
        }
        let session = try #require(recording.trace(keys: wrong).sessions.first)
        #expect(session.rulesOfTLS == ["tls.wrong-keys"])
        #expect(session.start.outcome == .encrypted)
        #expect(session.messages.isEmpty)
    }

    @Test func keysOfAnotherCaptureAreNoKeys() throws {
        let recording = try TLSRecording("tls13-aes-128-gcm.openssl-openssl")
        let other = try TLSRecording("tls13-aes-256-gcm.openssl-openssl")
        let session = try #require(recording.trace(keys: other.keys).sessions.first)
        #expect(session.rulesOfTLS == ["tls.no-keys"])
    }

    @Test(arguments: open)
    func betweenGarbage(recording: TLSRecording) {
        var random = SplitMix(seed: 7)
        var log = Array("# a comment\r\n\r\n".utf8)
        for line in recording.keys.shuffled(using: &random) {
            // Garbage without an end of line would swallow the line behind it.
            log += (0..<200).map { _ in UInt8(truncatingIfNeeded: random.next() >> 8) }.filter { $0 != 10 && $0 != 13 }
            log += Array("\r\nSOME_NEW_LABEL 00 11\r\nCLIENT_RANDOM 12\r\n\(line)\r\n".utf8)
            log += [UInt8](repeating: 0x41, count: 5000) + [10]
        }
        var table = KeyTable()
        var reader = KeyLogReader()
        reader.read(log.rawSpan, into: &table)
        reader.finish(into: &table)
        check(recording, recording.trace { $0.keys = table })
    }

    /// The keys come with packets in the middle, or behind the last one, when all connections have ended.
    @Test(arguments: open, [1, 3])
    func late(recording: TLSRecording, jobs: Int) {
        // What one connection tells of another's keys is certain on one thread only.
        if jobs > 1, recording.name.contains("first-keys") || recording.name.contains("rsa-line") { return }
        for part in [0, 1, 2] {
            check(
                recording,
                trace(recording, jobs: jobs) { $0 == recording.packets.count * part / 2 ? recording.keys : [] })
        }
    }

    /// Each line comes at another time.
    @Test(arguments: open)
    func lineByLine(recording: TLSRecording) {
        var random = SplitMix(seed: 11)
        var coming: [Int: [String]] = [:]
        for line in recording.keys {
            coming[Int(random.next() % UInt64(recording.packets.count + 1)), default: []].append(line)
        }
        check(recording, trace(recording) { coming[$0] ?? [] })
    }

    private func check(_ recording: TLSRecording, _ trace: Trace) {
        for connection in recording.truth.connections {
            let session = recording.session(of: connection, in: trace)
            #expect(session?.sent(by: .client) == connection.messages?.client)
            #expect(session?.sent(by: .server) == connection.messages?.server)
            #expect(session?.rulesOfTLS == [])
        }
    }

    /// What the dissector says if the lines of `coming(N)` come behind N packets.
    private func trace(_ recording: TLSRecording, jobs: Int = 1, coming: (Int) -> [String]) -> Trace {
        var options = DissectionOptions()
        options.digest = true
        options.mayKeysCome = true
        let trace = Trace()
        let pipeline = Pipeline(options: options, jobs: jobs, handler: trace)
        pipeline.begin(CaptureInfo(file: "test", format: .pcap, interfaces: []))
        var slab = PacketSlab()
        for index in 0...recording.packets.count {
            let lines = coming(index)
            if !lines.isEmpty {
                slab = pipeline.consume(slab)
                slab.removeAll()
                slab.secrets = [KeyLogText(Array((lines.joined(separator: "\n") + "\n").utf8))]
                slab = pipeline.consume(slab)
                slab.removeAll()
            }
            guard index < recording.packets.count else { break }
            let packet = recording.packets[index]
            let record = PacketRecord(
                number: index + 1, time: packet.time, offset: 0, length: packet.bytes.count,
                originalLength: packet.bytes.count, interface: 0, linkType: .ethernet)
            if !slab.append(packet.bytes.rawSpan, record) {
                slab = pipeline.consume(slab)
                slab.removeAll()
                slab.append(packet.bytes.rawSpan, record)
            }
        }
        pipeline.consume(slab)
        pipeline.finish()
        return trace
    }
}
