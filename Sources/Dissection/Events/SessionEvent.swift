public import HTTP
public import Wire

/// A session's beginning: the upgrade request and what became of it.
public struct SessionEvent: Sendable {
    /// What became of the upgrade request.
    public enum Outcome: String, CaseIterable, Hashable, Sendable {
        /// A 101: frames follow.
        case open
        /// Another final response.
        case refused
        /// The connection, or the capture, ended before a response.
        case unanswered
        /// The capture began after the handshake.
        case midstream
        /// No packet of the server is in the capture, and no frame of the client tells what the answer was.
        case unknown
        /// TLS that stays closed: whether it carries a WebSocket can't be told for certain.
        case encrypted
        /// The TLS handshake failed, so that nothing could be asked.
        case failed
        /// A 101 of a draft before RFC 6455 whose frames have another form.
        case draft
    }

    /// The session's number, from 1.
    public var session: Int
    /// Who asked.
    public var client: Endpoint
    /// Who was asked.
    public var server: Endpoint
    /// The name that the capture gives the client's address so far; it must be escaped before it is shown.
    public var clientName: String?
    /// The name that the capture gives the server's address so far; it must be escaped before it is shown.
    public var serverName: String?
    /// When the request was complete.
    public var time: Timestamp
    /// The packet that completed the request.
    public var packet: Int
    /// When the response was complete, if there is one.
    public var responseTime: Timestamp?
    /// The packet that completed the response.
    public var responsePacket: Int?
    /// The 0-based number of the TCP connection in the capture, in the order of first packets.
    public var tcpStream: Int
    /// What became of the request.
    public var outcome: Outcome
    /// The request, the response, and what follows from them; nil where the capture lacks the request.
    ///
    /// With outcome `open`, a response that is missing in it is one that was not captured.
    public var handshake: UpgradeHandshake?
    /// The 101 of a session whose request is not in the capture.
    public var loneResponse: ResponseHead?
    /// What a proxy was asked to CONNECT to, if the session leads through such a tunnel.
    ///
    /// It is `host:port` as it stands in the request, that of the innermost of several tunnels. `server` is the proxy
    /// then.
    public var tunnel: String?
    /// The first bytes that came as the answer, if they are no HTTP: at most 32.
    public var strangeAnswer: [UInt8] = []
    /// The PROXY protocol header that a load balancer put before the connection's own bytes.
    public var proxyHeader: ProxyHeader?
    /// The FINs that had come before the request was complete.
    public var earlierFINs: [TransportMark] = []
    /// Who has its sockets; nil in everything that the dissector tells.
    @Boxed() public var processes: SessionProcesses?
    /// The TLS connection that it runs in; nil if it runs in none.
    @Boxed() public var tls: SessionSecurity?
}
