import HTTP
import Testing
import Wire

@Suite struct ResponseRulesTests {
    typealias Rule = HandshakeDefect.Rule
    typealias Lines = [(String, String?)]

    @Test(
        "Legal answers accuse nobody",
        arguments: [
            ([], []), ([], [("UPGRADE", "WebSocket"), ("connection", "keep-alive, upgrade")]),
            ([], [("Upgrade", "websocket, foo")]), ([], [("Sec-WebSocket-Accept", "  s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\t")]),
            ([("Sec-WebSocket-Protocol", nil)], [("Sec-WebSocket-Protocol", nil)]),
            ([], [("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Version", "8")]),
            ([], [("Connection", "close, Upgrade")]), ([], [("Connection", "keep-alive"), ("Connection", "Upgrade")]),
            (
                [("Sec-WebSocket-Extensions", "a"), ("Sec-WebSocket-Extensions", "b")],
                [("Sec-WebSocket-Extensions", "a, b")]
            ),
            ([("Sec-WebSocket-Extensions", "x; a=1")], [("Sec-WebSocket-Extensions", "X; b=2")]),
            (
                [("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits")],
                [("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits=12")]
            ),
            (
                // Python's websockets limits its own window unasked, as RFC 7692 §7.1.2.1 allows.
                [("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits")],
                [
                    (
                        "Sec-WebSocket-Extensions",
                        "permessage-deflate; server_max_window_bits=12; client_max_window_bits=12"
                    )
                ]
            ),
            (
                [("Sec-WebSocket-Extensions", "permessage-deflate; server_max_window_bits=10, permessage-deflate")],
                [("Sec-WebSocket-Extensions", "permessage-deflate; client_no_context_takeover")]
            ),
            (
                [
                    (
                        "Sec-WebSocket-Extensions",
                        "permessage-deflate; server_max_window_bits=10; server_no_context_takeover"
                    )
                ],
                [
                    (
                        "Sec-WebSocket-Extensions",
                        "permessage-deflate; server_no_context_takeover; server_max_window_bits=9"
                    )
                ]
            ),
        ] as [(Lines, Lines)])
    func clean(request: Lines, response: Lines) throws {
        let handshake = UpgradeHandshake(
            request: try upgradeRequest("GET / HTTP/1.1", request),
            response: try upgradeResponse("HTTP/1.1 101 Switching Protocols", response))
        #expect(handshake.defects(server: remote) == [])
    }

    struct Broken: Sendable, CustomTestStringConvertible {
        var line = startLine
        var request: Lines = []
        var response: Lines
        var rule: Rule
        /// The bytes of the response that are the evidence.
        var evidence: String
        var detail: String
        var testDescription: String { "\(rule) \(request) \(response)" }
    }

    static let startLine = "HTTP/1.1 101 Switching Protocols"

