public import Wire

/// The two ends of a TCP connection: what a process is asked for by.
public struct SocketPair: Hashable, Sendable {
    /// Who connected.
    public var client: Endpoint
    /// Who was connected to.
    public var server: Endpoint

    /// A connection between these.
    public init(client: Endpoint, server: Endpoint) {
        self.client = client
        self.server = server
    }

    /// The socket at one end: its own address, and its peer's.
    func end(isServer: Bool) -> (local: Endpoint, remote: Endpoint) {
        isServer ? (server, client) : (client, server)
    }
}
