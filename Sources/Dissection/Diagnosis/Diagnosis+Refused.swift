import HTTP
import Wire

// The handshake doctor: upgrade requests that were answered with something other than 101 (RFC 6455 §4.2.2).
extension Diagnosis {
    /// The diagnosis of a refused upgrade.
    static func refused(_ evidence: SessionEvidence) -> Diagnosis {
        guard let handshake = evidence.start.handshake, let response = handshake.response else {
            return unanswered(evidence)
        }
        let advice = StatusAdvice(status: response.status)
        let reason = response.reason.isEmpty ? "" : " \(quoted(response.reason))"
        let who = response.value("Server").map { " (\(quoted($0)))" } ?? ""
        let verdict =
            "There never was a session: the server\(who) answered \(response.status)\(reason) instead of 101. "
            + meaning(response, advice, handshake)
        return Diagnosis(
            verdict: verdict,
            facts: ["Script in a browser sees only an error and 1006, never the status."] + evidence.holes,
            causes: refusalCauses(response, advice, handshake, evidence).map { retrying($0, response) },
            rfc: "RFC 6455 §4.2.2")
    }

    /// What the status means, unless the answer itself, or the request, shows that it means something else here.
    private static func meaning(
        _ response: ResponseHead, _ advice: StatusAdvice, _ handshake: UpgradeHandshake
    ) -> String {
        if response.status == 503, saidCause(handshake)?.kind == .gatewayFailed {
            return "A proxy reached no server behind it."
        }
        if response.status == 401, handshake.request.value("Authorization") != nil {
            return "It did not accept the client's credentials."
        }
        return advice.meaning.asSentence
    }

    /// The cause with the time that the server wants the client to wait (RFC 9110 §10.2.3).
    private static func retrying(_ cause: Cause, _ response: ResponseHead) -> Cause {
        guard [429, 503].contains(response.status), let retry = response.value("Retry-After"), !retry.isEmpty else {
            return cause
        }
        var cause = cause
        let isSeconds = retry.allSatisfy { $0.isASCII && $0.isNumber }
        cause.remedies.removeAll { $0.party == .client }
        cause.remedies.insert(
            Remedy(
                .client,
                "Wait \(isSeconds ? "at least \(retry) s" : "until \(retry)") before it tries again, and longer each "
                    + "time."),
            at: 0)
        return cause
    }

    private static func refusalCauses(
        _ response: ResponseHead, _ advice: StatusAdvice, _ handshake: UpgradeHandshake, _ evidence: SessionEvidence
    ) -> [Cause] {
        var causes = requestCauses(handshake, evidence)
        if let said = saidCause(handshake) {
            // What the request in the capture lacks, no proxy behind it can have dropped.
            if let same = causes.firstIndex(where: { $0.kind == said.kind }) {
                causes[same].evidence += said.evidence.filter { !causes[same].evidence.contains($0) }
                causes[same].strengthen(to: said.strength)
                return causes
            }
            return causes + [said]
        }
        // A request that is wrong explains these fully.
        if !causes.isEmpty, [400, 408, 413, 414, 426, 431].contains(response.status) { return causes }
        if response.status == 403, let origin = handshake.origin { return causes + forbidden(origin, handshake) }
        return causes + [statusCause(response, advice, handshake, evidence)]
    }

