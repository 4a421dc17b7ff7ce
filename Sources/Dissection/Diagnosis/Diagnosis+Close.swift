import WebSocket
import Wire

// Sessions in which at least one side sent a Close (RFC 6455 §7.1.4, §7.4).
extension Diagnosis {
    /// The diagnosis of a session with a Close.
    static func closed(_ evidence: SessionEvidence) -> Diagnosis {
        guard let first = evidence.firstClose, let close = evidence.close else {
            return open(evidence)
        }
        let answer = evidence[first.side.peer].close
        var diagnosis = Diagnosis(
            verdict: closeVerdict(first, answer, close, evidence),
            rfc: first.body.closeCode?.source ?? "RFC 6455 §7.1.5")
        diagnosis.facts = closingHandshake(first, answer, evidence, close)
        diagnosis.facts += [evidence.crossing(first), transportEnd(evidence, first, answer), evidence.reports]
            .compactMap(\.self)
        diagnosis.facts += brokenRules(evidence) + cutBodies(first, answer) + evidence.holes
        if close.mayLackClose, answer == nil {
            // Which Close was the first, and why it came, hangs on the one that is not seen; but an answer seldom gives a
            // reason.
            var unseen = closeNotCaptured(evidence)
            if CloseReason(first.body) != nil {
                diagnosis.causes = closeCauses(first, evidence)
                if !diagnosis.causes.isEmpty { unseen.weaken(to: 45) }
            }
            diagnosis.causes.append(unseen)
            return diagnosis
        }
        let transport = transportCauses(nil, evidence).compactMap { cause in
            // What was lost only after the Close explains no more than that nothing answers it.
            cause.since.map { $0 < first.mark.packet } ?? true ? cause : answer == nil ? answerLost(cause) : nil
        }
        if transport.isEmpty { diagnosis.facts += transportFacts(evidence) }
        diagnosis.causes = closeCauses(first, evidence) + transport
        explainLatePong(to: first.side, until: first.mark.time, &diagnosis.causes, evidence)
        if !diagnosis.causes.contains(where: { $0.kind == .responseDefect }) {
            diagnosis.causes += [responseDefect(closedWith: first, evidence)].compactMap(\.self)
        }
        diagnosis.causes += [noReply(to: first, evidence, beside: diagnosis.causes)].compactMap(\.self)
        return diagnosis
    }

    private static func closeVerdict(
        _ first: SessionEvidence.CloseMark, _ answer: SessionEvidence.CloseMark?, _ close: CloseEvent,
        _ evidence: SessionEvidence
    ) -> String {
        if close.initiator == .both, let answer {
            return
                "Both sides closed at the same time, each before it had seen the other's Close: the \(first.side) with "
                + "\(title(first, evidence)), the \(answer.side) with \(title(answer, evidence))." + saying(first.body)
        }
        if close.mayLackClose, answer == nil {
            return
                "The \(first.side) sent a Close: \(title(first, evidence)). Whether the \(first.side.peer) had closed before it, "
                + "or answered it, is unknown." + saying(first.body)
        }
        let how = "The \(first.side) closed the session with \(title(first, evidence))"
        guard let answer else {
            let peer = first.side.peer
            let end =
                evidence.unreadable(of: peer).map {
                    ". Whether the \(peer) answered is unknown: after the header of frame \($0) nothing that it sent can "
                        + "be read."
                }
                ?? whyUnanswered(first, evidence).map { ". " + $0 }
                ?? (evidence.end(before: first) != nil
                    ? ", after the \(peer) had ended TCP without a Close."
                    : evidence.fin(crossing: first) != nil
                        ? ", and the \(peer) had ended TCP without a Close before that reached it."
                        : evidence.end == nil
                            ? ", and the \(peer) had not answered when the capture ended."
                            : ", and the \(peer) never answered.")
            return how + end + saying(first.body)
        }
        if let reset = close.reset, close.isReplyLate {
            return how + ", and did not wait for the answer: its RST in packet \(reset.packet) came before the "
                + "\(answer.side)'s Close (frame \(answer.mark.frame), \(title(answer, evidence))), which nobody read."
                + saying(first.body)
        }
        let same = answer.body.code == first.body.code
        return how + ", and the \(answer.side) answered\(same ? "" : " with \(title(answer, evidence))")."
            + saying(first.body)
    }

