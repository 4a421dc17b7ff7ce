import WebSocket

/// What the reason in a Close says in words (RFC 6455 §5.5.1): it is nearer to the cause than what its code stands for.
struct CloseReason {
    /// The reason, as it is shown.
    let text: String
    private let small: String
    private let words: Set<Substring>

    /// The reason of that body; nil where it has none, or one that is no text.
    init?(_ body: CloseBody) {
        guard !body.reason.isEmpty, body.mistake == nil, body.invalidReasonOffset == nil else { return nil }
        text = body.shownReason
        let small = body.reasonText.lowercased()
        self.small = small
        words = Set(small.split { !$0.isLetter && !$0.isNumber })
    }

    /// Whether it speaks of Pings and Pongs.
    var namesPings: Bool {
        !words.isDisjoint(with: ["ping", "pings", "pong", "pongs", "keepalive", "heartbeat", "heartbeats"])
            || small.contains("keep-alive")
    }

    /// Whether it speaks of how large something is.
    var namesSize: Bool { has(["big", "large", "size", "long", "limit", "exceed", "length", "max", "byte", "huge"]) }

    /// Whether it has a number, as of bytes.
    var hasNumber: Bool { small.contains { $0.isNumber } }

    /// Whether it speaks of time that ran out.
    var namesTimeout: Bool { has(["idle", "inactiv", "timeout", "timed out", "time out"]) }

    /// What the peer of the side that gives it can do, where the words are plain: a sentence.
    var advice: String? {
        if has(["rate limit", "rate-limit", "ratelimit", "too many", "throttl", "flood"]) {
            return "Send less often, or ask for a higher limit."
        }
        let isToken = words.contains("token") && !small.contains("unexpected token")
        if isToken || has(["unauth", "credential", "login", "log in", "session expired"])
            || !words.isDisjoint(with: ["auth", "jwt", "authentication"])
        {
            return "Check the credentials that it sends, and renew them before it connects again."
        }
        return nil
    }

    private func has(_ parts: [String]) -> Bool { parts.contains { small.contains($0) } }
}

extension Diagnosis {
    /// A sentence on the reason in a Close: what it is, or that there is none; nothing where it is no text.
    static func reason(_ close: SessionEvidence.CloseMark) -> [String] {
        if close.body.reason.isEmpty { return close.body.missing > 0 ? [] : ["The Close gives no reason."] }
        return CloseReason(close.body).map { ["The \(close.side)'s Close gives the reason \"\($0.text)\"."] } ?? []
    }

    /// What to do where a Close says why.
    static func remedies(_ reason: CloseReason, _ close: SessionEvidence.CloseMark) -> [Remedy] {
        (reason.advice.map { [Remedy(close.side.peer.party, $0)] } ?? [])
            + [Remedy(close.side.party, "Search its source or its log for this text.")]
    }

    /// The reason of a Close as its cause, where its code says nothing more, or something else.
    static func reasonGiven(
        _ reason: CloseReason, _ close: SessionEvidence.CloseMark, evidence: [String] = []
    ) -> Cause {
        Cause(
            .reasonGiven, strength: 80, "The \(close.side) gives its reason in the Close: \"\(reason.text)\".",
            evidence: evidence, remedies: remedies(reason, close), frame: close.mark.frame)
    }

    /// What a Close says about Pings of which none was certainly unanswered.
    static func pingsNamed(
        _ reason: CloseReason, _ close: SessionEvidence.CloseMark, _ evidence: SessionEvidence
    ) -> Cause {
        let unanswered = evidence.findings(.pingUnanswered, from: close.side)
        let unsolicited = evidence.findings(.pongUnsolicited, from: close.side.peer)
        let strange = unsolicited.prefix(1).map { finding in
            finding.frame.map {
                "The \(close.side.peer)'s Pong in frame \($0) isn't an answer: " + finding.detail.asClause
            } ?? finding.detail
        }
        return reasonGiven(reason, close, evidence: unanswered.prefix(1).map(\.detail) + strange)
    }
}

// Closes for which their receiver must fail the connection, and so need not answer (RFC 6455 §7.1.7).
extension Diagnosis {
    /// What is wrong with the Close that began the end, or with the frame right before it; nil where nothing is, and where
    /// its receiver took it all the same.
    static func brokenClose(_ close: SessionEvidence.CloseMark, _ evidence: SessionEvidence) -> Cause? {
        let peer = close.side.peer
        let answer = evidence[peer].close
        guard let finding = brokenBody(close, evidence) ?? failure(close, answer, evidence) else { return nil }
        let isOwn = finding.frame == close.mark.frame
        var cause = violationCause(finding, strength: isOwn || answer != nil ? 100 : 90, after: close.mark.time)
        cause.evidence = [finding.detail]
        if let code = answer?.body.code, Int(code) == finding.mustFailWith {
            cause.evidence.append("The \(peer) answered it with \(code), as it should.")
        } else if let code = finding.mustFailWith {
            cause.evidence.append("The \(peer) must fail the connection for it; the Close code for that is \(code).")
            if answer == nil, let end = evidence.end, end.side == peer, !end.isForeign {
                let wait = end.time.span(since: finding.time).map { "\(Quantity.duration($0)) later" } ?? "after it"
                cause.evidence.append("Its \(end.isReset ? "RST" : "FIN") came \(wait).")
            }
        }
        return cause
    }

    /// What is wrong with a body that, for this reason, says nothing.
    private static func brokenBody(_ close: SessionEvidence.CloseMark, _ evidence: SessionEvidence) -> Finding? {
        [.closePayloadOneByte, .closeReasonInvalidUtf8].flatMap { evidence.findings($0, from: close.side) }
            .first { $0.frame == close.mark.frame }
    }

    /// What else its receiver had to fail the connection for; nil where `answer` shows that it did not.
    private static func failure(
        _ close: SessionEvidence.CloseMark, _ answer: SessionEvidence.CloseMark?, _ evidence: SessionEvidence
    ) -> Finding? {
        guard let failure = evidence.close?.failure(of: close.side),
            // What is wrong with the code is told with what the code means.
            ![.closeCodeReserved, .closeCodeInvalid].contains(failure.rule),
            answer == nil || evidence.close?.initiator != .both && answer?.body.code != close.body.code
        else { return nil }
        return evidence.findings(failure.rule, from: close.side).first { $0.frame == failure.frame }
    }

    /// Why nobody owes an answer to that Close; nil where its receiver does.
    static func whyUnanswered(_ close: SessionEvidence.CloseMark, _ evidence: SessionEvidence) -> String? {
        guard let failure = evidence.close?.failure(of: close.side) else { return nil }
        let what =
            failure.frame == close.mark.frame
            ? "That Close breaks a rule" : "The \(close.side) broke a rule right before it"
        return "\(what), for which the \(close.side.peer) must fail the connection: it owes no answer, and sent none."
    }
}
