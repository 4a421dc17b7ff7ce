import Dissection
import TestKit
import Testing
import WebSocket
import Wire

/// Packets as a sender's or receiver's own capture has them: larger than any network carries, because the network card
/// splits them, or has put them together.
@Suite struct SuperPacketTests {
    private func session(ipv6: Bool) -> Playbook {
        var talk =
            ipv6 ? Conversation(client: .ipv6(1, port: 50_000), server: .ipv6(2, port: 80)) : Conversation()
        talk.segmentSize = 150_000
        var play = Playbook(talk)
        play.upgrade()
        play.frame(.client, .binary, [UInt8](repeating: 0x5a, count: 140_000))
        play.frame(.server, .binary, [UInt8](repeating: 0xa5, count: 400_000))
        play.finish(.client)
        return play
    }

    /// Beyond 64 KiB the length in IP's header is 0, and the captured length counts.
    @Test(arguments: [false, true])
    func packetsBeyondTheLengthField(ipv6: Bool) throws {
        let play = session(ipv6: ipv6)
        let packets = play.talk.packets
        #expect(
            packets.contains { $0.bytes.count > 140_000 && Array($0.bytes[(ipv6 ? 18 : 16)...].prefix(2)) == [0, 0] })
        let trace = play.trace()
        let session = try #require(trace.sessions.first)
        #expect(session.messages.map(\.wireLength) == [140_000, 400_000])
        #expect(session.findings.isEmpty)
        #expect(session.close?.clean == true)
        #expect(trace.summary?.unreadable == [:])
    }

    /// What the snapshot length cuts off is a gap of the right size, told once.
    @Test(arguments: [false, true])
    func theSnapshotLengthCutsThem(ipv6: Bool) throws {
        let play = session(ipv6: ipv6)
        let session = try #require(Playbook.trace(play.talk.packets, snapLength: 1000).sessions.first)
        #expect(session.findings.map(\.rule) == [.streamTruncatedPackets])
        #expect(session.messages.map(\.wireLength) == [140_000, 400_000])
        #expect(session.messages.map { $0.wireLength - $0.missing }.max() ?? 0 < 3 * 1000)
        #expect(session.close?.clean == true)
    }
}
