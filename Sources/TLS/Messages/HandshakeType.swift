import Wire

/// What a handshake message is (IANA: TLS HandshakeType).
public struct HandshakeType: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt8

    /// The type with this number.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// hello_request: the server asks for a renegotiation (RFC 5246 §7.4.1.1).
    public static let helloRequest = HandshakeType(rawValue: 0)
    /// client_hello.
    public static let clientHello = HandshakeType(rawValue: 1)
    /// server_hello, in TLS 1.3 HelloRetryRequest too.
    public static let serverHello = HandshakeType(rawValue: 2)
    /// new_session_ticket.
    public static let newSessionTicket = HandshakeType(rawValue: 4)
    /// end_of_early_data.
    public static let endOfEarlyData = HandshakeType(rawValue: 5)
    /// encrypted_extensions.
    public static let encryptedExtensions = HandshakeType(rawValue: 8)
    /// certificate.
    public static let certificate = HandshakeType(rawValue: 11)
    /// server_key_exchange.
    public static let serverKeyExchange = HandshakeType(rawValue: 12)
    /// certificate_request.
    public static let certificateRequest = HandshakeType(rawValue: 13)
    /// server_hello_done.
    public static let serverHelloDone = HandshakeType(rawValue: 14)
    /// certificate_verify.
    public static let certificateVerify = HandshakeType(rawValue: 15)
    /// client_key_exchange.
    public static let clientKeyExchange = HandshakeType(rawValue: 16)
    /// finished.
    public static let finished = HandshakeType(rawValue: 20)
    /// certificate_status (RFC 6066 §8).
    public static let certificateStatus = HandshakeType(rawValue: 22)
    /// key_update.
    public static let keyUpdate = HandshakeType(rawValue: 24)
    /// compressed_certificate (RFC 8879).
    public static let compressedCertificate = HandshakeType(rawValue: 25)
    /// message_hash, which stands only in transcripts (RFC 8446 §4.4.1).
    public static let messageHash = HandshakeType(rawValue: 254)

    /// The name as RFCs write it: `ClientHello`; nil for a number without a message.
    public var name: String? { TLSNames.handshakeType(rawValue) }
}
