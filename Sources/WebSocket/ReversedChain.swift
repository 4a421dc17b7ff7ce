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
    /// The bytes of the next frame's header that have come.
    private var cut: [UInt8] = []

    /// The chain of a frame whose length might be meant shorter; nil for any other frame.
    @inlinable
    public init?(_ header: FrameHeader) {
        guard header.length7 >= 126, let reversed = header.reversedLength, reversed < header.payloadLength else {
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
        while next + cut.count - index < bytes.byteCount {
            let start = next + cut.count - index
            guard start >= 0 else { return false }
            let rest = bytes.extracting(start..<bytes.byteCount)
            if cut.isEmpty {
                // Nearly all end here: what a payload holds at that place is no header.
                guard isSound(rest) else { return false }
                guard take(rest) else {
                    cut.append(copying: rest)
                    return true
                }
            } else {
                cut.append(copying: rest.extracting(first: min(rest.byteCount, Self.longestHeader - cut.count)))
                guard isSound(cut.rawSpan) else { return false }
                let whole = cut
                guard take(whole.rawSpan) else { return true }
                cut = []
            }
        }
        return true
    }

    /// Goes to the end of the frame whose header stands at the beginning of `bytes`; false if it is cut.
    private mutating func take(_ bytes: RawSpan) -> Bool {
        var reader = FieldReader(bytes, sink: NoFields(), limitedBy: .stream)
        guard let header = try? FrameHeader(reading: &reader) else { return false }
        let length = header.length7 < 126 ? header.payloadLength : header.reversedLength ?? header.payloadLength
        // What can't be is behind every end.
        next += header.headerLength + Int(min(length, FrameHeader.impossibleLength))
        frames += 1
        return true
    }

    /// Whether the header at the beginning of `bytes` breaks nothing, as far as it is there, but the form of its length.
    private func isSound(_ bytes: RawSpan) -> Bool {
        let start = bytes.extracting(first: min(bytes.byteCount, Self.longestHeader))
        var broken = FrameHeader.violations(inFirst: start, from: isMasked, rsv1Defined: true)
        broken.subtract([.lengthNotMinimal, .lengthMSBSet])
        return broken.isEmpty
    }

    private static let longestHeader = 14
}
