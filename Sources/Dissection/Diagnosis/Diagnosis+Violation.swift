import WebSocket
import Wire

// Rules that one side broke, and the other one's answer.
extension Diagnosis {
    /// 1002 and 1007: the finding that justifies them, or that there is none.
    static func violation(_ close: SessionEvidence.CloseMark, _ evidence: SessionEvidence) -> Cause {
        let code = close.body.code.map(Int.init)
        let accused = close.side.peer
        var candidates = evidence.allFindings
            .filter { $0.from == accused && $0.isViolation && $0.isBefore(close.mark) }
            .sorted { $1.isBefore($0) }
        let crossed = candidates.filter { evidence.isBeyond(close.reach, $0) }
        candidates.removeAll { evidence.isBeyond(close.reach, $0) }
        if let finding = candidates.first(where: { $0.mustFailWith == code }) ?? candidates.first {
            return violationCause(finding, strength: 100, after: close.mark.time)
        }
        if let defect = responseDefect(closedWith: close, evidence) { return defect }
        var sentences = [
            crossed.first.map { SessionEvidence.crossed($0, "Close") }
                ?? (evidence.holes.isEmpty
                    ? "Nothing that the \(accused) sent in this capture breaks a rule that ws101 checks."
                    : "Nothing that the \(accused) sent breaks a rule, as far as the capture goes.")
        ]
        sentences += lastMessage(before: close)
        if let cut = evidence[accused].unfinished, cut.isDoubtful, !close.reach.excludes(cut.start) {
            sentences.append(
                "Frame \(cut.frame) announces \(Quantity.announced(cut.announced, "byte")), and \(Quantity.count(cut.received)) "
                    + "came: its length may be wrong.")
        }
        let reason = CloseReason(close.body)
        return Cause(
            .unseenViolation, strength: 50,
            reason.map {
                "The \(close.side) did not accept what the \(accused) sent, and gives its reason: \"\($0.text)\"."
            }
                ?? "The \(close.side) claims a violation by the \(accused), and the capture shows none\(crossed.isEmpty ? "" : " that it had received").",
            evidence: sentences,
            remedies: [
                Remedy(
                    close.side.party,
                    "Its log, or its WebSocket library's debug output, should say what it objected to.")
            ], frame: close.mark.frame)
    }

    /// A violation and the end that it led to.
    static func violationCause(_ finding: Finding, strength: Int, after time: Timestamp) -> Cause {
        let violator = finding.from ?? .client
        let delay = time.since(finding.time)
        let end = delay > 0 ? "came \(Quantity.duration(delay)) later" : delay == 0 ? "followed at once" : "followed"
        return Cause(
            .protocolViolation, strength: strength, claim(finding, violator),
            evidence: [
                finding.detail,
                finding.mustFailWith == nil
                    ? "The end \(end)." : "The \(violator.peer) must fail the connection then; the end \(end).",
            ], remedies: remedies(for: finding, violator), frame: finding.frame)
    }

    /// A side that sent text instead of frames, and then ended TCP: what it says explains the end.
    static func leftWithText(_ end: SessionEvidence.EndMark, _ evidence: SessionEvidence) -> Cause? {
        guard let finding = evidence.findings(.frameStrayBytes, from: end.side).last, let stray = finding.stray?.text,
            ![.lineEnd, .padding].contains(stray.kind), !stray.isBeforeFrame,
            evidence[end.side].last.map({ $0.time <= finding.time }) ?? true
        else { return nil }
        let isHTTP = stray.kind == .httpResponse || stray.kind == .markup
        let who = isHTTP && end.side == .server ? "The server, or a proxy before it," : "The \(end.side)"
        return Cause(
            .leftWithText, strength: 90,
            "\(who) ended the session with \(stray.noun) instead of a Close: \(stray.quotation).",
            evidence: [
                "It is the last thing that the \(end.side) sent, \(end.time.lead(since: finding.time))before the end of TCP."
            ],
            remedies: [
                Remedy(
                    end.side.party,
                    "Look at what this text reports, and let it close with a Close frame instead: 1011 or 1001.")
            ]
                + (isHTTP && end.side == .server
                    ? [Remedy(.proxy, "If it wrote this, its log says what failed.")] : []))
    }