    /// What the refusal's body says about the cause, where it is a text that is known.
    private static func saidCause(_ handshake: UpgradeHandshake) -> Cause? {
        guard let text = handshake.responseBody?.text, let row = RefusalText.of(text) else { return nil }
        var sentences = handshake.bodySentences
        var remedies = row.remedies
        var claim = row.claim
        switch row.kind {
        case .upgradeStripped:
            let isWhole =
                handshake.request.hasElement("websocket", in: "Upgrade")
                && handshake.request.hasElement("Upgrade", in: "Connection")
            if isWhole { sentences.append("The request has both Upgrade and Connection where it was captured.") }
        case .originRefused where handshake.origin == nil:
            claim = "The client sent no Origin, and the server's answer says that it does not accept that."
            let small = text.lowercased()
            if let words = row.texts.first(where: { small.contains($0) }),
                !sentences.contains(where: { $0.lowercased().contains(words) })
            {
                sentences.append("It also holds the words \(quoted(words)).")
            }
            sentences.append("The request has no Origin.")
            remedies = [
                Remedy(.client, "Send the Origin that the server expects."),
                Remedy(.server, "Accept requests without an Origin, if clients outside browsers are meant to connect."),
            ]
        case .originRefused:
            let missing = handshake.request.isCut ? "not in the part that was captured" : "missing"
            sentences.append(
                "The request's Origin is \(handshake.origin.map { quoted($0) } ?? missing), its Host "
                    + "\(handshake.host.map { quoted($0) } ?? missing).")
        case .headTooLarge:
            sentences.append(handshake.request.sizeSentence)
            remedies = headSizeRemedies(handshake.request)
        default: break
        }
        return Cause(row.kind, strength: row.strength, claim, evidence: sentences, remedies: remedies)
    }

    /// What is wrong with the request, whatever the answer.
    static func requestCauses(_ handshake: UpgradeHandshake, _ evidence: SessionEvidence) -> [Cause] {
        var causes = [
            unfinishedCause(handshake), tooLargeCause(handshake), draftCause(evidence),
            // Who does not know the header reads its line as a malformed request.
            handshake.status == 400 ? proxyHeaderCause(evidence, strength: 78) : nil,
        ].compactMap(\.self)
        let stripped = [Rule.handshakeUpgradeMissing, .handshakeConnectionMissing].compactMap { evidence.finding($0) }
        let version = evidence.finding(.handshakeHttpVersion)
        if handshake.key != nil, !stripped.isEmpty || version != nil {
            causes.append(upgradeStripped(stripped, version, handshake, evidence))
        }
        let remedies: [(rule: Rule, text: String)] = [
            (.handshakeMethod, "Send GET."), (.handshakeHostMissing, "Send Host."),
            (.handshakeKeyMissing, "Send the base64 of 16 random bytes as Sec-WebSocket-Key."),
            (.handshakeKeyInvalid, "Send the base64 of exactly 16 random bytes, once."),
            (.handshakeHeaderRepeated, "Send this header once, with a value."),
            (.handshakeVersionMissing, "Send Sec-WebSocket-Version: 13."),
            (.handshakeVersionUnsupported, "Send Sec-WebSocket-Version: 13."),
        ]
        for (rule, text) in remedies {
            guard let finding = evidence.finding(rule), finding.from != .server else { continue }
            causes.append(
                Cause(
                    .requestDefect, strength: 85, "The request is wrong: \(rule.title.asClause) (\(rule.rfc ?? "")).",
                    evidence: [finding.detail], remedies: [Remedy(.client, text)]))
        }
        return causes
    }

    private static func upgradeStripped(
        _ stripped: [Finding], _ version: Finding?, _ handshake: UpgradeHandshake, _ evidence: SessionEvidence
    ) -> Cause {
        var sentences = [
            "There is a Sec-WebSocket-Key, so the client meant to open a WebSocket."
        ]
        let connection = handshake.request.values("Connection").joined(separator: ", ")
        var strength = 55
        if stripped.contains(where: { $0.rule == .handshakeUpgradeMissing }) {
            let upgrade = handshake.request.values("Upgrade").joined(separator: ", ")
            sentences.append("Upgrade is \(upgrade.isEmpty ? "missing" : quoted(upgrade)).")
        }
        if stripped.contains(where: { $0.rule == .handshakeConnectionMissing }) {
            sentences.append("Connection is \(connection.isEmpty ? "missing" : quoted(connection)).")
        }
        if version != nil {
            strength += 10
            sentences.append(
                "The request is \(handshake.request.version): many proxies speak that to what is behind them.")
        }
        if let sign = evidence.forwardingSign {
            strength += 15
            sentences.append("There is a proxy in between: \(sign).")
        } else if connection.lowercased() == "close", version == nil {
            strength += 10
            sentences.append("`Connection: close` is what a proxy writes that does not pass an upgrade on.")
        }
        let what = stripped.isEmpty ? "lowered the HTTP version, which ends the upgrade" : "did not pass the upgrade on"
        return Cause(
            .upgradeStripped, strength: strength,
            "A proxy between client and server \(what)\(strength < 60 ? ", or the client left it out" : "").",
            evidence: sentences,
            remedies: ProxyAdvice.forwardUpgrade + [
                Remedy(
                    .client,
                    "If there is no proxy: send `Upgrade: websocket` and `Connection: Upgrade` in an HTTP/1.1 request.")
            ])
    }

