public import Wire

extension UpgradeHandshake {
    /// What the handshake breaks and what is worth knowing about it, in the order of the bytes: request, then response.
    ///
    /// `server` is the address that the client connected to: cleartext does no harm on the loopback interface.
    public func defects(server: Endpoint) -> [HandshakeDefect] {
        if let unfinished { return unfinishedDefects(unfinished) }
        if let draft { return draftDefects(draft) }
        var judge = RequestJudge(handshake: self)
        judge.judgeStartLine()
        judge.judgeUpgrade()
        judge.judgeKey()
        judge.judgeVersion()
        judge.judgeSingleHeaders()
        judge.judgeExtensionOffers()
        judge.judgeSize()
        judge.judgeLines()
        judge.judgeOrigin()
        if !server.address.isLoopback { judge.judgeCredentials() }
        let defects = response.map { judge.defects + responseDefects($0) } ?? judge.defects
        guard request.isCut || response?.isCut == true else { return defects }
        return defects.filter { defect in
            !(request.isCut && defect.rule.needsWholeRequest)
                && !(response?.isCut == true && defect.rule.needsWholeResponse)
        }
    }

    /// What is certain where a head is not whole: what it lacks may come in what is missing.
    private func unfinishedDefects(_ unfinished: UnfinishedHead) -> [HandshakeDefect] {
        var defects: [HandshakeDefect] = []
        if unfinished.isFinal {
            defects.append(
                HandshakeDefect(
                    rule: .headUnfinished, blame: unfinished.kind == .request ? .client : .server,
                    detail: unfinished.sentences,
                    place: unfinished.kind == .request
                        ? .request(request.lastLine) : .response(unfinished.response?.lastLine ?? 0..<0)))
        }
        return defects + (response.map(responseDefects) ?? [])
    }
}

/// Judges an upgrade request (RFC 6455 §4.1, §4.2.1).
struct RequestJudge {
    private let handshake: UpgradeHandshake
    private let request: RequestHead
    private(set) var defects: [HandshakeDefect] = []

    init(handshake: UpgradeHandshake) {
        self.handshake = handshake
        request = handshake.request
    }

    private mutating func report(_ rule: HandshakeDefect.Rule, at range: Range<Int>? = nil, _ detail: String) {
        defects.append(
            HandshakeDefect(rule: rule, blame: .client, detail: detail, place: .request(range ?? request.lineRange)))
    }

    /// The first line of that name, where a value in it is at fault.
    private func line(_ name: String) -> Range<Int>? { request.fields(named: name).first?.line }

    mutating func judgeStartLine() {
        if request.method != "GET" {
            report(
                .method, at: request.methodRange,
                "The method is \(quoted(request.method)); a WebSocket is opened with GET.")
        }
        if (request.majorVersion, request.minorVersion) < (1, 1) {
            report(
                .httpVersion, at: request.versionRange,
                "The request is \(request.version), which has no Upgrade. "
                    + "A proxy between may have lowered the version (in nginx: proxy_http_version 1.1).")
        }
        if request.value("Host") == nil {
            report(.hostMissing, "There is no Host: the server can't tell which of its names is meant.")
        }
    }

    mutating func judgeUpgrade() {
        if !request.hasElement("websocket", in: "Upgrade") {
            let values = request.values("Upgrade")
            report(
                .upgradeMissing, at: line("Upgrade"),
                (values.isEmpty ? "There is no Upgrade" : "Upgrade is \(quoted(values.joined(separator: ", ")))")
                    + "; it must name websocket. "
                    + "A proxy that does not forward Upgrade drops it, because it is meant for the next hop only.")
        }
        if !request.hasElement("Upgrade", in: "Connection") {
            let values = request.values("Connection")
            report(
                .connectionMissing, at: line("Connection"),
                (values.isEmpty
                    ? "There is no Connection" : "Connection is \(quoted(values.joined(separator: ", ")))")
                    + "; it must name Upgrade. "
                    + "A proxy that does not forward Upgrade sends its own Connection, often close or keep-alive.")
        }
    }

