import Dissection
import TestKit
import Testing
import WebSocket
import Wire

private func refusal(_ status: String) -> String { "HTTP/1.1 \(status)\r\nContent-Length: 4\r\n\r\nnope" }

@Suite struct ConnectionTests {
    @Test func ordinaryRequestsBeforeTheUpgrade() throws {
        var play = Playbook()
        play.client(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        play.server(Array("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHTTP/".utf8))
        play.client(
            Array("POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nGET \r\n0\r\n\r\n".utf8))
        play.server(Array("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n".utf8))
        play.client(Array("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        play.server(Array("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n".utf8))
        play.upgrade()
        play.frame(.client, .text, Array("Hello".utf8))
        play.finish()
        let trace = play.trace()
        let session = try #require(trace.sessions.first)
        #expect(trace.sessions.count == 1)
        #expect(session.start.outcome == .open)
        #expect(session.messages.map(\.payload) == [Array("Hello".utf8)])
        #expect(session.findings.isEmpty)
    }

    @Test func pipelinedRequestsBeforeTheUpgrade() throws {
        var play = Playbook()
        play.client(
            Array(("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n" + Playbook.request).utf8))
        play.server(Array("HTTP/1.1 304 Not Modified\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8))
        play.server(Array(Playbook.response.utf8))
        play.finish()
        #expect(play.trace().sessions.map(\.start.outcome) == [.open])
    }

    @Test func refusedThenAcceptedOnOneConnection() throws {
        var play = Playbook()
        play.upgrade(response: refusal("401 Unauthorized"))
        play.upgrade(request: Playbook.request.replacing("dGhlIHNhbXBsZSBub25jZQ==", with: "AQIDBAUGBwgJCgsMDQ4PEA=="))
        play.finish()
        let sessions = play.trace().sessions
        #expect(sessions.map(\.start.outcome) == [.refused, .open])
        #expect(sessions.map(\.start.tcpStream) == [0, 0])
        #expect(sessions[0].close?.clientEvent?.code == 1006)
    }

    @Test(arguments: ["301 Moved Permanently", "400 Bad Request", "426 Upgrade Required", "200 OK", "502 Bad Gateway"])
    func refusalSaysWhatTheStatusMeans(status: String) throws {
        var play = Playbook()
        play.upgrade(response: refusal(status))
        play.talk.close(.server)
        let session = try #require(play.trace().sessions.first)
        let finding = try #require(session.findings.first { $0.rule == .handshakeRefused })
        #expect(finding.detail.contains(status.prefix(3)))
        #expect(session.frames.isEmpty)
    }

    @Test func otherTrafficIsCountedNotTold() {
        var talk = Conversation()
        talk.connect()
        talk.send(Array("SSH-2.0-OpenSSH_9.2\r\n".utf8), from: .server)
        talk.send([0, 1, 2, 3], from: .client)
        talk.close(.client)
        let trace = Playbook.trace(talk.packets)
        #expect(trace.sessions.isEmpty)
        #expect(trace.summary?.otherConnections == 1)
        #expect(trace.summary?.unreadable.isEmpty == true)
    }

    @Test func captureThatBeginsBehindTheSYNButBeforeTheRequest() throws {
        var talk = Conversation()
        talk.beginMidstream()
        talk.send(Array("tail of something else".utf8), from: .client)
        talk.send(Array(Playbook.request.utf8), from: .client)
        talk.send(Array(Playbook.response.utf8), from: .server)
        talk.send(FrameEncoder.encode(opcode: .text, payload: [0x61]), from: .server)
        let session = try #require(Playbook.trace(talk.packets).sessions.first)
        #expect(session.start.outcome == .open)
        #expect(session.messages.map(\.payload) == [[0x61]])
        #expect(session.close?.state == .open)
        #expect(session.close?.clientEvent == nil)
    }

    @Test func portsThatAreNotChosenAreNotLookedAt() {
        var play = Playbook()
        play.upgrade()
        play.finish()
        #expect(play.trace { $0.ports = [8080] }.sessions.isEmpty)
        #expect(play.trace { $0.ports = [80] }.sessions.count == 1)
    }

    @Test func hostsThatAreNotChosenAreNotLookedAt() throws {
        var play = Playbook()
        play.upgrade()
        play.finish()
        let start = try #require(play.trace { $0.hosts = [] }.sessions.first?.start)
        for address in [start.client.address, start.server.address] {
            #expect(play.trace { $0.hosts = [address, IPAddress(ipv4: 1)] }.sessions.count == 1)
        }
        #expect(play.trace { $0.hosts = [IPAddress(ipv4: 1)] }.sessions.isEmpty)
    }

    @Test func twoConnectionsOfTheSameEndpoints() throws {
        var first = Playbook()
        first.upgrade()
        first.finish()
        var second = Playbook(Conversation(sequences: (77_000, 3_000_000), start: 1_700_000_060_000_000_000))
        second.upgrade()
        second.frame(.server, .text, [0x62])
        second.finish(.server)
        let trace = Playbook.trace(first.talk.packets + second.talk.packets)
        #expect(trace.sessions.map(\.start.tcpStream) == [0, 1])
        #expect(trace.sessions.map(\.close?.initiator) == [.client, .server])
        #expect(trace.sessions[1].messages.map(\.payload) == [[0x62]])
    }

    @Test(arguments: [
        PacketBuilder.Link.ethernet(vlans: []), .ethernet(vlans: [5, 6]), .linuxSLL, .linuxSLL2,
        .null(littleEndian: true), .loop, .raw,
    ])
    func everyLinkType(link: PacketBuilder.Link) throws {
        var builder = PacketBuilder()
        builder.link = link
        var play = Playbook(Conversation(builder: builder))
        play.upgrade()
        play.frame(.client, .text, [0x61])
        play.finish()
        let trace = play.trace()
        #expect(trace.sessions.first?.messages.count == 1)
        #expect(trace.summary?.unreadable.isEmpty == true)
    }
}
