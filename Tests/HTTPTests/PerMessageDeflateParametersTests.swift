import HTTP
import Testing

@Suite struct PerMessageDeflateParametersTests {
    @Test(
        "RFC 7692 §7.1: what the answer settles for permessage-deflate",
        arguments: [
            ("permessage-deflate", (false, false, 15, 15)),
            ("Permessage-Deflate; server_no_context_takeover", (true, false, 15, 15)),
            ("permessage-deflate; client_no_context_takeover; server_max_window_bits=10", (false, true, 10, 15)),
            ("foo, permessage-deflate; client_max_window_bits=\"8\"", (false, false, 15, 8)),
            // What is invalid is accused elsewhere and has its default here.
            ("permessage-deflate; server_max_window_bits=7; client_max_window_bits", (false, false, 15, 15)),
        ] as [(String, (Bool, Bool, Int, Int))])
    func perMessageDeflate(answer: String, expected: (Bool, Bool, Int, Int)) throws {
        let handshake = UpgradeHandshake(
            request: try upgradeRequest(),
            response: try upgradeResponse("HTTP/1.1 101 x", [("Sec-WebSocket-Extensions", answer)]))
        let parameters = try #require(handshake.perMessageDeflate)
        #expect(parameters.serverNoContextTakeover == expected.0)
        #expect(parameters.clientNoContextTakeover == expected.1)
        #expect(parameters.serverMaxWindowBits == expected.2)
        #expect(parameters.clientMaxWindowBits == expected.3)
    }
}
