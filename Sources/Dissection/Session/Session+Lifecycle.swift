import HTTP
import WebSocket
import Wire

/// How a session began, as far as the states of its sides need it.
struct SessionOpening {
    var outcome: SessionEvent.Outcome
    /// The upgrade request; mid-stream the first packet of the session.
    var begin: (time: Timestamp, packet: Int)
    /// The response, with its status.
    var answer: (time: Timestamp, packet: Int, status: Int)?

    /// Why the client may have failed the connection for the response; nil if it took it, as far as the response tells.
    var objection: AnswerObjection?

    /// Whether the request is not in the capture, but the response.
    var isUnasked: Bool

    init(_ start: SessionEvent) {
        outcome = start.outcome
        isUnasked = start.loneResponse != nil
        begin = (start.time, start.packet)
        if let time = start.responseTime, let packet = start.responsePacket,
            let status = start.handshake?.status ?? start.loneResponse?.status
        {
            answer = (time, packet, status)
        }
    }
}

// The life of both sides: what state each is in, and what shows it (RFC 6455 §4.1, §7.1).
extension Session {
    /// Notes how the session began.
    mutating func open(_ start: SessionEvent) {
        let opening = SessionOpening(start)
        self.opening = opening
        silence = SilenceMeter(since: opening.answer?.time ?? opening.begin.time)
        reportUnknownExtensions(start)
    }

    /// Counts what only the session's end makes complete.
    mutating func countLife(_ end: ConnectionEnd, _ place: ChunkPlace) {
        totals.clientPings = directions[0].pings.totals
        totals.serverPings = directions[1].pings.totals
        totals.finalSilence = silence.end(
            marks: (end.fins + [end.reset].compactMap(\.self)).map(\.time), capture: end.isClosed ? nil : place.time,
            frames: totals.frames)
        totals.longestSilence = silence.longest.duration > 0 ? silence.longest : nil
        guard end.unseen != nil || isOneSided else { return }
        totals.clientPings.unanswered = 0
        totals.serverPings.unanswered = 0
        totals.finalSilence = nil
        totals.longestSilence = nil
    }

    /// Adds the states of both sides and the packets that ended TCP to `close`.
    func describeLife(_ close: inout CloseEvent, _ end: ConnectionEnd) {
        close.fins = end.fins
        close.finOrder = end.finOrder
        close.reset = end.reset
        close.unseen = end.unseen
        close.tlsEnds = end.tlsEnds
        close.transports = (transport(.client, end), transport(.server, end))
        close.clientRetransmissions = end.retransmissions[0]
        close.serverRetransmissions = end.retransmissions[1]
        close.clientStates = states(of: .client, end)
        close.serverStates = states(of: .server, end)
    }

    private func states(of side: Side, _ end: ConnectionEnd) -> [StateChange] {
        [connecting, open(side, end), closing(side, end), closed(side, end)].compactMap(\.self)
    }

    private var connecting: StateChange? {
        guard let opening, opening.outcome != .midstream, opening.outcome != .encrypted, !opening.isUnasked else {
            return nil
        }
        return StateChange(
            state: .connecting, time: opening.begin.time, packet: opening.begin.packet, frame: nil,
            evidence: opening.outcome == .failed
                ? "The client sent its ClientHello." : "The client sent the upgrade request.")
    }

    private func open(_ side: Side, _ end: ConnectionEnd) -> StateChange? {
        guard let opening else { return nil }
        switch opening.outcome {
        case .refused, .unanswered, .unknown, .encrypted, .failed: return nil
        case .midstream:
            return StateChange(
                state: .open, time: opening.begin.time, packet: opening.begin.packet, frame: nil,
                evidence: "The capture began later.")
        case .open, .draft:
            guard let answer = opening.answer else {
                let first = firstFrame ?? (opening.begin.time, opening.begin.packet, nil)
                return StateChange(
                    state: .open, time: first.time, packet: first.packet, frame: first.frame,
                    evidence: first.frame.map {
                        "The answer was not captured; frame \($0) shows that it had come by then."
                    }
                        ?? "The answer was not captured.")
            }
            let objection = objection(end)
            if objection != nil, side == .client { return nil }
            return StateChange(
                state: .open, time: answer.time, packet: answer.packet, frame: nil,
                evidence: "The server answered with \(objection == nil ? "" : "a ")\(answer.status)"
                    + (objection.map { " \($0.phrase)." } ?? "."))
        }
    }

