import WebSocket
import Wire

// Closes that their receiver does not take: it must fail the connection for them, or for what came right before them, and
// so need not answer (RFC 6455 §7.1.7).
extension Session {
    /// What breaks a rule as the Close of direction `index` is told, frame `number`: that itself, or the frame right before
    /// it; nil if neither does.
    ///
    /// Who lives on for longer after a broken rule has got over it.
    func failure(atClose number: Int, _ index: Int, _ place: ChunkPlace) -> CloseEvent.Failure? {
        guard let failure = directions[index].lastFailure else { return nil }
        if failure.frame == number { return failure }
        guard let before = directions[index].lastFrame, before.frame == failure.frame,
            place.time.since(before.time) < Self.shortestWait
        else { return nil }
        return failure
    }

    /// What the peer of `side` had to fail the connection for instead of taking the Close of `side`; nil where that breaks
    /// no rule, and where the peer had gone on sending after the same rule was broken before.
    func failure(of side: Side) -> CloseEvent.Failure? {
        guard let failure = directions[side.index].close?.failure else { return nil }
        if let violation = directions[side.index].violation, violation.rule == failure.rule,
            violation.peerFramesSince > 0
        {
            return nil
        }
        return failure
    }
}
