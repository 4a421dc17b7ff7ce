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
            texts: [
                // Tornado, tornado/websocket.py; Vert.x, RawWebSocketTransport.java; Spring, AbstractHandshakeHandler.java.
                "can \"upgrade\" only to \"websocket\"", "\"connection\" must be \"upgrade\"",
                // aiohttp, aiohttp/web_ws.py.
                "no websocket upgrade hdr", "no connection upgrade hdr",
                // gorilla/websocket, server.go: sent by old versions, by newer ones if the program's Error function does so.
                "token not found in 'connection' header", "token not found in 'upgrade' header",
                // coder/websocket, accept.go.
                "does not contain upgrade", "does not contain websocket",
                // websockets for Python, server.py with exceptions.py; ws for Node.js, lib/websocket-server.js (Upgrade).
                "missing connection header", "missing upgrade header", "invalid connection header",
                "invalid upgrade header",
                // gobwas/ws, server.go.
                "bad \"upgrade\" header", "bad \"connection\" header",
            ],
            kind: .upgradeStripped, strength: 95,
            claim: "The server's program got no Upgrade: a proxy between here and there did not pass it on.",
            remedies: ProxyAdvice.forwardUpgrade),
        RefusalText(
            texts: [
                // Go, net/http/server.go.
                "client sent an http request to an https server",
                // nginx, ngx_http_special_response.c.
                "plain http request was sent to https port",
                // Apache, ssl_engine_kernel.c.
                "speaking plain http to an ssl-enabled server port",
                // Tomcat, TLSClientHelloExtractor.java.
                "combination of host and port requires tls",
            ],
            kind: .tlsPort, strength: 98, claim: "The server speaks TLS on this port, and the client sent plain HTTP.",
            remedies: [.init(.client, "Open wss:// instead of ws://, or the server's port for plain HTTP.")]),
    ]

    private static let sticky = Diagnosis.Remedy(
        .proxy, "Send all requests of a client to the same process (sticky sessions): in nginx, in the upstream,",
        lines: ["ip_hash;"])

    private static let sessions = [
        RefusalText(
            // engine.io, lib/server.ts; SignalR, HttpConnectionDispatcher.cs.
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

    // engine.io, lib/server.ts: it answers an upgrade with the bare message, any other request with JSON that has the code too.
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
            texts: [
                // gorilla/websocket, server.go: sent by old versions, by newer ones if the program's Error function does so.
                "origin not allowed", "'origin' header value not allowed",
                // coder/websocket, accept.go.
                "is not authorized for host", "failed to parse origin header",
                // Tornado, tornado/websocket.py.
                "cross origin websockets not allowed",
                // websockets for Python, server.py with exceptions.py.
                "invalid origin header", "missing origin header",
                // Spring, DefaultCorsProcessor.java.
                "invalid cors request",
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
            texts: [
                // nginx, ngx_http_special_response.c.
                "header or cookie too large",
                // Apache, server/protocol.c and http_protocol.c.
                "size of a request header field exceeds", "request header fields are too large",
                // The status' own phrase (RFC 6585 §5).
                "header fields too large",
                // Tomcat, http11/LocalStrings.properties.
                "request header is too large",
            ],
            kind: .headTooLarge, strength: 96, claim: "The request's headers are larger than the server accepts.",
            // They depend on what is large: see `Diagnosis.headSizeRemedies`.
            remedies: []),
        RefusalText(
            texts: [
                // Envoy, router.cc.
                "no healthy upstream", "upstream connect error or disconnect/reset",
                // HAProxy, http.c.
                "no server is available to handle this request",
                // Varnish, cache_fetch.c.
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
            texts: [
                // ws for Node.js, lib/websocket-server.js: a key or version that is missing is told as "missing or invalid".
                "invalid sec-websocket-key", "invalid sec-websocket-version", "invalid sec-websocket-protocol",
                "unacceptable sec-websocket-extensions", "invalid http method",
                // coder/websocket, accept.go; websockets for Python, server.py with exceptions.py.
                "missing sec-websocket-key", "multiple sec-websocket-key", "missing sec-websocket-version",
                "unsupported websocket protocol version",
                // aiohttp, aiohttp/web_ws.py; gorilla/websocket, server.go.
                "unsupported version:",
                // gorilla/websocket, server.go.
                "'sec-websocket-key' header must be", "sec-websocket-key' header is missing",
                // Tornado, tornado/websocket.py.
                "missing/invalid websocket headers",
                // gobwas/ws, server.go; aiohttp, aiohttp/web_ws.py (with the key that it was sent).
                "handshake error: ",
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
