import Crypto
import Wire

/// How the secrets of a connection come from one another.
public enum KeySchedule {
    /// HKDF-Expand-Label with an empty context (RFC 8446 §7.1); nil for hashes that TLS 1.3 does not use.
    public static func expandLabel(
        _ secret: Secret, _ label: String, count: Int, hash: CipherSuite.HashAlgorithm
    ) -> Secret? {
        // struct HkdfLabel: length, "tls13 " and the label, context, each with its length before it.
        let name = Array("tls13 \(label)".utf8)
        let info =
            [UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count), UInt8(name.count)] + name + [0]
        let key: SymmetricKey? =
            switch hash {
            case .sha256: HKDF<SHA256>.expand(pseudoRandomKey: secret.key, info: info, outputByteCount: count)
            case .sha384: HKDF<SHA384>.expand(pseudoRandomKey: secret.key, info: info, outputByteCount: count)
            case .md5, .sha1: nil
            }
        return key.map(Secret.init)
    }

    /// The traffic secret after a KeyUpdate (RFC 8446 §7.2).
    public static func nextTrafficSecret(after secret: Secret, hash: CipherSuite.HashAlgorithm) -> Secret? {
        expandLabel(secret, "traffic upd", count: hash.length, hash: hash)
    }

    /// The master secret of TLS 1.0 to 1.2 (RFC 5246 §8.1); nil for other versions and unknown suites.
    public static func master(
        fromPremaster premaster: Secret, version: ProtocolVersion, suite: CipherSuite, clientRandom: HelloRandom,
        serverRandom: HelloRandom
    ) -> Secret? {
        PseudoRandomFunction(version: version, suite: suite).map {
            Secret(
                $0.expand(
                    premaster, label: "master secret", seed: clientRandom.bytes + serverRandom.bytes, count: 48))
        }
    }

    /// The extended master secret (RFC 7627 §4); nil for other versions than TLS 1.0 to 1.2 and unknown suites.
    ///
    /// `sessionHash` is the transcript's digest up to and with the ClientKeyExchange: see ``Transcript``.
    public static func extendedMaster(
        fromPremaster premaster: Secret, version: ProtocolVersion, suite: CipherSuite, sessionHash: [UInt8]
    ) -> Secret? {
        PseudoRandomFunction(version: version, suite: suite).map {
            Secret($0.expand(premaster, label: "extended master secret", seed: sessionHash, count: 48))
        }
    }
}

/// The handshake messages so far, hashed as each version and suite would (RFC 5246 §7.4.9).
///
/// Which hash counts is known only after the ServerHello, so all are kept.
public struct Transcript: Sendable {
    private var md5 = Insecure.MD5()
    private var sha1 = Insecure.SHA1()
    private var sha256 = SHA256()
    private var sha384 = SHA384()

    /// No messages yet.
    public init() {}

    /// Adds a handshake message, or a part of it, beginning with its four bytes of header.
    public mutating func update(_ message: RawSpan) {
        // The pointer does not leave the closure.
        unsafe message.withUnsafeBytes { bytes in
            unsafe md5.update(bufferPointer: bytes)
            unsafe sha1.update(bufferPointer: bytes)
            unsafe sha256.update(bufferPointer: bytes)
            unsafe sha384.update(bufferPointer: bytes)
        }
    }

    /// The digest that `version` and `suite` take; nil for suites that are unknown.
    public func digest(version: ProtocolVersion, suite: CipherSuite) -> [UInt8]? {
        guard let parameters = suite.parameters else { return nil }
        return switch parameters.prfHash(for: version) {
        case nil: Array(md5.finalize()) + Array(sha1.finalize())
        case .sha384: Array(sha384.finalize())
        default: Array(sha256.finalize())
        }
    }
}
