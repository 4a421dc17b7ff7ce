/// The body of a Close frame (RFC 6455 §5.5.1).
public struct CloseBody: Hashable, Sendable {
    /// The status code; nil for an empty body (and for the malformed body of one byte).
    public var code: UInt16?
    /// The reason's bytes, at most 123.
    public var reason: [UInt8]

    /// A body of this code and reason.
    public init(code: UInt16?, reason: [UInt8]) {
        self.code = code
        self.reason = reason
    }

    /// The reason as text; what is not UTF-8 is replaced by U+FFFD.
    public var reasonText: String { String(decoding: reason, as: UTF8.self) }
}
