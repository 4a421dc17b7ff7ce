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

    @Test func compressedBodyIsNamed() throws {
        let answer = Array("HTTP/1.1 400 X\r\nContent-Encoding: br\r\nContent-Length: 3\r\n\r\n".utf8) + [1, 2, 3]
        let session = try #require(Self.session(answer))
        #expect(
            Diagnosis(of: session).causes.first?.evidence == [
                "The body is compressed (\"br\"), so that it is not shown."
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
}
