import Capture
import Dissection
import TLS
import TestKit
import Testing
import Wire

/// The recorded TLS sessions as worse captures would hold them: cut short, in another order, with a hole, begun too late.
@Suite struct TLSVariantTests {
    /// One recording of each way to protect records, and of what changes keys on the way.
    private static let recordings = TLSRecording.named(
        "tls13-chacha20-poly1305.openssl", "tls13-aes-128-ccm.openssl", "tls13-aes-256-gcm.openssl",
        "tls12-ecdhe-aes-128-gcm.openssl", "tls12-rsa-aes-256-gcm.openssl", "tls12-ecdhe-aes-128-cbc-sha256.openssl",
        "tls12-ecdhe-aes-256-cbc-sha384-etm", "tls11-ecdhe-aes-128-cbc-sha", "tls10-ecdhe-aes-128-cbc-sha.openssl",
        "tls13-early-data.openssl", "tls13-early-data-rejected", "tls13-hello-retry-request.openssl",
        "tls13-key-update-many", "tls13-padding.openssl", "tls12-resumed-session-id-first-keys",
        "tls12-renegotiation-cbc", "tls13-pieces", "tls12-many-in-a-record", "tls13-post-handshake",
        "tls13.chromium", "tls13-in-tls")

    @Test func theRecordingsAreThere() { #expect(Self.recordings.count >= 21) }

    @Test(arguments: recordings)
    func cutShortAtEveryPacket(recording: TLSRecording) {
        for count in 0...recording.packets.count {
            let trace = recording.trace(Array(recording.packets.prefix(count)))
            for connection in recording.truth.connections {
                guard let session = recording.session(of: connection, in: trace), let sent = connection.messages else {
                    continue
                }
                #expect(sent.client.starts(with: session.sent(by: .client)), "\(count) packets")
                #expect(sent.server.starts(with: session.sent(by: .server)), "\(count) packets")
                #expect(session.rulesOfTLS == [], "\(count) packets")
                #expect(session.findings.filter { $0.rule.severity == .error }.map(\.detail) == [], "\(count) packets")
            }
        }
    }

    @Test(arguments: recordings)
    func segmentsInAnotherOrder(recording: TLSRecording) throws {
        var random = SplitMix(seed: 20)
        for _ in 0..<4 {
            var packets = recording.packets
            for index in packets.indices where random.next() % 3 == 0 {
                guard let other = Self.nextOfTheSame(packets.map(\.bytes), index) else { continue }
                (packets[index].bytes, packets[other].bytes) = (packets[other].bytes, packets[index].bytes)
            }
            let trace = recording.trace(packets)
            for connection in recording.truth.connections {
                let session = try #require(recording.session(of: connection, in: trace))
                #expect(session.sent(by: .client) == connection.messages?.client)
                #expect(session.sent(by: .server) == connection.messages?.server)
                #expect(session.rulesOfTLS == [])
            }
        }
    }

    @Test(arguments: recordings)
    func oneSegmentLost(recording: TLSRecording) {
        for index in recording.packets.indices {
            let lost = RecordedSegment(recording.packets[index].bytes)
            guard lost.length > 0 else { continue }
            var packets = recording.packets
            packets.remove(at: index)
            let trace = recording.trace(packets)
            for connection in recording.truth.connections {
                guard let session = recording.session(of: connection, in: trace), let sent = connection.messages else {
                    continue
                }
                #expect(session.sent(by: .client).isSubsequence(of: sent.client), "without packet \(index + 1)")
                #expect(session.sent(by: .server).isSubsequence(of: sent.server), "without packet \(index + 1)")
                let errors = session.findings.filter { $0.rule.severity == .error }
                #expect(errors.map(\.detail) == [], "without packet \(index + 1)")
                // A resumed session may need what the first one's handshake shows.
                guard !lost.isOf(port: connection.clientPort), !recording.name.contains("resumed") else { continue }
                #expect(session.sent(by: .client) == sent.client, "another connection lost packet \(index + 1)")
            }
        }
    }

    /// A message that stands alone in its record and segment: when it is lost, no other one is.
    ///
    /// But for an empty one right behind the hole: two bytes are too few to know a frame by.
    @Test(
        arguments: TLSRecording.named(
            "tls13-chacha20-poly1305.openssl", "tls13-aes-128-ccm.openssl", "tls12-ecdhe-aes-256-gcm.openssl",
            "tls12-ecdhe-aes-128-cbc-sha256", "tls12-ecdhe-aes-256-cbc-sha384", "tls11-ecdhe-aes-128-cbc-sha",
            "tls10-ecdhe-aes-128-cbc-sha.openssl"))
    func onlyTheLostMessageIsMissing(recording: TLSRecording) throws {
        try forEachLostMessage(of: recording) { side, truth, number, found in
            var expected = truth
            expected.remove(at: number)
            #expect(
                found.filter { $0.length > 0 } == expected.filter { $0.length > 0 }, "\(side), message \(number + 1)")
        }
    }

