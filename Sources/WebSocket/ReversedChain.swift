import Wire

/// Follows the frames that a payload would hold if the bytes of its frame's length are in the wrong order.
///
/// A receiver waits for more than was sent then, and takes the frames that follow for payload. Only the end tells: these
/// frames fill exactly what came.
public struct ReversedChain: Hashable, Sendable {
    /// The length with its bytes in the other order.
    public let length: Int
    /// How many frames were found after that many bytes of payload.
    public private(set) var frames = 0
    /// Where the next one is expected, counted from the payload's first byte.
    public private(set) var next: Int
    private let isMasked: Bool

    /// The chain of a frame whose length might be meant shorter; nil for any other frame.
    @inlinable
    public init?(_ header: FrameHeader) {
        guard header.length7 == 126, let reversed = header.reversedLength, reversed < header.payloadLength else {
            return nil
        }
        self.init(length: Int(reversed), isMasked: header.masked)
    }

    @usableFromInline init(length: Int, isMasked: Bool) {
        self.length = length
        self.isMasked = isMasked
        next = length
    }

    /// Takes the payload's next bytes as on the wire, the first of which is payload byte `index`.
    ///
    /// - Returns: whether frames may still be there.
    public mutating func follow(_ bytes: RawSpan, from index: Int) -> Bool {
        while next - index < bytes.byteCount {
            guard next >= index else { return false }
            let rest = bytes.extracting((next - index)..<bytes.byteCount)
            var reader = FieldReader(rest, sink: NoFields(), limitedBy: .stream)
            // A header that is cut here is given up: most that look so are none.
            guard let header = try? FrameHeader(reading: &reader) else { return false }
            let length = header.length7 < 126 ? header.payloadLength : header.reversedLength ?? header.payloadLength
            var broken = header.violations(from: isMasked, rsv1Defined: true)
            broken.remove(.lengthNotMinimal)
            guard broken.isEmpty, length < FrameHeader.impossibleLength else { return false }
            next += header.headerLength + Int(length)
            frames += 1
        }
        return true
    }
}
