import HTTP
import Testing
import Wire

let remote = Endpoint(address: IPAddress(ipv4: 0xc000_0201), port: 80)
let loopback = Endpoint(address: IPAddress(ipv4: 0x7f00_0001), port: 80)

@Suite struct RequestRulesTests {
    typealias Rule = HandshakeDefect.Rule

    static func defects(
        _ line: String = "GET /chat HTTP/1.1", _ changes: [(String, String?)] = [], server: Endpoint = remote
    ) throws -> [HandshakeDefect] {
        UpgradeHandshake(request: try upgradeRequest(line, changes), response: nil).defects(server: server)
    }

    @Test(
        "Legal oddities accuse nobody",
        arguments: [
            [], [("UPGRADE", "WebSocket"), ("connection", "keep-alive, UPGRADE")], [("Upgrade", "h2c, websocket, foo")],
            [("Connection", "keep-alive"), ("Connection", "Upgrade")], [("Connection", "\t upgrade \t")],
            [("Sec-WebSocket-Protocol", "a"), ("Sec-WebSocket-Protocol", "b,c")], [("Sec-WebSocket-Protocol", nil)],
            [("Sec-WebSocket-Key", "  AQIDBAUGBwgJCgsMDQ4PEC==  ")], [("Sec-WebSocket-Version", " 13 ")],
            [("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits, x-custom; a=1")],
            [
                ("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits=\"15\""),
                ("sec-websocket-extensions", "permessage-deflate; server_max_window_bits=8"),
            ],
            [("Host", "")], [("Origin", "null")], [("X-Empty", "")],
        ] as [[(String, String?)]])
    func clean(changes: [(String, String?)]) throws {
        #expect(try Self.defects("GET /chat HTTP/1.1", changes) == [])
    }

    @Test(arguments: ["GET /chat?room=1&token HTTP/1.1", "GET /chat?tokens=1 HTTP/1.1", "GET /a?x=token=1 HTTP/1.1"])
    func harmlessQueries(line: String) throws {
        #expect(try Self.defects(line) == [])
    }

    struct Broken: Sendable, CustomTestStringConvertible {
        var line = "GET /chat HTTP/1.1"
        var changes: [(String, String?)] = []
        var rule: Rule
        /// The bytes of the request that are the evidence.
        var evidence: String
        var detail: String
        var testDescription: String { "\(rule) \(line) \(changes)" }
    }

