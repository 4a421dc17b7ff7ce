import Wire

/// A ServerHello (RFC 8446 §4.1.3, RFC 5246 §7.4.1.3): what the server has chosen.
///
/// In TLS 1.3 a HelloRetryRequest, which asks for another ClientHello, is a ServerHello with a random of its own.
public struct ServerHello: Hashable, Sendable {
    /// The chosen version up to TLS 1.2; 0x0303 in TLS 1.3.
    public let legacyVersion: ProtocolVersion
    /// The server's random.
    public let random: HelloRandom
    /// The session's identifier: the client's own one in TLS 1.3 and where a session is resumed by it.
    public let sessionID: [UInt8]
    /// The chosen cipher suite.
    public let cipherSuite: CipherSuite
    /// The chosen compression method: 0, none.
    public let compressionMethod: UInt8
    /// Whether the server asks for another ClientHello.
    public let isHelloRetryRequest: Bool
    /// The extensions and what they say.
    public let extensions: HandshakeExtensions

    /// Reads the body of the message, which ends at `end`.
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>, within end: Int) throws(DecodeError) {
        legacyVersion = ProtocolVersion(rawValue: try reader.uint16(.tlsHelloVersion, within: end))
        random = try HelloRandom(reading: &reader, within: end)
        isHelloRetryRequest = random == .helloRetryRequest
        // Drafts of TLS 1.3 before 22 left out what it has no use for.
        let isShort = legacyVersion.draft.map { $0 < 22 } ?? false
        sessionID =
            isShort ? [] : reader.copy(try reader.opaque(1, .tlsSessionIDLength, .tlsSessionID, within: end))
        cipherSuite = CipherSuite(rawValue: try reader.uint16(.tlsCipherSuite, within: end))
        compressionMethod = isShort ? 0 : try reader.uint8(.tlsCompressionMethod, within: end)
        extensions = try HandshakeExtensions(
            reading: &reader, in: isHelloRetryRequest ? .helloRetryRequest : .serverHello, within: end)
    }
}

extension ServerHello {
    /// The version that holds from here on.
    public var version: ProtocolVersion { extensions.selectedVersion ?? legacyVersion }
    /// The selected protocol (ALPN) up to TLS 1.2; later it is in the EncryptedExtensions.
    public var `protocol`: String? { extensions.protocols.first }
    /// The group that keys are exchanged in (TLS 1.3); in a HelloRetryRequest the one that the server wants.
    public var keyShareGroup: NamedGroup? { extensions.keyShareGroups.first }
    /// Which of the client's offered keys the session resumes with, from 0 (TLS 1.3).
    public var preSharedKey: Int? { extensions.selectedPreSharedKey }
    /// extended_master_secret (RFC 7627).
    public var extendedMasterSecret: Bool { extensions.contains(.extendedMasterSecret) }
    /// encrypt_then_mac (RFC 7366).
    public var encryptThenMAC: Bool { extensions.contains(.encryptThenMAC) }
    /// Whether a NewSessionTicket will follow (RFC 5077 §3.2), up to TLS 1.2.
    public var promisesTicket: Bool { extensions.contains(.sessionTicket) }
    /// The newer version that the server could have spoken, told by the end of its random (RFC 8446 §4.1.3): a sign
    /// that the client was kept from offering more.
    public var downgradedFrom: ProtocolVersion? {
        switch Array(random.bytes.suffix(8)) {
        case [0x44, 0x4f, 0x57, 0x4e, 0x47, 0x52, 0x44, 0x01]: .tls13
        case [0x44, 0x4f, 0x57, 0x4e, 0x47, 0x52, 0x44, 0x00]: .tls12
        default: nil
        }
    }
}

extension HelloRandom {
    /// The random of every HelloRetryRequest: the SHA-256 of `HelloRetryRequest` (RFC 8446 §4.1.3).
    static let helloRetryRequest = HelloRandom(
        words: [0xcf21_ad74_e59a_6111, 0xbe1d_8c02_1e65_b891, 0xc2a2_1116_7abb_8c5e, 0x079e_09e2_c8a8_339c])
}
