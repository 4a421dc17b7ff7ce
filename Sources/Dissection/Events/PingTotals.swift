/// What the Pings of one side came to (RFC 6455 §5.5.2).
public struct PingTotals: Hashable, Sendable {
    /// How many were sent.
    public var sent = 0
    /// How many were answered: a Pong answers its Ping and those before it (§5.5.3).
    public var answered = 0
    /// How many still wait at the end; those of which that can't be told are in neither count.
    public var unanswered = 0
    /// The times from one Ping to the next.
    public var interval = Spread()
    /// The times from a Ping to its Pong, as they pass where the capture was made.
    public var roundTrip = Spread()

    /// No Pings.
    public init() {}
}

/// How far some spans of time lie apart, in nanoseconds.
public struct Spread: Hashable, Sendable {
    /// How many there are.
    public private(set) var count = 0
    /// The shortest; 0 while there is none.
    public private(set) var minimum: Int64 = 0
    /// The longest.
    public private(set) var maximum: Int64 = 0
    private var sum: Int64 = 0

    /// No spans.
    public init() {}

    /// Their mean; 0 while there is none.
    public var mean: Int64 { count == 0 ? 0 : sum / Int64(count) }

    /// Adds a span; a negative one, which only a clock that was set back makes, counts as none at all.
    public mutating func add(_ span: Int64) {
        let span = max(span, 0)
        minimum = count == 0 ? span : min(minimum, span)
        maximum = max(maximum, span)
        let (total, hasOverflowed) = sum.addingReportingOverflow(span)
        sum = hasOverflowed ? .max : total
        count += 1
    }
}
