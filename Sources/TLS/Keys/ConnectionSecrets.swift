/// What a key log tells about one connection (the client's random names it).
public struct ConnectionSecrets: Equatable, Sendable {
    /// The master secret of TLS 1.2 and before, 48 bytes: `CLIENT_RANDOM`.
    public internal(set) var master: Secret?
    /// What early data of TLS 1.3 is protected with: `CLIENT_EARLY_TRAFFIC_SECRET`.
    public internal(set) var clientEarlyTraffic: Secret?
    /// What the client's part of the TLS 1.3 handshake is protected with: `CLIENT_HANDSHAKE_TRAFFIC_SECRET`.
    public internal(set) var clientHandshakeTraffic: Secret?
    /// What the server's part of the TLS 1.3 handshake is protected with: `SERVER_HANDSHAKE_TRAFFIC_SECRET`.
    public internal(set) var serverHandshakeTraffic: Secret?
    /// What the client's data is protected with until its first KeyUpdate: `CLIENT_TRAFFIC_SECRET_0`.
    public internal(set) var clientApplicationTraffic: Secret?
    /// What the server's data is protected with until its first KeyUpdate: `SERVER_TRAFFIC_SECRET_0`.
    public internal(set) var serverApplicationTraffic: Secret?

    /// No secrets.
    public init() {}

    /// The secret that protects what `role` sends in the TLS 1.3 handshake.
    public func handshakeTraffic(of role: ConnectionRole) -> Secret? {
        role == .client ? clientHandshakeTraffic : serverHandshakeTraffic
    }

    /// The secret that protects what `role` sends after the TLS 1.3 handshake, until its first KeyUpdate.
    public func applicationTraffic(of role: ConnectionRole) -> Secret? {
        role == .client ? clientApplicationTraffic : serverApplicationTraffic
    }
}
