import WebSocket
import Wire

// Sessions whose connection ended without a Close: 1006 (RFC 6455 §7.1.5).
extension Diagnosis {
    /// The diagnosis of a session that ended without a Close.
    static func abnormal(_ evidence: SessionEvidence) -> Diagnosis {
        guard let end = evidence.end else {
            return open(evidence)
        }
        let transport = transportCauses(end, evidence)
        return Diagnosis(
            verdict: abnormalVerdict(end, evidence),
            facts: silences(end, evidence)
                + [evidence.crossing(end), resetOfOther(after: end, evidence)].compactMap(\.self) + leftovers(evidence)
                + (transport.isEmpty ? transportFacts(evidence) : []) + evidence.holes + tlsEndFacts(end, evidence)
                + evidence.lateAlert,
            causes: abnormalCauses(end, evidence, transport), rfc: "RFC 6455 §7.1.5")
    }

    private static func abnormalVerdict(_ end: SessionEvidence.EndMark, _ evidence: SessionEvidence) -> String {
        let when: String
        if let cut = evidence.unfinished(.client) ?? evidence.unfinished(.server) {
            when = ", in the middle of frame \(cut.frame) from the \(cut.side)"
        } else if let last = evidence.last {
            let isBehind = evidence.isAfter(last, end)
            // The silence before the end is not always that after the last frame.
            let isOther = evidence.hasPendingSegments || last.side == end.side.peer && end.reach.excludes(last)
            let wait = isOther ? end.time.span(since: last.time) : evidence.silence
            let after = wait.map { ", \(Quantity.duration($0)) after " } ?? ", after "
            when = (isBehind ? ", after which came " : after) + evidence.phrase(last)
        } else if evidence.endBeforeAnswer != nil, let answer = evidence.start.responseTime {
            let wait = answer.since(end.time)
            when =
                ", \(end.time.lead(since: evidence.start.time))after the request"
                + (wait > 0 ? " and \(Quantity.duration(wait)) before the 101" : ", before the 101 had reached it")
                + ", with no frame sent"
        } else {
            when = ", \(end.time.lead(since: evidence.opened))after the handshake, with no frame sent"
        }
        let reports = evidence.reports.map { " " + $0 } ?? ""
        let isCertain = evidence.close?.mayLackClose != true
        return evidence.phrase(end).asSentence + when
            + (isCertain ? ", without a Close from either side." : ", and no Close was captured.") + reports
    }

    /// How long each side had been silent, where that differs from what the verdict says.
    private static func silences(_ end: SessionEvidence.EndMark, _ evidence: SessionEvidence) -> [String] {
        guard let last = evidence.last else { return [] }
        let other = last.side.peer
        guard let mark = evidence[other].last else { return [evidence.nothingFrom(other)] }
        let seen = evidence.mayLackFrames(of: other, after: mark) ? " that was captured" : ""
        let frame = "The \(other)'s last frame\(seen) (frame \(mark.frame), \(mark.opcode.name))"
        guard !evidence.isAfter(mark, end) else { return [frame + " came after the end."] }
        // A clock that was set back leaves nothing to tell but the frame.
        return [
            end.time.span(since: mark.time).map { "\(frame) was \(Quantity.duration($0)) before the end." }
                ?? "\(frame) came before the end."
        ]
    }

    /// The RST in the name of the other side that followed a FIN; that of the same side is told with the cause.
    private static func resetOfOther(after end: SessionEvidence.EndMark, _ evidence: SessionEvidence) -> String? {
        guard let reset = end.laterReset, reset.side != end.side else { return nil }
        let isBare = evidence.close?.transport(reset.side).isResetBare == true
        return "A RST of the \(reset.side) (packet \(reset.packet)) followed "
            + "\(reset.time.lead(since: end.time))after the FIN"
            + (isBare
                ? ", and acknowledges nothing. That is how a host answers that doesn't know the connection (or no longer does), and how a "
                    + "firewall rejects a packet in its name." : ".")
    }

    /// What was unfinished or unanswered.
    private static func leftovers(_ evidence: SessionEvidence) -> [String] {
        var sentences: [String] = []
        for side in Side.allCases {
            sentences += evidence.findings(.messageUnfinished, from: side).prefix(1).map(\.detail)
            guard let ping = evidence.findings(.pingUnanswered, from: side).last?.frame else { continue }
            sentences.append("The \(side)'s Ping in frame \(ping) got no answer.")
        }
        return sentences
    }

