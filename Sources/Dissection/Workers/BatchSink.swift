import Wire

/// Takes what streams bring for connections that other threads own: into a batch for each of them.
struct BatchSink: ConnectionSink {
    /// A round ends when it has so many bytes of payload: it bounds how many events wait for each other.
    private static let byteLimit = 128 << 10
    /// A round ends when it has so many deliveries.
    private static let deliveryLimit: UInt32 = 1 << 12

    /// One batch for each worker.
    private(set) var batches: [Batch]
    private var sequence: UInt32 = 0
    private var bytes = 0

    init(batches: [Batch]) {
        self.batches = batches
    }

    var isFull: Bool { bytes >= Self.byteLimit || sequence >= Self.deliveryLimit }

    var isEmpty: Bool { sequence == 0 }

    /// Gives the full batches away for empty ones.
    mutating func exchange(for empty: [Batch]) -> [Batch] {
        defer { batches = empty }
        sequence = 0
        bytes = 0
        return batches
    }

    @inline(__always)
    private func batch(_ slot: Int) -> Batch { batches[ConnectionGroup.of(slot) % batches.count] }

    @inline(__always)
    private mutating func next() -> UInt32 {
        defer { sequence &+= 1 }
        return sequence
    }

    mutating func begin(_ start: ConnectionStart, in slot: Int) {
        batch(slot).add(start, slot, next())
    }

    @inline(__always)
    mutating func receive(_ chunk: RawSpan, at position: Int?, in slot: Int, direction: Int, _ place: ChunkPlace) {
        bytes &+= chunk.byteCount
        let sequence = next()
        if let position {
            batch(slot).add(
                .slabBytes, slot, sequence, direction, position: position, count: chunk.byteCount, place)
        } else {
            batch(slot).add(chunk, slot, sequence, direction, place)
        }
    }

    mutating func skip(_ count: Int, isSnapLength: Bool, in slot: Int, direction: Int, _ place: ChunkPlace) {
        batch(slot).add(
            isSnapLength ? .snapLengthGap : .gap, slot, next(), direction, position: 0, count: count, place)
    }

    mutating func noteConflict(in slot: Int, direction: Int, _ place: ChunkPlace) {
        batch(slot).add(.conflict, slot, next(), direction, position: 0, count: 0, place)
    }

    mutating func noteFIN(in slot: Int, direction: Int, acknowledged: Int?) {
        var place = ChunkPlace.none
        place.acknowledged = acknowledged
        batch(slot).add(.fin, slot, next(), direction, position: 0, count: 0, place)
    }

    mutating func end(_ end: TransportEnd, in slot: Int, _ place: ChunkPlace) {
        batch(slot).add(end, slot, next(), place)
    }
}
