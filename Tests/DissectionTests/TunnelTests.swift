import Dissection
import HTTP
import TestKit
import Testing
import WebSocket
import Wire

private let connect = "CONNECT example.com:80 HTTP/1.1\r\nHost: example.com:80\r\n\r\n"
private let granted = "HTTP/1.1 200 Connection established\r\nVia: 1.1 proxy\r\n\r\n"
private let authenticate =
    "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 4\r\n\r\nnope"

/// A CONNECT and its answer, and the session inside the tunnel.
private func tunnelled(segmentSize: Int = 1460) -> Playbook {
    var talk = Conversation(server: .ipv4(192, 0, 2, 9, port: 3128))
    talk.segmentSize = segmentSize
    var play = Playbook(talk)
    play.client(Array(connect.utf8))
    play.server(Array(granted.utf8))
    play.upgrade()
    play.frame(.client, .text, Array("Hello".utf8))
    play.frame(.server, .text, Array("Hallo".utf8))
    play.finish()
    return play
}

@Suite struct TunnelTests {
    @Test(arguments: [1, 7, 1460]) func handshakeInsideATunnel(segmentSize: Int) throws {
        let trace = tunnelled(segmentSize: segmentSize).trace()
        let session = try #require(trace.sessions.first)
        #expect(trace.sessions.count == 1)
        #expect(session.start.outcome == .open)
        #expect(session.start.tunnel == "example.com:80")
        #expect(session.start.server.port == 3128)
        #expect(session.start.handshake?.uri(server: session.start.server) == "ws://example.com/chat")
        #expect(session.messages.map(\.payload) == [Array("Hello".utf8), Array("Hallo".utf8)])
        #expect(session.findings.isEmpty)
        #expect(session.close?.clean == true)
    }

    /// Frames stand where they stand in the connection, whose bytes before the tunnel count too.
    @Test func offsetsCountFromTheConnectionsBeginning() throws {
        let session = try #require(tunnelled().trace().sessions.first)
        #expect(session.frames[0].streamOffset == connect.utf8.count + Playbook.request.utf8.count)
        #expect(session.frames[1].streamOffset == granted.utf8.count + Playbook.response.utf8.count)
    }

    @Test func aSessionWithoutATunnelNamesNone() throws {
        var play = Playbook()
        play.upgrade()
        play.finish()
        #expect(try #require(play.trace().sessions.first).start.tunnel == nil)
    }

    @Test func everythingInOneSegment() throws {
        var play = Playbook()
        // A client that waits for no answer: legal nowhere, but what it sent is what it sent.
        play.client(Array((connect + Playbook.request).utf8))
        play.server(Array((granted + Playbook.response).utf8) + FrameEncoder.encode(opcode: .text, payload: [0x61]))
        play.finish()
        let session = try #require(play.trace().sessions.first)
        #expect(session.start.outcome == .open)
        #expect(session.start.tunnel == "example.com:80")
        #expect(session.messages.map(\.payload) == [[0x61]])
        #expect(session.frames[0].streamOffset == granted.utf8.count + Playbook.response.utf8.count)
    }

    @Test func passwordAskedForFirst() throws {
        var play = Playbook()
        play.client(Array(connect.utf8))
        play.server(Array(authenticate.utf8))
        play.client(Array(connect.replacing("\r\n\r\n", with: "\r\nProxy-Authorization: Basic YTpi\r\n\r\n").utf8))
        play.server(Array(granted.utf8))
        play.upgrade()
        play.finish()
        let trace = play.trace()
        #expect(trace.sessions.map(\.start.tunnel) == ["example.com:80"])
        #expect(trace.sessions.first?.start.outcome == .open)
        #expect(trace.sessions.first?.findings.isEmpty == true)
        #expect(trace.summary?.refusedTunnels.count == 0)
    }

