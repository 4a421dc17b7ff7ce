/// A rule that a handshake breaks, or a fact worth knowing about it, at one place in its heads.
public struct HandshakeDefect: Hashable, Sendable {
    /// The rules that can be judged from the two heads; the raw values are the rulebook's.
    public enum Rule: String, CaseIterable, Hashable, Sendable {
        /// The method is not GET.
        case method = "handshake.method"
        /// The request's version is below HTTP/1.1.
        case httpVersion = "handshake.http-version"
        /// The request has no Host.
        case hostMissing = "handshake.host-missing"
        /// The request's Upgrade does not name websocket.
        case upgradeMissing = "handshake.upgrade-missing"
        /// The request's Connection does not name Upgrade.
        case connectionMissing = "handshake.connection-missing"
        /// The request has no Sec-WebSocket-Key.
        case keyMissing = "handshake.key-missing"
        /// The Sec-WebSocket-Key is not the base64 of 16 bytes.
        case keyInvalid = "handshake.key-invalid"
        /// The request has no Sec-WebSocket-Version.
        case versionMissing = "handshake.version-missing"
        /// The Sec-WebSocket-Version is not 13.
        case versionUnsupported = "handshake.version-unsupported"
        /// The final response is not a 101.
        case refused = "handshake.refused"
        /// The 101 has no Sec-WebSocket-Accept.
        case acceptMissing = "handshake.accept-missing"
        /// The Sec-WebSocket-Accept does not fit the key.
        case acceptMismatch = "handshake.accept-mismatch"
        /// The 101's Upgrade does not name websocket.
        case responseUpgradeMissing = "handshake.response-upgrade-missing"
        /// The 101's Connection does not name Upgrade.
        case responseConnectionMissing = "handshake.response-connection-missing"
        /// A header that must not be repeated is, or one is empty that must name something.
        case headerRepeated = "handshake.header-repeated"
        /// The 101 has a Content-Length or a Transfer-Encoding.
        case responseFramed = "handshake.response-framed"
        /// The 101 is below HTTP/1.1.
        case responseHTTPVersion = "handshake.response-http-version"
        /// Subprotocols were offered and the 101 names none.
        case subprotocolUnanswered = "handshake.subprotocol-unanswered"
        /// The server chose a subprotocol that was not offered.
        case subprotocolUnrequested = "handshake.subprotocol-unrequested"
        /// The server chose an extension that was not offered.
        case extensionUnrequested = "handshake.extension-unrequested"
        /// The server's answer has a wrong extension parameter.
        case extensionInvalid = "handshake.extension-invalid"
        /// An element of the client's offer has a wrong extension parameter.
        case extensionOfferInvalid = "handshake.extension-offer-invalid"
        /// The empty line that ends a head never came.
        case headUnfinished = "handshake.head-unfinished"
        /// A head is larger than servers accept.
        case headTooLarge = "handshake.head-too-large"
        /// A header line is malformed.
        case headerMalformed = "handshake.header-malformed"
        /// The request has no Origin.
        case originMissing = "handshake.origin-missing"
        /// The handshake is one of a draft before RFC 6455.
        case draft = "handshake.draft"
        /// Credentials travel in the clear.
        case cleartextCredentials = "handshake.cleartext-credentials"
    }

    /// Who is to blame.
    public enum Party: String, Hashable, Sendable {
        /// Who sent the request.
        case client
        /// Who sent the response.
        case server
    }

    /// Where the evidence stands.
    public enum Place: Hashable, Sendable {
        /// Bytes of the request head.
        case request(Range<Int>)
        /// Bytes of the response head.
        case response(Range<Int>)
    }

    /// Which rule.
    public var rule: Rule
    /// Who is to blame.
    public var blame: Party
    /// The observed values, and what to do where that helps: a sentence or two.
    public var detail: String
    /// The evidence; the start line where something is missing.
    public var place: Place
}

extension HandshakeDefect.Rule {
    /// Whether lines that the capture lacks of the request could show that the rule was kept after all.
    var needsWholeRequest: Bool {
        switch self {
        case .hostMissing, .upgradeMissing, .connectionMissing, .keyMissing, .versionMissing, .originMissing,
            .subprotocolUnrequested, .extensionUnrequested, .extensionInvalid:
            true
        case .method, .httpVersion, .keyInvalid, .versionUnsupported, .refused, .acceptMissing, .acceptMismatch,
            .responseUpgradeMissing, .responseConnectionMissing, .headerRepeated, .responseFramed, .responseHTTPVersion,
            .subprotocolUnanswered, .extensionOfferInvalid, .headerMalformed, .cleartextCredentials, .headUnfinished,
            .draft,
            .headTooLarge:
            false
        }
    }

    /// Whether lines that the capture lacks of the response could show that the rule was kept after all.
    var needsWholeResponse: Bool {
        switch self {
        case .acceptMissing, .responseUpgradeMissing, .responseConnectionMissing, .subprotocolUnanswered: true
        case .method, .httpVersion, .hostMissing, .upgradeMissing, .connectionMissing, .keyMissing, .keyInvalid,
            .versionMissing, .versionUnsupported, .refused, .acceptMismatch, .subprotocolUnrequested,
            .extensionUnrequested, .extensionInvalid, .extensionOfferInvalid, .headerMalformed, .originMissing,
            .cleartextCredentials, .headerRepeated, .responseFramed, .responseHTTPVersion, .headUnfinished, .draft,
            .headTooLarge:
            false
        }
    }
}