    private static func claim(_ finding: Finding, _ violator: Side) -> String {
        let rfc = finding.rule.rfc.map { " (\($0))" } ?? ""
        if let stray = finding.stray?.text {
            switch stray.kind {
            case .lineEnd: return "The \(violator) sent \(stray.noun) where a frame should begin\(rfc)."
            case .padding: return "The \(violator) sent zero bytes where a frame should begin\(rfc)."
            default:
                return "The \(violator) sent \(stray.noun) where a frame should begin: \(stray.quotation)\(rfc)."
            }
        }
        if finding.rule == .frameLengthByteOrder, let frame = finding.frame {
            return "The \(violator) wrote the length of frame \(frame) in the wrong byte order\(rfc)."
        }
        if finding.rule.isAboutImpossibleLength, let frame = finding.frame {
            return
                "The length that the \(violator) announces in frame \(frame) can't be real: it is wrong, or these bytes "
                + "are not a frame\(rfc)."
        }
        if finding.rule == .messageCompressedUnsettled {
            return "The \(violator) compresses its messages, and the 101 didn't agree to permessage-deflate\(rfc)."
        }
        let frame = finding.frame.map { " in frame \($0)" } ?? ""
        return "The \(violator) broke a rule\(frame): \(finding.rule.title.asClause)\(rfc)."
    }

    private static func remedies(for finding: Finding, _ violator: Side) -> [Remedy] {
        if finding.rule == .messageCompressedUnsettled {
            return [
                Remedy(
                    violator.party, "Compress only where the 101 has Sec-WebSocket-Extensions: permessage-deflate."),
                Remedy(.proxy, "Pass Sec-WebSocket-Extensions on in both directions, or in neither."),
            ]
        }
        guard let stray = finding.stray?.text else {
            return [Remedy(violator.party, finding.rule.senderAdvice ?? "Correct what sends this frame.")]
        }
        switch stray.kind {
        case .lineEnd:
            let head = violator == .server ? "101" : "request"
            return [
                Remedy(
                    violator.party,
                    "End the headers of the \(head) with exactly one empty line, and send no line end after a frame.")
            ]
        case .padding: return [Remedy(violator.party, "Send no bytes between frames.")]
        case .httpRequest, .httpResponse:
            return [
                Remedy(
                    violator.party, "Find out what still writes HTTP to this connection after the 101, and stop it."),
                Remedy(.proxy, "Pass the connection on as a tunnel after the 101: no HTTP of its own."),
            ]
        case .markup, .json, .text:
            return [
                Remedy(
                    violator.party,
                    "Send it as a message, with the WebSocket library: something writes to the socket directly.")
            ]
        }
    }
}

extension Finding {
    /// Whether it is that finding of the same rule and side.
    func isSame(as other: Finding) -> Bool { frame == other.frame && time == other.time && place == other.place }

    /// Whether it says what other findings about the same frame come of.
    private var explains: Bool { rule == .messageCompressedUnsettled || rule == .frameLengthByteOrder }

    /// Whether its receiver may have failed the connection for it.
    var isViolation: Bool {
        mustFailWith != nil || rule == .frameLengthByteOrder || rule == .frameLengthImpossible
    }

    /// Whether it is about something before that frame.
    func isBefore(_ mark: SessionEvidence.FrameMark) -> Bool {
        frame.map { $0 < mark.frame } ?? (time <= mark.time)
    }

    /// Whether it is about something before what `other` is about.
    ///
    /// Of findings about the same frame, the one that explains the others is the later one.
    func isBefore(_ other: Finding) -> Bool {
        if let frame, let second = other.frame {
            return frame == second ? !explains && other.explains : frame < second
        }
        return time < other.time
    }
}
