import Wire

/// What a TLS record carries (RFC 8446 §5.1, RFC 5246 §6.2.1).
public struct ContentType: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt8

    /// The content type with this number.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// change_cipher_spec.
    public static let changeCipherSpec = ContentType(rawValue: 20)
    /// alert.
    public static let alert = ContentType(rawValue: 21)
    /// handshake.
    public static let handshake = ContentType(rawValue: 22)
    /// application_data.
    public static let applicationData = ContentType(rawValue: 23)
    /// heartbeat (RFC 6520).
    public static let heartbeat = ContentType(rawValue: 24)

    /// The name as RFCs write it: `application_data`; nil for a number without a type.
    public var name: String? { TLSNames.contentType(rawValue) }
}