    static let broken: [Broken] = [
        Broken(line: "POST /chat HTTP/1.1", rule: .method, evidence: "POST", detail: "\"POST\""),
        Broken(line: "get /chat HTTP/1.1", rule: .method, evidence: "get", detail: "\"get\""),
        Broken(line: "GET /chat HTTP/1.0", rule: .httpVersion, evidence: "HTTP/1.0", detail: "HTTP/1.0"),
        Broken(line: "GET /chat HTTP/0.9", rule: .httpVersion, evidence: "HTTP/0.9", detail: "HTTP/0.9"),
        Broken(changes: [("Host", nil)], rule: .hostMissing, evidence: "GET /chat HTTP/1.1", detail: "no Host"),
        Broken(
            changes: [("Upgrade", nil)], rule: .upgradeMissing, evidence: "GET /chat HTTP/1.1", detail: "no Upgrade"),
        Broken(
            changes: [("Upgrade", "h2c")], rule: .upgradeMissing, evidence: "Upgrade: h2c\r\n", detail: "\"h2c\""),
        Broken(
            changes: [("Connection", nil)], rule: .connectionMissing, evidence: "GET /chat HTTP/1.1",
            detail: "no Connection"),
        Broken(
            changes: [("Connection", "close")], rule: .connectionMissing, evidence: "Connection: close\r\n",
            detail: "\"close\""),
        Broken(
            changes: [("Sec-WebSocket-Key", nil)], rule: .keyMissing, evidence: "GET /chat HTTP/1.1",
            detail: "no Sec-WebSocket-Key"),
        Broken(
            changes: [("Sec-WebSocket-Key", "")], rule: .keyInvalid, evidence: "Sec-WebSocket-Key: \r\n",
            detail: "0 bytes"),
        Broken(
            changes: [("Sec-WebSocket-Key", "AQIDBAUGBwgJCgsMDQ4P")], rule: .keyInvalid,
            evidence: "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4P\r\n", detail: "15 bytes"),
        Broken(
            changes: [("Sec-WebSocket-Key", "AQIDBAUGBwgJCgsMDQ4PEBE=")], rule: .keyInvalid,
            evidence: "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEBE=\r\n", detail: "17 bytes"),
        Broken(
            changes: [("Sec-WebSocket-Key", "not base64!")], rule: .keyInvalid,
            evidence: "Sec-WebSocket-Key: not base64!\r\n", detail: "no base64"),
        Broken(
            changes: [
                ("Sec-WebSocket-Key", "AQIDBAUGBwgJCgsMDQ4PEC=="), ("Sec-WebSocket-Key", "AQIDBAUGBwgJCgsMDQ4PEC=="),
            ], rule: .headerRepeated, evidence: "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEC==\r\n",
            detail: "occurs 2 times, each \"AQIDBAUGBwgJCgsMDQ4PEC==\""),
        Broken(
            changes: [("Host", "a"), ("Host", "b")], rule: .headerRepeated, evidence: "Host: b\r\n",
            detail: "\"a\" and \"b\"; it may occur only once (RFC 9112 §3.2)"),
        Broken(
            changes: [("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Version", "13")], rule: .headerRepeated,
            evidence: "Sec-WebSocket-Version: 13\r\n", detail: "RFC 6455 §11.3.5"),
        Broken(
            changes: [("Sec-WebSocket-Protocol", "")], rule: .headerRepeated, evidence: "Sec-WebSocket-Protocol: \r\n",
            detail: "is empty"),
        Broken(
            changes: [("Sec-WebSocket-Extensions", "")], rule: .headerRepeated,
            evidence: "Sec-WebSocket-Extensions: \r\n", detail: "is empty"),
        Broken(
            changes: [("Sec-WebSocket-Version", nil)], rule: .versionMissing, evidence: "GET /chat HTTP/1.1",
            detail: "must be 13"),
        Broken(
            changes: [("Sec-WebSocket-Version", "14")], rule: .versionUnsupported,
            evidence: "Sec-WebSocket-Version: 14\r\n", detail: "\"14\""),
        Broken(
            changes: [("Sec-WebSocket-Version", "13, 8")], rule: .versionUnsupported,
            evidence: "Sec-WebSocket-Version: 13, 8\r\n", detail: "\"13, 8\""),
        Broken(
            changes: [("X", "1"), ("Y ", "2")], rule: .headerMalformed, evidence: "Y : 2\r\n", detail: "white space"),
        Broken(
            changes: [("Origin", nil)], rule: .originMissing, evidence: "GET /chat HTTP/1.1", detail: "no Origin"),
        Broken(
            changes: [("Cookie", "id=geheim")], rule: .cleartextCredentials, evidence: "Cookie: id=geheim\r\n",
            detail: "Cookie"),
        Broken(
            changes: [("Authorization", "Basic geheim")], rule: .cleartextCredentials,
            evidence: "Authorization: Basic geheim\r\n", detail: "Authorization"),
        Broken(
            line: "GET /chat?a=1&Access_Token=geheim HTTP/1.1", rule: .cleartextCredentials,
            evidence: "/chat?a=1&Access_Token=geheim", detail: "\"Access_Token\""),
        Broken(
            changes: [("Sec-WebSocket-Extensions", "permessage-deflate; foo")], rule: .extensionOfferInvalid,
            evidence: "permessage-deflate; foo", detail: "no parameter \"foo\""),
        Broken(
            changes: [("Sec-WebSocket-Extensions", "a, permessage-deflate; server_max_window_bits")],
            rule: .extensionOfferInvalid, evidence: "permessage-deflate; server_max_window_bits", detail: "no value"),
        Broken(
            changes: [("Sec-WebSocket-Extensions", "permessage-deflate; server_max_window_bits=08")],
            rule: .extensionOfferInvalid, evidence: "permessage-deflate; server_max_window_bits=08", detail: "\"08\""),
        Broken(
            changes: [("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits=16")],
            rule: .extensionOfferInvalid, evidence: "permessage-deflate; client_max_window_bits=16", detail: "\"16\""),
        Broken(
            changes: [("Sec-WebSocket-Extensions", "permessage-deflate; client_no_context_takeover=1")],
            rule: .extensionOfferInvalid, evidence: "permessage-deflate; client_no_context_takeover=1",
            detail: "takes no value"),
        Broken(
            changes: [
                (
                    "Sec-WebSocket-Extensions",
                    "permessage-deflate; server_no_context_takeover; server_no_context_takeover"
                )
            ], rule: .extensionOfferInvalid,
            evidence: "permessage-deflate; server_no_context_takeover; server_no_context_takeover", detail: "twice"),
        Broken(
            changes: [("Sec-WebSocket-Extensions", "a b")], rule: .extensionOfferInvalid, evidence: "a b",
            detail: "not a valid token"),
    ]

    @Test("Each broken rule, and no other, with its evidence and values", arguments: broken)
    func brokenRules(sample: Broken) throws {
        let request = try upgradeRequest(sample.line, sample.changes)
        let defects = UpgradeHandshake(request: request, response: nil).defects(server: remote)
        #expect(defects.map(\.rule) == [sample.rule])
        let defect = try #require(defects.first)
        #expect(defect.blame == .client)
        #expect(defect.detail.contains(sample.detail))
        #expect(!defect.detail.contains("geheim"), "a secret is not repeated")
        guard case .request(let range) = defect.place else {
            Issue.record("the evidence is not in the request")
            return
        }
        #expect(request.text(range) == sample.evidence)
    }

    @Test("On the loopback interface nobody listens")
    func loopbackCredentials() throws {
        let changes: [(String, String?)] = [("Cookie", "id=1"), ("Authorization", "Basic x")]
        #expect(try Self.defects("GET /?token=1 HTTP/1.1", changes, server: loopback) == [])
        #expect(try Self.defects("GET /?token=1 HTTP/1.1", changes).map(\.rule) == [.cleartextCredentials])
    }

    @Test("A hostile head makes few findings with short details")
    func hostile() throws {
        let long = String(repeating: "x", count: 20_000)
        let defects = try Self.defects(
            long.prefix(30) + " /?token=\(long) HTTP/1.0",
            [
                ("Sec-WebSocket-Key", long), ("Sec-WebSocket-Version", long), ("Upgrade", long), ("Connection", long),
                ("Sec-WebSocket-Extensions", String(repeating: "@,", count: 5000)),
            ])
        #expect(defects.count <= 12)
        #expect(defects.allSatisfy { $0.detail.count < 400 })
    }
}