    static let broken: [Broken] = [
        Broken(response: [("Upgrade", nil)], rule: .responseUpgradeMissing, evidence: startLine, detail: "no Upgrade"),
        Broken(
            response: [("Upgrade", "foo")], rule: .responseUpgradeMissing, evidence: "Upgrade: foo\r\n",
            detail: "\"foo\""),
        Broken(
            response: [("Connection", nil)], rule: .responseConnectionMissing, evidence: startLine,
            detail: "no Connection"),
        Broken(
            response: [("Connection", "close")], rule: .responseConnectionMissing, evidence: "Connection: close\r\n",
            detail: "\"close\""),
        Broken(
            response: [("Sec-WebSocket-Accept", nil)], rule: .acceptMissing, evidence: startLine,
            detail: "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
        Broken(
            response: [("Sec-WebSocket-Accept", "hHLtf2V1k8aDQZfNjw3Ia1hCwt0=")], rule: .acceptMismatch,
            evidence: "Sec-WebSocket-Accept: hHLtf2V1k8aDQZfNjw3Ia1hCwt0=\r\n", detail: "the GUID was left out"),
        Broken(
            response: [("Sec-WebSocket-Accept", "s3pplmbitxaq9kygzzhzrbk+xoo=")], rule: .acceptMismatch,
            evidence: "Sec-WebSocket-Accept: s3pplmbitxaq9kygzzhzrbk+xoo=\r\n",
            detail: "\"258EAFA5-E914-47DA-95CA-C5AB0DC85B11\")) is \"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\""),
        Broken(
            response: [("Sec-WebSocket-Protocol", "graphql-ws")], rule: .subprotocolUnrequested,
            evidence: "Sec-WebSocket-Protocol: graphql-ws\r\n", detail: "\"chat, superchat\""),
        Broken(
            response: [("Sec-WebSocket-Protocol", "Chat")], rule: .subprotocolUnrequested,
            evidence: "Sec-WebSocket-Protocol: Chat\r\n", detail: "upper and lower case are not the same"),
        Broken(
            response: [("Sec-WebSocket-Protocol", "chat, superchat")], rule: .subprotocolUnrequested,
            evidence: "Sec-WebSocket-Protocol: chat, superchat\r\n", detail: "exactly one"),
        Broken(
            request: [("Sec-WebSocket-Protocol", nil)], response: [], rule: .subprotocolUnrequested,
            evidence: "Sec-WebSocket-Protocol: chat\r\n", detail: "offered none"),
        Broken(
            response: [("Sec-WebSocket-Extensions", "permessage-deflate")], rule: .extensionUnrequested,
            evidence: "permessage-deflate", detail: "offered none"),
        Broken(
            request: [("Sec-WebSocket-Extensions", "a")], response: [("Sec-WebSocket-Extensions", "a, b; c")],
            rule: .extensionUnrequested, evidence: "b; c", detail: "\"b\""),
        deflate("permessage-deflate", "permessage-deflate; foo", "\"foo\""),
        deflate("permessage-deflate", "permessage-deflate; server_max_window_bits=16", "\"16\""),
        deflate("permessage-deflate", "permessage-deflate; server_max_window_bits", "has no value"),
        deflate(
            "permessage-deflate; client_max_window_bits", "permessage-deflate; client_max_window_bits", "has no value"),
        deflate("permessage-deflate", "permessage-deflate; client_max_window_bits=10", "announced no support"),
        deflate("permessage-deflate; server_max_window_bits=10", "permessage-deflate", "limited to 10"),
        deflate(
            "permessage-deflate; server_max_window_bits=10", "permessage-deflate; server_max_window_bits=11",
            "more than the 10"),
        deflate("permessage-deflate; server_no_context_takeover", "permessage-deflate", "asked for"),
        deflate(
            "permessage-deflate", "permessage-deflate; client_no_context_takeover; client_no_context_takeover", "twice"),
        deflate("a", "a; b=\"c d\"", "not a valid token"),
        Broken(
            request: [("Sec-WebSocket-Extensions", "permessage-deflate")],
            response: [("Sec-WebSocket-Extensions", "permessage-deflate,permessage-deflate")], rule: .extensionInvalid,
            evidence: "permessage-deflate", detail: "accepted twice"),
        Broken(
            response: [("Sec-WebSocket-Protocol", nil)], rule: .subprotocolUnanswered, evidence: startLine,
            detail: "offers \"chat, superchat\""),
        Broken(
            response: [("Sec-WebSocket-Protocol", "")], rule: .headerRepeated,
            evidence: "Sec-WebSocket-Protocol: \r\n", detail: "is empty"),
        Broken(
            response: [("Sec-WebSocket-Protocol", "chat"), ("Sec-WebSocket-Protocol", "superchat")],
            rule: .headerRepeated, evidence: "Sec-WebSocket-Protocol: superchat\r\n", detail: "RFC 6455 §11.3.4"),
        Broken(
            response: [
                ("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
                ("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
            ], rule: .headerRepeated, evidence: "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n",
            detail: "occurs 2 times, each \"s3pPLM"),
        Broken(
            response: [("Upgrade", "websocket"), ("Upgrade", "websocket")], rule: .headerRepeated,
            evidence: "Upgrade: websocket\r\n", detail: "RFC 6455 §4.1"),
        Broken(
            request: [("Sec-WebSocket-Extensions", "a, b")],
            response: [("Sec-WebSocket-Extensions", "a"), ("Sec-WebSocket-Extensions", "b")], rule: .headerRepeated,
            evidence: "Sec-WebSocket-Extensions: b\r\n", detail: "RFC 6455 §11.3.2"),
        Broken(
            response: [("Sec-WebSocket-Extensions", "")], rule: .headerRepeated,
            evidence: "Sec-WebSocket-Extensions: \r\n", detail: "is empty"),
        Broken(
            response: [("Transfer-Encoding", "chunked")], rule: .responseFramed,
            evidence: "Transfer-Encoding: chunked\r\n", detail: "Transfer-Encoding: \"chunked\""),
        Broken(
            response: [("Content-Length", "0")], rule: .responseFramed, evidence: "Content-Length: 0\r\n",
            detail: "which no 1xx response may have."),
        Broken(
            response: [("Content-Length", "5")], rule: .responseFramed, evidence: "Content-Length: 5\r\n",
            detail: "treats the frames as a body"),
        Broken(
            line: "HTTP/1.0 101 Switching Protocols", response: [], rule: .responseHTTPVersion, evidence: "HTTP/1.0",
            detail: "HTTP/1.0"),
        Broken(
            response: [("No colon\r\nX", "1")], rule: .headerMalformed, evidence: "No colon\r\n", detail: "response"),
    ]

    static func deflate(_ offer: String, _ answer: String, _ detail: String) -> Broken {
        Broken(
            request: [("Sec-WebSocket-Extensions", offer)], response: [("Sec-WebSocket-Extensions", answer)],
            rule: .extensionInvalid, evidence: answer, detail: detail)
    }

    @Test("Each broken rule, and no other, with its evidence and values", arguments: broken)
    func brokenRules(sample: Broken) throws {
        let response = try upgradeResponse(sample.line, sample.response)
        let handshake = UpgradeHandshake(
            request: try upgradeRequest("GET / HTTP/1.1", sample.request), response: response)
        let defects = handshake.defects(server: remote)
        #expect(defects.map(\.rule) == [sample.rule])
        let defect = try #require(defects.first)
        #expect(defect.blame == .server)
        #expect(defect.detail.contains(sample.detail))
        guard case .response(let range) = defect.place else {
            Issue.record("the evidence is not in the response")
            return
        }
        #expect(response.text(range) == sample.evidence)
    }

    @Test("Without a key no accept can be wrong")
    func acceptWithoutKey() throws {
        let handshake = UpgradeHandshake(
            request: try upgradeRequest("GET / HTTP/1.1", [("Sec-WebSocket-Key", nil)]), response: try upgradeResponse()
        )
        #expect(handshake.defects(server: remote).map(\.rule) == [.keyMissing])
    }

    @Test(
        "A refusal is said with its status, what it means, and what its headers add",
        arguments: [
            ("HTTP/1.1 403 Forbidden", [], HandshakeDefect.Party.client, ["403 \"Forbidden\"", "Origin"]),
            ("HTTP/1.1 301 x", [("Location", "/new/")], .server, ["Location says \"/new/\"", "follow no redirect"]),
            ("HTTP/1.1 426", [("Sec-WebSocket-Version", "13, 8")], .client, ["426 instead", "\"13, 8\""]),
            ("HTTP/1.1 503 x", [("Retry-After", "5")], .server, ["overloaded", "\"5\""]),
            ("HTTP/1.1 200 OK", [], .server, ["ordinary page", "Upgrade"]),
        ] as [(String, Lines, HandshakeDefect.Party, [String])])
    func refusals(line: String, lines: Lines, blame: HandshakeDefect.Party, parts: [String]) throws {
        let response = try RequestResponse.refusal(line, lines)
        let defects = UpgradeHandshake(request: try upgradeRequest(), response: response).defects(server: remote)
        #expect(defects.map(\.rule) == [.refused])
        #expect(defects.first?.blame == blame)
        #expect(defects.first?.place == .response(response.lineRange))
        for part in parts { #expect(defects.first?.detail.contains(part) == true) }
    }

    @Test("Request and response are judged in the order of their bytes")
    func order() throws {
        let handshake = UpgradeHandshake(
            request: try upgradeRequest("GET / HTTP/1.1", [("Sec-WebSocket-Version", "14")]),
            response: try RequestResponse.refusal("HTTP/1.1 426 x", []))
        #expect(handshake.defects(server: remote).map(\.rule) == [.versionUnsupported, .refused])
    }

    @Test("A hostile answer makes few findings with short details, in little time")
    func hostile() throws {
        let names = (0..<5000).map { "e\($0)" }.joined(separator: ",")
        let handshake = UpgradeHandshake(
            request: try upgradeRequest("GET / HTTP/1.1", [("Sec-WebSocket-Extensions", names)]),
            response: try upgradeResponse(
                Self.startLine, [("Sec-WebSocket-Extensions", names.uppercased() + ",x,y,z,x,y,z,x,y,z")]))
        let defects = handshake.defects(server: remote)
        #expect(defects.count == 4)
        #expect(defects.allSatisfy { $0.rule == .extensionUnrequested && $0.detail.count < 400 })
    }
}

/// Responses that are no 101.
enum RequestResponse {
    static func refusal(_ line: String, _ lines: [(String, String?)]) throws -> ResponseHead {
        try ResponseHead(parsing: head([line] + lines.map { "\($0): \($1 ?? "")" }))
    }
}