    private static func abnormalCauses(
        _ end: SessionEvidence.EndMark, _ evidence: SessionEvidence, _ transport: [Cause]
    ) -> [Cause] {
        if evidence.endBeforeAnswer != nil { return causesBeforeAnswer(end, evidence, transport) }
        var causes: [Cause] = []
        causes += [responseDefect(endedBy: end, evidence)].compactMap(\.self)
        if evidence.close?.mayLackClose == true {
            causes.append(changedRecord(end, evidence) ?? closeNotCaptured(evidence))
        } else if evidence.start.outcome == .midstream, Side.allCases.contains(where: { evidence[$0].frames == 0 }) {
            var cause = closeNotCaptured(evidence)
            cause.claim = "A Close may have been sent before the capture began."
            cause.weaken(to: 45)
            causes.append(cause)
        }
        let violation = unansweredViolation(end, evidence)
        // Nobody gets over a length that can't be meant: no other cause is needed.
        if let violation, violation.likelihood == .certain { return causes + [violation] }
        causes += transport
        causes += [
            violation, leftWithText(end, evidence), keepalive(end, evidence), messageTooBig(end, evidence),
            idleTimeout(end, evidence), idleConnectionForgotten(end, evidence), otherLegEnded(end, evidence),
            tlsFailed(end, evidence),
        ].compactMap(\.self)
        // Whoever sends an alert, or is sent one, has its reason there.
        if causes.contains(where: { $0.kind == .tlsFailed }) { return causes }
        explainLatePong(to: end.side, until: end.time, &causes, evidence)
        // Nobody need have died where TCP shows another reason.
        guard transport.isEmpty else {
            return causes.filter { cause in
                transport.allSatisfy { $0.kind == .resetByMiddlebox } || cause.kind != .messageTooBig
            }
        }
        var ended =
            evidence.closeNotify(before: end).map { socketClosed(end, $0, evidence) } ?? processEnded(end, evidence)
        // What the bytes explain needs no dead process.
        let explaining: [Kind] = [.responseDefect, .leftWithText]
        if causes.contains(where: { explaining.contains($0.kind) && $0.likelihood != .possible })
            || violation.map({ $0.strength >= 95 }) == true
        {
            ended.weaken(to: min(ended.strength, 45))
        }
        causes.append(ended)
        return causes
    }

    /// A Close may stand in what is not seen.
    static func closeNotCaptured(_ evidence: SessionEvidence) -> Cause {
        let findings = [Rule.tlsDecryptFailed, .tlsNoKeys, .tlsWrongKeys].compactMap(evidence.finding)
        let closed = findings.map(\.detail)
        guard evidence.holes.isEmpty, !closed.isEmpty else {
            return Cause(
                .closeNotCaptured, strength: 90, "A Close may be among the bytes that the capture lacks.",
                evidence: evidence.holes,
                remedies: [Remedy(.capture, "Record again, without loss: a larger buffer, a narrower filter.")])
        }
        return Cause(
            .closeNotCaptured, strength: 90, "A Close may be in the records that could not be opened.",
            evidence: closed,
            remedies: [
                Remedy(
                    .capture,
                    findings.allSatisfy { $0.blame == .network }
                        ? "Check that the keys are those of this session, and compare with a recording at the other end."
                        : "Record again, without loss, and with all keys of the session.")
            ])
    }

    /// A TLS record that does not authenticate although nothing is missing, and whose receiver ended TCP: it had to.
    private static func changedRecord(_ end: SessionEvidence.EndMark, _ evidence: SessionEvidence) -> Cause? {
        let sender = end.side.peer
        guard
            let finding = evidence.findings(.tlsDecryptFailed, from: sender).last(where: {
                $0.blame == .network && $0.time <= end.time
            })
        else { return nil }
        return Cause(
            .tlsFailed, strength: 90,
            "A TLS record of the \(sender) was changed on the way, or sent wrong, so the \(end.side) had to end the "
                + "connection.",
            evidence: [finding.detail],
            remedies: [
                Remedy(
                    .network,
                    "Look for what changes packets on the way, such as a faulty network card, driver, router or middlebox."
                ),
                Remedy(
                    .capture,
                    "Check that the keys are those of this session, and compare with a recording at the \(sender)."),
            ])
    }