    /// In TLS 1.0 a record opens only with the one before.
    @Test func theNextRecordIsLostInTLS10() throws {
        let recording = try TLSRecording("tls10-no-empty-fragments.openssl-openssl")
        try forEachLostMessage(of: recording) { side, truth, number, found in
            var expected = truth
            expected.removeSubrange(number..<min(number + 2, truth.count))
            #expect(
                found.filter { $0.length > 0 } == expected.filter { $0.length > 0 }, "\(side), message \(number + 1)")
        }
    }

    /// Leaves out the packet of each message in turn, and gives what that side's messages are then.
    private func forEachLostMessage(
        of recording: TLSRecording,
        _ check: (Side, [TLSRecording.Truth.Message], Int, [TLSRecording.Truth.Message]) -> Void
    ) throws {
        let sent = try #require(recording.truth.connections.first?.messages)
        let whole = try #require(recording.trace().sessions.first)
        for side in [Side.client, .server] {
            let truth = side == .client ? sent.client : sent.server
            for (number, message) in whole.messages.filter({ $0.from == side }).enumerated() {
                let frame = try #require(whole.frames.first { $0.frame == message.frames.first })
                let packet = try #require(frame.packets.first)
                #expect(frame.packets.count == 1)
                var packets = recording.packets
                packets.remove(at: packet - 1)
                let session = try #require(recording.trace(packets).sessions.first)
                check(side, truth, number, session.sent(by: side))
                #expect(session.sent(by: side.peer) == (side == .client ? sent.server : sent.client))
                #expect(session.rulesOfTLS == ["tls.decrypt-failed"])
            }
        }
    }

    /// Damage that lasts to the end is told, and what came before it stands.
    @Test(arguments: TLSRecording.named("tls13-aes-128-gcm.openssl", "tls12-ecdhe-aes-128-gcm.openssl"))
    func neverOpensAgain(recording: TLSRecording) throws {
        let connection = try #require(recording.truth.connections.first)
        let whole = try #require(recording.trace().sessions.first)
        let first = try #require(whole.frames.first { $0.from == .client }?.packets.last)
        var packets = recording.packets
        for index in first..<packets.count {
            let segment = RecordedSegment(packets[index].bytes)
            // The last byte of a record from the client is one of its tag.
            guard segment.length > 0, segment.source == connection.clientPort else { continue }
            packets[index].bytes[packets[index].bytes.count - 1] ^= 1
        }
        let session = try #require(recording.trace(packets).sessions.first)
        #expect(session.sent(by: .client) == Array(connection.messages?.client.prefix(1) ?? []))
        #expect(session.sent(by: .server) == connection.messages?.server)
        #expect(session.rulesOfTLS == ["tls.decrypt-failed"])
        #expect(
            session.findings.contains {
                $0.rule == .tlsDecryptFailed && $0.detail.contains("No record after it opens.")
            })
    }

    @Test(arguments: recordings)
    func begunTooLate(recording: TLSRecording) {
        for start in 1..<recording.packets.count {
            let trace = recording.trace(Array(recording.packets.dropFirst(start)))
            for connection in recording.truth.connections {
                guard let session = recording.session(of: connection, in: trace), let sent = connection.messages else {
                    continue
                }
                #expect(session.sent(by: .client).isSubsequence(of: sent.client), "from packet \(start + 1)")
                #expect(session.sent(by: .server).isSubsequence(of: sent.server), "from packet \(start + 1)")
                let errors = session.findings.filter { $0.rule.severity == .error }
                #expect(errors.map(\.detail) == [], "from packet \(start + 1)")
            }
        }
    }

    /// The next packet with data from the same side, if the other side says nothing between.
    private static func nextOfTheSame(_ packets: [[UInt8]], _ index: Int) -> Int? {
        let first = RecordedSegment(packets[index])
        guard first.length > 0, !first.isEnd else { return nil }
        for other in packets.indices.dropFirst(index + 1) {
            let segment = RecordedSegment(packets[other])
            guard segment.length > 0 else { continue }
            return segment.source == first.source && segment.destination == first.destination ? other : nil
        }
        return nil
    }
}

extension Array where Element: Equatable {
    /// Whether it is `whole` with some elements left out.
    fileprivate func isSubsequence(of whole: [Element]) -> Bool {
        var rest = whole[...]
        for element in self {
            guard let index = rest.firstIndex(of: element) else { return false }
            rest = rest[(index + 1)...]
        }
        return true
    }
}
