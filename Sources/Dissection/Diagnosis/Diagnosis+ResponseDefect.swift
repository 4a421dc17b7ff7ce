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
        guard let (objection, finding) = candidates.max(by: { $0.0.strength(evidence) < $1.0.strength(evidence) })
        else { return nil }
        var strength = objection.strength(evidence)
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
        if objection.rule == .handshakeSubprotocolUnanswered, let browser = evidence.browser {
            sentences.append(
                browser == .firefox
                    ? "The client's User-Agent names Firefox, which accepts such a 101."
                    : "The client's User-Agent names a browser that fails such a 101.")
        }
        let how =
            objection.base >= Objection.must && strength >= 60
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

/// Why clients fail a 101, and how surely they do.
private struct Objection {
    var rule: Rule
    /// How sure it is that a client fails the connection for it: 0…100.
    var base: Int
    /// Words in the reason of a Close that name it, in small letters.
    var words: [String]
    var remedies: [Diagnosis.Remedy]

    /// Clients that fail a 101 do so within this many nanoseconds.
    static let promptly = 5 * IdleTimeout.second
    /// From here on, RFC 6455 demands that the client fails the connection.
    static let must = 97

    func isNamed(in reason: String) -> Bool {
        let reason = reason.lowercased()
        return words.contains { reason.contains($0) }
    }

    func strength(_ evidence: SessionEvidence) -> Int {
        switch rule {
        case .handshakeSubprotocolUnanswered:
            switch evidence.browser {
            case .firefox: 30
            case .other: 90
            case nil: base
            }
        case .handshakeSubprotocolUnrequested
        where evidence.browser == .firefox && evidence.start.handshake?.offeredSubprotocols.isEmpty == true:
            30
        case .handshakeResponseFramed:
            evidence.start.handshake?.response?.value("Transfer-Encoding") == nil ? 58 : base
        default: base
        }
    }

    static let subprotocolRemedies = [
        Diagnosis.Remedy(.server, "Answer with one of the subprotocols that the client offers, spelled as it is."),
        Diagnosis.Remedy(.client, "Offer a subprotocol that the server speaks, or none."),
        Diagnosis.Remedy(.proxy, "Pass Sec-WebSocket-Protocol on in both directions."),
    ]

    private static let acceptRemedies = [
        Diagnosis.Remedy(
            .server, "Compute Sec-WebSocket-Accept from this request's own key; `ws101 explain KEY` shows each step."),
        Diagnosis.Remedy(.proxy, "Pass Sec-WebSocket-Key and Sec-WebSocket-Accept on unchanged, and cache no 101."),
    ]

    private static let upgradeRemedies = [
        Diagnosis.Remedy(.server, "Send `Upgrade: websocket` and `Connection: Upgrade` in the 101."),
        Diagnosis.Remedy(.proxy, "Pass both headers of the answer on, not only those of the request."),
    ]

    private static let extensionRemedies = [
        Diagnosis.Remedy(.server, "Answer only with extensions and parameters that the client offers."),
        Diagnosis.Remedy(.proxy, "Pass Sec-WebSocket-Extensions on in both directions, or in neither."),
    ]

    static let all = [
        Objection(
            rule: .handshakeResponseUpgradeMissing, base: 97, words: ["upgrade header", "'upgrade'"],
            remedies: upgradeRemedies),
        Objection(
            rule: .handshakeResponseConnectionMissing, base: 97, words: ["connection header", "'connection'"],
            remedies: upgradeRemedies),
        Objection(rule: .handshakeAcceptMissing, base: 97, words: ["accept"], remedies: acceptRemedies),
        Objection(rule: .handshakeAcceptMismatch, base: 97, words: ["accept"], remedies: acceptRemedies),
        Objection(
            rule: .handshakeExtensionUnrequested, base: 97, words: ["extension"], remedies: extensionRemedies),
        Objection(rule: .handshakeExtensionInvalid, base: 97, words: ["extension"], remedies: extensionRemedies),
        Objection(
            rule: .handshakeSubprotocolUnrequested, base: 97,
            words: ["protocol header", "subprotocol", "sec-websocket-protocol"],
            remedies: subprotocolRemedies),
        Objection(
            rule: .handshakeHeaderRepeated, base: 92, words: ["more than once", "multiple", "duplicate", "repeated"],
            remedies: [
                .init(.server, "Send this header once, with a value, or leave it out."),
                .init(.proxy, "Add no header to the answer that the server has set already."),
            ]),
        Objection(
            rule: .handshakeResponseHttpVersion, base: 88, words: ["http version", "http/1", "status line"],
            remedies: [
                .init(.server, "Answer with HTTP/1.1."),
                .init(.proxy, "Speak HTTP/1.1 to the server: in nginx", lines: ["proxy_http_version 1.1;"]),
            ]),
        Objection(
            rule: .handshakeResponseFramed, base: 80, words: ["transfer-encoding", "content-length", "chunk"],
            remedies: [
                .init(.server, "Send a 101 without Content-Length and Transfer-Encoding."),
                .init(.proxy, "Add neither of them to a 101."),
            ]),
        Objection(
            rule: .handshakeSubprotocolUnanswered, base: 65,
            words: ["protocol header", "subprotocol", "sec-websocket-protocol"],
            remedies: subprotocolRemedies),
    ]
}

extension SessionEvidence {
    /// The browsers that differ in what they make of a 101 without a subprotocol.
    ///
    /// Firefox's WebSocketChannel.cpp goes on without one, with an empty `protocol`, and since it offered some it fails a 101
    /// that names another one, is HTTP/1.0, or lacks Upgrade, Connection or the right Sec-WebSocket-Accept. A subprotocol for
    /// a client that offered none it does not look at.
    fileprivate enum Browser {
        case firefox
        case other
    }

    /// Which browser the request names itself as, if it is one.
    fileprivate var browser: Browser? {
        guard let agent = start.handshake?.request.value("User-Agent"), agent.hasPrefix("Mozilla/") else { return nil }
        return agent.contains("Firefox/") ? .firefox : .other
    }
}