    /// What the status says about the cause.
    private static func statusCause(
        _ response: ResponseHead, _ advice: StatusAdvice, _ handshake: UpgradeHandshake, _ evidence: SessionEvidence
    ) -> Cause {
        if handshake.request.target.contains("://"), !handshake.request.target.hasPrefix("/"), response.status != 407 {
            return forwardProxyRefused(handshake, response)
        }
        return switch response.status {
        case 300..<400 where response.status != 304: redirected(response, handshake, evidence)
        case 401, 407: loginRequired(response, advice, handshake)
        case 403: forbidden(handshake)
        case 426: versionRefused(response, advice, handshake)
        case 404, 405, 410, 421, 200..<300: wrongPath(response, advice, handshake)
        case 502, 503, 504: gatewayFailed(response, advice, handshake, evidence)
        case 400 where tlsPorts.contains(evidence.start.server.port):
            tlsPort(evidence, strength: 75, "A TLS server answers 400 to plain HTTP.")
        default: statusOnly(handshake, advice)
        }
    }

    /// A request in absolute form goes to a proxy, which few of them pass on as an upgrade.
    private static func forwardProxyRefused(_ handshake: UpgradeHandshake, _ response: ResponseHead) -> Cause {
        let who = response.value("Server").map { ["The answer names \(quoted($0)) as its server."] } ?? []
        return Cause(
            .forwardProxyRefused, strength: 75,
            "The request went to a forward proxy, which does not pass a WebSocket on this way.",
            evidence: ["The request's target is the whole address, \(quoted(handshake.request.target))."] + who,
            remedies: [
                Remedy(
                    .client,
                    "Ask the proxy for a tunnel with CONNECT, as RFC 6455 §4.1 demands, or connect to the server directly."
                )
            ])
    }

    /// What headers and body say that tell more about this status.
    private static func telling(_ handshake: UpgradeHandshake, _ advice: StatusAdvice) -> [String] {
        let headers = advice.tellingHeaders.compactMap { name in
            handshake.response?.value(name).map { "\(name) says \(quoted($0))." }
        }
        let said = headers + handshake.bodySentences
        guard said.isEmpty else { return said }
        return handshake.response?.isCut == true ? [] : ["The status is all that the answer says."]
    }

    private static func statusOnly(_ handshake: UpgradeHandshake, _ advice: StatusAdvice) -> Cause {
        if advice.isClientsFault, let cause = credentialsMissing(handshake) { return cause }
        let party: Remedy.Party = advice.isClientsFault ? .client : .server
        let isSaid = handshake.isBodyTelling
        return Cause(
            .statusOnly, strength: isSaid ? 60 : 50,
            isSaid
                ? "The server refuses with \(advice.status), for the reason in the body of its answer."
                : "The server refuses: \(advice.status).",
            evidence: telling(handshake, advice),
            remedies: [Remedy(party, advice.remedy(isExplained: isSaid))])
    }