    mutating func judgeKey() {
        let keys = request.fields(named: "Sec-WebSocket-Key")
        guard let key = keys.first else {
            return report(
                .keyMissing,
                "There is no Sec-WebSocket-Key: the server has nothing to compute its Sec-WebSocket-Accept from.")
        }
        if keys.count == 1, handshake.keyBytes?.count != 16 {
            let found = handshake.keyBytes.map { "the base64 of \($0.count) byte\($0.count == 1 ? "" : "s")" }
            report(
                .keyInvalid, at: key.line,
                "The Sec-WebSocket-Key \(quoted(key.value)) is \(found ?? "no base64"); "
                    + "it must be the base64 of 16 random bytes, which takes 24 characters.")
        }
    }

    mutating func judgeVersion() {
        let versions = request.fields(named: "Sec-WebSocket-Version")
        guard !versions.isEmpty else {
            return report(.versionMissing, "There is no Sec-WebSocket-Version; it must be 13.")
        }
        if let wrong = versions.first(where: { $0.value != "13" }) {
            report(
                .versionUnsupported, at: wrong.line,
                "Sec-WebSocket-Version is \(quoted(wrong.value)); RFC 6455 is version 13, lower numbers are drafts.")
        }
    }

    mutating func judgeSingleHeaders() {
        for problem in HeaderCount.problems(in: request, HeaderCount.request) {
            report(.headerRepeated, at: problem.line, problem.detail)
        }
    }

    mutating func judgeExtensionOffers() {
        // A hostile offer may have thousands of elements; the first few wrong ones say it all.
        let wrong = handshake.offeredExtensions.lazy.compactMap { offer -> (WebSocketExtension, String)? in
            let problem =
                offer.name.equalsIgnoringCase(DeflateElement.name)
                ? DeflateElement(offer, isOffer: true).problem : offer.syntaxError
            return problem.map { (offer, $0) }
        }
        for (offer, problem) in wrong.prefix(4) {
            report(
                .extensionOfferInvalid, at: offer.range,
                "The server must decline the offer \(quoted(offer.description)): \(problem).")
        }
    }

    mutating func judgeSize() {
        let size = request.bytes.count
        guard size > HeadCollector.usualLimit else { return }
        let largest = request.fields.max { $0.line.count < $1.line.count }
        let share = largest.map { " \($0.name) takes \($0.line.count) of them." } ?? ""
        report(
            .headTooLarge, at: largest?.line,
            "The request's head has \(size) bytes.\(share) Common servers accept 8 to 64 KiB and answer 431 or 400 to more."
        )
    }

    mutating func judgeLines() {
        for defect in request.defects {
            report(.headerMalformed, at: defect.line, "In the request, \(defect.detail).")
        }
    }

    mutating func judgeOrigin() {
        guard request.value("Origin") == nil else { return }
        report(
            .originMissing,
            "There is no Origin, which every browser sends: the client is another program, "
                + "and the server can't check which page it comes from.")
    }

    mutating func judgeCredentials() {
        var found: [String] = []
        var place: Range<Int>?
        for item in request.tokenQueryItems {
            found.append("the query item \(quoted(item))")
            place = request.targetRange
        }
        for name in ["Cookie", "Authorization"] {
            guard let line = line(name) else { continue }
            found.append(name)
            place = place ?? line
        }
        guard let place else { return }
        report(
            .cleartextCredentials, at: place,
            "Everyone on the path can read \(found.prefix(4).joined(separator: ", ")): "
                + "the connection is not encrypted. Use wss://.")
    }
}

extension RequestHead {
    /// The names of the query's items that usually hold a secret.
    fileprivate var tokenQueryItems: [String] {
        let names: Set<String> = [
            "token", "access_token", "accesstoken", "auth_token", "authtoken", "id_token", "refresh_token", "auth",
            "authorization", "bearer", "jwt", "api_key", "apikey", "api-key", "secret", "password", "passwd", "pwd",
            "session_token", "sessionid", "session_id", "sid", "credential", "credentials", "ticket",
        ]
        guard let query = target.firstIndex(of: "?") else { return [] }
        return target[target.index(after: query)...].split(separator: "&").compactMap { item in
            let parts = item.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, names.contains(parts[0].lowercased()) else { return nil }
            return String(parts[0])
        }
    }
}
