import HTTP
import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

private let line = Array("PROXY TCP4 203.0.113.7 198.51.100.20 51234 80\r\n".utf8)
private let binary: [UInt8] =
    [0x0d, 0x0a, 0x0d, 0x0a, 0, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a, 0x21, 0x11, 0, 15]
    + [203, 0, 113, 7, 198, 51, 100, 20, 0xc8, 0x22, 0, 80, 4, 0, 0]

@Suite struct ProxyHeaderSessionTests {
    /// The header in the request's segment, in one of its own, and byte by byte.
    @Test(arguments: [line, binary], [[], [10], [1], Array(1...80)])
    func sessionBehindAHeader(header: [UInt8], cuts: [Int]) throws {
        var play = Playbook()
        play.talk.send(header + Array(Playbook.request.utf8), from: .client, cuts: cuts.isEmpty ? [header.count] : cuts)
        play.server(Array(Playbook.response.utf8))
        play.frame(.client, .text, [65])
        play.finish()
        let session = try #require(play.trace().sessions.first)
        #expect(session.start.outcome == .open)
        #expect(session.start.proxyHeader?.client?.description == "203.0.113.7:51234")
        #expect(session.findings.map(\.rule) == [.handshakeProxyLine])
        #expect(session.findings.first?.detail.contains("name 203.0.113.7:51234 as the real client") == true)
        #expect(session.messages.count == 1)
        #expect(session.close?.clean == true)
    }

    @Test func aHeaderInOneSegmentWithTheRequest() throws {
        var play = Playbook()
        play.client(line + Array(Playbook.request.utf8))
        play.server(Array(Playbook.response.utf8))
        play.finish()
        #expect(play.trace().sessions.first?.start.proxyHeader?.version == 1)
    }

    /// What only begins like a header is read as what it is.
    @Test(arguments: [[1], [3], []]) func otherBytesAreNotLost(cuts: [Int]) throws {
        var play = Playbook()
        let post = Playbook.request.replacing("GET ", with: "POST ")
        play.talk.send(Array(post.utf8), from: .client, cuts: cuts)
        play.server(Array(Playbook.response.utf8))
        play.finish()
        let session = try #require(play.trace().sessions.first)
        #expect(session.start.proxyHeader == nil)
        #expect(session.findings.map(\.rule) == [.handshakeMethod])
    }

    @Test func serverThatSpeaksFirstIsNotMixedUp() throws {
        var play = Playbook()
        play.client(Array("P".utf8))
        play.server(Array("HTTP/1.1 408 X\r\nContent-Length: 0\r\n\r\n".utf8))
        play.talk.close(.server)
        #expect(play.trace().sessions.isEmpty)
    }

    @Test func itsPartInARefusalIsTold() throws {
        for answer in ["", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"] {
            var play = Playbook()
            play.client(line + Array(Playbook.request.utf8))
            if !answer.isEmpty { play.server(Array(answer.utf8)) }
            play.talk.close(.server)
            let session = try #require(play.trace().sessions.first)
            let cause = try #require(Diagnosis(of: session).causes.first)
            #expect(cause.kind == .proxyHeader)
            #expect(cause.claim.contains("does not expect the PROXY protocol header"))
            #expect(cause.remedies.contains { $0.text.contains("proxy_protocol") })
        }
        // A 403 is one that read the request.
        var play = Playbook()
        play.client(line + Array(Playbook.request.utf8))
        play.server(Array("HTTP/1.1 403 X\r\nContent-Length: 0\r\n\r\n".utf8))
        play.talk.close(.server)
        let session = try #require(play.trace().sessions.first)
        #expect(!Diagnosis(of: session).causes.contains { $0.kind == .proxyHeader })
    }
}