    /// A refusal whose body speaks of credentials.
    private static func credentialsMissing(_ handshake: UpgradeHandshake) -> Cause? {
        guard let text = handshake.responseBody?.text?.lowercased(),
            credentialWords.contains(where: { text.contains($0) })
        else { return nil }
        return Cause(
            .loginRequired, strength: 72,
            "The server wants credentials that the request lacks, or does not accept those that it has.",
            evidence: handshake.bodySentences + [credentials(in: handshake.request)],
            remedies: [
                Remedy(
                    .client,
                    "Send the credentials that the endpoint wants, and in the place where it looks for them: a header, a cookie "
                        + "or the query."),
                Remedy(.server, "Let its log say which credential it missed, or why it did not accept it."),
            ])
    }

    /// Words with which answers speak of credentials, in small letters.
    private static let credentialWords = [
        "missing token", "token missing", "token is missing", "token required", "token is required", "no token",
        "invalid token", "token invalid", "token is invalid", "token expired", "token has expired", "expired token",
        "api key", "apikey", "unauthori", "unauthenticated", "not authenticated", "authentication", "credentials",
        "not logged in", "log in", "login required", "session expired", "session has expired",
    ]

    /// A sentence: which credentials the request has, the one called `name` and a Cookie.
    private static func credentials(
        in request: RequestHead, as subject: String = "The request", _ name: String = "Authorization"
    ) -> String {
        let (hasName, hasCookie) = (request.value(name) != nil, request.value("Cookie") != nil)
        let article = name.hasPrefix("A") ? "an" : "a"
        guard request.isCut, !(hasName && hasCookie) else {
            return "\(subject) has \(hasName ? article : "no") \(name) and \(hasCookie ? "a" : "no") Cookie."
        }
        // What is not there may stand in what is not seen.
        if hasName { return "\(subject) has \(article) \(name)." }
        if hasCookie { return "\(subject) has a Cookie." }
        return "The capture lacks a part of the request: whether it has \(article) \(name) or a Cookie is unknown."
    }

    private static func redirected(
        _ response: ResponseHead, _ handshake: UpgradeHandshake, _ evidence: SessionEvidence
    ) -> Cause {
        guard let location = response.value("Location") else {
            return Cause(
                .redirected, strength: 60, "The server redirects, but does not say where to.",
                evidence: ["The answer has no Location."],
                remedies: [Remedy(.server, "Serve the endpoint at this path without a redirect.")])
        }
        let address = WebSocketAddress.resolve(
            location, against: handshake.uri(server: evidence.start.server, isSecure: evidence.start.isSecure))
        let lowered = location.lowercased()
        if ["login", "signin", "sign_in", "sign-in", "auth", "sso"].contains(where: { lowered.contains($0) }) {
            return Cause(
                .loginRequired, strength: 80, "The server sends the client to a page for logging in.",
                evidence: ["Location says \(quoted(location))."],
                remedies: [
                    Remedy(.client, "Log in first, and send the cookie or token with the upgrade request."),
                    Remedy(
                        .server, "Answer an upgrade without rights with 401 or 403: no WebSocket follows a redirect."),
                ])
        }
        return Cause(
            .redirected, strength: 90, "The endpoint is at another address, and a WebSocket follows no redirect.",
            evidence: ["Location says \(quoted(location))."],
            remedies: [
                Remedy(
                    .client, address.map { "Open \(quoted($0)) instead." } ?? "Open that address instead, as ws or wss."
                ),
                Remedy(
                    .server,
                    "Exempt this path from redirects: from http to https, to another host, or to add a trailing slash."),
            ])
    }

    private static func loginRequired(_ response: ResponseHead, _ advice: StatusAdvice, _ handshake: UpgradeHandshake)
        -> Cause
    {
        let name = response.status == 407 ? "Proxy-Authorization" : "Authorization"
        if handshake.request.value(name) != nil {
            let whose = response.status == 407 ? "A proxy" : "The server"
            return Cause(
                .loginRequired, strength: 85, "\(whose) did not accept the credentials that the client sent.",
                evidence: [credentials(in: handshake.request, as: "The request", name)] + telling(handshake, advice),
                remedies: [Remedy(.client, "Check these credentials, and renew them if they have expired.")])
        }
        return Cause(
            .loginRequired, strength: 85,
            response.status == 407 ? "A proxy wants the client to log in." : "The server wants the client to log in.",
            evidence: [credentials(in: handshake.request, as: "The request", name)] + telling(handshake, advice),
            remedies: [Remedy(.client, advice.remedy)])
    }

