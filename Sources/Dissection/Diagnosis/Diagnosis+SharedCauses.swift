import WebSocket
import Wire

// Causes that may stand behind a Close as well as behind an end without one.
extension Diagnosis {
    /// A Ping of `side` that stayed unanswered until `side` ended the session.
    static func keepaliveCause(
        _ ping: SessionEvidence.FrameMark, by side: Side, end: Timestamp, _ reach: Reach, strength: Int,
        _ evidence: SessionEvidence
    ) -> Cause {
        var sentences = [
            "The \(side)'s Ping in frame \(ping.frame) had no Pong \(end.lead(since: ping.time))later, when the "
                + "\(side) ended the session."
        ]
        if let cut = evidence.begun(by: side.peer, before: end), !reach.excludes(cut) {
            sentences.append(
                "The \(side.peer)'s last sign of life is a part of frame \(cut.frame), which never came whole, "
                    + "\(end.lead(since: cut.time))before the end.")
        } else if let last = evidence[side.peer].last, last.time <= end, reach.excludes(last) {
            sentences.append(
                "\(evidence.phrase(last).asSentence), was still on its way then.")
        } else if let last = evidence[side.peer].last, last.time > end {
            sentences.append(heardLate(last, after: ping, by: side, end, evidence))
        } else if let last = evidence[side.peer].last {
            sentences.append(
                "The \(side.peer)'s last sign of life is \(evidence.phrase(last)), \(end.lead(since: last.time))before the end."
            )
        } else {
            sentences.append(evidence.nothingFrom(side.peer))
        }
        // What TCP acknowledged has arrived; what the peer sends in vain did not.
        let transport = evidence.close?.transport(side.peer)
        let isHostAlive =
            evidence.close?.transport(side).unacknowledged == nil && transport?.unacknowledged == nil
            && transport?.last.map { $0.time > ping.time } == true
        if isHostAlive {
            sentences.append("The \(side.peer)'s TCP answered after the Ping: its host and the network worked.")
        }
        return Cause(
            .keepaliveTimeout, strength: strength,
            "The \(side) gave the \(side.peer) up, because its Ping was not answered in time.", evidence: sentences,
            remedies: [
                Remedy(
                    side.peer.party,
                    "Find out what kept it from answering: a blocked event loop, a suspended program or tab"
                        + (isHostAlive ? "." : ", a dead network.")),
                Remedy(side.party, "Allow more time for a Pong if peers may be slow."),
            ], frame: ping.frame)
    }

    /// That the peer of `side` was heard of after `end` still, `last` being its last frame, and `ping` that which had no Pong.
    private static func heardLate(
        _ last: SessionEvidence.FrameMark, after ping: SessionEvidence.FrameMark, by side: Side, _ end: Timestamp,
        _ evidence: SessionEvidence
    ) -> String {
        let close = evidence[side].close.flatMap { $0.mark.time == end ? $0 : nil }
        if let before = close?.peer.last, before.time > ping.time {
            return "The \(side.peer)'s last sign of life before that is \(evidence.phrase(before)), "
                + "\(end.lead(since: before.time))before the end."
        }
        let isOnly = evidence[side.peer].before.map { $0.time <= ping.time } ?? true
        guard let first = close != nil ? evidence[side.peer].afterClose : isOnly ? last : nil, first.time >= end else {
            return "The last frame of the \(side.peer) came only after that: \(evidence.phrase(last))."
        }
        return "The \(side.peer) was heard from again only \(first.time.lead(since: end))after that: "
            + "\(evidence.phrase(first))."
    }

