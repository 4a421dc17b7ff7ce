import WebSocket
import Wire

extension SessionEvidence {
    /// The keep-alive probe that the RST `end` answers; nil if it answers none.
    func probe(answeredBy end: EndMark) -> TransportEvidence.Mark? {
        guard end.isReset, let close, let probe = close.transport(end.side.peer).keepAlives?.last,
            probe.packet < end.packet, (0..<IdleTimeout.second).contains(end.time.since(probe.time)),
            close.transport(end.side.peer).last.map({ $0.packet == probe.packet }) ?? false,
            close.transport(end.side).last.map({ $0.packet < probe.packet }) ?? true
        else { return nil }
        return probe
    }
}

// Ends that a silence explains, and sessions that have not ended.
extension Diagnosis {
    /// A timer on the way, or in an endpoint, that ran out.
    static func idleTimeout(_ end: SessionEvidence.EndMark, _ evidence: SessionEvidence) -> Cause? {
        guard let silence = evidence.silence, !evidence.hasPendingSegments, evidence.probe(answeredBy: end) == nil
        else { return nil }
        let duration = Quantity.duration(silence)
        var sentences: [String]
        let strength: Int
        if let timeout = IdleTimeout.near(silence) {
            strength = 80
            sentences = [
                "No data was sent for \(IdleTimeout.text(silence)); \(timeout.seconds) s is the default of \(timeout.whose)."
            ]
        } else if let seconds = IdleTimeout.wholeSeconds(silence) {
            strength = 66
            sentences = ["No data was sent for \(duration): \(seconds) whole seconds, as timers count."]
        } else if silence >= 10 * IdleTimeout.second {
            strength = 45
            sentences = ["No data was sent for \(duration)."]
        } else {
            return nil
        }
        sentences.append(pings(evidence))
        if Side.allCases.contains(where: { evidence.close?.transport($0).keepAlives?.unanswered == 0 }) {
            sentences.append(
                "TCP's own keep-alive probes were answered meanwhile: the network worked. A proxy's timer does not count "
                    + "them.")
        }
        sentences.append(
            "To its peer, a proxy in front of the \(end.side) looks like the \(end.side)"
                + (evidence.proxySign.map { "; here \($0)." } ?? "."))
        return Cause(
            .idleTimeout, strength: strength - (end.isReset ? 10 : 0),
            "A proxy or load balancer ended the connection because it was idle.", evidence: sentences,
            remedies: keepaliveRemedies(within: silence) + ProxyAdvice.tunnelTimeouts)
    }

    /// A RST as the answer to the first thing that was sent after a long silence.
    static func idleConnectionForgotten(_ end: SessionEvidence.EndMark, _ evidence: SessionEvidence) -> Cause? {
        if let probe = evidence.probe(answeredBy: end), let silence = evidence.silence {
            return Cause(
                .idleConnectionForgotten, strength: 75,
                "Something on the way (NAT, firewall, load balancer) had forgotten the idle connection, or the \(end.side)'s host "
                    + "had (a restart).",
                evidence: [
                    "After \(Quantity.duration(silence)) without data, a RST answered the \(end.side.peer)'s TCP keep-alive probe "
                        + "in packet \(probe.packet).", pings(evidence),
                ], remedies: keepaliveRemedies(within: silence))
        }
        guard end.isReset, !evidence.hasPendingSegments, let last = evidence.last, last.side == end.side.peer,
            last.silence >= 30 * IdleTimeout.second, evidence.silence ?? .max < 5 * IdleTimeout.second
        else { return nil }
        let timeout = IdleTimeout.near(last.silence)
        let known = timeout.map { "; \($0.seconds) s is the default of \($0.whose)" } ?? ""
        return Cause(
            .idleConnectionForgotten, strength: 75,
            "Something on the way (NAT, firewall, load balancer) had forgotten the idle connection.",
            evidence: [
                "Frame \(last.frame) was the first after \(timeout == nil ? Quantity.duration(last.silence) : IdleTimeout.text(last.silence)) of silence\(known), and a RST "
                    + "answered it.", pings(evidence),
            ], remedies: keepaliveRemedies(within: last.silence), frame: last.frame)
    }

    private static func pings(_ evidence: SessionEvidence) -> String {
        let last = [evidence[.client].pings.last, evidence[.server].pings.last].compactMap(\.self)
            .max { $0.frame < $1.frame }
        guard let last else { return "Neither side sent a Ping that would have kept it alive." }
        return "The last Ping is frame \(last.frame), at \(evidence.at(last.time))."
    }

    private static func keepaliveRemedies(within silence: Int64) -> [Remedy] {
        let seconds = max(silence / IdleTimeout.second / 2, 1)
        return [Remedy(.server, "Send a Ping at least every \(min(seconds, 30)) s; script in browsers can't.")]
    }

    /// The diagnosis of a session of which nothing of `unseen` was captured.
    static func oneSided(_ unseen: Side, _ evidence: SessionEvidence) -> Diagnosis {
        let seen = unseen.peer
        var diagnosis = Diagnosis(
            verdict: "Only the \(seen)'s direction was captured: how the session ended, and why, is not known.")
        if let close = evidence[seen].close {
            diagnosis.facts.append("The \(seen) sent a Close: \(evidence.phrase(close.mark)).")
        } else if let last = evidence.last {
            diagnosis.facts.append(
                "The last frame is \(evidence.phrase(last)), at \(evidence.at(last.time)). The \(seen) sent no Close.")
        }
        if let end = evidence.end { diagnosis.facts.append(evidence.phrase(end).asSentence + ".") }
        diagnosis.facts.append("To know the rest, capture both directions.")
        return diagnosis
    }

    /// The diagnosis of a session that goes on as the capture ends.
    static func open(_ evidence: SessionEvidence) -> Diagnosis {
        var diagnosis = Diagnosis(
            verdict:
                "It has not closed: the capture ends while the session is open, with neither a Close nor an end of TCP."
        )
        if let end = evidence.end {
            diagnosis.verdict =
                "It is half closed as the capture ends: \(evidence.phrase(end)), the \(end.side.peer) has not, and neither "
                + "sent a Close."
            if evidence.close?.mayLackClose == true {
                diagnosis.verdict =
                    "\(evidence.phrase(end).asSentence). Whether the \(end.side.peer) has done so, or either side sent a Close, "
                    + "is unknown: the capture lacks bytes."
            }
        }
        if let last = evidence.last, let close = evidence.close {
            let rest = close.time.since(last.time)
            diagnosis.facts = [
                "The last frame is \(evidence.phrase(last)), at \(evidence.at(last.time))"
                    + (rest > 0
                        ? "; the capture goes on for \(Quantity.duration(rest)) after it."
                        : ", and the capture ends with it.")
            ]
        } else {
            diagnosis.facts = ["No frame was captured."]
        }
        diagnosis.facts += Side.allCases.compactMap { evidence.underWay($0) }
        diagnosis.causes += [responseDefectSoFar(evidence)].compactMap(\.self)
        let transport = transportCauses(nil, evidence)
        diagnosis.causes += transport
        diagnosis.facts += (transport.isEmpty ? transportFacts(evidence) : []) + evidence.holes
        diagnosis.facts.append("To know how it ends, record until it does.")
        return diagnosis
    }
}
