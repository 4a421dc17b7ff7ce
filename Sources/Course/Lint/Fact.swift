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
        case .uri: ["ws://", "wss://", "80", "443", "query", "fragment", "http", "credentials"]
        case .wss: ["wss", "production", "mixed content", "loopback"]
        case .frame:
            [
                "FIN", "RSV", "opcode", "MASK", "7+16", "7+64", "masking key", "payload", "2 to 14 bytes", "shortest",
                "top bit",
            ]
        case .opcodes: ["continuation", "text", "binary", "close", "ping", "pong", "reserved", "UTF-8", "125"]
        case .masking: ["always", "never", "cache", "intermediar", "XOR", "mod 4", "secre"]
        case .fragments: ["first frame", "continuation", "FIN", "control frame"]
        case .lifecycle: ["CONNECTING", "OPEN", "CLOSING", "CLOSED"]
        case .close: ["closing handshake", "code", "reason", "123", "1000"]
        case .codes:
            [
                "1000", "1001", "1002", "1003", "1007", "1008", "1009", "1010", "1011", "1005", "1006", "1015", "1004",
                "3000", "4000",
            ]
        case .versusHTTP: ["request", "response", "HTTP/1.1", "2 to 14", "200"]
        case .overhead: ["100", "HTTP/2", "keep-alive", "99"]
        case .latency: ["TLS", "TCP", "round trip"]
        case .browsers: ["Chrome 16", "Firefox 11", "Safari 6", "Edge 12", "Opera 12.1", "IE 10", "Node 22"]
        case .detection: ["globalThis.WebSocket", "polling", "SSE"]
        case .deflate:
            [
                "RFC 7692", "permessage-deflate", "server_no_context_takeover", "client_no_context_takeover",
                "server_max_window_bits", "client_max_window_bits", "RSV1",
            ]
        case .tcp: ["ordered", "reliable", "no messages", "framing", "dies with the connection"]
        case .proxies: ["hop by hop", "reverse proxy", "firewall"]
        case .http2: ["RFC 8441", "CONNECT", ":protocol", "200", "RFC 9220"]
        }
    }
}