    /// A 403 to a request without an Origin.
    private static func forbidden(_ handshake: UpgradeHandshake) -> Cause {
        credentialsMissing(handshake)
            ?? (handshake.request.isCut ? rightsRefused(handshake, strength: 60) : originMissing(handshake))
    }

    private static func originMissing(_ handshake: UpgradeHandshake) -> Cause {
        Cause(
            .forbidden, strength: 60,
            "The server refuses this client: it may lack rights, or the Origin that the server expects.",
            evidence: ["The request has no Origin.", credentials(in: handshake.request, as: "It")]
                + handshake.bodySentences,
            remedies: [
                Remedy(.client, "Send the credentials that the endpoint wants, and an Origin that it allows."),
                Remedy(.server, "Its log should say what it missed."),
            ])
    }

    /// A 403 to a request with an Origin, which is one reason among others.
    private static func forbidden(_ origin: String, _ handshake: UpgradeHandshake) -> [Cause] {
        let isSame = handshake.host.map { origin.lowercased().hasSuffix("://" + $0.lowercased()) } ?? false
        let sentence =
            "The request's Origin is \(quoted(origin)), its Host "
            + "\(handshake.host.map { quoted($0) } ?? (handshake.request.isCut ? "not captured" : "missing"))\(isSame ? "" : ": a page from elsewhere")."
        let isGorilla = handshake.isGorillaRefusal
        // A body with words of its own that don't speak of the origin gives another reason.
        let isOther = handshake.isBodyTelling && handshake.responseBody?.text?.lowercased().contains("origin") == false
        let originCause = Cause(
            .originRefused, strength: isGorilla ? 88 : isSame || isOther ? 45 : 62,
            "The server does not accept a WebSocket from pages of that origin.",
            evidence: [sentence]
                + (isGorilla
                    ? ["The answer has the form that gorilla/websocket gives it where its CheckOrigin says no."] : []),
            remedies: [
                Remedy(
                    .server,
                    "Allow \(quoted(origin)): allowed_request_origins in Rails, ALLOWED_HOSTS in Django Channels, "
                        + "setAllowedOrigins in Spring, check_origin in Tornado, CheckOrigin in gorilla/websocket."),
                Remedy(.proxy, "Pass Host and Origin on unchanged: many servers compare the two."),
            ])
        if let credentials = credentialsMissing(handshake) { return [credentials] }
        // Tornado says so where its check_origin refuses: another body comes from elsewhere.
        if handshake.isTornadoRefusal { return [rightsRefused(handshake, strength: 62)] }
        return [originCause, rightsRefused(handshake, strength: isGorilla ? 30 : isOther ? 62 : isSame ? 60 : 50)]
    }

    private static func rightsRefused(_ handshake: UpgradeHandshake, strength: Int) -> Cause {
        let page =
            handshake.isTornadoRefusal
            ? ["Tornado's own check of the origin answers in other words, so something else in the program refused."]
            : []
        return Cause(
            .forbidden, strength: strength,
            "The server, or a proxy before it, refuses this client: because of its rights, its address, or a filter's rule.",
            evidence: handshake.bodySentences + page + [credentials(in: handshake.request)],
            remedies: [
                Remedy(.client, "Check cookie, token and rights."),
                Remedy(.server, "Its log, or the proxy's, should say what refused the request."),
            ])
    }

