import HTTP
import WebSocket
import Wire

// What a close code says about the cause, and what in the session speaks for it.
extension Diagnosis {
    /// The causes of the Close that began the end.
    static func closeCauses(_ close: SessionEvidence.CloseMark, _ evidence: SessionEvidence) -> [Cause] {
        let broken = brokenClose(close, evidence)
        // A body that is no body of a Close says nothing more.
        if let broken, broken.frame == close.mark.frame, close.body.code == nil || close.body.invalidReasonOffset != nil
        {
            return [broken]
        }
        let keepalive = keepalive(close, evidence)
        let reason = CloseReason(close.body)
        var causes = codeCauses(close, reason, evidence)
        // Where the reason names Pings, the code says nothing more; and 1000 says nothing of time that ran out.
        if let reason, keepalive.map({ $0.likelihood == .possible }) ?? true {
            if reason.namesPings, [1000, 1008, 1011].contains(close.body.code) {
                causes = [pingsNamed(reason, close, evidence)]
            } else if reason.namesTimeout, close.body.code == 1000 {
                causes = [reasonGiven(reason, close)]
            }
        }
        // What a Ping without a Pong explains needs no guess; and where the reason says so, no exception was the cause.
        if let keepalive, keepalive.likelihood != .possible {
            if keepalive.strength >= 95 {
                causes.removeAll { $0.kind == .handlerFailed }
            } else {
                for index in causes.indices where causes[index].kind == .handlerFailed { causes[index].weaken(to: 40) }
            }
        }
        if let keepalive { causes.append(keepalive) }
        return (broken.map { [$0] } ?? []) + causes
    }

    private static func codeCauses(
        _ close: SessionEvidence.CloseMark, _ reason: CloseReason?, _ evidence: SessionEvidence
    ) -> [Cause] {
        if close.body.isCodeMissing {
            return [
                Cause(
                    .closeNotCaptured, strength: 90,
                    "The reason is in the part of the \(close.side)'s Close that the capture lacks.", evidence: [],
                    remedies: [
                        Remedy(.capture, "Record again, with whole packets (tcpdump -s 0) and without loss.")
                    ], frame: close.mark.frame)
            ]
        }
        guard let code = close.body.closeCode else {
            return [
                Cause(
                    .noCode, strength: 70, "The \(close.side)'s program called close without a code.",
                    evidence: ["The body of its Close is empty."],
                    remedies: [
                        Remedy(close.side.party, "Give a code and a reason, so that both logs say why it closed.")
                    ], frame: close.mark.frame)
            ]
        }
        if !code.mayBeSent { return [forbiddenCode(close, code, evidence)] }
        switch code.rawValue {
        case 1000: return []
        case 1001:
            // Who was told of the end of TCP before leaves for that reason, and not for one of its own.
            if let end = evidence.end(before: close), end.finOrder != .crossed { return [] }
            return [goingAway(close, reason)]
        case 1002, 1007: return [violation(close, evidence)]
        case 1003: return [unsupportedData(close)]
        case 1008: return [policy(close, reason)]
        case 1009:
            if let finding = evidence.wrongLengths(from: close.side.peer)
                .last(where: { $0.isBefore(close.mark) && !evidence.isBeyond(close.reach, $0) })
            {
                return [violationCause(finding, strength: 100, after: close.mark.time)]
            }
            if let reason, !reason.namesSize {
                return [
                    reasonGiven(
                        reason, close,
                        evidence: ["1009 means a message that is too big, and the reason doesn't mention one."])
                ]
            }
            return [tooBig(close, evidence)]
        case 1010: return [extensionMissing(close, evidence)]
        case 1011: return [handlerFailed(close, reason, evidence)]
        // Codes of services: what a client means by them is its own secret.
        case 1012, 1013, 1014: return close.side == .server ? [unavailable(close, code)] : []
        case 3000, 3003: return [rights(close, code)]
        default: return [application(close, code, reason)]
        }
    }

    /// What the Close's peer had sent last, as a sentence of evidence.
    static func lastMessage(before close: SessionEvidence.CloseMark) -> [String] {
        guard let message = close.peer.lastMessage else {
            return ["The \(close.side.peer) had sent no whole message before it."]
        }
        let delay = close.mark.time.span(since: message.time).map { ", \(Quantity.duration($0)) earlier" } ?? ""
        // What crossed the Close is told of there.
        if close.reach.excludes(message) { return [] }
        if close.reach.excludesEnd(of: message) {
            return [
                "The \(close.side.peer)'s last message before it is \(message.phrase)\(delay); only the beginning of "
                    + "that had reached the \(close.side) by then."
            ]
        }
        return ["The \(close.side.peer)'s last message before it is \(message.phrase)\(delay)."]
    }

