import Wire

/// Finds out whether bytes look like the beginning of frames, for streams whose frame boundaries were lost.
public enum FrameBoundary {
    /// Whether frames of one side begin at the first byte of `segment`.
    ///
    /// A sender puts a frame's first byte at the start of a segment almost always. That alone proves nothing, so every
    /// header must be without violation, and the frames must fill the segment to its last byte, or be at least two
    /// whole ones.
    public static func begins(in segment: RawSpan, fromClient: Bool, rsv1Defined: Bool) -> Bool {
        var position = 0
        var frames = 0
        while position < segment.byteCount {
            let rest = segment.extracting(position..<segment.byteCount)
            var reader = FieldReader(rest, sink: NoFields(), limitedBy: .stream)
            guard let header = try? FrameHeader(reading: &reader) else { return frames >= 2 }
            guard header.violations(from: fromClient, rsv1Defined: rsv1Defined).isEmpty else { return false }
            let left = UInt64(rest.byteCount - header.headerLength)
            guard header.payloadLength <= left else { return frames >= 2 }
            position += header.headerLength + Int(header.payloadLength)
            frames += 1
        }
        return frames > 0
    }
}
