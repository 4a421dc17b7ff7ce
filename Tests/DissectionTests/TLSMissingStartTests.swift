import Dissection
import TLS
import TestKit
import Testing
import Wire

/// TLS of which the first bytes of one direction, or of both, are not in the capture.
@Suite struct TLSMissingStartTests {
    /// Recordings without the first segment of `side` that carries bytes.
    private func withoutFirst(_ side: Side, _ recording: TLSRecording, count: Int = 1) throws -> (
        packets: [(time: Timestamp, bytes: [UInt8])], lost: Int
    ) {
        let port = try #require(recording.truth.connections.first?.clientPort)
        var packets = recording.packets
        var lost = 0
        for _ in 0..<count {
            let index = try #require(
                packets.firstIndex {
                    let segment = RecordedSegment($0.bytes)
                    return segment.length > 0 && (segment.source == port) == (side == .client)
                })
            lost += RecordedSegment(packets[index].bytes).length
            packets.remove(at: index)
        }
        return (packets, lost)
    }

    private static let modern = TLSRecording.named(
        "tls13-aes-128-gcm.openssl", "tls13-aes-256-gcm.openssl", "tls13-chacha20-poly1305.openssl",
        "tls13-aes-128-ccm.openssl", "tls13.chromium", "tls13.firefox", "tls13.node-websockets", "tls13.java")
    private static let legacy = TLSRecording.named(
        "tls12-ecdhe-aes-128-gcm.openssl", "tls12-ecdhe-aes-128-cbc-sha256.openssl", "tls12.websockets-nginx")

    @Test func theRecordingsAreThere() { #expect(Self.modern.count >= 8 && Self.legacy.count >= 3) }

    /// In TLS 1.3 the client's random finds the keys, and a suite that it offered opens the records.
    @Test(arguments: modern) func theServerHelloOfTLS13IsNotNeeded(recording: TLSRecording) throws {
        let connection = try #require(recording.truth.connections.first)
        let session = try #require(
            recording.session(of: connection, in: recording.trace(try withoutFirst(.server, recording).packets)))
        #expect(session.start.outcome == .open)
        #expect(session.sent(by: .client) == connection.messages?.client)
        #expect(session.sent(by: .server) == connection.messages?.server)
        #expect(session.start.tls?.handshake.serverHello == nil)
        #expect(session.start.tls?.handshake.inferredSuite?.name == connection.tls?.cipherSuite)
        #expect(session.start.tls?.handshake.version == .tls13)
        #expect(session.findings.filter { $0.rule.severity == .error }.map(\.detail) == [])
    }

    /// Without its keys, it is no handshake that failed.
    @Test(arguments: modern + legacy) func withoutKeysNothingFailed(recording: TLSRecording) throws {
        for side in Side.allCases {
            let connection = try #require(recording.truth.connections.first)
            let session = try #require(
                recording.session(
                    of: connection, in: recording.trace(try withoutFirst(side, recording).packets, keys: [])))
            #expect(session.start.outcome == .encrypted)
            #expect(session.rulesOfTLS.isSubset(of: ["tls.no-keys", "tls.handshake-missing"]))
            #expect(!Diagnosis(of: session).verdict.contains("failed"))
        }
    }

    @Test(arguments: legacy) func upToTLS12NothingReplacesTheServerHello(recording: TLSRecording) throws {
        let connection = try #require(recording.truth.connections.first)
        let (packets, lost) = try withoutFirst(.server, recording)
        let session = try #require(recording.session(of: connection, in: recording.trace(packets)))
        #expect(session.start.outcome == .encrypted)
        #expect(session.rulesOfTLS == ["tls.handshake-missing"])
        let detail = try #require(session.findings.first { $0.rule == .tlsHandshakeMissing }?.detail)
        #expect(detail.contains("the first \(lost.grouped) bytes of the server are not in the capture"))
        #expect(detail.contains("ServerHello") && detail.contains("TLS 1.2"))
    }

    @Test(arguments: legacy) func upToTLS12NothingReplacesTheClientHello(recording: TLSRecording) throws {
        let connection = try #require(recording.truth.connections.first)
        let (packets, lost) = try withoutFirst(.client, recording)
        let session = try #require(recording.session(of: connection, in: recording.trace(packets)))
        #expect(session.start.outcome == .encrypted)
        #expect(session.rulesOfTLS == ["tls.handshake-missing"])
        let detail = try #require(session.findings.first { $0.rule == .tlsHandshakeMissing }?.detail)
        #expect(detail.contains("the first \(lost.grouped) bytes of the client are not in the capture"))
        #expect(detail.contains("ClientHello"))
    }

    /// In TLS 1.3 the secrets of a key log can be tried: only the connection's own open a record.
    @Test(arguments: modern) func secretsAreFoundWithoutTheClientHello(recording: TLSRecording) throws {
        let connection = try #require(recording.truth.connections.first)
        let packets = try withoutFirst(.client, recording).packets
        let others = Self.modern.filter { $0.name != recording.name }.flatMap(\.keys)
        let trace = recording.trace(packets, keys: others + recording.keys)
        let session = try #require(recording.session(of: connection, in: trace))
        #expect(session.sent(by: .client) == connection.messages?.client)
        #expect(session.sent(by: .server) == connection.messages?.server)
        #expect(session.start.tls?.handshake.inferredRandom != nil)
        let closed = try #require(recording.session(of: connection, in: recording.trace(packets, keys: others)))
        #expect(closed.rulesOfTLS == ["tls.handshake-missing"])
    }

    /// A hole that swallowed both hellos.
    @Test(arguments: modern + legacy) func bothHellosMissing(recording: TLSRecording) throws {
        let connection = try #require(recording.truth.connections.first)
        var packets = try withoutFirst(.client, recording).packets
        packets = try withoutFirst(
            .server,
            {
                var other = recording
                other.packets = packets
                return other
            }()
        ).packets
        let session = try #require(recording.session(of: connection, in: recording.trace(packets)))
        #expect(session.start.outcome == .encrypted)
        #expect(session.rulesOfTLS == ["tls.handshake-missing"])
    }

    /// The capture begins at any packet: nothing failed, nothing is accused, and no other protocol is seen in it.
    @Test(arguments: modern + legacy) func theCaptureBeginsAnywhere(recording: TLSRecording) throws {
        for first in recording.packets.indices {
            let trace = recording.trace(Array(recording.packets[first...]))
            for session in trace.sessions {
                #expect(session.start.outcome != .failed, "from packet \(first + 1)")
                #expect(session.start.strangeAnswer.isEmpty)
                #expect(session.findings.filter { $0.rule.severity == .error }.map(\.detail) == [])
            }
        }
    }

    /// The first bytes that were captured of a direction are the middle of a record.
    @Test func aDirectionThatBeginsWithinARecord() throws {
        var tls = TLSTalk(connecting: false)
        tls.talk.beginMidstream()
        tls.upgrade()
        tls.upgrade()
        // The client's first segment and the server's second half of its own.
        tls.talk.segments[2].segment.payload.removeFirst(40)
        tls.talk.segments[2].segment.sequence &+= 40
        tls.talk.close(.server)
        let session = try #require(tls.trace(keys: false).sessions.first)
        #expect(session.start.outcome == .encrypted)
        #expect(session.rulesOfTLS == ["tls.handshake-missing"])
    }
}

extension Int {
    fileprivate var grouped: String { Quantity.count(self) }
}
