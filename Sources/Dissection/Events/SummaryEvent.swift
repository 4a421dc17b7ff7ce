public import Wire

/// What the whole capture held.
public struct SummaryEvent: Hashable, Sendable {
    /// Packets read.
    public var packets = 0
    /// Their captured bytes.
    public var bytes = 0
    /// WebSocket sessions.
    public var sessions = 0
    /// Their frames.
    public var frames = 0
    /// Their whole messages.
    public var messages = 0
    /// Findings of severity `error`.
    public var errors = 0
    /// Findings of severity `warning`.
    public var warnings = 0
    /// Findings of severity `note`.
    public var notes = 0
    /// The time from the first packet to the last, in nanoseconds.
    public var duration: Int64 = 0
    /// TCP connections that carried no WebSocket session.
    public var otherConnections = 0
    /// CONNECT requests that a proxy refused for good: no tunnel was granted on the same connection afterwards.
    public var refusedTunnels = RefusedTunnels()
    /// Packets that could not be used, by cause: `not-tcp`, `link-type-147`, `ipv4-fragment`, `malformed-tcp`.
    public var unreadable: [String: Int] = [:]

    /// A summary of nothing.
    public init() {}
}

extension SummaryEvent {
    /// A CONNECT that a proxy refused.
    public struct RefusedTunnel: Hashable, Sendable {
        /// What it was asked for: `host:port`.
        public var authority: String
        /// The status of the answer.
        public var status: Int
        /// Who answered.
        public var proxy: Endpoint
        /// The 0-based number of the TCP connection in the capture.
        public var tcpStream: Int
        /// The packet that completed the answer.
        public var packet: Int
    }

    /// The refused CONNECTs of a capture: all of them counted, the first ones kept.
    public struct RefusedTunnels: Hashable, Sendable {
        /// So many are kept.
        public static let limit = 16
        /// How many there were.
        public private(set) var count = 0
        /// The first ones.
        public private(set) var first: [RefusedTunnel] = []

        mutating func add(_ tunnel: RefusedTunnel) {
            count += 1
            if first.count < Self.limit { first.append(tunnel) }
        }
    }
}
