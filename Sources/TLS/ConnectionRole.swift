/// The two ends of a TLS connection (RFC 5246 §6.1: ConnectionEnd).
public enum ConnectionRole: String, CaseIterable, Hashable, Sendable {
    /// Who sent the ClientHello.
    case client
    /// Who answers it.
    case server

    /// The other end.
    public var peer: ConnectionRole { self == .client ? .server : .client }
    /// 0 for the client, 1 for the server.
    public var index: Int { self == .client ? 0 : 1 }
}
