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

    /// The secret that protects what `role` sends in `epoch` of TLS 1.3, until its first KeyUpdate, if it is known.
    public func traffic(_ epoch: Epoch, _ role: ConnectionRole) -> Secret? {
        switch (epoch, role) {
        case (.early, .client): clientEarlyTraffic
        case (.early, .server): nil
        case (.handshake, .client): clientHandshakeTraffic
        case (.handshake, .server): serverHandshakeTraffic
        case (.application, .client): clientApplicationTraffic
        case (.application, .server): serverApplicationTraffic
        }
    }
}
