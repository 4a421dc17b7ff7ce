import HTTP
import Wire

/// Why clients fail a 101, and how surely they do.
struct Objection {
    var rule: Rule
    /// How sure it is that a client fails the connection for it: 0…100.
    var base: Int
    /// Words in the reason of a Close that name it, in small letters.
    var words: [String]
    var remedies: [Diagnosis.Remedy]

    /// Clients that fail a 101 do so within this many nanoseconds.
    static let promptly = 5 * IdleTimeout.second
    /// From here on, RFC 6455 demands that the client fails the connection.
    static let must = 97

    func isNamed(in reason: String) -> Bool {
        let reason = reason.lowercased()
        return words.contains { reason.contains($0) }
    }

    /// Whether RFC 6455 demands that the client fails the connection for it.
    var isMust: Bool { base >= Self.must }

    /// How sure it is that the client that sent the request of `start` fails the connection for it: 0…100.
    func strength(_ start: SessionEvent) -> Int {
        switch rule {
        case .handshakeSubprotocolUnanswered:
            switch start.browser {
            case .firefox: 30
            case .other: 90
            case nil: base
            }
        case .handshakeSubprotocolUnrequested
        where start.browser == .firefox && start.handshake?.offeredSubprotocols.isEmpty == true:
            30
        case .handshakeResponseFramed:
            start.handshake?.response?.value("Transfer-Encoding") == nil ? 58 : base
        default: base
        }
    }

    static let subprotocolRemedies = [
        Diagnosis.Remedy(.server, "Answer with one of the subprotocols that the client offers, spelled as it is."),
        Diagnosis.Remedy(.client, "Offer a subprotocol that the server speaks, or none."),
        Diagnosis.Remedy(.proxy, "Pass Sec-WebSocket-Protocol on in both directions."),
    ]

    private static let acceptRemedies = [
        Diagnosis.Remedy(
            .server, "Compute Sec-WebSocket-Accept from this request's own key; `ws101 explain KEY` shows each step."),
        Diagnosis.Remedy(.proxy, "Pass Sec-WebSocket-Key and Sec-WebSocket-Accept on unchanged, and cache no 101."),
    ]

    private static let upgradeRemedies = [
        Diagnosis.Remedy(.server, "Send `Upgrade: websocket` and `Connection: Upgrade` in the 101."),
        Diagnosis.Remedy(.proxy, "Pass both headers of the answer on, not only those of the request."),
    ]

    private static let extensionRemedies = [
        Diagnosis.Remedy(.server, "Answer only with extensions and parameters that the client offers."),
        Diagnosis.Remedy(.proxy, "Pass Sec-WebSocket-Extensions on in both directions, or in neither."),
    ]

    static let all = [
        Objection(
            rule: .handshakeResponseUpgradeMissing, base: 97, words: ["upgrade header", "'upgrade'"],
            remedies: upgradeRemedies),
        Objection(
            rule: .handshakeResponseConnectionMissing, base: 97, words: ["connection header", "'connection'"],
            remedies: upgradeRemedies),
        Objection(rule: .handshakeAcceptMissing, base: 97, words: ["accept"], remedies: acceptRemedies),
        Objection(rule: .handshakeAcceptMismatch, base: 97, words: ["accept"], remedies: acceptRemedies),
        Objection(
            rule: .handshakeExtensionUnrequested, base: 97, words: ["extension"], remedies: extensionRemedies),
        Objection(rule: .handshakeExtensionInvalid, base: 97, words: ["extension"], remedies: extensionRemedies),
        Objection(
            rule: .handshakeSubprotocolUnrequested, base: 97,
            words: ["protocol header", "subprotocol", "sec-websocket-protocol"],
            remedies: subprotocolRemedies),
        Objection(
            rule: .handshakeHeaderRepeated, base: 92, words: ["more than once", "multiple", "duplicate", "repeated"],
            remedies: [
                .init(.server, "Send this header once, with a value, or leave it out."),
                .init(.proxy, "Add no header to the answer that the server has set already."),
            ]),
        Objection(
            rule: .handshakeResponseHttpVersion, base: 88, words: ["http version", "http/1", "status line"],
            remedies: [
                .init(.server, "Answer with HTTP/1.1."),
                .init(.proxy, "Speak HTTP/1.1 to the server: in nginx", lines: ["proxy_http_version 1.1;"]),
            ]),
        Objection(
            rule: .handshakeResponseFramed, base: 80, words: ["transfer-encoding", "content-length", "chunk"],
            remedies: [
                .init(.server, "Send a 101 without Content-Length and Transfer-Encoding."),
                .init(.proxy, "Add neither of them to a 101."),
            ]),
        Objection(
            rule: .handshakeSubprotocolUnanswered, base: 65,
            words: ["protocol header", "subprotocol", "sec-websocket-protocol"],
            remedies: subprotocolRemedies),
    ]
}

extension SessionEvent {
    /// The browsers that differ in what they make of a 101 without a subprotocol.
    ///
    /// Firefox's WebSocketChannel.cpp goes on without one, with an empty `protocol`, and since it offered some it fails a 101
    /// that names another one, is HTTP/1.0, or lacks Upgrade, Connection or the right Sec-WebSocket-Accept. A subprotocol for
    /// a client that offered none it does not look at.
    enum Browser {
        case firefox
        case other
    }

    /// Which browser the request names itself as, if it is one.
    var browser: Browser? {
        guard let agent = handshake?.request.value("User-Agent"), agent.hasPrefix("Mozilla/") else { return nil }
        return agent.contains("Firefox/") ? .firefox : .other
    }

    /// Whether the client is script with the WebSocket of browsers, which has no Pings: in a browser, or in Node, which names
    /// its requests as browsers do.
    var isScript: Bool { browser != nil || handshake?.request.value("Sec-Fetch-Mode") == "websocket" }
}
