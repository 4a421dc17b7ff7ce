import Streams
import WebSocket
import Wire

// Pings without a Pong (RFC 6455 §5.5.2), once the session is over.
extension Session {
    /// Reports the Pings that were never answered.
    mutating func judgePings(_ end: ConnectionEnd, _ place: ChunkPlace) {
        for index in 0..<2 {
            guard !directions[index].pings.waiting.isEmpty, !directions[1 - index].hasLostFrames else { continue }
            let (own, peer) = (directions[index].side, directions[1 - index].side)
            // A client that never was open owes nothing.
            if own == .server, objection(end)?.isSure == true { continue }
            for ping in directions[index].pings.waiting where !ping.mayBeAnswered {
                // Whoever sent or received a Close owes no Pong any more (RFC 6455 §5.5.2); silence in a running capture
                // proves nothing.
                if let close = directions[1 - index].close, close.frame < ping.frame { continue }
                if let close = directions[index].close, close.frame < ping.frame { continue }
                // Nor for what comes with or behind a frame for which it failed the connection (§7.1.7).
                if let violation = directions[index].violation, violation.frame <= ping.frame,
                    ignoredViolation(index, end) == nil
                {
                    continue
                }
                // A frame that never came whole has a late number, and its bytes may have come before.
                let spoken = directions[1 - index].lastBeforeClose.flatMap {
                    $0.frame > ping.frame && $0.time > ping.time ? $0 : nil
                }
                let hasSpoken = spoken != nil
                guard hasSpoken || end.isClosed else { continue }
                let span = (end.firstEnd?.time ?? lastTime).span(since: ping.time)
                let left = span ?? 0
                // Who has the Ping and sends something else could have answered; whoever has no time to can't.
                let hasHeard = spoken.map { $0.acknowledged.map { $0 >= ping.end } ?? true } ?? false
                guard hasHeard || left >= answerTime(index) else { continue }
                let rest = end.firstEnd == nil ? "capture" : "session"
                let wait = span.map { "in the \(Quantity.duration($0)) that were left of the \(rest)" }
                emit(
                    Finding(
                        session: number, rule: .pingUnanswered, blame: pongBlame(from: peer, end),
                        detail: "The \(own)'s Ping in frame \(ping.frame) got no Pong "
                            + (wait ?? "until the end of the \(rest)")
                            + (hasSpoken ? ", though the \(peer) went on sending." : "."),
                        mustFailWith: nil, frame: ping.frame, message: nil, from: own,
                        packets: ping.packets, place: nil, time: place.time,
                        // A Pong may still have come.
                        ownTitle: end.isClosed ? nil : "A Ping was not answered before the capture ended"))
            }
        }
    }

    /// So long, in nanoseconds, an answer to a Ping of direction `index` may take: twice what others took, that to the
    /// upgrade request among them.
    private func answerTime(_ index: Int) -> Int64 {
        let roundTrip = directions[index].pings.totals.roundTrip
        var longest = roundTrip.count > 0 ? roundTrip.maximum : nil
        if longest == nil, let opening, let answer = opening.answer, !opening.isUnasked {
            longest = answer.time.since(opening.begin.time)
        }
        return longest.map { min(max(2 * min($0, Self.shortestWait), Self.shortestAnswer), Self.shortestWait) }
            ?? Self.shortestWait / 5
    }

    /// A program that has something else to do for a moment answers no sooner.
    static let shortestAnswer: Int64 = 20_000_000

    /// Who is to blame for a Pong that `side` did not send, or that did not come: what TCP holds back, it can't bring.
    private func pongBlame(from side: Side, _ end: ConnectionEnd) -> Blame {
        if end.evidence[side.peer.index].closedWindow?.isClosed == true { return side.peer.blame }
        let lost = end.evidence[side.index].unacknowledged.map { $0.times >= Self.fewestRepetitions } ?? false
        return lost || end.evidence[side.index].lostAhead != nil ? .network : side.blame
    }
}
