public import TLS

/// The TLS connection that a session runs in, as far as it was known when the session began.
public struct SessionSecurity: Sendable {
    /// What its handshake shows.
    public var handshake: HandshakeFacts
    /// Why the client's records stay closed; nil if they open.
    public var clientClosure: Closure?
    /// Why the server's records stay closed; nil if they open.
    public var serverClosure: Closure?
    /// The TLS connection around it, to a proxy.
    public var outer: HandshakeFacts?

    /// The alert that ended it, if it had come when the session began: of one that never opened, it had.
    public var alert: Alert?
    /// How far its handshake got, if it failed.
    public var progress: HandshakeProgress?

    /// Whether records of either side stay closed.
    public var isClosed: Bool { clientClosure != nil || serverClosure != nil }
}
