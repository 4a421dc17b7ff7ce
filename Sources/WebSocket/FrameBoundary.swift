import Wire

/// Finds out whether bytes look like the beginning of frames, for streams whose frame boundaries were lost.
public enum FrameBoundary {
    // Frames that fill a segment to its last byte need so many bits: a single one of the more common kinds has them. Of
    // 8,192 segments of random bytes that are shorter than 128 bytes, one does so; of longer ones, one in 2^24.
    private static let whole = 4
    // Frames of which the last one goes on behind the segment need so many: four small ones, or three of medium length.
    private static let cut = 28

    /// Whether frames of one side begin at the first byte of `segment`.
    ///
    /// A sender puts a frame's first byte at the start of a segment very often. That alone proves nothing: the frames must
    /// fill the segment to its last byte, or be several.
    public static func begins(in segment: RawSpan, fromClient: Bool, rsv1Defined: Bool) -> Bool {
        var chain = FrameChain(at: 0, isMasked: fromClient)
        while chain.next < segment.byteCount {
            let rest = segment.extracting(chain.next..<segment.byteCount)
            var reader = FieldReader(rest, sink: NoFields(), limitedBy: .stream)
            guard let header = try? FrameHeader(reading: &reader) else { break }
            let payload = rest.extracting(header.headerLength..<rest.byteCount)
            let here = min(header.payloadLength, UInt64(payload.byteCount))
            guard chain.take(header, payload: payload.extracting(first: Int(here)), rsv1Defined: rsv1Defined) else {
                return false
            }
        }
        return chain.isVaried && chain.evidence >= (chain.next == segment.byteCount ? whole : cut)
    }

    /// Whether a frame of one side may begin at the first byte of `segment`, where one is to be expected: it has a whole
    /// header there, and every frame in it is one that may be.
    public static func mayBegin(in segment: RawSpan, fromClient: Bool, rsv1Defined: Bool) -> Bool {
        var chain = FrameChain(at: 0, isMasked: fromClient)
        while chain.next < segment.byteCount {
            let rest = segment.extracting(chain.next..<segment.byteCount)
            var reader = FieldReader(rest, sink: NoFields(), limitedBy: .stream)
            guard let header = try? FrameHeader(reading: &reader) else { return chain.next > 0 }
            let payload = rest.extracting(header.headerLength..<rest.byteCount)
            let here = min(header.payloadLength, UInt64(payload.byteCount))
            guard chain.take(header, payload: payload.extracting(first: Int(here)), rsv1Defined: rsv1Defined) else {
                return false
            }
        }
        return chain.next > 0
    }
}