    /// 1009: the largest message of the Close's peer.
    static func tooBig(_ close: SessionEvidence.CloseMark, _ evidence: SessionEvidence) -> Cause {
        if let accepted = acceptedLargest(before: close, evidence) { return sizeDoubted(close, accepted) }
        let sender = evidence[close.side.peer]
        var sentences: [String] = []
        var frame = close.mark.frame
        var bytes = 0
        var isDoubtful = false
        let sent = [
            close.peer.largest, close.peer.secondLargest, close.peer.open, sender.largest, sender.secondLargest,
        ].compactMap(\.self)
        let received = sent.filter { !close.reach.excludes($0) }
        // What the receiver refused may still have been under way behind its Close.
        if let cut = sender.unfinished, !close.reach.excludes(cut.start) {
            (frame, bytes) = (cut.frame, Int(clamping: cut.announced))
            isDoubtful = cut.isDoubtful
            sentences.append(
                "Frame \(cut.frame), \(cut.opcode.phrase) from the \(close.side.peer), announces "
                    + "\(Quantity.announced(cut.announced, "byte")); \(Quantity.count(cut.received)) were sent before the end."
            )
        } else if let message = received.max(by: { $0.bytes < $1.bytes }) {
            let isLargest = message.bytes >= sent.map(\.bytes).max() ?? 0
            // What is missing may hold a larger one.
            let mayLack = !evidence.findings(.streamGap, from: close.side.peer).isEmpty
            if isLargest, !mayLack { frame = message.frame }
            bytes = message.bytes
            sentences.append(
                mayLack
                    ? "The \(close.side.peer)'s largest message in the capture is \(message.phrase); a larger one may be among the "
                        + "bytes of the \(close.side.peer) that the capture lacks."
                    : isLargest
                        ? "The \(close.side.peer)'s largest message is \(message.phrase)."
                        : "The \(close.side.peer)'s largest message that had reached the \(close.side) by then is \(message.phrase); "
                            + "a larger one was still on its way.")
        } else if !sent.isEmpty {
            sentences.append("The \(close.side.peer)'s largest messages had not reached the \(close.side) by then.")
        } else {
            sentences.append("The capture shows no message of the \(close.side.peer).")
        }
        if let reason = CloseReason(close.body), reason.hasNumber {
            // Its own limit, and nobody's default.
            sentences += self.reason(close)
        } else if let limit = SizeLimit.exceeded(by: bytes, after: 0) {
            sentences.append(limit.sentence)
        }
        return Cause(
            .messageTooBig, strength: 90,
            "A message of the \(close.side.peer) is larger than the \(close.side) accepts.",
            evidence: sentences, remedies: sizeRemedies(sender: close.side.peer, isDoubtful: isDoubtful), frame: frame)
    }

    /// The largest message that had reached the sender of `close`, if that went on after it and got smaller ones: then it is
    /// not what was too big; nil where nothing shows that.
    private static func acceptedLargest(
        before close: SessionEvidence.CloseMark, _ evidence: SessionEvidence
    ) -> SessionEvidence.MessageMark? {
        let peer = close.side.peer
        let answered = evidence.reachOfLastFrame(close.side)
        guard let last = close.lastReceived, let largest = close.peer.largest, largest.message != last.message,
            largest.bytes > last.bytes, close.peer.open == nil, evidence[peer].unfinished == nil,
            evidence.findings(.streamGap, from: peer).isEmpty, evidence.start.outcome != .midstream,
            answered.offset != nil, !answered.excludesEnd(of: largest), answered.excludes(last),
            CloseReason(close.body)?.hasNumber != true, SizeLimit.exceeded(by: largest.bytes, after: 0) == nil
        else { return nil }
        return largest
    }

    /// 1009 where every message was small.
    private static func sizeDoubted(
        _ close: SessionEvidence.CloseMark, _ largest: SessionEvidence.MessageMark
    ) -> Cause {
        let peer = close.side.peer
        return Cause(
            .messageTooBig, strength: 50,
            "The \(close.side) claims that a message of the \(peer) is too large, and the capture shows none that is.",
            evidence: [
                "The \(peer)'s largest message is \(largest.phrase), after which the \(close.side) went on."
            ] + lastMessage(before: close),
            remedies: [
                Remedy(
                    close.side.party,
                    "Its log, or its WebSocket library's debug output, should say what it objected to: 1009 may be the wrong "
                        + "code.")
            ], frame: close.mark.frame)
    }

    static func sizeRemedies(sender: Side, isDoubtful: Bool = false) -> [Remedy] {
        let doubt = "If it meant to send no such message, the length is wrong. "
        let advice = Rule.frameLengthImpossible.senderAdvice ?? ""
        return [
            Remedy(sender.peer.party, "Raise the limit for incoming messages if such sizes are meant to come."),
            Remedy(
                sender.party,
                "Send less in one message; fragments do not help, because the limit is for the whole message."),
        ] + (isDoubtful ? [Remedy(sender.party, doubt + advice)] : [])
    }
}

extension SizeLimit {
    /// A sentence that says whose limit it is.
    var sentence: String {
        "That is above \(Quantity.count(bytes)) bytes, the default limit of \(whose)."
    }
}
