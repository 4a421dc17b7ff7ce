extension UpgradeHandshake {
    /// What `response`, the final one, breaks (RFC 6455 §4.1, §4.2.2).
    func responseDefects(_ response: ResponseHead) -> [HandshakeDefect] {
        var judge = ResponseJudge(handshake: self, response: response)
        if response.status == 101 {
            judge.judgeVersion()
            judge.judgeUpgrade()
            judge.judgeAccept()
            judge.judgeSubprotocol()
            judge.judgeExtensions()
            judge.judgeSingleHeaders()
            judge.judgeFraming()
        } else {
            judge.judgeRefusal()
        }
        judge.judgeLines()
        return judge.defects
    }
}

/// Judges the response to an upgrade request.
private struct ResponseJudge {
    private let handshake: UpgradeHandshake
    private let response: ResponseHead
    private(set) var defects: [HandshakeDefect] = []

    init(handshake: UpgradeHandshake, response: ResponseHead) {
        self.handshake = handshake
        self.response = response
    }

    private mutating func report(
        _ rule: HandshakeDefect.Rule, at range: Range<Int>? = nil, blame: HandshakeDefect.Party = .server,
        _ detail: String
    ) {
        defects.append(
            HandshakeDefect(rule: rule, blame: blame, detail: detail, place: .response(range ?? response.lineRange)))
    }

    private func line(_ name: String) -> Range<Int>? { response.fields(named: name).first?.line }

    mutating func judgeVersion() {
        guard response.minorVersion < 1 else { return }
        report(
            .responseHTTPVersion, at: response.versionRange,
            "The 101 is \(response.version), which has no Upgrade; it must be HTTP/1.1. Several clients refuse it. "
                + "A proxy that speaks HTTP/1.0 to the server may have lowered the version.")
    }

    mutating func judgeUpgrade() {
        if !response.hasElement("websocket", in: "Upgrade") {
            let values = response.values("Upgrade")
            report(
                .responseUpgradeMissing, at: line("Upgrade"),
                (values.isEmpty
                    ? "The 101 has no Upgrade" : "The 101's Upgrade is \(quoted(values.joined(separator: ", ")))")
                    + "; it must be websocket, or the client must fail the connection.")
        }
        if !response.hasElement("Upgrade", in: "Connection") {
            let values = response.values("Connection")
            report(
                .responseConnectionMissing, at: line("Connection"),
                (values.isEmpty
                    ? "The 101 has no Connection" : "The 101's Connection is \(quoted(values.joined(separator: ", ")))")
                    + "; it must name Upgrade, or the client must fail the connection.")
        }
    }

    mutating func judgeAccept() {
        let computation = handshake.acceptComputation
        guard let field = response.fields(named: "Sec-WebSocket-Accept").first else {
            let expected = computation.map { " It would be \(quoted($0.accept))." } ?? ""
            return report(
                .acceptMissing,
                "The 101 has no Sec-WebSocket-Accept: nothing shows that the server knows WebSocket.\(expected)")
        }
        guard let computation, field.value != computation.accept else { return }
        let mistake = computation.mistake(behind: field.value).map { " Probably \($0)." } ?? ""
        report(
            .acceptMismatch, at: field.line,
            "Sec-WebSocket-Accept is \(quoted(field.value)), but base64(SHA-1(\(quoted(computation.key)) + "
                + "\"\(AcceptComputation.guid)\")) is \(quoted(computation.accept)).\(mistake)")
    }

