public import Capture
public import Wire

/// What the whole capture held.
public struct SummaryEvent: FindingCounts, Hashable, Sendable {
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
    /// Those of them that are TLS, stay closed, and are for another protocol than HTTP/1.1, as their hellos tell.
    public var closedConnections = 0
    /// Those of them on which two programs spoke another protocol and then turned to TLS, by that protocol's name, as
    /// `SMTP`; `unknown` where it has none here.
    public var turnedToTLS: [String: Int] = [:]
    /// CONNECT requests that a proxy refused for good: no tunnel was granted on the same connection afterwards.
    public var refusedTunnels = RefusedTunnels()
    /// Which sessions are legs of one session.
    public var legs = LegLinks()
    /// Connections whose SYN was answered with a RST; they count as `otherConnections`, too.
    public var refusedConnections = FailedConnections()
    /// Connections whose SYN was never answered; they count as `otherConnections`, too.
    public var unansweredConnections = FailedConnections()
    /// Packets that are in the capture a second time, as with two interfaces that both saw them: segments with payload
    /// and fragments, as far as it is certain that nobody sent them again.
    public var duplicates = 0
    /// Packets that could not be used, by cause: `not-tcp`, `link-type-147`, `ipv4-fragment`, `malformed-tcp`; and of a
    /// damaged file `damaged-places`, `damaged-bytes`, `truncated-bytes`.
    public var unreadable: [String: Int] = [:]
    /// Packets of which the snapshot length cut off the end.
    public var cutPackets = 0
    /// How many bytes the longest of those has; 0 if there are none.
    public var snapLength = 0
    /// What the capture says about itself, now that all of it was read.
    public var capture: CaptureInfo?

    /// Where the reading was broken off, if it did not come to the end of the capture: all else is about what was read.
    public var interruption: Interruption?

    /// How much of it is shown, where not everything is: all else is about the whole capture.
    public var shown: ShownCounts?

    /// A summary of nothing.
    public init() {}

    /// Adds what another part of the dissector counted.
    mutating func add(_ other: SummaryEvent) {
        packets += other.packets
        bytes += other.bytes
        sessions += other.sessions
        frames += other.frames
        messages += other.messages
        errors += other.errors
        warnings += other.warnings
        notes += other.notes
        duration += other.duration
        otherConnections += other.otherConnections
        closedConnections += other.closedConnections
        turnedToTLS.merge(other.turnedToTLS, uniquingKeysWith: +)
        refusedTunnels.add(other.refusedTunnels)
        legs.add(other.legs)
        refusedConnections.add(other.refusedConnections)
        unansweredConnections.add(other.unansweredConnections)
        duplicates += other.duplicates
        cutPackets += other.cutPackets
        snapLength = max(snapLength, other.snapLength)
        unreadable.merge(other.unreadable, uniquingKeysWith: +)
    }
}

extension SummaryEvent {
    /// How far a reading came that was broken off.
    public struct Interruption: Hashable, Sendable {
        /// The number of the last packet; 0 if there was none.
        public var packet: Int
        /// The part of the file that was read, 0…1; nil where the whole is not known.
        public var fraction: Double?

        /// A reading that came so far.
        public init(packet: Int, fraction: Double?) {
            self.packet = packet
            self.fraction = fraction
        }
    }

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
        /// Those that were answered first, in that order.
        public private(set) var first: [RefusedTunnel] = []

        mutating func add(_ tunnel: RefusedTunnel) {
            count += 1
            insert(tunnel)
        }

        mutating func add(_ other: RefusedTunnels) {
            count += other.count
            for tunnel in other.first { insert(tunnel) }
        }

        private mutating func insert(_ tunnel: RefusedTunnel) {
            let index = first.firstIndex { $0.packet > tunnel.packet } ?? first.count
            guard index < Self.limit else { return }
            first.insert(tunnel, at: index)
            if first.count > Self.limit { first.removeLast() }
        }
    }
}
