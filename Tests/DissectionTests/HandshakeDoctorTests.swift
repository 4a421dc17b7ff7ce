import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

/// An upgrade request, what became of it, and what the doctor must say.
struct DoctorCase: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var kinds: [Diagnosis.Kind]
    var says: [String]
    var request = Playbook.request
    /// The answer, and how the connection ended.
    var answer: [UInt8] = []
    var port: UInt16 = 80
    var end: @Sendable (inout Conversation) -> Void = { $0.close(.server) }

    static func refused(
        _ status: String, with headers: String = "", request: String = Playbook.request, port: UInt16 = 80,
        _ kinds: [Diagnosis.Kind], says: [String]
    ) -> DoctorCase {
        let head = "HTTP/1.1 \(status)\r\n\(headers.isEmpty ? "" : headers + "\r\n")Content-Length: 0\r\n\r\n"
        return DoctorCase(
            testDescription: "\(status) \(headers)", kinds: kinds, says: says, request: request,
            answer: Array(head.utf8), port: port)
    }

    var diagnosis: Diagnosis? {
        var play = Playbook(Conversation(server: .ipv4(192, 0, 2, 2, port: port)))
        play.client(Array(request.utf8))
        if !answer.isEmpty { play.server(answer) }
        end(&play.talk)
        return play.trace().sessions.first.map(Diagnosis.init(of:))
    }
}

private func request(without line: String, instead: String = "") -> String {
    Playbook.request.replacing(line + "\r\n", with: instead.isEmpty ? "" : instead + "\r\n")
}

private let stripped = request(without: "Upgrade: websocket\r\nConnection: Upgrade", instead: "Connection: close")

private let refusals: [DoctorCase] = [
    .refused(
        "426 Upgrade Required", request: stripped, [.upgradeStripped],
        says: [
            "Upgrade is missing", "`Connection: close`", "proxy_set_header Upgrade $http_upgrade;", "upgrade=websocket",
        ]
    ),
    .refused(
        "400 Bad Request", request: stripped.replacing("Origin", with: "X-Forwarded-For: 10.0.0.1\r\nOrigin"),
        [.upgradeStripped], says: ["the request has X-Forwarded-For, which a proxy adds"]),
    .refused(
        "400 Bad Request",
        request: request(without: "Upgrade: websocket\r\nConnection: Upgrade")
            .replacing("HTTP/1.1", with: "HTTP/1.0"),
        [.upgradeStripped], says: ["The request is HTTP/1.0: many proxies", "proxy_http_version 1.1;"]),
    .refused(
        "200 OK", with: "Content-Type: text/html", request: stripped, [.upgradeStripped, .wrongPath],
        says: ["did not pass the upgrade on", "\"text/html\""]),
    .refused(
        "400 Bad Request", request: request(without: "Sec-WebSocket-Version: 13"), [.requestDefect],
        says: ["no Sec-WebSocket-Version", "Send Sec-WebSocket-Version: 13."]),
    .refused(
        "400 Bad Request",
        request: Playbook.request.replacing("Origin", with: "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin"),
        [.requestDefect], says: ["Sec-WebSocket-Key occurs 2 times", "Send this header once"]),
    .refused(
        "426 Upgrade Required", with: "Sec-WebSocket-Version: 8, 7", [.versionRefused],
        says: ["does not speak version \"13\"", "Sec-WebSocket-Version: \"8, 7\""]),
    .refused(
        "426 Upgrade Required", with: "Sec-WebSocket-Version: 13", [.statusOnly], says: ["The server refuses: 426"]),
    .refused("400 Bad Request", [.statusOnly], says: ["It found the request malformed"]),
    .refused(
        "400 Bad Request", with: "Server: tinyproxy/1.11.1",
        request: Playbook.request.replacing("GET /chat", with: "GET ws://example.com/chat"), [.forwardProxyRefused],
        says: ["whole address, \"ws://example.com/chat\"", "tinyproxy", "CONNECT"]),
    .refused("400 Bad Request", port: 443, [.tlsPort], says: ["TLS on port 443", "wss://"]),
    .refused(
        "401 Unauthorized", with: "WWW-Authenticate: Bearer", [.loginRequired],
        says: ["no Authorization and no Cookie", "WWW-Authenticate says \"Bearer\""]),
    .refused("407 Proxy Authentication Required", [.loginRequired], says: ["A proxy wants the client to log in"]),
    .refused(
        "403 Forbidden",
        request: request(without: "Origin: http://example.com", instead: "Origin: https://evil.example"),
        [.originRefused, .forbidden],
        says: ["Origin is \"https://evil.example\", its Host \"example.com\": a page from elsewhere"]),
    .refused(
        "403 Forbidden", [.forbidden, .originRefused], says: ["Origin is \"http://example.com\"", "CheckOrigin"]),
    .refused(
        "403 Forbidden", request: request(without: "Origin: http://example.com"), [.forbidden],
        says: ["has no Origin", "no Authorization and no Cookie"]),
    .refused(
        "301 Moved Permanently", with: "Location: https://example.com/chat/", [.redirected],
        says: ["Open \"wss://example.com/chat/\" instead."]),
    .refused(
        "308 Permanent Redirect", with: "Location: /ws", [.redirected], says: ["Open \"ws://example.com/ws\" instead."]),
    .refused("302 Found", with: "Location: /login?next=/chat", [.loginRequired], says: ["Log in first"]),
    .refused("307 Temporary Redirect", [.redirected], says: ["has no Location"]),
    .refused("404 Not Found", [.wrongPath], says: ["asks for \"/chat\" at host \"example.com\""]),
    .refused("405 Method Not Allowed", with: "Allow: POST", [.wrongPath], says: ["Allow says \"POST\""]),
    .refused(
        "502 Bad Gateway", with: "Server: nginx", [.gatewayFailed], says: ["answer names \"nginx\"", "error log"]),
    .refused(
        "503 Service Unavailable", with: "Retry-After: 30", [.gatewayFailed],
        says: ["Retry-After says \"30\"", "Wait at least 30 s before it tries again"]),
    .refused("504 Gateway Timeout", [.gatewayFailed], says: ["waited too long"]),
    .refused("500 Internal Server Error", [.statusOnly], says: ["server's log"]),
]

