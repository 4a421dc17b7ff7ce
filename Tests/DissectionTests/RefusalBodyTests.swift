import HTTP
import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

private let nginx = "<html>\r\n<head><title>400 Request Header Or Cookie Too Large</title></head>\r\n</html>"

/// The text of a refusal that a real server sends, and the cause that it names.
private let texts: [(status: String, body: String, kind: Diagnosis.Kind)] = [
    ("400 Bad Request", "Can \"Upgrade\" only to \"WebSocket\".", .upgradeStripped),
    ("400 Bad Request", "No WebSocket UPGRADE hdr: None\n Can \"Upgrade\" only to \"WebSocket\".", .upgradeStripped),
    ("400 Bad Request", "\"Connection\" must be \"Upgrade\".", .upgradeStripped),
    (
        "426 Upgrade Required", "Failed to open a WebSocket connection: missing Connection header.\n", .upgradeStripped
    ),
    (
        "400 Bad Request",
        "websocket: the client is not using the websocket protocol: 'upgrade' token not found in 'Connection' header",
        .upgradeStripped
    ),
    ("400 Bad Request", "{\"code\":1,\"message\":\"Session ID unknown\"}", .sessionUnknown),
    ("404 Not Found", "No Connection with that ID", .sessionUnknown),
    ("400 Bad Request", "{\"code\":0,\"message\":\"Transport unknown\"}", .requestDefect),
    ("400 Bad Request", "{\"code\":3,\"message\":\"Bad request\"}", .upgradeStripped),
    ("403 Forbidden", "{\"code\":4,\"message\":\"Forbidden\"}", .forbidden),
    ("400 Bad Request", "{\"code\":5,\"message\":\"Unsupported protocol version\"}", .versionRefused),
    ("400 Bad Request", "Client sent an HTTP request to an HTTPS server.\n", .tlsPort),
    ("400 Bad Request", "<title>400 The plain HTTP request was sent to HTTPS port</title>", .tlsPort),
    ("403 Forbidden", "websocket: request origin not allowed by Upgrader.CheckOrigin", .originRefused),
    ("403 Forbidden", "Cross origin websockets not allowed", .originRefused),
    ("400 Bad Request", nginx, .headTooLarge),
    ("503 Service Unavailable", "no healthy upstream", .gatewayFailed),
    ("403 Forbidden", "<!DOCTYPE html><html><head><title>Just a moment...</title>", .forbidden),
    ("400 Bad Request", "Missing or invalid Sec-WebSocket-Key header", .requestDefect),
    ("400 Bad Request", "This combination of host and port requires TLS.\r\n", .tlsPort),
    (
        "426 Upgrade Required", "WebSocket protocol violation: Upgrade header \"\" does not contain websocket",
        .upgradeStripped
    ),
    ("403 Forbidden", "request Origin \"a.example\" is not authorized for Host \"b.example\"", .originRefused),
    ("403 Forbidden", "Failed to open a WebSocket connection: missing Origin header.\n", .originRefused),
    ("400 Bad Request", "Handshake error: None", .requestDefect),
    ("400 Bad Request", "handshake error: bad \"Sec-WebSocket-Key\" header", .requestDefect),
    ("400 Bad Request", "handshake error: bad \"Upgrade\" header", .upgradeStripped),
    ("400 Bad Request", "Missing/Invalid WebSocket headers", .requestDefect),
    ("400 Bad Request", "Unsupported version: 12", .requestDefect),
    // Words that others use, too.
    ("400 Bad Request", "this tenant requires TLS client certificates", .statusOnly),
    ("400 Bad Request", "unsupported version of the API", .statusOnly),
    // What no row knows is shown with the status.
    ("400 Bad Request", "the moon is full", .statusOnly),
    ("404 Not Found", "404 page not found\n", .wrongPath),
]

