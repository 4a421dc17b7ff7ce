import Wire

/// A ClientHello (RFC 8446 §4.1.2, RFC 5246 §7.4.1.2): what the client can do and whom it wants to reach.
public struct ClientHello: Hashable, Sendable {
    /// The highest version of a client up to TLS 1.2; 0x0303 in TLS 1.3, where `supportedVersions` counts.
    public let legacyVersion: ProtocolVersion
    /// The random that finds the connection's keys in a key log.
    public let random: HelloRandom
    /// The session that the client wants to resume, or 32 random bytes for old middleboxes; at most 255 bytes.
    public let sessionID: [UInt8]
    /// The offered cipher suites in the client's order, GREASE included.
    public let cipherSuites: [UInt16]
    /// The offered compression methods; only 0, none, is in use.
    public let compressionMethods: [UInt8]
    /// The extensions and what they say.
    public let extensions: HandshakeExtensions

    /// Reads the body of the message, which ends at `end`.
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>, within end: Int) throws(DecodeError) {
        legacyVersion = ProtocolVersion(rawValue: try reader.uint16(.tlsHelloVersion, within: end))
        random = try HelloRandom(reading: &reader, within: end)
        sessionID = reader.copy(try reader.opaque(1, .tlsSessionIDLength, .tlsSessionID, within: end))
        cipherSuites = try reader.list16(2, .tlsCipherSuitesLength, .tlsCipherSuite, within: end)
        compressionMethods = try reader.list8(.tlsCompressionMethodsLength, .tlsCompressionMethod, within: end)
        extensions = try HandshakeExtensions(reading: &reader, in: .clientHello, within: end)
    }
}

extension ClientHello {
    /// The host that the client wants (server_name); a cover name if `offersEncryptedClientHello`.
    public var serverName: String? { extensions.serverName }
    /// The protocols that the client offers, as `http/1.1` (ALPN).
    public var protocols: [String] { extensions.protocols }
    /// The offered versions, GREASE left out; empty up to TLS 1.2.
    public var supportedVersions: [ProtocolVersion] {
        extensions.supportedVersions.filter { !TLSNames.isGREASE($0.rawValue) }
    }
    /// Whether TLS 1.3 is among them.
    public var offersTLS13: Bool { supportedVersions.contains { $0 >= .tls13 } }
    /// The groups that the client can exchange keys in, GREASE included.
    public var groups: [NamedGroup] { extensions.groups }
    /// The groups that it has sent keys for already, GREASE included.
    public var keyShareGroups: [NamedGroup] { extensions.keyShareGroups }
    /// Whether data encrypted with an early secret may follow at once.
    public var offersEarlyData: Bool { extensions.contains(.earlyData) }
    /// The ticket of TLS 1.2 to resume with (RFC 5077), empty if one is only asked for; nil without the extension.
    public var ticket: [UInt8]? { extensions.ticket }
    /// How many keys of earlier sessions it offers to resume with (TLS 1.3).
    public var preSharedKeys: Int { extensions.preSharedKeys }
    /// Whether the real hello is inside, encrypted (ECH): `serverName` is then only the name of the front.
    public var offersEncryptedClientHello: Bool { extensions.hasOuterClientHello }
    /// extended_master_secret (RFC 7627).
    public var extendedMasterSecret: Bool { extensions.contains(.extendedMasterSecret) }
    /// encrypt_then_mac (RFC 7366).
    public var encryptThenMAC: Bool { extensions.contains(.encryptThenMAC) }
    /// The highest version that the client offers, either way.
    public var highestVersion: ProtocolVersion { supportedVersions.max() ?? legacyVersion }
}

extension HelloRandom {
    /// Reads the 32 bytes of a hello's random.
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>, within end: Int) throws(DecodeError) {
        try reader.room(32, .tlsRandom, within: end)
        let place = try reader.run(32, .tlsRandom)
        guard let random = HelloRandom(reader.bytes.extracting(place)) else { throw reader.invalid(.tlsRandom) }
        self = random
    }
}