private let silences: [DoctorCase] = [
    DoctorCase(
        testDescription: "a TLS alert", kinds: [.tlsPort],
        says: ["answered with bytes that aren't HTTP: a TLS alert (15 03 01 00 02 02 46)", "wss://"],
        answer: [0x15, 3, 1, 0, 2, 2, 0x46]),
    DoctorCase(
        testDescription: "a banner", kinds: [.notHTTP], says: ["\"SSH-2.0-OpenSSH_9.2\"", "port 80"],
        answer: Array("SSH-2.0-OpenSSH_9.2\r\n".utf8)),
    DoctorCase(
        testDescription: "another version of HTTP", kinds: [.notHTTP],
        says: ["a line that isn't HTTP/1.1: \"HTTP/2 101 Switching Protocols\""],
        answer: Array("HTTP/2 101 Switching Protocols\r\n\r\n".utf8)),
    DoctorCase(
        testDescription: "bytes that could have become HTTP", kinds: [.notHTTP], says: ["\"HTTPX\""],
        answer: Array("HTTPX".utf8)),
    DoctorCase(testDescription: "a FIN", kinds: [.hungUp], says: ["got no answer", "closed the connection"]),
    DoctorCase(testDescription: "a RST", kinds: [.hungUp], says: ["reset the connection"], end: { $0.reset(.server) }),
    DoctorCase(
        testDescription: "a FIN at a TLS port", kinds: [.tlsPort, .hungUp], says: ["may hang up on plain HTTP"],
        port: 443),
    DoctorCase(
        testDescription: "the client gives up", kinds: [.clientGaveUp], says: ["It had waited 10.0"],
        end: {
            $0.pause(10 * 1_000_000_000)
            $0.close(.client)
        }),
    DoctorCase(testDescription: "nothing at all", kinds: [.stillWaiting], says: ["both directions"], end: { _ in }),
    DoctorCase(
        testDescription: "a stripped request", kinds: [.upgradeStripped, .hungUp],
        says: ["did not pass the upgrade on"],
        request: stripped),
]

@Suite struct HandshakeDoctorTests {
    static let kinds = (refusals + silences).flatMap(\.kinds)

    @Test(arguments: refusals)
    func ofARefusal(_ example: DoctorCase) throws { try check(example) }

    @Test(arguments: silences)
    func ofAMissingAnswer(_ example: DoctorCase) throws { try check(example) }

    private func check(_ example: DoctorCase) throws {
        let diagnosis = try #require(example.diagnosis)
        // What the capture's end cut off may still have come.
        let mayCome = example.kinds.contains(.stillWaiting)
        #expect(diagnosis.verdict.hasPrefix(mayCome ? "There was no session so far" : "There never was a session"))
        #expect(diagnosis.causes.map(\.kind) == example.kinds)
        let text =
            ([diagnosis.verdict] + diagnosis.facts
            + diagnosis.causes.flatMap { [$0.claim] + $0.evidence + $0.remedies.flatMap { [$0.text] + $0.lines } })
            .joined(separator: "\n")
        for part in example.says { #expect(text.contains(part)) }
        #expect(diagnosis.causes.allSatisfy { !$0.remedies.isEmpty && !$0.evidence.isEmpty })
    }

    @Test func hostileHeadersStayShort() throws {
        let long = String(repeating: "x", count: 20_000)
        for status in ["302 Found", "403 Forbidden", "401 Unauthorized", "404 Not Found", "502 Bad Gateway"] {
            let hostile = DoctorCase.refused(
                status,
                with: "Location: /\(long)\r\nWWW-Authenticate: \(long)\r\nServer: \(long)\r\nContent-Type: \(long)",
                request: Playbook.request.replacing("http://example.com", with: long).replacing(
                    "/chat", with: "/\(long)"),
                [], says: [])
            let diagnosis = try #require(hostile.diagnosis)
            #expect(diagnosis.verdict.utf8.count < 1000)
            for cause in diagnosis.causes {
                for text in [cause.claim] + cause.evidence + cause.remedies.map(\.text) {
                    #expect(text.utf8.count < 1000)
                }
            }
        }
    }
}