    /// A side is closing once it has sent its Close, or the peer's has arrived (RFC 6455 §7.1.3).
    private func closing(_ side: Side, _ end: ConnectionEnd) -> StateChange? {
        let own = directions[side.index].close
        let other = directions[side.peer.index].close
        if let own, other == nil || !hasAnswered(side) {
            let isCrossing = initiator == .both
            return StateChange(
                state: .closing, time: own.time, packet: own.packet, frame: own.frame,
                evidence: "The \(side) sent its Close, frame \(own.frame)"
                    + (isCrossing ? ", before the \(side.peer)'s had arrived." : "."))
        }
        guard let other, hasArrived(other, at: side, end), side == .server || objection(end) == nil else { return nil }
        // A frame that shows that the Close had not come crossed it: the side was open still. Its own Close shows the
        // latest time at which it was closing.
        if let own, let last = directions[side.index].lastBeforeClose, last.time > other.time,
            last.acknowledged.map({ $0 < other.end }) ?? false
        {
            return StateChange(
                state: .closing, time: own.time, packet: own.packet, frame: own.frame,
                evidence:
                    "The \(side)'s Close, frame \(own.frame), answers the \(side.peer)'s, which frame \(last.frame) "
                    + "had crossed.")
        }
        return StateChange(
            state: .closing, time: other.time, packet: other.packet, frame: other.frame,
            evidence: "The \(side.peer) sent its Close, frame \(other.frame).")
    }

    /// Whether a Close reached the `side` that it was sent to: it did, unless that side reset the connection and had not
    /// acknowledged it.
    private func hasArrived(_ close: SentClose, at side: Side, _ end: ConnectionEnd) -> Bool {
        guard end.reset?.side == side, let acknowledged = end.acknowledged[side.index] else { return true }
        return acknowledged >= close.end
    }

    private func closed(_ side: Side, _ end: ConnectionEnd) -> StateChange? {
        if let answer = opening?.answer, opening?.outcome == .refused {
            return StateChange(
                state: .closed, time: answer.time, packet: answer.packet, frame: nil,
                evidence: "The server answered with \(answer.status) instead of 101.")
        }
        if let reset = end.reset {
            let named = transport(reset.side, end)
            // A host that did not send the RST, and went on, knows nothing of it.
            if side == reset.side, named.wentOn(after: reset) {
                guard let answer = transport(side.peer, end).laterReset, let last = named.last,
                    answer.packet > last.packet
                else { return nil }
                return StateChange(
                    state: .closed, time: answer.time, packet: answer.packet, frame: nil,
                    evidence: "The \(side.peer) answered with a RST.")
            }
            return StateChange(
                state: .closed, time: reset.time, packet: reset.packet, frame: nil,
                evidence: named.isForeign(reset)
                    ? "TCP was reset in the \(reset.side)'s name (RST)." : "The \(reset.side) reset TCP (RST).")
        }
        guard end.bothFINs, let last = end.lastFIN, let first = end.firstFIN else { return nil }
        let lost = end.fins.first { !$0.isCaptured }.map { "; the capture lacks the \($0.side)'s" } ?? ""
        let order = "the \(first.side)'s, then the \(first.side.peer)'s"
        let evidence =
            switch end.finOrder {
            case .captured, .acknowledged: "Both FINs: \(order)\(lost)."
            case .reversed: "Both FINs: \(order), as acknowledgments show."
            case .crossed: "Both FINs, which crossed."
            }
        return StateChange(state: .closed, time: last.time, packet: last.packet, frame: nil, evidence: evidence)
    }
}
