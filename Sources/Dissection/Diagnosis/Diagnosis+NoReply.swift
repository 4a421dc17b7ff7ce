import WebSocket
import Wire

// A Close that the other side never answered (RFC 6455 §5.5.1).
extension Diagnosis {
    /// Why the first Close has no answer; nil where something else explains that, or nothing is known of it.
    static func noReply(
        to close: SessionEvidence.CloseMark, _ evidence: SessionEvidence, beside causes: [Cause]
    ) -> Cause? {
        let peer = close.side.peer
        let explaining: [Kind] = [.keepaliveTimeout, .peerUnreachable, .receiverStalled, .largePacketsLost]
        guard evidence[peer].close == nil, evidence.holes.isEmpty, evidence.unreadable(of: peer) == nil,
            !causes.contains(where: { explaining.contains($0.kind) && $0.likelihood != .possible }),
            let end = evidence.end, let finding = evidence.findings(.closeNoReply, from: close.side).first
        else { return nil }
        if let early = evidence.end(before: close) ?? evidence.fin(crossing: close) { return endedBefore(early, close) }
        let waited = end.time.since(close.mark.time)
        // A sender's own end before its Close is a matter of how the capture was put together.
        guard waited >= 0 else { return nil }
        if finding.blame == .network { return neverArrived(end, after: waited, close) }
        if end.side == peer { return endedInstead(end, after: waited, close, evidence) }
        return finding.blame == close.side.blame || waited < IdleTimeout.second
            ? didNotWait(waited, close) : waitedInVain(waited, close, evidence)
    }

    /// A broken way, or a program that stopped, as the cause of no more than that the Close has no answer.
    static func answerLost(_ cause: Cause) -> Cause {
        var cause = cause
        cause.claim = "No answer came to the Close, because \(cause.claim.asClause)"
        cause.weaken(to: min(cause.strength, 62))
        return cause
    }

    /// The Close never reached the peer, as far as TCP shows.
    private static func neverArrived(
        _ end: SessionEvidence.EndMark, after waited: Int64, _ close: SessionEvidence.CloseMark
    ) -> Cause {
        let peer = close.side.peer
        let how = end.isReset ? "RST" : "FIN"
        return Cause(
            .closeUnanswered, strength: 60,
            "The \(close.side)'s Close did not reach the \(peer), as far as TCP shows: it was never acknowledged.",
            evidence: ["The \(end.side)'s \(how) came \(Quantity.duration(waited)) after it."],
            remedies: [
                Remedy(
                    .network,
                    "Look for what loses packets on the way, and whether the \(peer)'s host was still there.")
            ], frame: close.mark.frame)
    }

    /// The peer ended TCP, without a Close, before this one came: it could not answer any more.
    private static func endedBefore(_ end: SessionEvidence.EndMark, _ close: SessionEvidence.CloseMark) -> Cause {
        let (peer, how) = (end.side, end.isReset ? "RST" : "FIN")
        let lead = close.mark.time.since(end.time)
        return Cause(
            .closeUnanswered, strength: 80,
            "The \(peer) had \(end.isReset ? "reset" : "ended") TCP before the \(close.side)'s Close\(lead > 0 ? "" : " reached it"), "
                + "without a Close of its own.",
            evidence: [
                (lead > 0
                    ? "Its \(how) \(end.mark.place) came \(Quantity.duration(lead)) before the Close"
                    : "Its \(how) in packet \(end.packet) does not acknowledge the Close: they crossed on the way")
                    + ", and nobody can send anything after a \(how)."
            ],
            remedies: [Remedy(peer.party, "Send a Close before TCP is ended, and wait for the answer.")],
            frame: close.mark.frame)
    }

    /// The peer ended TCP where its Close was due.
    private static func endedInstead(
        _ end: SessionEvidence.EndMark, after waited: Int64, _ close: SessionEvidence.CloseMark,
        _ evidence: SessionEvidence
    ) -> Cause {
        let peer = end.side
        let isAcknowledged = evidence.wasAcknowledged(close)
        let end = end.isReset ? "RST" : "FIN"
        var sentences = [
            "Its \(end) came \(Quantity.duration(waited)) after the Close"
                + (isAcknowledged ? ", which its TCP had acknowledged." : ".")
        ]
        guard end == "RST" else {
            return Cause(
                .closeUnanswered, strength: 60,
                "The \(peer) ended TCP instead of answering the Close: its program ended or dropped the socket, or its "
                    + "library does not answer a Close.",
                evidence: sentences,
                remedies: [Remedy(peer.party, "Answer a Close with a Close, and end TCP only after that.")],
                frame: close.mark.frame)
        }
        sentences.append(
            "A kernel answers with a RST what comes for a program that is gone, and sends one when a program closes its "
                + "socket with bytes unread.")
        return Cause(
            .closeUnanswered, strength: 62,
            "The \(peer)'s program did not read the Close: it was gone, or closed its socket with bytes unread.",
            evidence: sentences,
            remedies: [
                Remedy(
                    peer.party,
                    "Look at its log and exit status at that time; let it read until the Close has come, and answer that."
                )
            ], frame: close.mark.frame)
    }

    /// The side that closed ended TCP at once: only who fails a connection may do that (RFC 6455 §7.1.7).
    private static func didNotWait(_ waited: Int64, _ close: SessionEvidence.CloseMark) -> Cause? {
        let failing = [1002, 1003, 1007, 1009, 1010, 1011]
        guard !failing.contains(close.body.code.map(Int.init) ?? 0) else { return nil }
        return Cause(
            .closeUnanswered, strength: 70, "The \(close.side) did not wait for the answer to its Close.",
            evidence: ["It ended TCP \(Quantity.duration(waited)) after it."],
            remedies: [
                Remedy(
                    close.side.party,
                    "After its Close, go on reading until the \(close.side.peer)'s has come, or some seconds have passed."
                )
            ], frame: close.mark.frame)
    }

    /// The side that closed waited, and gave up.
    private static func waitedInVain(
        _ waited: Int64, _ close: SessionEvidence.CloseMark, _ evidence: SessionEvidence
    ) -> Cause {
        let peer = close.side.peer
        var sentences = [
            "The \(close.side) waited \(Quantity.duration(waited)) for it."
                + (CloseTimeout.nearForAnswer(waited).map { " \($0.seconds) s is the default of \($0.whose)." } ?? "")
        ]
        let isAcknowledged = evidence.wasAcknowledged(close)
        if isAcknowledged {
            sentences.append("The \(peer)'s TCP acknowledged the Close: it arrived, and the \(peer)'s host was up.")
        }
        return Cause(
            .closeUnanswered, strength: isAcknowledged ? 70 : 60,
            isAcknowledged
                ? "The \(peer)'s program did not answer the Close in time: it was not reading, or never answers one."
                : "The \(peer) did not answer the Close in time.",
            evidence: sentences,
            remedies: [
                Remedy(
                    peer.party,
                    "Answer a Close with a Close at once. If it does: find out what kept it from reading, such as a blocked "
                        + "event loop or a stopped process.")
            ], frame: close.mark.frame)
    }
}

extension SessionEvidence {
    /// Whether TCP shows that the Close arrived: what its sender sent was acknowledged, and its peer's packets say so.
    func wasAcknowledged(_ close: CloseMark) -> Bool {
        guard let last = self.close?.transport(close.side.peer).last else { return false }
        return self.close?.transport(close.side).unacknowledged == nil && last.time > close.mark.time
    }
}
