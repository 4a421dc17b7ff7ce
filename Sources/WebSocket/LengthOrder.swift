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

    /// The payload length that is meant, if that is certain with the first bytes of the payload and what follows it.
    ///
    /// The one as written is impossible, or must not have this form, and the reversed one fits. Where the one as written is
    /// possible, only the end of the stream can tell.
    @inlinable @inline(__always)
    public func meantLength(before payload: RawSpan, isMasked: Bool?) -> UInt64? {
        guard length7 >= 126, length7 == 126 ? payloadLength < 126 : payloadLength >= Self.impossibleLength else {
            return nil
        }
        return reversedLength(fitting: payload, isMasked: isMasked)
    }

    @usableFromInline func reversedLength(fitting payload: RawSpan, isMasked: Bool?) -> UInt64? {
        guard let reversed = reversedLength else { return nil }
        let here = UInt64(payload.byteCount)
        if length7 == 127 {
            // Three bytes of zero at the end of a length that can't be are no chance.
            return reversed >= 65536 || Self.follows(payload, at: reversed, isMasked) ? reversed : nil
        }
        guard here > payloadLength, !Self.follows(payload, at: payloadLength, isMasked) else { return nil }
        return here < reversed || Self.follows(payload, at: reversed, isMasked) ? reversed : nil
    }

    /// Whether a payload of `length` bytes ends with what is there, or before what may be another frame.
    private static func follows(_ payload: RawSpan, at length: UInt64, _ isMasked: Bool?) -> Bool {
        let here = UInt64(payload.byteCount)
        guard length < here else { return length == here }
        let next = payload.extracting(Int(length)..<payload.byteCount)
        return violations(inFirst: next.extracting(first: min(next.byteCount, 14)), from: isMasked, rsv1Defined: true)
            .isEmpty
    }
}
