import Wire

/// Finds the frames that came before a place where a frame begins for certain.
///
/// A frame that ends there is the one before: there is one, or a hole. In random bytes, two that happen to be a certain
/// first byte and the right length stand at one of the 125 places that are near enough once in 2^9 times, longer
/// headers once in 2^16. So short headers alone are not believed to be the first one, unless they stand at a segment's
/// beginning or text follows that is UTF-8; all others lead to a frame that was told from bytes that do not depend on
/// them, and two short ones in a row come about by chance once in 2^18 times.
public struct FrameBacktrack {
    /// A text of fewer bytes may be UTF-8 by chance.
    private static let shortestText = 8

    /// A header that leads to a place.
    private struct Step {
        var start: Int32
        /// Whether it is believed by itself.
        var isStrong: Bool
    }

    private let isMasked: Bool
    private let rsv1Defined: Bool
    private let segments: Set<Int>

    /// For frames of one side; segments begin at those offsets of the bytes.
    public init(fromClient: Bool, rsv1Defined: Bool, segments: Set<Int>) {
        isMasked = fromClient
        self.rsv1Defined = rsv1Defined
        self.segments = segments
    }

    /// Where the first of the frames begins that lead to the end of `bytes`, where another begins.
    public func firstFrame(before bytes: RawSpan) -> Int {
        let end = bytes.byteCount
        // For each place, what leads to it; every byte is looked at once.
        var steps = ContiguousArray<Step?>(repeating: nil, count: end + 1)
        for start in stride(from: end - 2, through: 0, by: -1) {
            guard let (next, isStrong) = step(at: start, in: bytes),
                steps[next].map({ isStrong && !$0.isStrong }) ?? true
            else { continue }
            steps[next] = Step(start: Int32(truncatingIfNeeded: start), isStrong: isStrong)
        }
        var first = end
        var second = end
        var isStrong = true
        while let step = steps[first] {
            second = first
            first = Int(step.start)
            isStrong = step.isStrong
        }
        return isStrong ? first : second
    }

    /// Where the frame ends whose header may stand at `start`, if it ends in `bytes`.
    private func step(at start: Int, in bytes: RawSpan) -> (next: Int, isStrong: Bool)? {
        guard bytes.byte(at: start) & 0x30 == 0, (bytes.byte(at: start + 1) >= 0x80) == isMasked else { return nil }
        let rest = bytes.extracting(start..<bytes.byteCount)
        var reader = FieldReader(rest, sink: NoFields(), limitedBy: .stream)
        guard let header = try? FrameHeader(reading: &reader), header.opcode != .close,
            header.payloadLength <= UInt64(rest.byteCount - header.headerLength)
        else { return nil }
        let payload = rest.extracting(header.headerLength..<(header.headerLength + Int(header.payloadLength)))
        var chain = FrameChain(at: start, isMasked: isMasked)
        guard chain.take(header, payload: payload, rsv1Defined: rsv1Defined) else { return nil }
        let isText = header.opcode == .text && !header.rsv1 && payload.byteCount >= Self.shortestText
        let isStrong =
            segments.contains(start) || header.length7 >= 126 || isText && !isInsideCharacter(start, bytes)
        return (chain.next, isStrong)
    }

    /// Whether the byte at `start` may be the last one of a character in UTF-8: of a text that goes on.
    private func isInsideCharacter(_ start: Int, _ bytes: RawSpan) -> Bool {
        guard !isMasked, start > 0 else { return false }
        let before = bytes.byte(at: start - 1)
        if (0xc2..<0xe0).contains(before) { return true }
        return before & 0xc0 == 0x80 && start > 1 && bytes.byte(at: start - 2) >= 0xe0
    }
}
