import HTTP
import WebSocket
import Wire

// A 101 for which its client failed the connection.
extension Diagnosis {
    /// The defect of the 101, where the client ended TCP without having used the session.
    static func responseDefect(endedBy end: SessionEvidence.EndMark, _ evidence: SessionEvidence) -> Cause? {
        guard end.side == .client, evidence[.client].frames == 0, evidence.endBeforeAnswer == nil else { return nil }
        return responseDefect(evidence, after: end.time, reason: "")
    }

    /// The defect of the 101, where the first Close comes before any message of the client and blames the handshake.
    static func responseDefect(closedWith close: SessionEvidence.CloseMark, _ evidence: SessionEvidence) -> Cause? {
        guard evidence[.client].dataFrames == 0 else { return nil }
        guard close.side == .client else { return subprotocolRefused(close, evidence) }
        let reason = close.body.reasonText
        // Who closes with 1000 or 1001, or without a code, has accepted the 101, unless the reason says otherwise.
        let isFailure = close.body.code.map { ![1000, 1001].contains($0) } ?? false
        guard isFailure || Objection.all.contains(where: { $0.isNamed(in: reason) }) else { return nil }
        return responseDefect(evidence, after: close.mark.time, reason: reason)
    }

    /// The defect for which the client must fail the 101, where the session is open as the capture ends.
    static func responseDefectSoFar(_ evidence: SessionEvidence) -> Cause? {
        guard evidence[.client].frames == 0 else { return nil }
        if let end = evidence.end { return responseDefect(endedBy: end, evidence) }
        return responseDefect(evidence, after: nil, reason: "").flatMap { $0.strength >= Objection.must ? $0 : nil }
    }

    /// What makes the client fail the 101, the surest one if there are several.
    private static func responseDefect(_ evidence: SessionEvidence, after end: Timestamp?, reason: String) -> Cause? {
        let candidates = Objection.all.compactMap { objection in
            evidence.finding(objection.rule).flatMap { $0.blame == .server ? (objection, $0) : nil }
        }
        if let (objection, finding) = candidates.first(where: { $0.0.isNamed(in: reason) }) {
            return responseDefectCause(
                objection, finding, 98, evidence, ["The reason in its Close names this."])
        }
        guard
            let (objection, finding) = candidates.max(by: {
                $0.0.strength(evidence.start) < $1.0.strength(evidence.start)
            })
        else { return nil }
        var strength = objection.strength(evidence.start)
        var sentences: [String] = []
        if let end {
            let delay = end.lead(since: evidence.opened)
            let isPrompt = end.since(evidence.opened) <= Objection.promptly
            if !isPrompt { strength = min(strength, 45) }
            sentences = [
                isPrompt
                    ? "The client ended the session \(delay)after the 101, without a message of its own."
                    : "The end came \(delay)after the 101; a client that refuses a 101 usually does so "
                        + "at once."
            ]
        }
        return responseDefectCause(objection, finding, strength, evidence, sentences)
    }

    private static func responseDefectCause(
        _ objection: Objection, _ finding: Finding, _ strength: Int, _ evidence: SessionEvidence, _ sentences: [String]
    ) -> Cause {
        var sentences = [finding.detail] + sentences
        if objection.rule == .handshakeSubprotocolUnanswered, let browser = evidence.start.browser {
            sentences.append(
                browser == .firefox
                    ? "The client's User-Agent names Firefox, which accepts such a 101."
                    : "The client's User-Agent names a browser that fails such a 101.")
        }
        let how =
            objection.isMust && strength >= 60
            ? "must fail" : strength >= 60 ? "failed" : "may have failed"
        return Cause(
            .responseDefect, strength: strength,
            "The client \(how) this connection: \(finding.rule.title.asClause) (\(finding.rule.rfc ?? "RFC 6455 §4.1")).",
            evidence: sentences, remedies: objection.remedies)
    }

    /// A server that answers 101 without a subprotocol and then closes, because it takes none of those offered.
    private static func subprotocolRefused(
        _ close: SessionEvidence.CloseMark, _ evidence: SessionEvidence
    ) -> Cause? {
        guard let finding = evidence.finding(.handshakeSubprotocolUnanswered), evidence[.server].dataFrames == 0
        else { return nil }
        let isNamed = close.body.reasonText.lowercased().contains("protocol")
        guard isNamed || close.body.code == 1002 else { return nil }
        var sentences = [finding.detail]
        if isNamed { sentences.append("The reason in its Close says so.") }
        return Cause(
            .responseDefect, strength: isNamed ? 95 : 70,
            "The server accepts none of the subprotocols that the client offers, and closes for that reason.",
            evidence: sentences, remedies: Objection.subprotocolRemedies, frame: close.mark.frame)
    }
}
