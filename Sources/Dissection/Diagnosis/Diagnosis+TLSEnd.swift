import TLS
import Wire

// What the end of TLS tells about the end of a session in it (RFC 8446 §6.1).
extension Diagnosis {
    /// How the side that ended TCP first had ended TLS: a sentence, where that is known.
    static func tlsEndFacts(_ end: SessionEvidence.EndMark, _ evidence: SessionEvidence) -> [String] {
        guard !end.isReset || evidence.closeNotify(before: end) != nil, let tls = evidence.tlsEnd(of: end.side) else {
            return []
        }
        switch tls.kind {
        case .closeNotify:
            return ["The \(end.side) ended TLS in order before it ended TCP: close_notify, packet \(tls.packet)."]
        case .alertSized:
            return [
                "The \(end.side)'s last record (packet \(tls.packet)) is as long as an alert: probably close_notify, with "
                    + "which TLS ends in order."
            ]
        case .none:
            return [
                "The \(end.side) sent no close_notify before its FIN: as far as TLS can tell, its data was cut off "
                    + "(RFC 8446 §6.1). That is what a program leaves when it dies, and some programs never send one."
            ]
        }
    }

    /// An end that a program chose, as only a program sends close_notify.
    static func socketClosed(
        _ end: SessionEvidence.EndMark, _ notify: TLSEnd, _ evidence: SessionEvidence
    ) -> Cause {
        var sentences = [
            "The \(end.side) sent close_notify in packet \(notify.packet): a process that was killed or crashed can't."
        ]
        if let cut = evidence.unfinished(end.side) {
            sentences.append(
                "Its own last frame is cut off: \(Quantity.count(cut.received)) of \(cut.announced) payload bytes of frame "
                    + "\(cut.frame) were sent.")
        }
        let claim =
            end.side == .server
            ? "The server's program, or a proxy before it, closed the socket without a Close."
            : "The client's program closed the socket without a Close."
        let advice = end.side == .server ? "let it send a Close first (1001 when it stops)" : "let it call close first"
        return Cause(
            .socketClosed, strength: 75, claim, evidence: sentences,
            remedies: [Remedy(end.side.party, "Find out in its log what closed the connection; \(advice).")])
    }

    /// An alert that ended TLS under a session.
    static func tlsFailed(_ end: SessionEvidence.EndMark, _ evidence: SessionEvidence) -> Cause? {
        guard let alert = evidence.allFindings.last(where: { $0.rule == .tlsAlert }), let side = alert.from,
            !evidence.isAlertLate
        else { return nil }
        return Cause(
            .tlsFailed, strength: 100, "TLS failed under the session: the \(side) ended it with an alert.",
            evidence: [alert.detail],
            remedies: [Remedy(side.party, "Its log says more: look for errors of TLS at that time.")])
    }
}

extension SessionEvidence {
    /// How `side` ended TLS, where that is known.
    func tlsEnd(of side: Side) -> TLSEnd? { close?.tlsEnds.first { $0.side == side } }

    /// The close_notify that the side sent which ended TCP first.
    func closeNotify(before end: EndMark) -> TLSEnd? {
        tlsEnd(of: end.side).flatMap { $0.kind == .closeNotify && $0.packet <= end.packet ? $0 : nil }
    }
}
