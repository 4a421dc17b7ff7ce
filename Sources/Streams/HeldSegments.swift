import Wire

/// A piece of a stream that was captured before the bytes ahead of it, or a piece known never to be captured.
struct HeldPiece: Sendable {
    /// The stream offset of its first byte.
    var offset: Int
    /// How many bytes of the stream it covers.
    var length: Int
    /// The bytes, `length` of them; none for a piece that the snapshot length cut off.
    var bytes: [UInt8]
    var packet: Int
    var time: Timestamp
    /// The acknowledgment number of the segment that brought it, if it has one.
    var acknowledgment: UInt32?

    var end: Int { offset + length }
    var isCut: Bool { bytes.isEmpty }
    /// What it counts against the limits: short pieces would otherwise take far more memory than they seem to.
    var cost: Int { bytes.count + Self.overhead }
    static let overhead = 256
}

/// The pieces held of one direction, in stream order, without overlaps; where two copies overlap, the first one wins.
struct HeldSegments: Sendable {
    private var pieces: ContiguousArray<HeldPiece> = []
    /// The first piece that was not taken yet: taking must not move all the others each time.
    private var head = 0
    /// What the pieces cost together.
    private(set) var cost = 0

    var isEmpty: Bool { head == pieces.count }
    var first: HeldPiece? { isEmpty ? nil : pieces[head] }
    var last: HeldPiece? { isEmpty ? nil : pieces.last }

    /// Takes the first piece.
    mutating func takeFirst() -> HeldPiece? {
        guard !isEmpty else { return nil }
        let piece = pieces[head]
        pieces[head].bytes = []
        head += 1
        cost -= piece.cost
        if head == pieces.count {
            pieces.removeAll(keepingCapacity: head <= 64)
            head = 0
        } else if head >= 64, head * 2 >= pieces.count {
            pieces.removeSubrange(..<head)
            head = 0
        }
        return piece
    }

    /// Holds what is new of `span`, whose first byte has the stream offset `offset`.
    ///
    /// - Returns: the first place where it differs from what is held already.
    mutating func insert(
        _ span: RawSpan, at offset: Int, packet: Int, time: Timestamp, acknowledgment: UInt32? = nil, limit: Int
    ) -> OverlapConflict? {
        var conflict: OverlapConflict?
        let end = offset + span.byteCount
        var position = offset
        var index = firstIndex(endingBehind: offset)
        // A segment that fills many holes at once becomes many pieces: the limit stops that too.
        while position < end, position == offset || cost <= limit {
            if index < pieces.count, pieces[index].offset <= position {
                let upTo = min(end, pieces[index].end)
                if conflict == nil {
                    conflict = pieces[index].firstDifference(from: span, at: offset, in: position..<upTo)
                }
                position = upTo
            } else {
                let upTo = index < pieces.count ? min(end, pieces[index].offset) : end
                let bytes = [UInt8](copying: span.extracting((position - offset)..<(upTo - offset)))
                add(
                    HeldPiece(
                        offset: position, length: bytes.count, bytes: bytes, packet: packet, time: time,
                        acknowledgment: acknowledgment), index)
                position = upTo
            }
            index += 1
        }
        return conflict
    }

    /// Remembers that the bytes in `range` are in no packet, except for those that are held.
    mutating func insertCut(_ range: Range<Int>, packet: Int, time: Timestamp) {
        var position = range.lowerBound
        var index = firstIndex(endingBehind: position)
        while position < range.upperBound {
            if index < pieces.count, pieces[index].offset <= position {
                position = pieces[index].end
            } else {
                let upTo = index < pieces.count ? min(range.upperBound, pieces[index].offset) : range.upperBound
                add(HeldPiece(offset: position, length: upTo - position, bytes: [], packet: packet, time: time), index)
                position = upTo
            }
            index += 1
        }
    }

    /// Drops everything from the stream offset `end` on.
    mutating func truncate(at end: Int) {
        while let last = pieces.last, !isEmpty, last.end > end {
            cost -= last.cost
            pieces.removeLast()
            if last.offset < end {
                let length = end - last.offset
                add(
                    HeldPiece(
                        offset: last.offset, length: length, bytes: Array(last.bytes.prefix(length)),
                        packet: last.packet, time: last.time, acknowledgment: last.acknowledgment), pieces.count)
            }
        }
        if isEmpty { removeAll() }
    }

    /// Drops everything.
    mutating func removeAll() {
        pieces = []
        head = 0
        cost = 0
    }

    private mutating func add(_ piece: HeldPiece, _ index: Int) {
        pieces.insert(piece, at: index)
        cost += piece.cost
    }

    private func firstIndex(endingBehind offset: Int) -> Int {
        if let last = pieces.last, last.end <= offset { return pieces.count }
        var low = head
        var high = pieces.count
        while low < high {
            let middle = (low + high) / 2
            if pieces[middle].end > offset { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension HeldPiece {
    /// Where `span`, which begins at the stream offset `start`, differs from the piece within `range`.
    fileprivate func firstDifference(from span: RawSpan, at start: Int, in range: Range<Int>) -> OverlapConflict? {
        guard !isCut else { return nil }
        for position in range where bytes[position - offset] != span.byte(at: position - start) {
            return OverlapConflict(offsets: position..<range.upperBound, earlierPacket: packet)
        }
        return nil
    }
}