    private static func goingAway(_ close: SessionEvidence.CloseMark, _ reason: CloseReason?) -> Cause {
        if let reason {
            var cause = reasonGiven(reason, close)
            cause.kind = .goingAway
            if close.side == .server {
                cause.remedies.insert(Remedy(.client, "Connect again, after a short random wait."), at: 0)
            }
            return cause
        }
        if close.side == .client {
            return Cause(
                .goingAway, strength: 70, "The page was closed, reloaded or left, or the client's program was quit.",
                evidence: [
                    "Browsers send 1001 on their own when a page is left; script can't choose it."
                ], frame: close.mark.frame)
        }
        var evidence = ["1001 is what servers send then, as a rule."]
        if let seconds = IdleTimeout.wholeSeconds(close.mark.silence), close.before != nil {
            evidence = ["It came after \(seconds) s without a frame: the server may end idle sessions so."]
        }
        // Who was just heard is not idle.
        let mayBeIdle = close.mark.silence >= 5 * IdleTimeout.second
        return Cause(
            .goingAway, strength: 70,
            "The server is being stopped or restarted"
                + (mayBeIdle ? ", or ends the session because it is idle." : "."),
            evidence: evidence,
            remedies: [Remedy(.client, "Connect again, after a short random wait.")], frame: close.mark.frame)
    }

    private static func unsupportedData(_ close: SessionEvidence.CloseMark) -> Cause {
        let message = close.lastReceived
        return Cause(
            .unsupportedData, strength: 75,
            "The \(close.side) does not take the kind of data that the \(close.side.peer) sent"
                + (message.map { ": \($0.kind.rawValue)." } ?? "."),
            evidence: (close.body.reason.isEmpty ? [] : reason(close)) + lastMessage(before: close),
            remedies: [
                Remedy(close.side.peer.party, "Send the other kind (text or binary), or what the endpoint documents.")
            ], frame: message?.frame)
    }

    private static func policy(_ close: SessionEvidence.CloseMark, _ reason: CloseReason?) -> Cause {
        if let reason {
            return Cause(
                .policy, strength: 80,
                "The \(close.side) refuses to go on, and gives its reason: \"\(reason.text)\".",
                evidence: lastMessage(before: close), remedies: remedies(reason, close), frame: close.mark.frame)
        }
        return Cause(
            .policy, strength: 65,
            "The \(close.side) has a rule of its own that the \(close.side.peer) broke; 1008 says nothing more exact.",
            evidence: self.reason(close) + lastMessage(before: close),
            remedies: [
                Remedy(
                    close.side.party,
                    "Its log should name the rule: rights, an expired token, Origin, or how many messages are allowed.")
            ], frame: close.mark.frame)
    }

    private static func extensionMissing(_ close: SessionEvidence.CloseMark, _ evidence: SessionEvidence) -> Cause {
        var sentences = reason(close)
        var claim = "The client needs an extension that the server did not accept."
        var remedies = [
            Remedy(.server, "Accept the extension in Sec-WebSocket-Extensions."),
            Remedy(.proxy, "Pass Sec-WebSocket-Extensions on in both directions."),
            Remedy(.client, "Do without the extension."),
        ]
        if let handshake = evidence.start.handshake {
            let offered = handshake.offeredExtensions.map(\.description).joined(separator: ", ")
            let accepted = handshake.extensions.map(\.description).joined(separator: ", ")
            sentences.append(
                "The client offered \(offered.isEmpty ? "no extension" : quoted(offered)), the server accepted "
                    + "\(accepted.isEmpty ? "none" : quoted(accepted)).")
            if offered.isEmpty, close.side == .client {
                claim = "The client wants an extension that it never offered: no server can accept that."
                remedies = [Remedy(.client, "Offer the extension in Sec-WebSocket-Extensions, or do without it.")]
            }
        }
        return Cause(
            .extensionMissing, strength: 80, claim, evidence: sentences, remedies: remedies, frame: close.mark.frame)
    }

