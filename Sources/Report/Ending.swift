import Diagram
import Dissection
import WebSocket
import Wire

/// How a session ended, in words.
struct Ending {
    private let close: CloseEvent
    private let outcome: SessionEvent.Outcome
    private let status: Int?

    /// The ending that `close` tells, of a session whose request had that outcome and was answered with `status`.
    init(_ close: CloseEvent, outcome: SessionEvent.Outcome, status: Int?) {
        self.close = close
        self.outcome = outcome
        self.status = status
    }

    /// The ending in a table's cell: `1000 by client`, `1006, reset by server`, `refused 403`, `still open`,
    /// `half-closed by server`, `1000 from client, server unseen`; `1000 from client` and `unknown, FIN by server` where
    /// a Close may be unseen.
    var short: String {
        switch outcome {
        case .refused: return "refused" + (status.map { " \($0)" } ?? "")
        case .unanswered: return isOpen ? "no answer yet" : "no answer"
        case .unknown: return "answer not captured"
        case .encrypted: return "not decrypted"
        case .failed: return isOpen ? "TLS unfinished" : "TLS failed"
        case .draft: return "draft" + tcpEnd
        default: break
        }
        if let unseen = close.unseen {
            let code = sent(by: unseen.peer).map { "\(shortCode($0)) from \(unseen.peer), " } ?? ""
            return code + "\(unseen) unseen"
        }
        if close.initiator == .none {
            guard close.state == .open else { return (close.mayLackClose ? "unknown" : "1006") + tcpEnd }
            return close.halfClosedBy.map { "half-closed by \($0)" } ?? "still open"
        }
        let code = initiatingBody.map(shortCode) ?? "1005"
        if close.mayLackClose { return "\(code) from \(close.initiator.rawValue)" }
        let reply = close.clean ? "" : close.isReplyLate ? ", late reply" : isOpen ? ", no reply yet" : ", no reply"
        return "\(code) by \(close.initiator.rawValue)\(reply)"
    }

    /// Whether it had not ended when the capture did.
    var isOutstanding: Bool {
        switch outcome {
        case .refused, .unknown, .encrypted: false
        case .unanswered, .failed: isOpen
        case .open, .midstream, .draft: isOpen && close.initiator == .none
        }
    }

    /// Whether TCP was open when the capture ended.
    private var isOpen: Bool { close.fins.isEmpty && close.reset == nil }

    /// Good for a completed closing handshake with a code that means no harm, bad for an end without one.
    var ink: Ink {
        if outcome.isFailure { return .bad }
        if outcome == .draft { return .doubtful }
        if close.unseen != nil || outcome == .unknown || outcome == .encrypted { return .dim }
        if close.initiator == .none { return close.state == .open ? .dim : .bad }
        guard close.clean else { return .bad }
        if initiatingBody?.isCodeMissing == true { return .doubtful }
        switch initiatingBody?.code {
        case nil, 1000, 1001:
            // Whoever answers so did not accept the Close.
            let codes = [close.clientSent?.code, close.serverSent?.code].compactMap(\.self)
            return codes.contains(1002) || codes.contains(1007) ? .doubtful : .good
        default: return .doubtful
        }
    }

    /// Whether it is one of those whose cause is asked for: anything but a good end, or none.
    var isExplained: Bool { ink == .bad || ink == .doubtful }

    /// The ending in sentences.
    var sentences: String {
        switch outcome {
        case .refused: return "The server did not switch to WebSocket: there was no session to close."
        case .unanswered:
            return isOpen
                ? "The request had no whole answer when the capture ended: there was no session so far."
                : "The request got no whole answer: there was no session to close."
        case .encrypted: return "TLS that was not decrypted: how a session in it ended is unknown."
        case .failed:
            return isOpen
                ? "The TLS handshake was not complete when the capture ended: there was no session so far."
                : "The TLS handshake failed: there was no session to close."
        case .draft:
            return "A session of a draft before RFC 6455: how it closed is not judged."
                + (tcp.map { " " + $0 } ?? "")
        case .unknown: return "The server's answer was not captured: how the request was answered is unknown."
        default: break
        }
        if let unseen = close.unseen { return oneSided(unseen) }
        return ([closingHandshake, tcp] + [reports]).compactMap { $0 }.joined(separator: " ")
    }