    /// Why TCP ended before the 101 came: nothing in that, or after it, can be the reason.
    private static func causesBeforeAnswer(
        _ end: SessionEvidence.EndMark, _ evidence: SessionEvidence, _ transport: [Cause]
    ) -> [Cause] {
        guard transport.isEmpty, end.side == .client, end.time >= evidence.start.time else { return transport }
        return [clientGaveUp(after: end.time.since(evidence.start.time), "the 101 came")]
    }

    /// A violation that its receiver answered by ending TCP.
    private static func unansweredViolation(_ end: SessionEvidence.EndMark, _ evidence: SessionEvidence) -> Cause? {
        let finding = evidence.allFindings
            .filter { $0.isViolation && $0.from == end.side.peer && !evidence.isBeyond(end.reach, $0) }
            .max { $0.isBefore($1) }
        guard let finding else { return nil }
        let delay = end.time.since(finding.time)
        // What was sent before the violation had come does not count.
        let wentOn =
            evidence[end.side].last.map { finding.isBefore($0) } ?? false
            && !evidence.isBeyond(evidence.reachOfLastFrame(end.side), finding)
        let isFatal = (finding.rule == .frameLengthByteOrder || finding.rule == .frameLengthImpossible) && !wentOn
        let strength = isFatal ? 100 : wentOn ? 35 : delay < 5 * IdleTimeout.second ? 95 : 60
        var cause = violationCause(finding, strength: strength, after: end.time)
        guard !isFatal else { return cause }
        cause.evidence.append(
            wentOn
                ? "The \(end.side) went on sending after it, which speaks against this cause."
                : "The \(end.side) ended TCP without the Close that RFC 6455 §7.1.7 asks for."
        )
        return cause
    }

    private static func keepalive(_ end: SessionEvidence.EndMark, _ evidence: SessionEvidence) -> Cause? {
        guard let ping = evidence[end.side].pings.unanswered(at: end.time, end.reach),
            !evidence.mayLackFrames(of: end.side.peer, after: ping)
        else { return nil }
        let waited = end.time.since(ping.time)
        // Hardly anybody waits less than a second for a Pong, and nobody less than a fifth of one.
        guard waited >= IdleTimeout.second / 5 else { return nil }
        return keepaliveCause(
            ping, by: end.side, end: end.time, end.reach, strength: waited >= IdleTimeout.second ? 88 : 70, evidence)
    }

    /// A large message, unfinished or the last one, whose receiver ended TCP.
    private static func messageTooBig(_ end: SessionEvidence.EndMark, _ evidence: SessionEvidence) -> Cause? {
        let sender = evidence[end.side.peer]
        // What is wrong with the length explains more.
        guard evidence.wrongLengths(from: end.side.peer).isEmpty else { return nil }
        // Who refuses a size does so as it reads the header, and not long after it has stopped reading.
        guard unread(by: end.side, evidence) == nil else { return nil }
        var sentences: [String] = []
        let frame: Int
        let bytes: Int
        var strength: Int
        var isDoubtful = false
        if let cut = evidence.unfinished(end.side.peer), cut.announced >= large, !end.reach.excludes(cut.start) {
            isDoubtful = cut.isDoubtful
            (frame, bytes, strength) = (cut.frame, Int(clamping: cut.announced), 60)
            sentences.append(
                "Frame \(cut.frame) from the \(end.side.peer) announces \(Quantity.announced(cut.announced, "byte")), and the "
                    + "\(end.side) ended TCP when \(Quantity.count(cut.received)) of them were on the wire.")
        } else if let message = sender.open ?? sender.lastMessage, message.bytes >= large, !end.reach.excludes(message),
            evidence.last.map({ $0.frame <= message.frame }) ?? false, evidence.silence ?? 0 < 2 * IdleTimeout.second
        {
            (frame, bytes, strength) = (message.frame, message.bytes, message.bytes >= 64 << 10 ? 50 : 30)
            sentences.append("The last thing before the end is \(message.phrase) from the \(end.side.peer).")
        } else {
            return nil
        }
        let passed = max(
            (sender.lastMessage?.frame == frame ? sender.secondLargest : sender.largest)?.bytes ?? 0, 0)
        if passed > 0, bytes / 4 >= passed {
            strength += 10
            sentences.append("Its largest message before has \(Quantity.count(passed, "byte")).")
        }
        if let limit = SizeLimit.exceeded(by: bytes, after: passed) {
            strength += 15
            sentences.append(limit.sentence)
        }
        return Cause(
            .messageTooBig, strength: strength,
            "The message is larger than the \(end.side) accepts, which dropped TCP instead of closing with 1009.",
            evidence: sentences, remedies: sizeRemedies(sender: end.side.peer, isDoubtful: isDoubtful),
            frame: frame)
    }

