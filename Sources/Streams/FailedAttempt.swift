public import Wire

/// A connection that never came about: nothing but SYNs of one side.
public struct FailedAttempt: Hashable, Sendable {
    /// How many SYNs were sent.
    public var count: Int
    /// The first of them.
    public var first: PacketMark
    /// Whether a RST answered them; otherwise nothing did.
    public var isRefused: Bool
}

extension TCPStreams {
    /// The attempt that the flow in `slot` is, the capture having come to `time`; nil if it is a connection, or may yet
    /// become one.
    public func failedAttempt(_ slot: Int, at time: Timestamp) -> FailedAttempt? {
        let (own, peer) = (evidence(slot, .forward), evidence(slot, .backward))
        guard sawSYN(slot, .forward), own.synchronisations > 0, offset(slot, .forward) == 0, peer.last == nil,
            let first = own.firstSYN
        else { return nil }
        // A side that acknowledges has had an answer, though the capture lacks it.
        guard !hasAcknowledged(slot, .forward) else { return nil }
        let end = end(of: slot)
        let isRefused = end.resetDirection == .backward
        guard isRefused || end.reset == nil else { return nil }
        if !isRefused, own.synchronisations == 1, time.since(first.time) < Self.answerPatience { return nil }
        return FailedAttempt(count: Int(own.synchronisations), first: first, isRefused: isRefused)
    }

    /// No SYN is sent again sooner (RFC 6298 §2.1): an answer may be under way until then.
    private static let answerPatience: Int64 = 1_000_000_000
}
