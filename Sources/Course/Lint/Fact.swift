/// The facts that the course must teach, and the words without which a lesson hasn't taught them.
public enum Fact: String, CaseIterable, Hashable, Sendable {
    /// What WebSocket is, and which documents say so.
    case what
    /// The opening handshake and the purpose of each of its headers.
    case handshake
    /// How the Sec-WebSocket-Accept is made, and what it proves.
    case accept
    /// ws and wss URIs.
    case uri
    /// Why production uses wss.
    case wss
    /// The fields of a frame.
    case frame
    /// The opcodes.
    case opcodes
    /// Who masks, how, and what for.
    case masking
    /// Fragmented messages.
    case fragments
    /// The four states.
    case lifecycle
    /// The closing handshake.
    case close
    /// The close codes.
    case codes
    /// WebSocket against request and response.
    case versusHTTP = "vs-http"
    /// What it saves in bytes.
    case overhead
    /// What it saves in time.
    case latency
    /// Which browsers have it since when.
    case browsers
    /// How a script finds out whether it is there.
    case detection
    /// permessage-deflate.
    case deflate
    /// What TCP gives and what it doesn't.
    case tcp
    /// What proxies and firewalls do to it.
    case proxies
    /// Subprotocols and extensions: offered, chosen, declined.
    case negotiation
    /// How a living connection is kept, and a dead one found.
    case heartbeat
    /// How and when to connect again.
    case reconnect
    /// Who may connect, and how that is told.
    case auth
    /// What happens when one side is faster than the other.
    case pressure
    /// WebSocket over HTTP/2 and HTTP/3.
    case http2 = "h2"

    /// Words that the lessons which claim the fact must contain between them, in any case.
    public var evidence: [String] {
        switch self {
        case .what:
            [
                "full-duplex", "one TCP connection", "RFC 6455", "2011", "7936", "8307", "8441", "WHATWG", "port 80",
                "443",
            ]
        case .handshake:
            [
                "GET", "Upgrade", "Connection", "Sec-WebSocket-Key", "16 random bytes", "base64",
                "Sec-WebSocket-Version", "13", "Host", "Origin", "101",
            ]
        case .accept:
            [
                "SHA-1", "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", "base64", "identity", "secrecy",
                "dGhlIHNhbXBsZSBub25jZQ==",
            ]
        case .uri: ["ws://", "wss://", "80", "443", "host", "path", "query", "fragment", "https", "credentials"]
        case .wss: ["wss", "production", "mixed content", "loopback"]
        case .frame:
            [
                "FIN", "RSV", "opcode", "MASK", "7+16", "7+64", "masking key", "payload", "2 to 14 bytes", "shortest",
                "top bit",
            ]
        case .opcodes: ["continuation", "text", "binary", "close", "ping", "pong", "reserved", "UTF-8", "125"]
        case .masking: ["always", "never", "cache", "intermediar", "XOR", "mod 4", "secre"]
        case .fragments: ["first frame", "continuation", "FIN", "control frame"]
        case .lifecycle:
            ["CONNECTING", "0", "OPEN", "1", "CLOSING", "2", "CLOSED", "3", "readyState", "onopen", "onclose"]
        case .close: ["closing handshake", "code", "reason", "123 bytes", "1000", "TCP"]
        case .codes:
            [
                "1000", "1001", "1002", "1003", "1007", "1008", "1009", "1010", "1011", "1005", "1006", "1015", "1004",
                "1012", "1013", "1014", "3000", "3999", "4000", "4999", "never on the wire", "reserved", "registered",
            ]
        case .versusHTTP: ["request", "response", "HTTP/1.1", "2 to 14", "200"]
        case .overhead: ["100", "HTTP/2", "keep-alive", "99"]
        case .latency: ["TLS", "TCP", "round trip"]
        case .browsers:
            [
                "Chrome 16", "2011", "Firefox 11", "Safari 6", "Edge 12", "Opera 12.1", "iOS Safari 6",
                "Chrome for Android 18", "IE 10", "Node 22",
            ]
        case .detection: ["globalThis.WebSocket", "worker", "polling", "SSE"]
        case .deflate:
            [
                "RFC 7692", "permessage-deflate", "server_no_context_takeover", "client_no_context_takeover",
                "server_max_window_bits", "client_max_window_bits", "RSV1",
            ]
        case .tcp: ["ordered", "reliable", "no messages", "framing", "dies with the connection"]
        case .proxies: ["hop by hop", "reverse proxy", "Upgrade", "Connection", "firewall", "80", "443"]
        case .negotiation:
            ["subprotocol", "extension", "offer", "WHATWG", "RFC 6455", "4.2.2", "fails the connection"]
        case .heartbeat: ["script can't send a Ping", "idle", "60 s", "nginx", "AWS", "half-open", "interval"]
        case .reconnect: ["backoff", "jitter", "1001", "1012", "1013", "1008", "resume", "lost"]
        case .auth:
            [
                "cookie", "Origin", "ticket", "first message", "query", "log", "cross-site WebSocket hijacking", "CORS",
            ]
        case .pressure: ["bufferedAmount", "zero window", "slow", "1009", "inflat"]
        case .http2: ["RFC 8441", "CONNECT", ":protocol", "200", "RFC 9220"]
        }
    }
}
