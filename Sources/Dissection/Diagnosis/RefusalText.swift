import HTTP

/// What the bodies of refusals say that real servers send, and what that means.
struct RefusalText {
    /// Any of these in the body, in small letters.
    var texts: [String]
    var kind: Diagnosis.Kind
    /// How sure the cause is, given the text: 0…100.
    var strength: Int
    var claim: String
    var remedies: [Diagnosis.Remedy]

    /// The row that a body's text names, if there is one.
    static func of(_ text: String) -> RefusalText? {
        let small = text.lowercased()
        return all.first { $0.texts.contains { small.contains($0) } }
    }

    private static let all = upgrade + sessions + socketIO + others

    private static let upgrade = [
        RefusalText(
            // aiohttp, Tornado, Spring, Vert.x; gorilla/websocket; coder/websocket; Python's websockets; ws for Node;
            // gobwas/ws.
            texts: [
                "can \"upgrade\" only to \"websocket\"", "\"connection\" must be \"upgrade\"",
                "no websocket upgrade hdr", "no connection upgrade hdr", "token not found in 'connection' header",
                "token not found in 'upgrade' header", "does not contain upgrade", "does not contain websocket",
                "missing connection header", "missing upgrade header", "invalid connection header",
                "invalid upgrade header", "bad \"upgrade\" header", "bad \"connection\" header",
            ],
            kind: .upgradeStripped, strength: 95,
            claim: "The server's program got no Upgrade: a proxy between here and there did not pass it on.",
            remedies: ProxyAdvice.forwardUpgrade),
        RefusalText(
            // Go, nginx, Apache.
            texts: [
                "client sent an http request to an https server", "plain http request was sent to https port",
                "speaking plain http to an ssl-enabled server port", "requires tls",
            ],
            kind: .tlsPort, strength: 98, claim: "The server speaks TLS on this port, and the client sent plain HTTP.",
            remedies: [.init(.client, "Open wss:// instead of ws://, or the server's port for plain HTTP.")]),
    ]

    private static let sticky = Diagnosis.Remedy(
        .proxy, "Send all requests of a client to the same process (sticky sessions): in nginx, in the upstream,",
        lines: ["ip_hash;"])

    private static let sessions = [
        RefusalText(
            // Socket.IO, SignalR.
            texts: ["session id unknown", "no connection with that id"], kind: .sessionUnknown, strength: 92,
            claim:
                "The process that answered does not know the session that the request names: it began at another process, "
                + "or the server was restarted.",
            remedies: [
                sticky,
                .init(
                    .client, "Begin with WebSocket, without requests before it: in Socket.IO",
                    lines: ["transports: [\"websocket\"]"]),
            ])
    ]

    private static let socketIO = [
        RefusalText(
            texts: ["unsupported protocol version"], kind: .versionRefused, strength: 92,
            claim: "Client and server speak different versions of Socket.IO's protocol (EIO in the request's query).",
            remedies: [
                .init(.client, "Use a version of the client library that fits the server's."),
                .init(.server, "Let it accept older clients: in Socket.IO", lines: ["allowEIO3: true"]),
            ]),
        RefusalText(
            texts: ["transport unknown"], kind: .requestDefect, strength: 90,
            claim: "The Socket.IO server does not offer the transport that the request names.",
            remedies: [
                .init(.server, "Allow \"websocket\" in its transports."),
                .init(.client, "Ask for a transport that it offers."),
            ]),
        RefusalText(
            texts: ["\"code\":3,\"message\":\"bad request\""], kind: .upgradeStripped, strength: 75,
            claim:
                "The Socket.IO server took this for a request without Upgrade: a proxy between here and there did not pass "
                + "it on.",
            remedies: ProxyAdvice.forwardUpgrade),
        RefusalText(
            texts: ["\"code\":4,\"message\":\"forbidden\""], kind: .forbidden, strength: 88,
            claim: "The Socket.IO server's own check (allowRequest) refused the request.",
            remedies: [.init(.server, "See what its allowRequest function checks.")]),
    ]

    private static let others = [
        RefusalText(
            // gorilla/websocket, coder/websocket, Tornado, Python's websockets, Spring.
            texts: [
                "origin not allowed", "'origin' header value not allowed", "is not authorized for host",
                "cross origin websockets not allowed", "invalid origin header", "invalid cors request",
            ],
            kind: .originRefused, strength: 95,
            claim: "The server does not accept a WebSocket from pages of that origin.",
            remedies: [
                .init(
                    .server,
                    "Allow the request's Origin: CheckOrigin in gorilla/websocket, check_origin in Tornado, "
                        + "OriginPatterns in coder/websocket, setAllowedOrigins in Spring, origins in Python's websockets."
                ),
                .init(.proxy, "Pass Host and Origin on unchanged: many servers compare the two."),
            ]),
        RefusalText(
            // nginx, Apache, Node, Tomcat.
            texts: [
                "header or cookie too large", "size of a request header field exceeds", "header fields too large",
                "request header is too large",
            ],
            kind: .headTooLarge, strength: 96, claim: "The request's headers are larger than the server accepts.",
            remedies: Diagnosis.headSizeRemedies),
        RefusalText(
            // Envoy, HAProxy, Varnish.
            texts: [
                "no healthy upstream", "upstream connect error", "no server is available to handle this request",
                "backend fetch failed",
            ],
            kind: .gatewayFailed, strength: 90, claim: "A proxy reached no server behind it.",
            remedies: [
                .init(.server, "Check that it runs, and that it listens where the proxy looks for it."),
                .init(.proxy, "Its log names the address and the reason."),
            ]),
        RefusalText(
            texts: ["just a moment...", "attention required! | cloudflare"], kind: .forbidden, strength: 88,
            claim: "Cloudflare, not the server, refused: it wants a check that only a page in a browser can pass.",
            remedies: [.init(.proxy, "Exempt this path from the challenge, in Cloudflare's rules.")]),
        RefusalText(
            // ws for Node, gorilla/websocket, coder/websocket, aiohttp.
            texts: [
                "invalid sec-websocket-key", "missing sec-websocket-key", "invalid sec-websocket-version",
                "unsupported version", "unsupported websocket protocol version", "invalid sec-websocket-protocol",
                "unacceptable sec-websocket-extensions", "invalid http method",
            ],
            kind: .requestDefect, strength: 80,
            claim: "The server finds fault with the request, and its answer says which.",
            remedies: [
                .init(.client, "Send this part of the request as RFC 6455 §4.1 demands."),
                .init(
                    .proxy,
                    "If the request is right here, a proxy on the way changed it: pass its headers on unchanged."),
            ]),
    ]
}
