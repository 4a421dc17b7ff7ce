import Wire

/// A cipher suite: what two ends agreed to protect a connection with (RFC 8446 §B.4, RFC 5246 §A.5).
public struct CipherSuite: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt16

    /// The cipher suite with this number.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The name that IANA registered: `TLS_AES_128_GCM_SHA256`; nil for other numbers.
    public var name: String? { Self.firstNames[rawValue] ?? Self.secondNames[rawValue] }

    /// The suites of TLS 1.3 (RFC 8446 §B.4).
    static let ofTLS13: [CipherSuite] = (0x1301...0x1305).map(CipherSuite.init(rawValue:))

    /// What the suite consists of; nil for a number without a name, and for signals that are no suite.
    public var parameters: Parameters? { name.flatMap(Parameters.init(name:)) }

    /// Why records under this suite stay closed even with their keys, as words that go on after "because"; nil: they
    /// can be opened.
    public var whyUnsupported: String? {
        guard let name else { return "cipher suite \(label) is not registered" }
        guard let parameters else { return "\(name) is a signal, not a cipher suite" }
        guard case .other(let cipher) = parameters.cipher else { return nil }
        return "ws101 does not open the cipher \(cipher), only AES (GCM, CCM, CBC) and ChaCha20-Poly1305"
    }

    /// The name, or the number as `0xfafa`.
    public var label: String { name ?? TLSNames.hexadecimal(rawValue) }
}

extension CipherSuite {
    /// What a cipher suite consists of.
    public struct Parameters: Hashable, Sendable {
        /// How both ends come to share a premaster secret.
        public let keyExchange: KeyExchange
        /// What encrypts records.
        public let cipher: Cipher
        /// What authenticates records; nil for ciphers that do it themselves.
        public let mac: HashAlgorithm?
        /// The hash of the key derivation that the suite names: SHA-256 where it names none.
        public let hash: HashAlgorithm

        /// The hash that secrets are derived with; nil before TLS 1.2, where it is MD5 and SHA-1 together (RFC 4346 §5).
        public func prfHash(for version: ProtocolVersion) -> HashAlgorithm? { version < .tls12 ? nil : hash }

        /// Whether the suite belongs to TLS 1.3 and to no version before.
        public var isTLS13: Bool { keyExchange == .tls13 }
        /// Whether the suite exists since TLS 1.2: its cipher authenticates, or its MAC is none of the old ones.
        public var needsTLS12: Bool { mac != .md5 && mac != .sha1 }
    }

    /// How both ends come to share a secret.
    public enum KeyExchange: Hashable, Sendable {
        /// TLS 1.3: extensions say it, not the suite.
        case tls13
        /// The client encrypts the premaster secret with the server's RSA key.
        case rsa
        /// Diffie-Hellman with fresh keys.
        case dhe
        /// Diffie-Hellman with fresh keys on an elliptic curve.
        case ecdhe
        /// A key that both know before.
        case psk
        /// Such a key and Diffie-Hellman.
        case dhePSK
        /// Such a key and Diffie-Hellman on an elliptic curve.
        case ecdhePSK
        /// Such a key and RSA.
        case rsaPSK
        /// Another, as the suite's name writes it: `DH_anon`.
        case other(String)
    }

    /// A cipher for records.
    public enum Cipher: Hashable, Sendable {
        /// AES in Galois/Counter Mode (RFC 5288), with keys of so many bytes.
        case aesGCM(keyLength: Int)
        /// ChaCha20-Poly1305 (RFC 7905).
        case chaCha20Poly1305
        /// AES in Counter with CBC-MAC mode (RFC 6655), with tags of so many bytes.
        case aesCCM(keyLength: Int, tagLength: Int)
        /// AES in Cipher Block Chaining mode (RFC 3268).
        case aesCBC(keyLength: Int)
        /// None: records are authenticated, and not encrypted.
        case null
        /// One that is not opened here, as the suite's name writes it: `RC4_128`.
        case other(String)
    }

    /// A hash function.
    public enum HashAlgorithm: Hashable, Sendable {
        /// MD5.
        case md5
        /// SHA-1.
        case sha1
        /// SHA-256.
        case sha256
        /// SHA-384.
        case sha384

        /// The number of bytes that it gives.
        public var length: Int {
            switch self {
            case .md5: 16
            case .sha1: 20
            case .sha256: 32
            case .sha384: 48
            }
        }
    }
}
