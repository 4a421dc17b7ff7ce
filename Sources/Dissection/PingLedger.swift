import Wire

/// The Pings of one side that wait for their Pong (RFC 6455 §5.5.2, §5.5.3).
struct PingLedger {
    struct Ping {
        var frame: Int
        var payload: [UInt8]
        var time: Timestamp
        var packets: [Int]
    }

    /// More Pings than this do not wait at a time: the oldest is forgotten, unjudged.
    static let limit = 64

    private(set) var waiting: [Ping] = []
    /// Whether there were Pings that are not in `waiting`, so that a Pong may answer one of those.
    private(set) var hasForgotten = false

    init(isIncomplete: Bool = false) { hasForgotten = isIncomplete }

    mutating func sent(_ ping: Ping) {
        if waiting.count == Self.limit {
            waiting.removeFirst()
            hasForgotten = true
        }
        waiting.append(ping)
    }

    /// Takes a Pong of the peer; a Pong for a later Ping answers the earlier ones too (§5.5.3).
    ///
    /// - Returns: whether it answers any.
    mutating func answered(by payload: [UInt8]) -> Bool {
        guard let index = waiting.lastIndex(where: { $0.payload == payload }) else { return false }
        waiting.removeFirst(index + 1)
        return true
    }
}
