import Capture
import Streams
import Wire

/// Takes what streams bring for connections that other threads own: into a batch for each of them.
struct BatchSink: ConnectionSink {
    /// A round ends when it has so many bytes of payload: it bounds how many events wait for each other.
    private static let byteLimit = 512 << 10
    /// A round ends when it has so many deliveries.
    private static let deliveryLimit: UInt32 = 1 << 14

    private var batches: [Batch]
    /// The deliveries for each worker, here and not in its batch: an object would be locked for each of them.
    private var deliveries: [ContiguousArray<Batch.Delivery>]
    private var sequence: UInt32 = 0
    private var bytes = 0

    init(batches: [Batch]) {
        self.batches = batches
        deliveries = batches.map { _ in [] }
    }

    var isFull: Bool { bytes >= Self.byteLimit || sequence >= Self.deliveryLimit }

    /// Gives the batches away, full, for empty ones.
    mutating func exchange(for empty: [Batch]) -> [Batch] {
        for index in batches.indices { swap(&batches[index].deliveries, &deliveries[index]) }
        defer { batches = empty }
        sequence = 0
        bytes = 0
        return batches
    }

    @inline(__always)
    private func worker(_ slot: Int) -> Int { ConnectionGroup.of(slot) % batches.count }

    @inline(__always)
    private mutating func add(
        _ kind: Batch.Delivery.Kind, _ slot: Int, _ direction: Int, position: Int = 0, count: Int = 0,
        _ place: ChunkPlace = .none
    ) {
        deliveries[worker(slot)].append(
            Batch.Delivery(
                kind: kind, direction: UInt8(truncatingIfNeeded: direction), sequence: sequence,
                slot: UInt32(truncatingIfNeeded: slot), position: UInt32(truncatingIfNeeded: position), count: count,
                place: place))
        sequence &+= 1
    }

    mutating func learn(_ names: [NamedAddress]) {
        // Each worker hears of them: the first slots lie with one worker each.
        for slot in batches.indices { add(.names, slot, 0, position: batches[worker(slot)].keep(names)) }
    }

    mutating func learn(_ secrets: [KeyLogText]) {
        // Connections that waited for keys tell what they held back now: group by group, for any number of workers.
        let positions = batches.map { $0.keep(secrets) }
        for slot in 0..<ConnectionGroup.count { add(.secrets, slot, 0, position: positions[worker(slot)]) }
    }

    mutating func tell(_ comment: PacketComment) {
        add(.comment, 0, 0, position: batches[worker(0)].keep(comment))
    }

    mutating func learn(_ drops: PacketDrops) {
        for slot in batches.indices { add(.losses, slot, 0, position: batches[worker(slot)].keep(drops)) }
    }

    mutating func tell(_ drops: PacketDrops) {
        add(.drops, 0, 0, position: batches[worker(0)].keep(drops))
    }

    mutating func begin(_ start: ConnectionStart, in slot: Int) {
        add(.begin, slot, 0, position: batches[worker(slot)].keep(start))
    }

    @inline(__always)
    mutating func receive(_ chunk: RawSpan, at position: Int?, in slot: Int, direction: Int, _ place: ChunkPlace) {
        bytes &+= chunk.byteCount
        if let position {
            add(.slabBytes, slot, direction, position: position, count: chunk.byteCount, place)
        } else {
            add(.heldBytes, slot, direction, position: batches[worker(slot)].keep(chunk), count: 0, place)
        }
    }

    mutating func skip(_ count: Int, isSnapLength: Bool, in slot: Int, direction: Int, _ place: ChunkPlace) {
        add(isSnapLength ? .snapLengthGap : .gap, slot, direction, count: count, place)
    }

    mutating func noteConflict(in slot: Int, direction: Int, _ place: ChunkPlace) {
        add(.conflict, slot, direction, place)
    }

    mutating func noteFIN(in slot: Int, direction: Int, _ place: ChunkPlace) {
        add(.fin, slot, direction, place)
    }

    mutating func noteReset(in slot: Int, direction: Int, _ place: ChunkPlace) {
        add(.reset, slot, direction, place)
    }

    mutating func note(_ news: SegmentNews, in slot: Int, direction: Int, _ place: ChunkPlace) {
        add(.news, slot, direction, position: batches[worker(slot)].keep(news), place)
    }

    mutating func end(_ end: TransportEnd, in slot: Int, _ place: ChunkPlace) {
        add(.end, slot, 0, position: batches[worker(slot)].keep(end), place)
    }
}