    private func sent(by side: Side) -> CloseBody? { side == .client ? close.clientSent : close.serverSent }

    /// What is known of an end of which only one side was captured.
    private func oneSided(_ unseen: Side) -> String {
        let seen = unseen.peer
        var sentences = [
            sent(by: seen).map { "The \(seen) sent a Close, \(body($0))." }
                ?? "The \(seen) sent no Close in this capture."
        ]
        if close.reset != nil {
            sentences.append("It reset the TCP connection (RST).")
        } else if !close.fins.isEmpty {
            sentences.append("It ended its direction of TCP with a FIN.")
        }
        sentences.append(
            "The \(unseen)'s direction was not captured: what it sent, and what its program was told, is unknown.")
        return sentences.joined(separator: " ")
    }

    private var initiatingBody: CloseBody? {
        switch close.initiator {
        case .client, .both: close.clientSent
        case .server: close.serverSent
        case .none: nil
        }
    }

    /// The code in a few characters; what can't be meant as one is not shown as one.
    private func shortCode(_ body: CloseBody) -> String {
        switch body.mistake {
        case .codeMissing: "no code"
        case .codeReversed(let meant): "\(meant.rawValue) reversed"
        case nil: body.isCodeMissing ? "unknown code" : body.code.map { String($0) } ?? "1005"
        }
    }

    private var tcpEnd: String {
        let by = close.tcpEndBy.map { " by \($0.rawValue)" } ?? ""
        return switch close.tcpEnd {
        case .fin: ", FIN\(by)"
        case .reset: isResetForeign ? ", reset on the way?" : ", reset\(by)"
        case .none: ""
        }
    }

    private var closingHandshake: String {
        switch close.initiator {
        case .none where close.state == .open:
            return close.halfClosedBy == nil
                ? "The capture ends while the session is open: no Close was seen, and no end of TCP."
                : "The capture ends while TCP is half-closed, and no Close was seen."
        case .none where close.mayLackClose:
            return "No Close was captured: one may be in bytes that the capture lacks or that can't be read."
        case .none: return "It ended without a Close frame: abnormally."
        case .both:
            return "Both sides sent a Close before they saw the other's: the client \(body(close.clientSent)), the "
                + "server \(body(close.serverSent))."
        case .client: return sentAndAnswered(by: .client, close.clientSent, answer: close.serverSent)
        case .server: return sentAndAnswered(by: .server, close.serverSent, answer: close.clientSent)
        }
    }

    private func sentAndAnswered(by side: Side, _ first: CloseBody?, answer: CloseBody?) -> String {
        if close.mayLackClose {
            return
                "The \(side.rawValue) sent a Close, \(body(first)); one of the \(side.peer.rawValue) may be in bytes "
                + "that the capture lacks, or that can't be read."
        }
        let start = "The \(side.rawValue) sent the first Close, \(body(first)); the \(side.peer.rawValue) "
        guard let answer else {
            return start + (isOpen ? "had not answered it when the capture ended." : "never answered it.")
        }
        return start + "answered with \(answer.hasPlainCode ? "" : "a Close ")\(body(answer))"
            + (close.isReplyLate ? ", which came only after the RST." : ".")
    }

