import Wire

/// The Pings of one side: those that wait for their Pong, and what became of the others (RFC 6455 §5.5.2, §5.5.3).
struct PingLedger {
    struct Ping {
        var frame: Int
        var payload: [UInt8]
        var time: Timestamp
        var packets: [Int]
        /// The stream offset behind it.
        var end: Int
        /// Whether a Pong came that may have been meant for it.
        var mayBeAnswered = false
    }

    struct Answer {
        /// The Ping that it answers, the latest one.
        var frame: Int
        /// Nanoseconds since that; nil where the capture has the Pong before it.
        var roundTripTime: Int64?
    }

    /// More Pings than this do not wait at a time: the oldest is forgotten, unjudged.
    static let limit = 64

    private(set) var waiting: [Ping] = []
    /// Whether there were Pings that are not in `waiting`, so that a Pong may answer one of those.
    private(set) var hasForgotten = false
    private var counts = PingTotals()
    private var lastTime: Timestamp?

    init(isIncomplete: Bool = false) { hasForgotten = isIncomplete }

    /// What became of all of them, up to now.
    var totals: PingTotals {
        guard counts.sent > 0 else { return counts }
        var totals = counts
        totals.unanswered = waiting.count { !$0.mayBeAnswered }
        return totals
    }

    mutating func sent(_ ping: Ping) {
        count(at: ping.time)
        if waiting.count == Self.limit {
            waiting.removeFirst()
            hasForgotten = true
        }
        waiting.append(ping)
    }

    /// Counts a Ping that is not waited for: bytes of it are missing, or it asks for a Close instead.
    mutating func sentUnjudged(at time: Timestamp) {
        count(at: time)
        hasForgotten = true
    }

    /// Takes a Pong of the peer, which also answers the Pings before its own (§5.5.3).
    ///
    /// Of several Pings with the same payload the first is taken for its own; the others may be meant just as well, so
    /// that they are not held against anyone.
    ///
    /// - Parameter acknowledged: How far its sender had acknowledged the stream of the Pings: it can't answer later ones.
    mutating func answer(_ payload: [UInt8], acknowledged: Int?, at time: Timestamp) -> Answer? {
        let reach = acknowledged ?? .max
        guard let index = waiting.firstIndex(where: { $0.payload == payload && $0.end <= reach }) else { return nil }
        let ping = waiting[index]
        waiting.removeFirst(index + 1)
        for later in waiting.indices where waiting[later].payload == payload && waiting[later].end <= reach {
            waiting[later].mayBeAnswered = true
        }
        counts.answered += index + 1
        let age = time.since(ping.time)
        let roundTripTime = age >= 0 ? age : nil
        if let roundTripTime { counts.roundTrip.add(roundTripTime) }
        return Answer(frame: ping.frame, roundTripTime: roundTripTime)
    }

    /// Takes a Pong of which bytes are missing: it may answer each Ping of its length, and those before.
    mutating func mayBeAnswered(byLength length: UInt64) {
        guard let last = waiting.lastIndex(where: { UInt64($0.payload.count) == length }) else { return }
        for index in 0...last { waiting[index].mayBeAnswered = true }
    }

    /// Notes that bytes of the peer are missing: Pongs for all that wait may stand there.
    mutating func mayAllBeAnswered() {
        for index in waiting.indices { waiting[index].mayBeAnswered = true }
    }

    private mutating func count(at time: Timestamp) {
        counts.sent += 1
        if let lastTime { counts.interval.add(time.since(lastTime)) }
        lastTime = time
    }
}