    private static func versionRefused(
        _ response: ResponseHead, _ advice: StatusAdvice, _ handshake: UpgradeHandshake
    ) -> Cause {
        let sent = handshake.request.value("Sec-WebSocket-Version")
        guard let known = response.value("Sec-WebSocket-Version"),
            sent.map({ !response.hasElement($0, in: "Sec-WebSocket-Version") }) ?? true
        else { return statusOnly(handshake, advice) }
        // Whoever asks for 13 has done its part, unless the server wants that, too.
        let isRight = sent == "13"
        let accept = Remedy(.server, "Accept version 13: the other numbers are drafts, which nobody uses any more.")
        let send = Remedy(.client, "Send Sec-WebSocket-Version: 13, the version of RFC 6455.")
        return Cause(
            .versionRefused, strength: 80,
            sent.map { "The server does not speak version \(quoted($0)) of the WebSocket protocol." }
                ?? "The request names no version of the WebSocket protocol, and the server asks for one.",
            evidence: ["The answer names what the server speaks: Sec-WebSocket-Version: \(quoted(known))."],
            remedies: (isRight ? [] : [send])
                + (response.hasElement("13", in: "Sec-WebSocket-Version") ? [] : [accept]))
    }

    private static func wrongPath(_ response: ResponseHead, _ advice: StatusAdvice, _ handshake: UpgradeHandshake)
        -> Cause
    {
        var sentences = [
            "The request asks for \(quoted(handshake.request.target))"
                + (handshake.host.map { " at host \(quoted($0))." }
                    // The line may be among those that are missing.
                    ?? (handshake.request.isCut ? "." : ", and names no host."))
        ]
        if let methods = response.value("Allow") { sentences.append("Allow says \(quoted(methods)).") }
        sentences += handshake.bodySentences
        if let type = response.value("Content-Type") { sentences.append("The answer is of type \(quoted(type)).") }
        return Cause(
            .wrongPath, strength: 60,
            "No WebSocket endpoint answers at this path\(handshake.host == nil ? "" : " and host").",
            evidence: sentences,
            remedies: [
                Remedy(.client, "Check path and host, letter by letter, with and without the trailing slash."),
                Remedy(.proxy, "Route this path to the WebSocket server, and pass Upgrade and Connection on."),
            ])
    }

    /// A 503 without a sign of a proxy: who answers it is the server itself, as far as the capture shows.
    private static func unavailable(_ advice: StatusAdvice, _ handshake: UpgradeHandshake) -> Cause {
        Cause(
            .gatewayFailed, strength: 75, advice.meaning.asSentence, evidence: telling(handshake, advice),
            remedies: [
                Remedy(.client, advice.remedy), Remedy(.server, "Its log should say why it takes no requests."),
            ])
    }

    private static func gatewayFailed(
        _ response: ResponseHead, _ advice: StatusAdvice, _ handshake: UpgradeHandshake, _ evidence: SessionEvidence
    ) -> Cause {
        if response.status == 503, evidence.forwardingSign == nil { return unavailable(advice, handshake) }
        let who = response.value("Server").map { ["The answer names \(quoted($0)) as its server."] }
        let when = response.value("Retry-After").map { ["Retry-After says \(quoted($0))."] }
        return Cause(
            .gatewayFailed, strength: 75, advice.meaning.asSentence,
            evidence: who.map { $0 + (when ?? []) + handshake.bodySentences } ?? telling(handshake, advice),
            remedies: [
                Remedy(.server, "Check that it runs, and that it listens where the proxy looks for it."),
                Remedy(.proxy, "Its error log names the address and the reason."),
            ])
    }
}

extension UpgradeHandshake {
    /// Whether the refusal is a 403 as gorilla/websocket's Upgrader writes it, which it does for the origin only.
    ///
    /// Its server.go writes the status' phrase as the body, and Sec-WebSocket-Version.
    fileprivate var isGorillaRefusal: Bool {
        status == 403 && response?.value("Sec-WebSocket-Version") == "13" && responseBody?.text == "Forbidden\n"
    }

    /// Whether Tornado refused, and not because of its check_origin, whose text is one of `RefusalText`.
    fileprivate var isTornadoRefusal: Bool {
        response?.value("Server")?.hasPrefix("TornadoServer/") == true && responseBody?.summary != nil
    }
}
