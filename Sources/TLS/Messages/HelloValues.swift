// The numbers that hellos offer and choose.
import Wire

/// A group or curve for the exchange of keys (IANA: TLS Supported Groups).
public struct NamedGroup: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt16

    /// The group with this number.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The registered name: `x25519`; `GREASE` for a value that means nothing (RFC 8701); nil for an unknown number.
    public var name: String? { TLSNames.group(rawValue) }
    /// The name, or the number as `0x11ec`.
    public var label: String { name ?? TLSNames.hexadecimal(rawValue) }
    /// Whether it is one of the numbers that are sent only so that receivers learn to ignore them (RFC 8701).
    public var isGREASE: Bool { TLSNames.isGREASE(rawValue) }
}

/// How a signature is made (IANA: TLS SignatureScheme).
public struct SignatureScheme: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt16

    /// The scheme with this number.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The registered name: `ecdsa_secp256r1_sha256`; `GREASE` (RFC 8701); nil for an unknown number.
    public var name: String? { TLSNames.signatureScheme(rawValue) }
}

/// Which extension of a message (IANA: TLS ExtensionType Values).
public struct ExtensionType: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt16

    /// The extension with this number.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The registered name: `server_name`; `GREASE` (RFC 8701); nil for an unknown number.
    public var name: String? { TLSNames.extensionType(rawValue) }
    /// Whether it is one of the numbers that are sent only so that receivers learn to ignore them (RFC 8701).
    public var isGREASE: Bool { TLSNames.isGREASE(rawValue) }
}