    /// Code, name and reason: `1001 (Going Away), reason "bye"`.
    private static func title(_ close: SessionEvidence.CloseMark, _ evidence: SessionEvidence) -> String {
        let body = close.body
        if body.isCodeMissing { return "a Close whose code the capture lacks" }
        guard let code = body.closeCode else {
            let isOneByte = evidence.findings(.closePayloadOneByte, from: close.side).contains {
                $0.frame == close.mark.frame
            }
            return isOneByte ? "a Close with a body of one byte, which isn't a code" : "a Close without a code (1005)"
        }
        switch body.mistake {
        case .codeMissing: return "a Close that has the text \(CloseBody.quotation(body.payload)) instead of a code"
        case .codeReversed(let meant):
            return "\(code.rawValue), which is \(meant.rawValue) with its bytes in the wrong order"
        case nil: break
        }
        let name = code.name.map { " (\($0))" } ?? ""
        return "\(code.rawValue)\(name)" + (body.reason.isEmpty ? "" : ", reason \"\(body.shownReason)\"")
    }

    /// What the capture lacks of the Closes.
    private static func cutBodies(
        _ first: SessionEvidence.CloseMark, _ answer: SessionEvidence.CloseMark?
    ) -> [String] {
        [first, answer].compactMap(\.self).filter { $0.body.missing > 0 }.map { close in
            let what =
                close.body.isCodeMissing
                ? "its code among them" : close.body.reason.isEmpty ? "its reason" : "the end of its reason"
            return
                "The capture lacks \(Quantity.count(close.body.missing, "byte")) of the \(close.side)'s Close, \(what)."
        }
    }

    private static func saying(_ body: CloseBody) -> String {
        // What nobody registered has a meaning that nobody knows: the causes say whom to ask.
        guard let code = body.closeCode, code.name != nil else { return "" }
        return " \(code.rawValue) means: \"\(code.meaning)\""
    }

    private static func closingHandshake(
        _ first: SessionEvidence.CloseMark, _ answer: SessionEvidence.CloseMark?, _ evidence: SessionEvidence,
        _ close: CloseEvent
    ) -> [String] {
        let span = first.mark.time.span(since: first.mark.previous)
        let since =
            // Frames of the other side may have been captured later than they were sent.
            first.before.map { before in
                span.map { ", \($0 > 0 ? Quantity.duration($0) : "right") after frame \(before.frame)" } ?? ""
            }
            ?? ", the first \(first.mark.frame == 1 ? "frame of all" : "that is whole"), "
            + "\(first.mark.time.lead(since: first.mark.previous))after the handshake"
        let begin =
            "The \(first.side)'s Close is frame \(first.mark.frame), at \(evidence.at(first.mark.time))\(since)."
        guard let answer else {
            if close.mayLackClose || evidence.unreadable(of: first.side.peer) != nil { return [begin] }
            return [begin + " No Close of the \(first.side.peer) followed: the closing handshake is not complete."]
        }
        let wait = answer.mark.time.since(first.mark.time)
        let delay = wait > 0 ? " \(Quantity.duration(wait)) later" : wait == 0 ? " at once" : ""
        let isLost =
            evidence.isWaitingInVain(answer.side)
            && close.transport(answer.side).unacknowledged?.first.packet == answer.mark.packet
        // Its own RST shows that the first side no longer read: its program, which is told 1006, had gone on.
        let refused = close.reset.flatMap { reset in
            reset.side == first.side && reset.packet > answer.mark.packet && close.event(of: first.side)?.code == 1006
                ? reset : nil
        }
        let outcome =
            close.isReplyLate
            ? "after the \(first.side) had reset TCP"
            : isLost
                ? "it was never acknowledged, and may not have reached the \(first.side)"
                : refused.map {
                    "the \(first.side)'s host refused it with a RST (packet \($0.packet)), as its program no longer read"
                } ?? "the closing handshake is complete"
        return [
            begin + " The \(answer.side)'s, frame \(answer.mark.frame), followed\(delay)"
                + (close.isReplyLate ? ", " : ": ") + outcome + ".",
            afterClose(first, evidence),
        ].compactMap(\.self)
    }

