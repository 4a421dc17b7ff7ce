import Capture
import Streams
import Wire

/// What one worker is to do in one round, and the events that came of it.
///
/// It goes to the worker and comes back: only one thread has it at a time.
final class Batch: @unchecked Sendable {
    /// One thing that a connection is told.
    struct Delivery {
        enum Kind: UInt8 {
            case begin, slabBytes, heldBytes, gap, snapLengthGap, conflict, fin, reset, news, end, names, secrets
            case comment, losses, drops
        }

        var kind: Kind
        var direction: UInt8
        /// The delivery's place among those of all workers in this round.
        var sequence: UInt32
        var slot: UInt32
        /// Where bytes begin in the slab; or the index of held bytes, a beginning, an end, news, names, keys, a
        /// comment, a loss.
        var position: UInt32
        /// How many bytes there are, or are missing.
        var count: Int
        var place: ChunkPlace
    }

    /// Where the bytes lie.
    var slab: PacketSlab?
    var deliveries: ContiguousArray<Delivery> = []
    private var held: [[UInt8]] = []
    private var beginnings: [ConnectionStart] = []
    private var ends: [TransportEnd] = []
    private var news: [SegmentNews] = []
    private var names: [[NamedAddress]] = []
    private var secrets: [[KeyLogText]] = []
    private var comments: [PacketComment] = []
    private var drops: [PacketDrops] = []
    /// The events, in order.
    let events = EventBuffer()
    /// The index of the delivery to go on with.
    private var next = 0

    /// The worker stops for its events to be taken away when there are so many: what waits takes little memory, whatever
    /// comes of the deliveries.
    private static let eventLimit = 1 << 13

    /// Forgets everything.
    func removeAll() {
        slab = nil
        deliveries.removeAll(keepingCapacity: true)
        if !held.isEmpty { held.removeAll() }
        if !beginnings.isEmpty { beginnings.removeAll() }
        if !ends.isEmpty { ends.removeAll() }
        if !news.isEmpty { news.removeAll() }
        if !names.isEmpty { names.removeAll() }
        if !secrets.isEmpty { secrets.removeAll() }
        if !comments.isEmpty { comments.removeAll() }
        if !drops.isEmpty { drops.removeAll() }
        events.removeAll()
        next = 0
    }

    /// The sequence number up to which everything is delivered.
    var reached: UInt32 { next < deliveries.count ? deliveries[next].sequence : .max }

    /// Whether everything is delivered.
    var isDelivered: Bool { next == deliveries.count }

    /// Keeps the beginning of a connection; gives its index.
    func keep(_ start: ConnectionStart) -> Int {
        beginnings.append(start)
        return beginnings.count - 1
    }

    /// Keeps a copy of bytes that lie in no slab; gives its index.
    func keep(_ bytes: RawSpan) -> Int {
        var copy: [UInt8] = []
        copy.append(copying: bytes)
        held.append(copy)
        return held.count - 1
    }

    /// Keeps the end of a connection; gives its index.
    func keep(_ end: TransportEnd) -> Int {
        ends.append(end)
        return ends.count - 1
    }

    /// Keeps what a segment shows; gives its index.
    func keep(_ news: SegmentNews) -> Int {
        self.news.append(news)
        return self.news.count - 1
    }

    /// Keeps names of addresses; gives their index.
    func keep(_ names: [NamedAddress]) -> Int {
        self.names.append(names)
        return self.names.count - 1
    }

    /// Keeps keys; gives their index.
    func keep(_ secrets: [KeyLogText]) -> Int {
        self.secrets.append(secrets)
        return self.secrets.count - 1
    }

    /// Keeps a comment on a packet; gives its index.
    func keep(_ comment: PacketComment) -> Int {
        comments.append(comment)
        return comments.count - 1
    }

    /// Keeps what is missing before a packet; gives its index.
    func keep(_ drops: PacketDrops) -> Int {
        self.drops.append(drops)
        return self.drops.count - 1
    }

    /// Tells the connections of `table` everything, in order, until there are too many events.
    func deliver(to table: inout ConnectionTable) {
        // Read once: what is asked of the object for each delivery is locked and copied each time.
        let (deliveries, slab, held, news) = (deliveries, slab, held, news)
        let (beginnings, ends) = (beginnings, ends)
        while next < deliveries.count, events.entries.count < Self.eventLimit {
            let delivery = deliveries[next]
            next += 1
            events.sequence = delivery.sequence
            let slot = Int(delivery.slot)
            let position = Int(delivery.position)
            let direction = Int(delivery.direction)
            switch delivery.kind {
            case .slabBytes:
                guard let slab else { continue }
                table.receive(
                    slab.bytes(at: position, count: delivery.count), at: position, in: slot, direction: direction,
                    delivery.place)
            case .heldBytes:
                let bytes = held[position]
                table.receive(bytes.rawSpan, at: nil, in: slot, direction: direction, delivery.place)
            case .begin: table.begin(beginnings[position], in: slot)
            case .gap, .snapLengthGap:
                table.skip(
                    delivery.count, isSnapLength: delivery.kind == .snapLengthGap, in: slot, direction: direction,
                    delivery.place)
            case .conflict: table.noteConflict(in: slot, direction: direction, delivery.place)
            case .fin: table.noteFIN(in: slot, direction: direction, delivery.place)
            case .reset: table.noteReset(in: slot, direction: direction, delivery.place)
            case .news: table.note(news[position], in: slot, direction: direction, delivery.place)
            case .names: table.learn(names[position])
            case .secrets: table.learn(secrets[position], in: ConnectionGroup.of(slot))
            case .comment: table.tell(comments[position])
            case .losses: table.learn(drops[position])
            case .drops: table.tell(drops[position])
            case .end: table.end(ends[position], in: slot, delivery.place)
            }
        }
    }
}

extension ChunkPlace {
    /// The place of what has none.
    static var none: ChunkPlace {
        ChunkPlace(packet: 0, time: Timestamp(nanoseconds: 0, isNanosecond: false), offset: 0, acknowledged: nil)
    }
}
