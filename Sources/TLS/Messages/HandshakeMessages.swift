// The messages of a handshake besides the hellos, as far as they tell something.
import Wire

/// EncryptedExtensions (RFC 8446 §4.3.1): what the server says to the client's extensions in TLS 1.3.
public struct EncryptedExtensions: Hashable, Sendable {
    /// The extensions and what they say.
    public let extensions: HandshakeExtensions

    /// The selected protocol (ALPN).
    public var `protocol`: String? { extensions.protocols.first }
    /// Whether the server takes the early data.
    public var acceptsEarlyData: Bool { extensions.contains(.earlyData) }
}

/// NewSessionTicket: with it the client can resume the session later (RFC 8446 §4.6.1, RFC 5077 §3.3).
public struct NewSessionTicket: Hashable, Sendable {
    /// The ticket, opaque to the client.
    public let ticket: [UInt8]
    /// How long it may be used, in seconds; 0 in TLS 1.2 says nothing.
    public let lifetime: UInt32
    /// What is added to the ticket's age to hide it, in milliseconds; nil up to TLS 1.2.
    public let ageAdd: UInt32?
    /// The extensions; empty up to TLS 1.2.
    public let extensions: HandshakeExtensions

    /// The most early data that may be sent with it, in bytes; nil if none may.
    public var mostEarlyData: UInt32? { extensions.mostEarlyData }

    init<Sink: FieldSink>(
        reading reader: inout FieldReader<Sink>, version: ProtocolVersion, within end: Int
    ) throws(DecodeError) {
        lifetime = try reader.uint32(.tlsTicketLifetime, within: end)
        if version >= .tls13 {
            ageAdd = try reader.uint32(.tlsTicketAgeAdd, within: end)
            _ = try reader.opaque(1, .tlsTicketNonceLength, .tlsTicketNonce, within: end)
        } else {
            ageAdd = nil
        }
        ticket = reader.copy(try reader.opaque(2, .tlsTicketLength, .tlsTicket, within: end))
        extensions =
            version >= .tls13
            ? try HandshakeExtensions(reading: &reader, in: .newSessionTicket, within: end) : HandshakeExtensions()
    }
}

/// ServerKeyExchange (RFC 5246 §7.4.3, RFC 8422 §5.4): the server's part of the key exchange up to TLS 1.2.
public struct ServerKeyExchange: Hashable, Sendable {
    /// The curve, if keys are exchanged over one that has a name.
    public let group: NamedGroup?
    /// How the message is signed; nil if it is not, or before TLS 1.2.
    public let signatureScheme: SignatureScheme?
    /// The length of the prime in bytes, if keys are exchanged without a curve.
    public let primeLength: Int?
}

/// ClientKeyExchange (RFC 5246 §7.4.7): the client's part of the key exchange up to TLS 1.2.
public struct ClientKeyExchange: Hashable, Sendable {
    /// The encrypted premaster secret of the RSA key exchange, without its length; nil for other exchanges.
    public let encryptedPremaster: [UInt8]?
}

/// CertificateVerify (RFC 8446 §4.4.3, RFC 5246 §7.4.8): the proof that the sender has the certificate's key.
public struct CertificateVerify: Hashable, Sendable {
    /// How it is signed; nil before TLS 1.2.
    public let signatureScheme: SignatureScheme?
}

/// A CompressedCertificate (RFC 8879 §4): a Certificate message of TLS 1.3, compressed.
public struct CompressedCertificate: Hashable, Sendable {
    /// 1 zlib, 2 Brotli, 3 Zstandard.
    public let algorithm: UInt16
    /// The length of the message in bytes when it is unpacked.
    public let uncompressedLength: Int
    /// Where the compressed bytes stand, in bytes from the message's first one.
    public let compressed: Range<Int>
}
