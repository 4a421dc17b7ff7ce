import WebSocket
import Wire

/// Finds the first frame of a connection that is taken for WebSocket because it was asked so: one frame tells whose
/// direction is whose.
final class ForcedStart {
    /// The first frame that is certain.
    struct Beginning {
        /// Its first byte in the chunk.
        var position: Int
        /// Whether it is masked; nil where its header is not whole.
        var isMasked: Bool?
    }

    /// Bytes of each direction, missing ones included, in which no frame was certain.
    private(set) var passedOver: [2 of Int] = [0, 0]
    /// Where the first bytes came.
    private(set) var first: ChunkPlace?
    /// Whether the capture holds the connection's beginning: a frame stands there, then.
    let isFromStart: Bool
    private var searches: [2 of BoundarySearch]

    init(isFromStart: Bool) {
        self.isFromStart = isFromStart
        let search = BoundarySearch(masked: nil, rsv1Defined: true)
        searches = [search, search]
    }

    /// Takes the next bytes of `direction`, a segment's payload, and gives the frame that begins in them.
    func receive(_ chunk: RawSpan, direction: Int, at place: ChunkPlace) -> Beginning? {
        if first == nil { first = place }
        if isFromStart, passedOver[direction] == 0 {
            return Beginning(position: 0, isMasked: chunk.byteCount > 1 ? chunk.byte(at: 1) >= 0x80 : nil)
        }
        guard let boundary = searches[direction].find(in: chunk) else {
            passedOver[direction] += chunk.byteCount
            return nil
        }
        passedOver[direction] += boundary.position
        return Beginning(position: boundary.position, isMasked: boundary.isMasked)
    }

    /// Passes over `count` bytes of `direction` that are missing from the capture.
    func skip(_ count: Int, direction: Int) {
        passedOver[direction] += count
        searches[direction].skip(count)
    }
}
