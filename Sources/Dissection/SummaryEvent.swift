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
    /// Packets that could not be used, by cause: `not-tcp`, `link-type-147`, `ipv4-fragment`, `malformed-tcp`.
    public var unreadable: [String: Int] = [:]

    /// A summary of nothing.
    public init() {}
}
