import HTTP
import Testing
import Wire

@Suite struct UpgradeHandshakeTests {
    @Test("RFC 6455 §1.2: what the sample handshake settles")
    func sample() throws {
        let handshake = UpgradeHandshake(request: try upgradeRequest(), response: try upgradeResponse())
        #expect(handshake.status == 101)
        #expect(handshake.isAccepted)
        #expect(handshake.key == "dGhlIHNhbXBsZSBub25jZQ==")
        #expect(handshake.keyBytes == Array("the sample nonce".utf8))
        #expect(handshake.accept == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        #expect(handshake.acceptExpected == handshake.accept)
        #expect(handshake.offeredSubprotocols == ["chat", "superchat"])
        #expect(handshake.subprotocol == "chat")
        #expect(handshake.offeredExtensions.isEmpty)
        #expect(handshake.extensions.isEmpty)
        #expect(handshake.perMessageDeflate == nil)
        #expect(handshake.origin == "http://example.com")
        #expect(handshake.host == "server.example.com")
    }

    @Test("A refusal settles nothing")
    func refusal() throws {
        let refusal = try upgradeResponse(
            "HTTP/1.1 400 Bad Request", [("Sec-WebSocket-Extensions", "permessage-deflate")])
        let handshake = UpgradeHandshake(request: try upgradeRequest(), response: refusal)
        #expect(!handshake.isAccepted)
        #expect(handshake.subprotocol == nil)
        #expect(handshake.extensions.isEmpty)
        #expect(handshake.perMessageDeflate == nil)
    }

    @Test(
        "What is an attempt to open a WebSocket",
        arguments: [
            ([("Upgrade", "websocket")], true), ([("Upgrade", "h2c, WebSocket")], true),
            ([("Upgrade", "websocket/13")], true), ([("Sec-WebSocket-Key", "")], true), ([], false),
            ([("Upgrade", "h2c")], false), ([("Upgrade", "websockets")], false),
            ([("Sec-WebSocket-Version", "13")], false),
        ] as [([(String, String)], Bool)])
    func attempts(lines: [(String, String)], isAttempt: Bool) throws {
        let request = try RequestHead(parsing: head(["GET / HTTP/1.1"] + lines.map { "\($0): \($1)" }))
        #expect(UpgradeHandshake.isUpgradeAttempt(request) == isAttempt)
    }

    @Test(
        "The URI that the client opened (RFC 6455 §3)",
        arguments: [
            ("GET /chat?x=1&y HTTP/1.1", "a.example", "ws://a.example/chat?x=1&y"),
            ("GET / HTTP/1.1", "a.example:8080", "ws://a.example:8080/"),
            ("GET / HTTP/1.1", "[::1]:8080", "ws://[::1]:8080/"), ("GET / HTTP/1.1", nil, "ws://192.0.2.1:80/"),
            ("GET / HTTP/1.1", "", "ws://192.0.2.1:80/"),
            ("GET http://b.example/p HTTP/1.1", "a.example", "ws://b.example/p"),
            ("GET ws://b.example HTTP/1.1", "a.example", "ws://b.example/"),
            ("GET /redirect?to=http://b.example HTTP/1.1", "a", "ws://a/redirect?to=http://b.example"),
            ("GET * HTTP/1.1", "a", "ws://a/*"),
        ] as [(String, String?, String)])
    func uri(line: String, host: String?, uri: String) throws {
        let handshake = UpgradeHandshake(request: try upgradeRequest(line, [("Host", host)]), response: nil)
        #expect(handshake.uri(server: Endpoint(address: IPAddress(ipv4: 0xc000_0201), port: 80)) == uri)
    }
}