    /// A Ping that had waited for its Pong when its sender closed, where that may be the reason.
    private static func keepalive(_ close: SessionEvidence.CloseMark, _ evidence: SessionEvidence) -> Cause? {
        let time = close.mark.time
        guard let ping = evidence[close.side].pings.unanswered(at: time, close.reach),
            !evidence.mayLackFrames(of: close.side.peer, after: ping)
        else { return nil }
        let isNamed = CloseReason(close.body)?.namesPings == true
        let hasWaited = time.since(ping.time) >= IdleTimeout.second
        let isUsual = close.body.code == 1011
        guard isNamed || hasWaited && close.body.code != 1000 else { return nil }
        var cause = keepaliveCause(
            ping, by: close.side, end: time, close.reach, strength: isNamed ? 95 : isUsual ? 85 : 55, evidence)
        if isNamed { cause.evidence.append("The reason in its Close says so.") }
        return cause
    }

    private static func handlerFailed(
        _ close: SessionEvidence.CloseMark, _ reason: CloseReason?, _ evidence: SessionEvidence
    ) -> Cause {
        Cause(
            .handlerFailed, strength: reason == nil ? 65 : 80,
            reason.map { "The \(close.side)'s program failed, and gives its reason: \"\($0.text)\"." }
                ?? "The \(close.side)'s program failed: an exception that nothing caught.",
            evidence: (reason == nil ? self.reason(close) : []) + lastMessage(before: close),
            remedies: [
                Remedy(close.side.party, "Look at its log at \(evidence.at(close.mark.time)) after the request.")
            ], frame: close.lastReceived?.frame ?? close.mark.frame)
    }

    private static func unavailable(_ close: SessionEvidence.CloseMark, _ code: CloseCode) -> Cause {
        Cause(
            .serviceUnavailable, strength: 80, code.cause ?? code.meaning, evidence: reason(close),
            remedies: [Remedy(close.side.peer.party, "Connect again later, each time after a longer, random wait.")],
            frame: close.mark.frame)
    }

    private static func rights(_ close: SessionEvidence.CloseMark, _ code: CloseCode) -> Cause {
        Cause(
            .rights, strength: 75, code.cause ?? code.meaning, evidence: reason(close) + lastMessage(before: close),
            remedies: [Remedy(close.side.peer.party, "Renew the credentials before it connects again.")],
            frame: close.mark.frame)
    }

    private static func application(
        _ close: SessionEvidence.CloseMark, _ code: CloseCode, _ reason: CloseReason?
    ) -> Cause {
        let whose = code.class == .private ? "the application" : "a library or framework"
        let search = Remedy(close.side.party, "Search its source, or its documentation, for \(code.rawValue).")
        let unknown = "\(code.rawValue) is a code of \(whose): only \(whose) knows its meaning."
        guard code.cause == nil, let reason else {
            return Cause(
                .applicationCode, strength: 65, code.cause ?? unknown,
                evidence: self.reason(close) + lastMessage(before: close), remedies: [search], frame: close.mark.frame)
        }
        return Cause(
            .applicationCode, strength: 75, "The \(close.side) names its reason in the Close: \"\(reason.text)\".",
            evidence: [unknown] + lastMessage(before: close),
            remedies: (reason.advice.map { [Remedy(close.side.peer.party, $0)] } ?? []) + [search],
            frame: close.mark.frame)
    }

    private static func forbiddenCode(
        _ close: SessionEvidence.CloseMark, _ code: CloseCode, _ evidence: SessionEvidence
    ) -> Cause {
        let finding = evidence.finding(.closeCodeReserved) ?? evidence.finding(.closeCodeInvalid)
        var cause = Cause(
            .forbiddenCode, strength: 70, "The \(close.side)'s program chose a code that may not be sent.",
            evidence: [finding?.detail].compactMap(\.self) + lastMessage(before: close),
            remedies: [Remedy(close.side.party, "Use 1000, or a private code: 4000–4999.")], frame: close.mark.frame)
        switch close.body.mistake {
        case .codeMissing:
            cause.claim =
                "The \(close.side)'s program closed with the reason \(CloseBody.quotation(close.body.payload)), and sent no code before it."
            cause.remedies = [
                Remedy(close.side.party, "Put the code before the reason, two bytes, high byte first: 03 e8 is 1000.")
            ]
        case .codeReversed(let meant):
            cause.claim =
                "The \(close.side)'s program meant \(meant.rawValue), and sent its two bytes in the wrong order."
            cause.remedies = [Remedy(close.side.party, "Write the code in network byte order, high byte first.")]
        case nil: return cause
        }
        cause.weaken(to: 95)
        return cause
    }
}

extension Side {
    /// The party that this side's program is.
    var party: Diagnosis.Remedy.Party { self == .client ? .client : .server }
}