    private func body(_ body: CloseBody?) -> String {
        guard let body, let code = body.code else {
            return body?.isCodeMissing == true ? "whose code the capture lacks" : "without a code"
        }
        switch body.mistake {
        case .codeMissing: return "with the text \"\(Printable.escaped(bytes: body.payload))\" instead of a code"
        case .codeReversed(let meant):
            return "code \(code), which is \(meant.rawValue) with its bytes in the wrong order"
        case nil: break
        }
        let name = CloseCode(rawValue: code).name.map { " (\($0))" } ?? ""
        let start = "code \(code)\(name)"
        if body.reason.isEmpty { return start + (body.missing > 0 ? ", with a reason that the capture lacks" : "") }
        let reason = Printable.escaped(bytes: body.reason)
        return start
            + (body.missing > 0 ? ", reason \"\(reason)…\" (the capture lacks the rest)" : ", reason \"\(reason)\"")
    }

    private var tcp: String? {
        let who = close.tcpEndBy.map { "The \($0.rawValue)" } ?? "One side"
        if let first = close.halfClosedBy, let fin = close.fins.first {
            let rest = close.time.since(fin.time)
            return
                "The \(first) ended its direction of TCP with a FIN "
                + (fin.isCaptured
                    ? "(packet \(fin.packet))" : "that the capture lacks (packet \(fin.packet) acknowledges it)")
                + "; the \(first.peer) had not ended the other one when the capture ended"
                + "\(rest > 0 ? ", \(Quantity.duration(rest)) later" : "")."
        }
        return switch close.tcpEnd {
        case .fin where close.finOrder == .crossed:
            "Both sides ended TCP with a FIN before they had the other's."
        case .fin:
            "\(who) ended TCP first, with a FIN\(isOrderlyInTLS ? " after its close_notify" : "")"
                + (close.finOrder == .reversed
                    ? ", as acknowledgments show: the capture holds the FINs in the other order." : unseenFIN ?? ".")
        case .reset where hasResetSenderGoneOn:
            "The TCP connection was reset in the name of the \(close.tcpEndBy?.rawValue ?? "other side"), which still sent other "
                + "packets after that: something on the way may have sent the RST."
        case .reset where isResetForeign:
            "The TCP connection was reset in the name of the \(close.tcpEndBy?.rawValue ?? "other side"): the RST has another TTL "
                + "than its other packets, so something on the way may have sent it."
        case .reset: "\(who) reset the TCP connection (RST)."
        case .none: close.initiator == .none ? nil : "The end of the TCP connection was not captured."
        }
    }

    /// That the capture lacks the FIN that was sent first: the end of a sentence; nil where it has it.
    private var unseenFIN: String? {
        close.fins.first.flatMap {
            $0.isCaptured ? nil : ", which the capture lacks: packet \($0.packet) acknowledges it."
        }
    }

    /// Whether something else than the side that it names may have sent the RST.
    private var isResetForeign: Bool { close.reset.map { close.transport($0.side).isForeign($0) } ?? false }

    /// Whether that side sent other packets after it.
    private var hasResetSenderGoneOn: Bool {
        close.reset.map { close.transport($0.side).wentOn(after: $0) && !close.transport($0.side).isResetForeign }
            ?? false
    }

    /// Whether whoever ended TCP had ended TLS in order before.
    private var isOrderlyInTLS: Bool {
        close.tlsEnds.contains { $0.side == close.tcpEndBy && $0.kind == .closeNotify }
    }

    private var reports: String? {
        let client = close.clientEvent.map { "the client's program is told \(told($0))" }
        let server = close.serverEvent.map { "the server's \(client == nil ? "program is told " : "")\(told($0))" }
        let both = [client, server].compactMap { $0 }
        guard var text = both.isEmpty ? nil : both.joined(separator: ", ") else { return nil }
        text.replaceSubrange(text.startIndex...text.startIndex, with: text.prefix(1).uppercased())
        return text + "."
    }

    private func told(_ event: CloseEvent.APIEvent) -> String { "\(event.code)\(event.wasClean ? "" : " (not clean)")" }
}

extension CloseBody {
    /// Whether it has a code that may be meant as one.
    fileprivate var hasPlainCode: Bool { code != nil && mistake != .codeMissing }
}