@Suite struct RefusalBodyTests {
    /// The finding sends nobody to look for what the body names.
    @Test(arguments: [("the moon is full", true), ("Bad Request", false), ("", false)])
    func theFindingLeavesItToTheBody(body: String, isExplained: Bool) throws {
        var play = Playbook()
        play.upgrade(response: "HTTP/1.1 400 Bad Request\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        let session = try #require(play.trace().sessions.first)
        let detail = try #require(session.findings.first { $0.rule == .handshakeRefused }).detail
        #expect(detail.contains("Correct in the request what the body of the answer names.") == isExplained)
        #expect(detail.contains("a proxy that drops Upgrade") == !isExplained)
    }

    /// A body that gives another reason makes the origin a guess.
    @Test(
        arguments: [
            ("Members only", [.forbidden, .originRefused]), ("That origin is not ours", [.originRefused, .forbidden]),
            ("Forbidden", [.originRefused, .forbidden]),
        ] as [(String, [Diagnosis.Kind])])
    func anotherReasonThanTheOrigin(body: String, kinds: [Diagnosis.Kind]) throws {
        var play = Playbook()
        play.upgrade(
            request: Playbook.request.replacing("Origin: http://example.com", with: "Origin: http://elsewhere.example"),
            response: "HTTP/1.1 403 Forbidden\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        #expect(try #require(play.diagnosis).causes.map(\.kind) == kinds)
    }

    private static func session(_ answer: [UInt8], _ then: (inout Playbook) -> Void = { $0.talk.close(.server) })
        -> Trace.Session?
    {
        var play = Playbook()
        play.client(Array(Playbook.request.utf8))
        play.server(answer)
        then(&play)
        return play.trace().sessions.first
    }

    private static func answer(_ status: String, _ body: String, _ headers: String = "") -> [UInt8] {
        Array("HTTP/1.1 \(status)\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
    }

    @Test(arguments: texts) func cause(status: String, body: String, kind: Diagnosis.Kind) throws {
        let session = try #require(Self.session(Self.answer(status, body)))
        #expect(session.start.handshake?.responseBody?.text == body)
        let diagnosis = Diagnosis(of: session)
        let cause = try #require(diagnosis.causes.first)
        #expect(cause.kind == kind)
        #expect(cause.evidence.contains { $0.hasPrefix("The body says ") })
        #expect(!cause.evidence.contains { $0.contains("status is all") })
    }

    /// Of a traceback the exception is told, not the calls.
    @Test func bodyThatIsATraceback() throws {
        let body = "Traceback (most recent call last):\n  File \"app.py\", line 12, in f\nKeyError: 'id'\n"
        let diagnosis = Diagnosis(of: try #require(Self.session(Self.answer("500 Internal Server Error", body))))
        #expect(
            diagnosis.causes.first?.evidence.contains(
                "The body says \"Traceback (most recent call last): … KeyError: 'id'\".") == true)
    }

    /// A request that lacks Upgrade where it was captured needs no proxy behind it.
    @Test func bodyStrengthensWhatTheRequestShows() throws {
        var play = Playbook()
        play.client(
            Array(
                Playbook.request.replacing("Upgrade: websocket\r\nConnection: Upgrade", with: "Connection: close").utf8)
        )
        play.server(Self.answer("400 Bad Request", "Can \"Upgrade\" only to \"WebSocket\"."))
        play.talk.close(.server)
        let session = try #require(play.trace().sessions.first)
        let causes = Diagnosis(of: session).causes
        #expect(causes.map(\.kind) == [.upgradeStripped])
        let evidence = try #require(causes.first?.evidence.joined(separator: " "))
        #expect(evidence.contains("Upgrade is missing") && evidence.contains("The body says"))
        #expect(!evidence.contains("has both"))
    }

    private static func diagnosis(of answer: String, request: String = Playbook.request) throws -> Diagnosis {
        var play = Playbook()
        play.client(Array(request.utf8))
        play.server(Array(answer.utf8))
        play.talk.close(.server)
        return Diagnosis(of: try #require(play.trace().sessions.first))
    }

    /// A refusal that speaks of credentials is one for want of them, whatever its status; other texts are not.
    @Test(
        arguments: [
            ("400 Bad Request", "missing token", true), ("403 Forbidden", "{\"error\":\"invalid token\"}", true),
            ("403 Forbidden", "No token, no WebSocket", true), ("400 Bad Request", "Invalid API key", true),
            ("400 Bad Request", "Unexpected token < in JSON at position 0", false), ("403 Forbidden", "go away", false),
        ] as [(String, String, Bool)])
    func credentials(status: String, body: String, areNamed: Bool) throws {
        let diagnosis = try Self.diagnosis(
            of: "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        #expect((diagnosis.causes.first?.kind == .loginRequired) == areNamed)
        let text = diagnosis.causes.flatMap { $0.remedies.map(\.text) }.joined()
        #expect(!text.contains("other findings"))
    }

    /// Who has sent credentials is not told to log in, and a header's name has its article.
    @Test(
        arguments: [
            ("401 Unauthorized", "Authorization", "has an Authorization and no Cookie"),
            ("407 Proxy Authentication Required", "Proxy-Authorization", "has a Proxy-Authorization and no Cookie"),
        ] as [(String, String, String)])
    func credentialsThatWereSent(status: String, header: String, said: String) throws {
        let answer = "HTTP/1.1 \(status)\r\nContent-Length: 0\r\n\r\n"
        let request = Playbook.request.dropLast(1) + "\(header): Bearer old\r\n\r\n"
        let sent = try #require(try Self.diagnosis(of: answer, request: String(request)).causes.first)
        #expect(sent.claim.contains("did not accept the credentials"))
        #expect(sent.evidence.joined().contains(said))
        let none = try #require(try Self.diagnosis(of: answer).causes.first)
        #expect(none.claim.contains("wants the client to log in"))
    }

    /// An Origin that was not sent can't be the wrong one.
    @Test func originThatWasNotSent() throws {
        let body = "Origin not allowed: null"
        let answer = "HTTP/1.1 403 Forbidden\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        let request = Playbook.request.replacing("Origin: http://example.com\r\n", with: "")
        let cause = try #require(try Self.diagnosis(of: answer, request: request).causes.first)
        #expect(cause.claim.contains("sent no Origin"))
        #expect(cause.remedies.contains { $0.text.contains("Send the Origin") })
    }

    /// A body that repeats the status names nothing.
    @Test(arguments: [
        ("400 Bad Request", false), ("<html><title>Bad Request</title></html>", false), ("no room", true),
    ])
    func bodyThatRepeatsTheStatus(body: String, isTelling: Bool) throws {
        let diagnosis = try Self.diagnosis(
            of: "HTTP/1.1 400 Bad Request\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        let remedy = try #require(diagnosis.causes.first?.remedies.first?.text)
        #expect(remedy.hasPrefix("Correct in the request") == isTelling)
    }

    /// Tornado's check of the origin says so; the page that it writes for a bare 403 comes from elsewhere.
    @Test(arguments: ["<html><title>403: Forbidden</title><body>403: Forbidden</body></html>", "not here"])
    func tornadoPage(page: String) throws {
        let diagnosis = try Self.diagnosis(
            of: "HTTP/1.1 403 Forbidden\r\nServer: TornadoServer/6.4\r\nContent-Type: text/html\r\n"
                + "Content-Length: \(page.utf8.count)\r\n\r\n\(page)",
            request: Playbook.request.replacing("http://example.com", with: "https://evil.example"))
        #expect(diagnosis.causes.map(\.kind) == [.forbidden])
    }

    /// gorilla/websocket answers 403 for the origin only.
    @Test func gorillaForm() throws {
        let diagnosis = try Self.diagnosis(
            of: "HTTP/1.1 403 Forbidden\r\nSec-Websocket-Version: 13\r\nContent-Length: 10\r\n\r\nForbidden\n")
        #expect(diagnosis.causes.first?.kind == .originRefused)
        #expect(diagnosis.causes.first?.evidence.last?.contains("CheckOrigin") == true)
    }

    /// Cookies are blamed only where they take most of the head.
    @Test(arguments: [true, false]) func largestHeader(isCookie: Bool) throws {
        let names = isCookie ? ["Cookie"] : (1...9).map { "X-\($0)" } + ["Cookie"]
        let lines = names.map { "\($0): a=\(String(repeating: "b", count: $0 == "Cookie" && !isCookie ? 20 : 2000))" }
        let request = Playbook.request.replacing(
            "Upgrade: websocket", with: (lines + ["Upgrade: websocket"]).joined(separator: "\r\n"))
        let diagnosis = try Self.diagnosis(
            of: "HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Length: 0\r\n\r\n", request: request)
        #expect(diagnosis.causes.map(\.kind) == [.headTooLarge])
        let cause = try #require(diagnosis.causes.first)
        let remedies = cause.remedies.map(\.text).joined(separator: " ").lowercased()
        #expect(remedies.contains("cookie") == isCookie)
        #expect(cause.evidence.first?.contains(isCookie ? "\"Cookie\"" : "\"X-1\"") == true)
    }

    /// Text is text, with control characters too, where the answer says that it is.
    @Test(arguments: [true, false]) func controlCharacters(isText: Bool) throws {
        let type = isText ? "text/plain" : "application/octet-stream"
        let diagnosis = try Self.diagnosis(
            of: "HTTP/1.1 400 X\r\nContent-Type: \(type)\r\nContent-Length: 7\r\n\r\na\u{1b}[31m\u{7}")
        let evidence = try #require(diagnosis.causes.first?.evidence.joined())
        #expect(evidence.contains("text with control characters") == isText)
        #expect(evidence.contains("is not text") == !isText)
    }

    /// A hole in the body is told, and what came before it shown.
    @Test func holeInTheBody() throws {
        var play = Playbook()
        play.client(Array(Playbook.request.utf8))
        play.server(Array("HTTP/1.1 403 Forbidden\r\nContent-Length: 2000\r\n\r\nnot today".utf8))
        play.server([UInt8](repeating: 0x79, count: 1000))
        play.talk.segments.removeAll { $0.segment.payload.first == 0x79 }
        play.server([UInt8](repeating: 0x7a, count: 991))
        play.talk.close(.server)
        let session = try #require(play.trace().sessions.first)
        let gap = try #require(session.findings.first { $0.rule == .streamGap })
        #expect(gap.blame == .capture)
        #expect(gap.detail.hasPrefix("1,000 bytes of the server's stream are missing"))
        #expect(session.start.handshake?.responseBody?.text == "not today")
        #expect(Diagnosis(of: session).facts.joined().contains("stream.gap"))
    }

    @Test func compressedBodyIsNamed() throws {
        let answer = Array("HTTP/1.1 400 X\r\nContent-Encoding: br\r\nContent-Length: 3\r\n\r\n".utf8) + [1, 2, 3]
        let session = try #require(Self.session(answer))
        #expect(
            Diagnosis(of: session).causes.first?.evidence == [
                "The body is compressed (\"br\"), so it is not shown."
            ])
    }

    @Test(arguments: [1, 7, 1460]) func bodyInPieces(size: Int) throws {
        var play = Playbook()
        play.client(Array(Playbook.request.utf8))
        play.talk.segmentSize = size
        play.server(
            Array("HTTP/1.1 400 X\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nab\r\n\r\n2\r\ncd\r\n0\r\n\r\n".utf8))
        play.talk.close(.server)
        let session = try #require(play.trace().sessions.first)
        #expect(session.start.handshake?.responseBody?.text == "ab\r\ncd")
        #expect(session.start.handshake?.responseBody?.isWhole == true)
        // The answer was complete with its head.
        #expect(session.close?.time == session.start.responseTime)
    }

    /// A body that never ends is told with what came of it.
    @Test func bodyThatBreaksOff() throws {
        for end in [{ $0.talk.close(.server) }, { $0.talk.reset(.server) }, { _ in }] as [(inout Playbook) -> Void] {
            let session = try #require(
                Self.session(Array("HTTP/1.1 502 X\r\nContent-Length: 900\r\n\r\nhalf".utf8), end))
            #expect(session.start.outcome == .refused)
            #expect(session.start.handshake?.responseBody?.text == "half")
            #expect(session.start.handshake?.responseBody?.isWhole == false)
        }
    }

    /// A hole in the body, or a chunk that is none, does not lose the refusal.
    @Test func bodyThatIsDamaged() throws {
        var play = Playbook()
        play.client(Array(Playbook.request.utf8))
        play.server(Array("HTTP/1.1 502 X\r\nContent-Length: 9\r\n\r\nab".utf8))
        let lost = play.talk.segments.count
        play.server(Array("cde".utf8))
        play.server(Array("fghi".utf8))
        play.talk.close(.server)
        play.talk.segments.remove(at: lost)
        #expect(play.trace().sessions.map(\.start.outcome) == [.refused])
        let chunks = try #require(
            Self.session(Array("HTTP/1.1 502 X\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab".utf8)))
        #expect(chunks.start.outcome == .refused)
    }

    @Test func requestsGoOnBehindARefusal() throws {
        var play = Playbook()
        play.client(Array(Playbook.request.utf8))
        play.server(Self.answer("401 Unauthorized", "log in") + Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        play.upgrade()
        play.finish()
        let trace = play.trace()
        #expect(trace.sessions.map(\.start.outcome) == [.refused, .open])
        #expect(trace.sessions[1].findings.map(\.rule) == [.handshakeKeyReused] || trace.sessions[1].findings.isEmpty)
    }

    /// Requests that were sent without waiting are answered in their order, however segments cut the answers.
    @Test(arguments: [1, 7, 60, 1460]) func pipelined(size: Int) throws {
        let answers = Self.answer("404 Not Found", "no") + Self.answer("404 Not Found", "")
        let upgrade = Array(Playbook.response.utf8) + [0x81, 0x02] + Array("hi".utf8)
        var play = Playbook()
        play.client(Array((Playbook.request + Playbook.request + Playbook.request).utf8))
        play.talk.segmentSize = size
        play.server(answers + upgrade)
        play.talk.close(.server)
        let trace = play.trace()
        #expect(trace.sessions.map(\.start.outcome) == [.refused, .refused, .open])
        #expect(trace.sessions.map { $0.start.handshake?.responseBody?.text ?? "" } == ["no", "", ""])
        #expect(trace.sessions.last?.messages.map(\.payload) == [Array("hi".utf8)])
    }
}
