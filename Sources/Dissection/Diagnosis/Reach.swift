import WebSocket

/// How far a side had its peer's stream when it sent a Close or a FIN, as the acknowledgment in that shows (RFC 9293 §3.4).
///
/// What lies beyond it crossed that Close or FIN on the way: it is not what the side reacted to, whatever the order in the
/// capture.
struct Reach: Hashable, Sendable {
    /// The stream offset after what had come; nil where that is not known.
    var offset: Int?

    /// Whether the byte at the stream offset `byte` certainly had not come; nil is a place that nobody knows.
    func excludes(_ byte: Int?) -> Bool {
        guard let offset, let byte else { return false }
        return byte >= offset
    }

    /// Whether certainly nothing of that frame had come.
    func excludes(_ mark: SessionEvidence.FrameMark) -> Bool { excludes(mark.start) }

    /// Whether certainly nothing of that message had come.
    func excludes(_ message: SessionEvidence.MessageMark) -> Bool { excludes(message.start) }

    /// Whether the end of that message certainly had not come: no program had it then.
    func excludesEnd(of message: SessionEvidence.MessageMark) -> Bool { excludes(message.end - 1) }
}

extension SessionEvidence {
    /// What `side` had received as it sent its Close.
    func reachOfClose(_ side: Side) -> Reach { Reach(offset: close?.transport(side).acknowledgedByClose) }

    /// What `side` had received as it sent its FIN.
    func reachOfFIN(_ side: Side) -> Reach { Reach(offset: close?.transport(side).acknowledgedByFIN) }

    /// What `side` had received as it sent its last frame, a Close aside.
    func reachOfLastFrame(_ side: Side) -> Reach { Reach(offset: close?.transport(side).acknowledgedByLastFrame) }

    /// A sentence that says that the last frame before a Close crossed that; nil where it did not.
    func crossing(_ close: CloseMark) -> String? {
        guard let last = close.peer.last, last.opcode != .close, close.reach.excludes(last) else { return nil }
        return crossing(last, "Close")
    }

    /// A sentence that says that the last frame before a FIN crossed that; nil where it did not.
    func crossing(_ end: EndMark) -> String? {
        guard let last = self[end.side.peer].last, last.packet <= end.packet, end.reach.excludes(last) else {
            return nil
        }
        return crossing(last, "FIN")
    }

    private func crossing(_ frame: FrameMark, _ what: String) -> String {
        "\(phrase(frame).asSentence), crossed the \(what): that does not acknowledge it, so the \(frame.side.peer) had not "
            + "received it by then."
    }

    /// Whether certainly nothing of what that finding is about had come when something with that reach was sent.
    func isBeyond(_ reach: Reach, _ finding: Finding) -> Bool { reach.excludes(start(of: finding)) }

    /// A sentence that says that a broken rule is not what an end came of, as it crossed that.
    static func crossed(_ finding: Finding, _ what: String) -> String {
        let place = finding.frame.map { " in frame \($0)" } ?? ""
        return
            "The \(finding.from ?? .client) broke a rule\(place) (\(finding.rule.rawValue)), but that crossed the \(what), and "
            + "can't be its reason."
    }
}
