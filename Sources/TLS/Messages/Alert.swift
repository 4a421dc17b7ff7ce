public import Wire

/// An alert (RFC 8446 §6, RFC 5246 §7.2): 2 bytes.
@frozen
public struct Alert: Hashable, Sendable {
    /// 1 for a warning, 2 for a fatal alert, as written; from TLS 1.3 on only the description counts.
    public var level: UInt8
    /// What the sender has to say.
    public var description: AlertDescription

    /// The bytes that an alert takes.
    public static let size = 2

    /// An alert with these parts.
    public init(level: UInt8, description: AlertDescription) {
        self.level = level
        self.description = description
    }

    /// Reads an alert.
    ///
    /// - Throws: `DecodeError.needMore` when the bytes end inside it; nothing else.
    public init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        level = try reader.uint8(.tlsAlertLevel)
        description = AlertDescription(rawValue: try reader.uint8(.tlsAlertDescription))
    }

    /// Whether the connection ends with it in `version`: in TLS 1.3 with all but close_notify and user_canceled
    /// (RFC 8446 §6), before with those that say so.
    public func isFatal(in version: ProtocolVersion?) -> Bool {
        if let version, version >= .tls13 { return description != .closeNotify && description != .userCanceled }
        return level == 2
    }
}

/// What an alert says (IANA: TLS Alerts).
public struct AlertDescription: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt8

    /// The description with this number.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// close_notify: the sender has no more to send, which is not an error.
    public static let closeNotify = AlertDescription(rawValue: 0)
    /// user_canceled.
    public static let userCanceled = AlertDescription(rawValue: 90)
    /// No set of parameters that both accept, or a client certificate that is missing.
    public static let handshakeFailure = AlertDescription(rawValue: 40)
    /// No version that both speak.
    public static let protocolVersion = AlertDescription(rawValue: 70)

    /// The registered name: `handshake_failure`; nil for an unknown number.
    public var name: String? { TLSNames.alert(rawValue) }
    /// A sentence: what it means.
    public var meaning: String? { TLSNames.alertMeaning(rawValue) }
    /// A sentence: what is most often behind it; nil where the meaning says all.
    public var usualCause: String? { TLSNames.alertCause(rawValue) }
}