    @Test func refusedTunnelIsNoSessionButIsCounted() throws {
        var play = Playbook(Conversation(server: .ipv4(192, 0, 2, 9, port: 3128)))
        play.client(Array(connect.utf8))
        play.server(Array(authenticate.utf8))
        play.talk.close(.server)
        let trace = play.trace()
        #expect(trace.sessions.isEmpty)
        #expect(trace.summary?.otherConnections == 1)
        let refused = try #require(trace.summary?.refusedTunnels.first.first)
        #expect(trace.summary?.refusedTunnels.count == 1)
        #expect(refused.authority == "example.com:80")
        #expect(refused.status == 407)
        #expect(refused.proxy == .ipv4(192, 0, 2, 9, port: 3128))
        #expect(refused.packet == 6)
    }

    @Test func manyRefusalsAreCountedAndAFewKept() throws {
        var packets: [(time: Timestamp, bytes: [UInt8])] = []
        for port in 0..<40 as Range<UInt16> {
            var play = Playbook(Conversation(client: .ipv4(192, 0, 2, 1, port: 50_000 + port)))
            play.client(Array(connect.utf8))
            play.server(Array(authenticate.utf8))
            play.talk.close(.server)
            packets += play.talk.packets
        }
        let summary = try #require(Playbook.trace(packets).summary)
        #expect(summary.refusedTunnels.count == 40)
        #expect(summary.refusedTunnels.first.count == SummaryEvent.RefusedTunnels.limit)
    }

    @Test func refusedUpgradeInsideTheTunnel() throws {
        var play = Playbook()
        play.client(Array(connect.utf8))
        play.server(Array(granted.utf8))
        play.upgrade(response: "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        play.talk.close(.server)
        let session = try #require(play.trace().sessions.first)
        #expect(session.start.outcome == .refused)
        #expect(session.start.tunnel == "example.com:80")
    }

    @Test func tlsInsideTheTunnelIsNothingKnown() {
        var play = Playbook()
        play.client(Array(connect.utf8))
        play.server(Array(granted.utf8))
        play.client([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0])
        play.server([0x16, 3, 3, 0, 5, 2, 0, 0, 1, 0])
        play.talk.close(.server)
        let trace = play.trace()
        #expect(trace.sessions.isEmpty)
        #expect(trace.summary?.otherConnections == 1)
        #expect(trace.summary?.refusedTunnels.count == 0)
    }

    @Test func tunnelInsideATunnel() throws {
        var play = Playbook()
        for authority in ["outer.example:8080", "inner.example:80"] {
            play.client(Array("CONNECT \(authority) HTTP/1.1\r\nHost: \(authority)\r\n\r\n".utf8))
            play.server(Array(granted.utf8))
        }
        play.upgrade()
        play.finish()
        #expect(play.trace().sessions.map(\.start.tunnel) == ["inner.example:80"])
    }

    /// Each tunnel inside another costs a round of its own: hostile bytes must not have thousands of them.
    @Test func tunnelsInsideTunnelsAreGivenUp() {
        var play = Playbook()
        play.client(Array(String(repeating: connect, count: 3000).utf8))
        play.server(Array(String(repeating: granted, count: 3000).utf8))
        play.server(FrameEncoder.encode(opcode: .text, payload: [0x61]))
        play.talk.close(.server)
        let trace = play.trace()
        #expect(trace.sessions.isEmpty)
        #expect(trace.summary?.otherConnections == 1)
    }

    /// A plain request answered by 200 is no tunnel, whatever its target looks like.
    @Test func onlyConnectMakesATunnel() throws {
        var play = Playbook()
        play.client(Array("POST example.com:80 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n".utf8))
        play.server(Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8))
        play.upgrade()
        play.finish()
        let session = try #require(play.trace().sessions.first)
        #expect(session.start.outcome == .open)
        #expect(session.start.tunnel == nil)
    }

    @Test(arguments: [
        ("http://b.example/chat?x=1", "ws://b.example/chat?x=1"), ("ws://b.example:81", "ws://b.example:81/"),
    ])
    func absoluteTargetsAreNoFault(target: String, uri: String) throws {
        var play = Playbook()
        play.upgrade(request: Playbook.request.replacing("GET /chat ", with: "GET \(target) "))
        play.finish()
        let session = try #require(play.trace().sessions.first)
        #expect(session.start.handshake?.uri(server: session.start.server) == uri)
        #expect(session.findings.isEmpty)
    }
}
