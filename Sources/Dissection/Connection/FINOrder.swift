/// What tells which of two FINs was sent first.
///
/// A capture holds packets in the order in which they passed where it was made, and a mirror port may delay one
/// direction: what a FIN acknowledges (RFC 9293 §3.4) shows what its sender had received, wherever that was.
public enum FINOrder: String, Hashable, Sendable {
    /// Their order in the capture; there may be one only.
    case captured
    /// The later one acknowledges the other.
    case acknowledged
    /// The later one acknowledges the other, and was captured first.
    case reversed
    /// Neither acknowledges the other: each was sent before its sender had the peer's (RFC 9293 §3.6, case 3).
    case crossed

    /// The FINs, those of the capture in its order, as they were sent, and what tells so.
    ///
    /// - Parameter answers: By `Side.index`, whether the FIN of a side acknowledges that of its peer, if that is known.
    static func sorted(_ captured: [TransportMark], answers: [Bool?]) -> ([TransportMark], FINOrder) {
        guard captured.count == 2 else { return (captured, .captured) }
        return switch (answers[captured[0].side.index], answers[captured[1].side.index]) {
        case (false, false): (captured, .crossed)
        // Nobody can have answered what the other had not sent: a copy that was sent again is all that was captured.
        case (true, true): (captured, .captured)
        case (_, true): (captured, .acknowledged)
        case (true, _): (captured.reversed(), .reversed)
        default: (captured, .captured)
        }
    }
}
