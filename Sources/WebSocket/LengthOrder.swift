import Wire

// Lengths whose bytes are in the wrong order: little endian instead of network byte order (RFC 6455 §5.2).
extension FrameHeader {
    /// No program sends a frame of so many bytes: 1 TiB.
    public static let impossibleLength: UInt64 = 1 << 40

    /// The extended length with its bytes in the other order; nil without an extended length, or where both are the same,
    /// or one that the form would not be needed for.
    public var reversedLength: UInt64? {
        let reversed: UInt64
        switch length7 {
        case 126: reversed = UInt64(UInt16(truncatingIfNeeded: payloadLength).byteSwapped)
        case 127: reversed = payloadLength.byteSwapped
        default: return nil
        }
        return reversed >= 126 && reversed < Self.impossibleLength && reversed != payloadLength ? reversed : nil
    }

    /// The payload length that is meant, if the header alone makes that certain: the one as written is impossible, and the
    /// reversed one is not.
    ///
    /// Three bytes of zero at the end of a length that can't be are no chance. With more of them the length might be one that
    /// is to try what a receiver does with its top bit.
    @inlinable public var certainLength: UInt64? {
        guard length7 == 127, payloadLength >= Self.impossibleLength else { return nil }
        return reversedLength.flatMap { $0 >= 65536 ? $0 : nil }
    }

    /// Whether the payload length is too short for its form, and a possible one in the other order: what stands at the
    /// frame's end tells which is meant.
    @inlinable public var mayMeanReversed: Bool { length7 == 126 && payloadLength < 126 && reversedLength != nil }

    /// Whether the reversed length of a header that `mayMeanReversed` is meant, by what follows the payload as written; nil
    /// if more bytes will tell.
    public func meansReversed(before next: RawSpan, fromClient: Bool?, isEnd: Bool) -> Bool? {
        guard next.byteCount >= 2 || isEnd else { return nil }
        guard next.byteCount > 0 else { return false }
        let start = next.extracting(first: min(next.byteCount, 2))
        return !Self.violations(inFirst: start, from: fromClient, rsv1Defined: true).isEmpty
    }

    /// The payload length that is meant, where another one is written; `payload` is all that follows the header.
    public func meantLength(before payload: RawSpan, fromClient: Bool?) -> UInt64? {
        if let certainLength { return certainLength }
        guard mayMeanReversed, UInt64(payload.byteCount) > payloadLength else { return nil }
        let next = payload.extracting(Int(payloadLength)..<payload.byteCount)
        return meansReversed(before: next, fromClient: fromClient, isEnd: true) == true ? reversedLength : nil
    }
}