    /// That the first Close's sender got a message only after it had closed, where that is certain.
    ///
    /// RFC 6455 leaves open what becomes of it; browsers drop it, and so do the libraries of most servers.
    private static func afterClose(_ first: SessionEvidence.CloseMark, _ evidence: SessionEvidence) -> String? {
        let peer = first.side.peer
        guard let message = evidence[peer].lastMessage, first.reach.excludes(message),
            evidence.findings(.frameAfterClose, from: peer).isEmpty
        else { return nil }
        return "The \(peer)'s \(message.phrase) reached the \(first.side) only after it had sent its Close: "
            + "few programs still read messages then."
    }

    /// The errors in a session that was closed as if there were none.
    private static func brokenRules(_ evidence: SessionEvidence) -> [String] {
        guard let close = evidence.firstClose, close.body.code == 1000 else { return [] }
        let errors = evidence.allFindings.filter { finding in
            finding.rule.severity == .error && (finding.frame != nil || finding.stray != nil)
                // What is wrong with the Close itself is the cause.
                && finding.isBefore(close.mark) && !evidence.isBeyond(close.reach, finding)
        }
        guard let first = errors.min(by: { $0.isBefore($1) }) else { return [] }
        let place = first.frame.map { " in frame \($0)" } ?? ""
        return ["A rule was broken on the way (\(first.rule.rawValue)\(place)), which the Close does not mention."]
    }

    /// TCP that stayed open after the closing handshake.
    private static func openTransport(_ late: Finding, _ evidence: SessionEvidence) -> String {
        guard late.blame == .server, let end = evidence.end, end.side == .client, let reply = evidence.lastClose else {
            return late.detail
        }
        let wait = end.time.since(reply.mark.time)
        return late.detail
            + (CloseTimeout.near(wait).map {
                " The client waited for its close timeout: \($0.seconds) s is the default of \($0.whose)."
            } ?? " The client had to wait.")
    }

    /// Who ended TCP, and whether that is as it should be (RFC 6455 §7.1.1).
    private static func transportEnd(
        _ evidence: SessionEvidence, _ first: SessionEvidence.CloseMark, _ answer: SessionEvidence.CloseMark?
    ) -> String? {
        if let late = evidence.finding(.closeTcpLate) { return openTransport(late, evidence) }
        guard let end = evidence.end else { return "The end of TCP is not in the capture." }
        if evidence.finding(.closeTcpOrder) != nil {
            return "The client ended TCP before the server, so that TIME_WAIT stays with the client (RFC 6455 §7.1.1 "
                + "wants it at the server). That does no harm here."
        }
        var sentence = evidence.phrase(end).asSentence
        if answer == nil, end.side == first.side, let reset = end.laterReset, reset.side == end.side {
            sentence +=
                evidence.hasSent(end.side.peer, after: end)
                ? ", and did not wait for the answer: its RST in packet \(reset.packet) refused what the "
                    + "\(end.side.peer) still sent"
                : ", and reset it \(reset.time.lead(since: end.time))later (RST in packet "
                    + "\(reset.packet))"
        }
        if answer == nil, end.isReset, end.side != first.side, evidence.end(before: first) == nil {
            sentence += ", perhaps without having read the Close"
        }
        // Of two FINs that crossed the sentence says enough.
        if answer == nil, let end = evidence.end(before: first), end.finOrder != .crossed {
            sentence += ", \(Quantity.duration(first.mark.time.since(end.time))) before the Close"
        }
        if !end.isComplete {
            sentence +=
                evidence.close?.mayLackClose == true
                ? ", and whether the \(end.side.peer) had done so is unknown"
                : ", and the \(end.side.peer) had not done so as the capture ends"
        }
        return sentence + "."
    }
}
