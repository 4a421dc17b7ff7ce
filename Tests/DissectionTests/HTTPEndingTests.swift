import HTTP
import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

private let second: Int64 = 1_000_000_000

/// A connection in which the client sends `request`, and what then happens.
private func session(
    _ request: String = Playbook.request, _ then: (inout Playbook) -> Void
) -> Trace.Session? {
    var play = Playbook()
    play.client(Array(request.utf8))
    then(&play)
    return play.trace().sessions.first
}

/// Heads that are not whole or too large, and bodies of requests.
@Suite struct HTTPEndingTests {
    // MARK: Heads that never end

    @Test(arguments: [0, 1, 40]) func responseWithoutItsEmptyLine(pause: Int64) throws {
        let session = try #require(
            session {
                $0.server(Array(Playbook.response.dropLast().utf8))
                $0.talk.pause(pause * second)
                $0.talk.close(.client)
            })
        #expect(session.findings.map(\.rule) == [.handshakeHeadUnfinished])
        #expect(session.findings.first?.blame == .server)
        #expect(session.start.outcome == .unanswered)
        #expect(session.start.handshake?.unfinished?.status == 101)
        let diagnosis = Diagnosis(of: session)
        #expect(diagnosis.causes.map(\.kind) == [.headUnfinished])
        #expect(diagnosis.text.contains("The empty line (CR LF) that ends the headers never came."))
        #expect(diagnosis.text.contains("The server never ended its response"))
    }

    /// As the capture ends, the rest may still be on its way.
    @Test func responseUnderWayIsNotAccused() throws {
        let session = try #require(session { $0.server(Array(Playbook.response.dropLast().utf8)) })
        #expect(session.findings.map(\.rule) == [.handshakeNoResponse])
        #expect(session.findings.first?.detail.contains("never came") == true)
        #expect(Diagnosis(of: session).causes.map(\.kind) == [.stillWaiting])
    }

    @Test func requestWithoutItsEmptyLine() throws {
        let session = try #require(
            session(String(Playbook.request.dropLast())) {
                $0.talk.pause(30 * second)
                $0.talk.close(.client)
            })
        #expect(session.findings.map(\.rule) == [.handshakeHeadUnfinished])
        #expect(session.findings.first?.blame == .client)
        #expect(Diagnosis(of: session).text.contains("The client never ended its request"))
    }

    @Test func requestWithoutItsEmptyLineThatIsRefused() throws {
        let timeout = "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n"
        let late = try #require(
            session(String(Playbook.request.dropLast())) {
                $0.talk.pause(10 * second)
                $0.server(Array(timeout.utf8))
                $0.talk.close(.server)
            })
        #expect(late.start.outcome == .refused)
        #expect(late.findings.map(\.rule) == [.handshakeHeadUnfinished, .handshakeRefused])
        #expect(Diagnosis(of: late).causes.first?.kind == .headUnfinished)
        // A server may refuse before it has read all: then more was to come.
        let early = try #require(
            session(String(Playbook.request.dropLast())) {
                $0.server(Array(timeout.utf8))
                $0.talk.close(.server)
            })
        #expect(early.findings.map(\.rule) == [.handshakeRefused])
    }

    @Test func pageRequestsThatNeverEndAreNoSessions() {
        #expect(session("GET / HTTP/1.1\r\nHost: example.com\r\n") { $0.talk.close(.client) } == nil)
        // Nor is a request that the capture breaks off.
        #expect(session(String(Playbook.request.dropLast())) { _ in } == nil)
    }

    // MARK: Large heads

    private static func request(cookies: Int) -> String {
        let cookie = "Cookie: a=" + String(repeating: "x", count: cookies)
        return Playbook.request.replacing("Origin:", with: cookie + "\r\nOrigin:")
    }

    @Test func largeHeadIsReadAndNamed() throws {
        let session = try #require(
            session(Self.request(cookies: 70_000)) {
                $0.server(Array(Playbook.response.utf8))
                $0.finish()
            })
        #expect(session.start.outcome == .open)
        let finding = try #require(session.findings.first { $0.rule == .handshakeHeadTooLarge })
        #expect(finding.detail.contains("Cookie takes 70012 of them"))
        #expect(session.close?.clean == true)
    }

    @Test(arguments: [
        (9_000, "400 Bad Request", true), (9_000, "431 X", true), (1_000, "400 Bad Request", false),
        (9_000, "403 X", false),
    ])
    func largeHeadIsWeighed(cookies: Int, status: String, isNamed: Bool) throws {
        let session = try #require(
            session(Self.request(cookies: cookies)) {
                $0.server(Array("HTTP/1.1 \(status)\r\nContent-Length: 0\r\n\r\n".utf8))
                $0.talk.close(.server)
            })
        let cause = Diagnosis(of: session).causes.first { $0.kind == .headTooLarge }
        #expect((cause != nil) == isNamed)
        if let cause { #expect(cause.evidence.joined().contains("\"Cookie\"")) }
    }

    // MARK: Bodies of requests

    @Test(arguments: [
        ("Content-Length: 5", "hello"), ("Transfer-Encoding: chunked", "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"),
    ])
    func bodyIsNoFrame(header: String, body: String) throws {
        let request = Playbook.request.replacing("Origin:", with: header + "\r\nOrigin:") + body
        let session = try #require(
            session(request) {
                $0.server(Array(Playbook.response.utf8))
                $0.frame(.client, .text, Array("abc".utf8))
                $0.finish()
            })
        #expect(session.findings.isEmpty)
        #expect(session.start.handshake?.requestBody?.text == "hello")
        #expect(session.messages.map(\.payload) == [Array("abc".utf8)])
    }

    @Test func framesBehindABodyAndBeforeThe101AreStillAccused() throws {
        var play = Playbook()
        let request = Playbook.request.replacing("Origin:", with: "Content-Length: 2\r\nOrigin:") + "hi"
        let frame = FrameEncoder.encode(opcode: .text, payload: [65], maskingKey: MaskingKey(7))
        play.client(Array(request.utf8) + frame)
        play.server(Array(Playbook.response.utf8))
        play.finish()
        let session = try #require(play.trace().sessions.first)
        let finding = try #require(session.findings.first)
        #expect(finding.rule == .handshakeFramesBefore101)
        #expect(finding.detail.contains("The client sent \(frame.count) bytes"))
    }

    /// A server may answer before the body; what then follows on the connection is HTTP again.
    @Test func refusalBeforeTheBodyAndAnotherRequest() throws {
        var play = Playbook()
        play.client(Array(Playbook.request.replacing("Origin:", with: "Content-Length: 5\r\nOrigin:").utf8))
        play.server(Array("HTTP/1.1 400 X\r\nContent-Length: 3\r\n\r\nno\n".utf8))
        play.client(Array(("hello" + Playbook.request).utf8))
        play.server(Array(Playbook.response.utf8))
        play.finish()
        let trace = play.trace()
        #expect(trace.sessions.map(\.start.outcome) == [.refused, .open])
        #expect(trace.sessions.first?.start.handshake?.responseBody?.text == "no\n")
    }
}
