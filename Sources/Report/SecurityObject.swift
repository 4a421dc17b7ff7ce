import Diagram
import Dissection
import TLS
import Wire

extension JSONText {
    /// The TLS connection of a session, as far as it was known when the session began.
    ///
    /// `inferred` says that the ServerHello is not in the capture: the records open with that version and cipher suite.
    mutating func security(_ session: SessionEvent) {
        guard let security = session.tls else { return }
        beginObject("tls")
        handshake(security.handshake, session)
        field("clientClosed", security.clientClosure?.word)
        field("serverClosed", security.serverClosure?.word)
        if let outer = security.outer {
            beginObject("outer")
            handshake(outer, session)
            endObject()
        }
        endObject()
    }

    private mutating func handshake(_ facts: HandshakeFacts, _ session: SessionEvent) {
        field("version", facts.version?.label)
        field("cipherSuite", facts.cipherSuite?.label)
        if facts.inferredSuite != nil, facts.serverHello == nil { field("inferred", true) }
        if let hello = facts.clientHello {
            field("serverName", hello.serverName)
            field("clientRandom", hex: hello.random.bytes)
            field("offeredVersions", Self.versions(hello))
            field("offeredProtocols", hello.protocols)
            if hello.offersEncryptedClientHello { field("offersEncryptedHello", true) }
        }
        field("protocol", facts.applicationProtocol)
        field("group", facts.serverHello?.keyShareGroup?.label)
        field("resumption", facts.resumption == .none ? nil : facts.resumption.rawValue)
        field("earlyData", facts.earlyData == .none ? nil : facts.earlyData.rawValue)
        if facts.hasHelloRetry { field("helloRetryRequest", true) }
        if facts.renegotiations > 0 { field("renegotiations", facts.renegotiations) }
        chain("certificates", facts, .server, session)
        chain("clientCertificates", facts, .client, session)
        messages(facts)
    }

    private static func versions(_ hello: ClientHello) -> [String] {
        let versions = hello.supportedVersions.isEmpty ? [hello.legacyVersion] : hello.supportedVersions
        return versions.map(\.label)
    }

    private mutating func chain(
        _ key: StaticString, _ facts: HandshakeFacts, _ role: ConnectionRole, _ session: SessionEvent
    ) {
        let chain = CertificateChain(facts, of: role).certificates
        guard !chain.isEmpty else { return }
        let (whole, rest) = session.time.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        beginArray(key)
        for (index, certificate) in chain.enumerated() {
            beginObject()
            switch certificate {
            case .failure(let error): field("problem", error.reason)
            case .success(let summary):
                self.certificate(summary)
                field("valid", summary.isValid(at: rest < 0 ? whole - 1 : whole))
                if index == 0, role == .server, let host = facts.serverName {
                    field("coversServerName", summary.covers(host: host))
                }
            }
            endObject()
        }
        endArray()
    }

    private mutating func certificate(_ summary: CertificateSummary) {
        field("subject", summary.subject)
        field("issuer", summary.issuer)
        field("names", summary.names)
        field("notBefore", summary.notBefore.rfc3339)
        field("notAfter", summary.notAfter.rfc3339)
        field("serial", summary.serial)
        field("publicKey", summary.publicKey)
        field("signatureAlgorithm", summary.signatureAlgorithm)
        field("selfSigned", summary.isSelfSigned)
    }

    private mutating func messages(_ facts: HandshakeFacts) {
        guard !facts.messages.isEmpty else { return }
        beginArray("messages")
        for message in facts.messages {
            beginObject()
            field("from", message.from.rawValue)
            field("type", message.name)
            field("length", message.length)
            field("record", message.record)
            field("protected", message.isProtected)
            endObject()
        }
        endArray()
        if facts.messageCount > facts.messages.count { field("messageCount", facts.messageCount) }
    }
}

extension Closure {
    /// The reason in the machine-readable formats.
    var word: String {
        switch self {
        case .noKeys: "no-keys"
        case .missing: "missing-keys"
        case .wrongKeys: "wrong-keys"
        case .unsupported: "unsupported-cipher"
        case .handshakeMissing: "handshake-missing"
        case .damaged: "decrypt-failed"
        }
    }
}

extension HandshakeFacts.Message {
    /// Its name: `ClientHello`, `HelloRetryRequest`.
    var name: String {
        if type == .serverHello, case .serverHello(let hello)? = try? HandshakeMessage(bytes.rawSpan, context: context),
            hello.isHelloRetryRequest
        {
            return "HelloRetryRequest"
        }
        return type.name ?? "type \(type.rawValue)"
    }

    /// Its length in bytes, header included, even where only the header is kept.
    var length: Int {
        guard bytes.count >= HandshakeHeader.size else { return bytes.count }
        return HandshakeHeader.size + (Int(bytes[1]) << 16 | Int(bytes[2]) << 8 | Int(bytes[3]))
    }
}
