import Dissection
import TestKit
import Testing
import WebSocket
import Wire

/// A session is the same one whatever it is wrapped in.
@Suite struct LinkAndTunnelTests {
    private static func playbook(isIPv6: Bool, _ change: (inout PacketBuilder) -> Void) -> Playbook {
        var builder = PacketBuilder()
        change(&builder)
        let talk =
            isIPv6
            ? Conversation(client: .ipv6(1, port: 50_000), server: .ipv6(2, port: 80), builder: builder)
            : Conversation(builder: builder)
        var play = Playbook(talk)
        play.upgrade()
        play.frame(.client, .text, Array("Hello".utf8))
        play.frame(.server, .binary, [UInt8](repeating: 7, count: 3000))
        play.frame(.client, .ping, [1, 2, 3])
        play.frame(.server, .pong, [1, 2, 3])
        play.finish()
        return play
    }

    private static func expectSame(_ trace: Trace, isIPv6: Bool) throws {
        let plain = try #require(playbook(isIPv6: isIPv6) { _ in }.trace().sessions.first)
        try #require(plain.messages.count == 2)
        let session = try #require(trace.sessions.first)
        #expect(trace.sessions.count == 1)
        #expect(String(reflecting: session.start) == String(reflecting: plain.start))
        #expect(session.frames.map { String(reflecting: $0) } == plain.frames.map { String(reflecting: $0) })
        #expect(session.messages.map { String(reflecting: $0) } == plain.messages.map { String(reflecting: $0) })
        #expect(session.findings.map { String(reflecting: $0) } == plain.findings.map { String(reflecting: $0) })
        #expect(String(reflecting: session.close) == String(reflecting: plain.close))
        #expect(trace.summary?.unreadable.isEmpty == true)
    }

    @Test(arguments: FramedLink.samples, [false, true])
    func everyLinkTypeGivesTheSameSession(_ link: FramedLink, _ isIPv6: Bool) throws {
        try Self.expectSame(Self.playbook(isIPv6: isIPv6) { $0.link = .framed(link) }.trace(), isIPv6: isIPv6)
    }

    @Test(arguments: Tunnel.samples, [false, true])
    func everyTunnelGivesTheSameSession(_ tunnels: [Tunnel], _ isIPv6: Bool) throws {
        guard isIPv6 || !tunnels.contains(where: \.needsIPv6) else { return }
        try Self.expectSame(Self.playbook(isIPv6: isIPv6) { $0.tunnels = tunnels }.trace(), isIPv6: isIPv6)
    }

    /// Fragments of the tunnel's own packets, put together before the tunnel is read.
    @Test(arguments: [Tunnel.vxlan(port: 4789, inIPv6: false), .gre(fields: "K", inIPv6: false), .ip(inIPv6: true)])
    func theOuterPacketMayBeFragmented(_ tunnel: Tunnel) throws {
        let play = Self.playbook(isIPv6: false) { $0.tunnels = [tunnel] }
        var identification: UInt32 = 0
        let packets = play.talk.packets.flatMap { packet in
            identification += 1
            return IPFragmenter.split(packet.bytes, identification: identification, cuts: [16, 64]).map {
                (time: packet.time, bytes: $0)
            }
        }
        let trace = Playbook.trace(packets)
        let plain = Self.playbook(isIPv6: false) { _ in }.trace()
        #expect(trace.sessions.first?.frames.map(\.header) == plain.sessions.first?.frames.map(\.header))
        #expect(trace.summary?.unreadable.isEmpty == true)
    }

    /// Fragments inside of a tunnel.
    @Test(arguments: [Tunnel.vxlan(port: 4789, inIPv6: false), .gre(fields: "K", inIPv6: false), .ip(inIPv6: true)])
    func theInnerPacketMayBeFragmented(_ tunnel: Tunnel) throws {
        let play = Self.playbook(isIPv6: false) { $0.link = .raw }
        var identification: UInt32 = 0
        let packets = play.talk.packets.flatMap { packet in
            identification += 1
            return IPFragmenter.split(packet.bytes, headerAt: 0, identification: identification, cuts: [16, 64]).map {
                (time: packet.time, bytes: tunnel.wrap($0, isIPv4: true))
            }
        }
        let trace = Playbook.trace(packets, linkType: .raw)
        let plain = Self.playbook(isIPv6: false) { _ in }.trace()
        #expect(trace.sessions.first?.frames.map(\.header) == plain.sessions.first?.frames.map(\.header))
        #expect(trace.summary?.unreadable.isEmpty == true)
    }
}