    mutating func judgeSubprotocol() {
        let offered = handshake.offeredSubprotocols
        if !offered.isEmpty, response.fields(named: "Sec-WebSocket-Protocol").isEmpty {
            report(
                .subprotocolUnanswered,
                "The client offers \(quoted(offered.joined(separator: ", "))), and the 101 has no "
                    + "Sec-WebSocket-Protocol. RFC 6455 permits that, but Chrome and other clients that follow the WHATWG "
                    + "standard fail the connection.")
        }
        for field in response.fields(named: "Sec-WebSocket-Protocol").prefix(4)
        where !field.value.isEmpty && !offered.contains(field.value) {
            let reason =
                if offered.isEmpty {
                    "the client offered none"
                } else if let same = offered.first(where: { $0.equalsIgnoringCase(field.value) }) {
                    "the client offered \(quoted(same)), and upper and lower case are not the same"
                } else if !field.value.isToken {
                    "it must name exactly one of those offered: \(quoted(offered.joined(separator: ", ")))"
                } else {
                    "the client offered \(quoted(offered.joined(separator: ", ")))"
                }
            report(
                .subprotocolUnrequested, at: field.line,
                "The server chose the subprotocol \(quoted(field.value)), but \(reason).")
        }
    }

    mutating func judgeExtensions() {
        let offers = handshake.offeredExtensions
        let offeredNames = Set(offers.map { $0.name.lowercased() })
        let deflateOffers = offers.filter { $0.name.equalsIgnoringCase(DeflateElement.name) }
            .map { DeflateElement($0, isOffer: true) }
            .filter { $0.problem == nil }
        var isDeflating = false
        var found = 0
        for answer in handshake.extensions where found < 4 {
            let isDeflate = answer.name.equalsIgnoringCase(DeflateElement.name)
            let element = isDeflate ? DeflateElement(answer, isOffer: false) : nil
            if !offeredNames.contains(answer.name.lowercased()) {
                found += 1
                report(
                    .extensionUnrequested, at: answer.range,
                    "The server uses the extension \(quoted(answer.name)), but the client offered "
                        + (offers.isEmpty
                            ? "none." : "\(quoted(offers.map(\.description).joined(separator: ", "))) only."))
            } else if let problem = element?.problem ?? answer.syntaxError
                ?? (isDeflate && isDeflating ? "permessage-deflate is accepted twice" : nil)
                ?? element.flatMap({ conflict(of: $0, with: deflateOffers) })
            {
                found += 1
                report(
                    .extensionInvalid, at: answer.range,
                    "In the server's answer \(quoted(answer.description)), \(problem).")
            }
            isDeflating = isDeflating || isDeflate
        }
    }

    /// Why `answer` accepts none of `offers`; nil if it accepts one.
    private func conflict(of answer: DeflateElement, with offers: [DeflateElement]) -> String? {
        var first: String?
        for offer in offers {
            guard let conflict = answer.conflict(with: offer) else { return nil }
            first = first ?? conflict
        }
        return first
    }

    mutating func judgeSingleHeaders() {
        for problem in HeaderCount.problems(in: response, HeaderCount.switching) {
            report(.headerRepeated, at: problem.line, problem.detail)
        }
    }

    /// A 101 has no body, and must not announce one (RFC 9110 §8.6, RFC 9112 §6.1).
    mutating func judgeFraming() {
        for name in ["Transfer-Encoding", "Content-Length"] {
            guard let field = response.fields(named: name).first else { continue }
            report(
                .responseFramed, at: field.line,
                "The 101 has \(name): \(quoted(field.value)), which no 1xx response may have."
                    + (name == "Content-Length" && field.value == "0"
                        ? "" : " A client or proxy that trusts it treats the frames as a body."))
        }
    }

    mutating func judgeRefusal() {
        let advice = StatusAdvice(status: response.status)
        var detail = "The server answered \(response.status)"
        if !response.reason.isEmpty { detail += " \(quoted(response.reason))" }
        detail += " instead of 101: \(advice.meaning)"
        for name in advice.tellingHeaders {
            guard let value = response.value(name) else { continue }
            detail += " \(name) says \(quoted(value))."
        }
        if let said = handshake.responseBody?.sentence { detail += " \(said)" }
        detail += " \(advice.remedy(isExplained: handshake.isBodyTelling))"
        report(.refused, at: response.lineRange, blame: advice.isClientsFault ? .client : .server, detail)
    }

    mutating func judgeLines() {
        for defect in response.defects {
            report(.headerMalformed, at: defect.line, "In the response, \(defect.detail).")
        }
    }
}
