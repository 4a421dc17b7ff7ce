import WebSocket
import Wire

/// The bytes behind a hole in which no frame is certain so far: they are frames, once it is known where those begin.
struct PassedBytes {
    /// Bytes that are kept of one direction; of more, the latest.
    static let limit = 64 << 10
    /// Bytes that all sessions of a group of connections keep together.
    static let groupLimit = (32 << 20) / ConnectionGroup.count
    private static let countLimit = 256

    private(set) var pieces: [CapturedBytes] = []
    private(set) var count = 0

    /// Keeps a piece; `room` is what the group's limit still allows.
    mutating func append(_ chunk: RawSpan, _ place: ChunkPlace, _ carrier: Carrier?, room: Int) {
        if chunk.byteCount > min(Self.limit, room) { return removeAll() }
        if let last = pieces.last, last.place.offset + last.bytes.count != place.offset { removeAll() }
        if pieces.count == Self.countLimit || count + chunk.byteCount > Self.limit {
            // Half of them at once: they move each time.
            let half = (pieces.count + 1) / 2
            for piece in pieces.prefix(half) { count -= piece.bytes.count }
            pieces.removeFirst(half)
            if count + chunk.byteCount > Self.limit { removeAll() }
        }
        pieces.append(CapturedBytes(bytes: Array(copying: chunk), place: place, carrier: carrier))
        count += chunk.byteCount
    }

    /// Gives up all of them.
    mutating func removeAll() {
        pieces = []
        count = 0
    }

    /// How many of the bytes that end where `next` begins, a frame for certain, belong to frames that lead there.
    func framed(before next: RawSpan, fromClient: Bool, rsv1Defined: Bool) -> Int {
        var joint: [UInt8] = []
        joint.reserveCapacity(count + next.byteCount)
        var segments: Set<Int> = []
        for piece in pieces {
            segments.insert(joint.count)
            joint += piece.bytes
        }
        if next.byteCount > 0 { segments.insert(joint.count) }
        joint.append(copying: next)
        let search = FrameBacktrack(fromClient: fromClient, rsv1Defined: rsv1Defined, segments: segments)
        return joint.count - search.firstFrame(before: joint.rawSpan)
    }
}
