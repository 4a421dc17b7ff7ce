import Wire

/// The body of a Close frame (RFC 6455 §5.5.1).
public struct CloseBody: Hashable, Sendable {
    /// The status code; nil for an empty body (and for the malformed body of one byte), and where it is not known.
    public var code: UInt16?
    /// The reason's bytes, at most 123; where some are missing, those before them.
    public var reason: [UInt8]
    /// How many bytes of it are not known, behind the code and the reason that are.
    public var missing = 0

    /// A body of this code and reason.
    public init(code: UInt16?, reason: [UInt8]) {
        self.code = code
        self.reason = reason
    }

    /// Reads the unmasked payload of a Close frame, of which `missing` bytes more are not known; nil for the malformed body
    /// of one byte.
    public init?(payload: [UInt8], missing: Int = 0) {
        guard payload.count != 1 || missing > 0 else { return nil }
        code = payload.count < 2 ? nil : UInt16(payload[0]) << 8 | UInt16(payload[1])
        reason = Array(payload.dropFirst(2))
        self.missing = missing
    }

    /// Whether it has a code, or may have one, that is not known.
    public var isCodeMissing: Bool { code == nil && missing > 0 }

    /// The bytes of the payload: none without a code.
    public var payload: [UInt8] {
        code.map { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] + reason } ?? []
    }

    /// What the registry and the RFC say about the code; nil without one.
    public var closeCode: CloseCode? { code.map(CloseCode.init(rawValue:)) }

    /// The reason as text; what is not UTF-8 is replaced by U+FFFD.
    public var reasonText: String { String(decoding: reason, as: UTF8.self) }

    /// The offset in `reason` of the byte at which it turns out not to be UTF-8; its count when it ends inside a character; nil
    /// for a valid reason.
    public var invalidReasonOffset: Int? {
        var checker = UTF8Checker()
        if let offset = checker.feed(reason.rawSpan) { return offset }
        return checker.isComplete || missing > 0 ? nil : reason.count
    }

    /// A sentence on where the reason stops being UTF-8; nil for a valid one.
    public var invalidReasonSentence: String? {
        var checker = UTF8Checker()
        if let offset = checker.feed(reason.rawSpan) { return checker.sentence(of: "the reason", offset: offset) }
        return checker.isComplete || missing > 0 ? nil : "The reason ends in the middle of a character."
    }
}

extension CloseBody {
    /// How a body came to a code that can't be meant.
    public enum Mistake: Hashable, Sendable {
        /// The reason was sent without a code before it: its first two bytes are none.
        case codeMissing
        /// The two bytes of the code are in the wrong order; the code that they make in the right one.
        case codeReversed(CloseCode)
    }

    /// What explains a code that may not be sent; nil where the code may be, or nothing is certain.
    ///
    /// A reason without a code is text from its first byte on, and no code that may be sent consists of two printable
    /// characters. Of reversed codes only assigned and private ones in round hundreds are believed.
    public var mistake: Mistake? {
        guard let code, !CloseCode(rawValue: code).mayBeSent else { return nil }
        let reversed = CloseCode(rawValue: code.byteSwapped)
        if reversed.name != nil && reversed.mayBeSent || reversed.class == .private && reversed.rawValue % 100 < 10 {
            return .codeReversed(reversed)
        }
        var checker = UTF8Checker()
        let payload = payload
        let isText =
            checker.feed(payload.rawSpan) == nil && (checker.isComplete || missing > 0)
            && payload.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }
        return isText && payload.first.map { $0 > 0x20 } ?? false ? .codeMissing : nil
    }
}
