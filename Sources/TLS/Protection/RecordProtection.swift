import Wire

/// What opens the records that one side sends under one set of keys.
public struct RecordProtection: Sendable {
    enum Method: Sendable {
        case aead(AEADProtection)
        case block(BlockProtection)
    }

    /// The suite that the keys belong to.
    public let suite: CipherSuite
    /// The version that says how records are built.
    public let version: ProtocolVersion

    var method: Method
    /// What the next keys come from, in TLS 1.3.
    private let trafficSecret: Secret?

    private init(suite: CipherSuite, version: ProtocolVersion, _ method: Method, trafficSecret: Secret? = nil) {
        self.suite = suite
        self.version = version
        self.method = method
        self.trafficSecret = trafficSecret
    }

    /// The keys of TLS 1.3 that come from a traffic secret (RFC 8446 §7.3).
    ///
    /// nil if the suite cannot be opened, is none of TLS 1.3, or if the secret is not as long as its hash.
    public init?(suite: CipherSuite, trafficSecret: Secret) {
        guard let parameters = suite.parameters, parameters.isTLS13, trafficSecret.count == parameters.hash.length,
            parameters.cipher.keyLength > 0,
            let key = KeySchedule.expandLabel(
                trafficSecret, "key", count: parameters.cipher.keyLength, hash: parameters.hash),
            let iv = KeySchedule.expandLabel(trafficSecret, "iv", count: 12, hash: parameters.hash),
            let aead = AEADProtection(parameters.cipher, isTLS13: true, key: key.key, fixedIV: iv.revealed)
        else { return nil }
        self.init(suite: suite, version: .tls13, .aead(aead), trafficSecret: trafficSecret)
    }

    /// The keys of both sides that come from the master secret of TLS 1.0, 1.1 or 1.2 (RFC 5246 §6.3).
    ///
    /// nil if the suite cannot be opened or does not exist in the version.
    public static func pair(
        version: ProtocolVersion, suite: CipherSuite, master: Secret, clientRandom: HelloRandom,
        serverRandom: HelloRandom, encryptThenMAC: Bool
    ) -> (client: RecordProtection, server: RecordProtection)? {
        guard let parameters = suite.parameters, let prf = PseudoRandomFunction(version: version, suite: suite),
            version >= .tls12 || !parameters.needsTLS12
        else { return nil }
        let macLength = parameters.mac?.length ?? 0
        let keyLength = parameters.cipher.keyLength
        let ivLength: Int
        switch parameters.cipher {
        case .aesGCM, .aesCCM, .chaCha20Poly1305:
            ivLength = AEADProtection.fixedIVLength(of: parameters.cipher, isTLS13: false)
        // Later versions write the IV into the record.
        case .aesCBC: ivLength = version <= .tls10 ? BlockProtection.blockSize : 0
        case .null, .other: ivLength = 0
        }
        let block = prf.expand(
            master, label: "key expansion", seed: serverRandom.bytes + clientRandom.bytes,
            count: 2 * (macLength + keyLength + ivLength))
        // Both MAC keys, then both keys, then both IVs; the client's first.
        func protection(of role: ConnectionRole) -> RecordProtection? {
            func part(_ start: Int, _ length: Int) -> [UInt8] {
                let start = start + role.index * length
                return Array(block[start..<start + length])
            }
            let mac = part(0, macLength)
            let key = Secret(part(2 * macLength, keyLength)).key
            let iv = part(2 * (macLength + keyLength), ivLength)
            let method: Method?
            switch parameters.cipher {
            case .aesGCM, .aesCCM, .chaCha20Poly1305:
                method = AEADProtection(parameters.cipher, isTLS13: false, key: key, fixedIV: iv).map(Method.aead)
            case .aesCBC, .null:
                method = parameters.mac.flatMap {
                    BlockProtection(
                        version: version, key: keyLength > 0 ? key : nil,
                        mac: MessageAuthentication(algorithm: $0, key: Secret(mac).key),
                        encryptThenMAC: encryptThenMAC, iv: iv)
                }.map(Method.block)
            case .other: method = nil
            }
            return method.map { RecordProtection(suite: suite, version: version, $0) }
        }
        guard let client = protection(of: .client), let server = protection(of: .server) else { return nil }
        return (client, server)
    }

    /// Opens a record, header included; `sequence` counts the side's records under these keys from 0.
    ///
    /// nil if it does not authenticate, or cannot be a record under these keys at all; then nothing changes.
    public mutating func open(_ record: RawSpan, sequence: UInt64) -> OpenedRecord? {
        switch method {
        case .aead(let aead): return aead.open(record, sequence: sequence)
        case .block(var block):
            let opened = block.open(record, sequence: sequence)
            if opened != nil { method = .block(block) }
            return opened
        }
    }

    /// Whether a record opens only with the one before at hand, as in TLS 1.0.
    public var isChained: Bool {
        guard case .block(let block) = method else { return false }
        return !block.chainedIV.isEmpty
    }

    /// Lets a record go by that stays closed: in TLS 1.0 its last block is the next one's IV.
    public mutating func pass(_ record: RawSpan) {
        guard case .block(var block) = method else { return }
        block.pass(record)
        method = .block(block)
    }

    /// The keys after a KeyUpdate, whose records count from 0 again (RFC 8446 §7.2); nil before TLS 1.3.
    public func updated() -> RecordProtection? {
        guard let trafficSecret, let hash = suite.parameters?.hash else { return nil }
        return KeySchedule.nextTrafficSecret(after: trafficSecret, hash: hash).flatMap {
            RecordProtection(suite: suite, trafficSecret: $0)
        }
    }
}

extension RecordProtection: CustomStringConvertible, CustomReflectable {
    /// What may be shown: `keys of TLS_AES_128_GCM_SHA256`.
    public var description: String { "keys of \(suite.name ?? "an unknown cipher suite")" }
    /// No parts, so that no dump shows keys.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