    /// The window that a side which did not read had closed when the session ended; nil where it had just filled up.
    private static func unread(by side: Side, _ evidence: SessionEvidence) -> TransportEvidence.ClosedWindow? {
        guard let window = evidence.close?.transport(side).closedWindow, window.isClosed,
            window.duration >= IdleTimeout.second / 5
        else { return nil }
        return window
    }

    /// Smaller messages are refused by nobody.
    private static let large = 8 << 10

    /// A proxy passed on what happened on its other side.
    private static func otherLegEnded(_ end: SessionEvidence.EndMark, _ evidence: SessionEvidence) -> Cause? {
        guard let sign = evidence.proxySign else { return nil }
        return Cause(
            .otherLegEnded, strength: 40, "A proxy passed on the end of its other connection, that to the real peer.",
            evidence: ["There is a proxy in between: \(sign)."],
            remedies: [Remedy(.capture, "Record the other side of the proxy as well: the cause shows there.")])
    }

    private static func processEnded(_ end: SessionEvidence.EndMark, _ evidence: SessionEvidence) -> Cause {
        if let dropped = socketDropped(end, evidence) { return dropped }
        var sentences = endedTogether(end, evidence)
        var strength: Int
        if let cut = evidence.unfinished(end.side) {
            strength = 80
            sentences.append(
                "Its own last frame is cut off: \(Quantity.count(cut.received)) of \(Quantity.announced(cut.announced, "payload byte")) "
                    + "of frame \(cut.frame) were sent.")
        } else if let last = evidence.last, evidence.isAfter(last, end) {
            strength = 50
            sentences.append(
                "The \(last.side) still sent frames after the \(end.isReset ? "RST" : "FIN").")
        } else if let last = evidence.last, evidence.silence.map({ $0 <= IdleTimeout.second }) == true,
            !(last.side == end.side.peer && end.reach.excludes(last)), last.silence >= 5 * IdleTimeout.second
        {
            strength = 45
            sentences.append(
                "The \(end.isReset ? "RST" : "FIN") came soon after frame \(last.frame), before which nothing was sent for "
                    + "\(Quantity.duration(last.silence)).")
        } else if evidence.silence.map({ $0 > IdleTimeout.second }) ?? true {
            strength = evidence.silence == nil ? 50 : 40
            sentences.append("Nothing before the \(end.isReset ? "RST" : "FIN") points to its cause.")
        } else {
            strength = 62
            let silence = evidence.silence.map { Quantity.duration($0) } ?? "no"
            sentences.append(
                "Only \(silence) of silence came before the \(end.isReset ? "RST" : "FIN"), which speaks against an idle "
                    + "timeout.")
        }
        if !endedTogether(end, evidence).isEmpty { strength += 15 }
        if let window = unread(by: end.side, evidence) {
            sentences.append(
                window.sentence(of: end.side) + " The \(end.side)'s program had stopped reading before the end.")
        }
        if let reset = end.laterReset, reset.side == end.side {
            let isAnswer = evidence.hasSent(end.side.peer, after: end)
            if isAnswer { strength += 10 }
            sentences.append(
                isAnswer
                    ? "Its RST in packet \(reset.packet) answers what the \(end.side.peer) still sent: nobody read the socket any "
                        + "more."
                    : "Its RST in packet \(reset.packet) followed \(reset.time.lead(since: end.time))after "
                        + "the FIN, and the capture shows nothing of the \(end.side.peer) that it would answer.")
        }
        if end.isReset {
            strength += 3
            sentences.append(
                "A kernel sends a RST instead of a FIN when a socket is closed with bytes unread, or on purpose "
                    + "(SO_LINGER with 0).")
        }
        let claim =
            end.side == .server
            ? "The server's process died (killed, crashed, restarted), or its program dropped the socket without a Close."
            : "The client went away without a Close: its process died or was killed, or its program dropped the socket."
        let advice =
            end.side == .server
            ? "Look at its log and its exit status at that time; let it close its sessions with 1001 when it stops."
            : "Look at its log; let it call close before it goes. Browsers send 1001 when a page is left, unless they crash."
        return Cause(
            .processEnded, strength: strength, claim, evidence: sentences,
            remedies: [Remedy(end.side.party, advice)])
    }
}
