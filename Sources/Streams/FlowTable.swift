public import Wire

/// Which way a segment goes through its flow.
@frozen
public enum FlowDirection: Int, CaseIterable, Hashable, Sendable {
    /// From the endpoint that sent the flow's first packet in the capture.
    case forward = 0
    /// To that endpoint.
    case backward = 1

    /// The other way.
    @inlinable
    public var reversed: FlowDirection { self == .forward ? .backward : .forward }
}

/// Where a segment belongs.
@frozen
public struct FlowPlace: Hashable, Sendable {
    /// Whether the flow in the slot was there before.
    @frozen
    public enum Status: Hashable, Sendable {
        /// An earlier segment began the flow.
        case known
        /// This segment begins it, in a slot that is free.
        case new
        /// This segment begins it, in a slot whose flow has to be ended first.
        case replacing
    }

    /// The flow's index, 0 ..< `Limits.connections`; another flow may have it later.
    public var slot: Int
    /// The flow's number, from 0, in the order of first packets; no other flow ever has it.
    public var number: Int
    /// Which way the segment goes.
    public var direction: FlowDirection
    /// Whether the flow in the slot was there before.
    public var status: Status
}

/// The flows of a capture by their endpoints: an open-addressing hash table with a secret seed.
///
/// It gives out slots, small numbers with which the caller indexes arrays of its own. When there are as many flows as
/// `Limits.connections`, a new one takes the slot of the one that ended first or, if none has, of one that had no
/// segment for a long time (the clock algorithm; flows of a single segment go before others).
public struct FlowTable: Sendable {
    struct Entry: Sendable {
        var key: FlowKey
        var number: Int
        var hash: UInt32
        var isReversed: Bool
        var isUsed: Bool
        /// A segment came since the clock's hand last passed.
        var isRecent: Bool
        var isEnded: Bool
        /// The slot is in `ended`, for this flow or an earlier one.
        var isListed: Bool
    }

    /// How many flows are in the table.
    public private(set) var count = 0

    private let capacity: Int
    private let longestProbe: Int
    private var seed: HashSeed
    // The low half is a slot plus 1 (0: empty), the high half its key's hash. At most half of the buckets are in use.
    private var buckets: ContiguousArray<UInt64>
    private(set) var entries: ContiguousArray<Entry> = []
    private var freeSlots: [Int] = []
    private var nextNumber = 0
    private var hand = 0
    /// The slots of ended flows, in the order in which they ended; some may have other flows by now.
    private var ended = Queue<Int>()

    /// An empty table for `limits.connections` flows.
    public init(limits: Limits) {
        self.init(capacity: limits.connections, seed: .random(), longestProbe: 128)
    }

    init(capacity: Int, seed: HashSeed, longestProbe: Int) {
        self.capacity = min(max(capacity, 1), 1 << 30)
        self.seed = seed
        self.longestProbe = longestProbe
        buckets = ContiguousArray(repeating: 0, count: 64)
    }

    /// The place of `segment`, in a new flow if no flow has its endpoints.
    public mutating func place(_ segment: TCPSegment) -> FlowPlace {
        let (key, isSwapped) = FlowKey.make(segment.source, segment.destination)
        let hash = key.hash(seed)
        let mask = buckets.count &- 1
        var bucket = Int(hash) & mask
        while true {
            let content = buckets[bucket]
            if content == 0 { break }
            if UInt32(truncatingIfNeeded: content >> 32) == hash {
                let slot = Int(content & 0xffff_ffff) &- 1
                if entries[slot].key == key {
                    entries[slot].isRecent = true
                    let isBackward = isSwapped != entries[slot].isReversed
                    return FlowPlace(
                        slot: slot, number: entries[slot].number, direction: isBackward ? .backward : .forward,
                        status: .known)
                }
            }
            bucket = (bucket &+ 1) & mask
        }
        return insert(key, hash, isSwapped)
    }

    /// Gives the slot of a known flow to a new one with the same endpoints, whose first segment `segment` is.
    public mutating func renew(_ slot: Int, _ segment: TCPSegment) -> FlowPlace {
        entries[slot].number = takeNumber()
        entries[slot].isReversed = FlowKey.make(segment.source, segment.destination).isSwapped
        entries[slot].isRecent = false
        entries[slot].isEnded = false
        return FlowPlace(slot: slot, number: entries[slot].number, direction: .forward, status: .replacing)
    }

    /// Marks the flow in `slot` as one that no data comes of any more: it stays, but is the first to go.
    public mutating func markEnded(_ slot: Int) {
        entries[slot].isEnded = true
        if !entries[slot].isListed {
            entries[slot].isListed = true
            ended.append(slot)
        }
    }

    /// Takes back that the flow in `slot` has ended.
    public mutating func markOpen(_ slot: Int) { entries[slot].isEnded = false }

    /// Forgets the flow in `slot` and frees the slot.
    public mutating func remove(_ slot: Int) {
        guard entries.indices.contains(slot), entries[slot].isUsed else { return }
        vacate(slot)
        freeSlots.append(slot)
    }

    /// The number of the flow in `slot`; nil if the slot is free.
    public func number(of slot: Int) -> Int? {
        entries.indices.contains(slot) && entries[slot].isUsed ? entries[slot].number : nil
    }

    /// The slots in use, in ascending order of their flows' numbers.
    public var slots: [Int] {
        entries.indices.filter { entries[$0].isUsed }.sorted { entries[$0].number < entries[$1].number }
    }
}

extension FlowTable {
    private mutating func takeNumber() -> Int {
        defer { nextNumber += 1 }
        return nextNumber
    }

    private mutating func insert(_ key: FlowKey, _ hash: UInt32, _ isSwapped: Bool) -> FlowPlace {
        let slot: Int
        let status: FlowPlace.Status
        if let free = freeSlots.popLast() {
            slot = free
            status = .new
        } else if entries.count < capacity {
            slot = entries.count
            status = .new
        } else {
            slot = leastUsed()
            status = .replacing
            vacate(slot)
        }
        let entry = Entry(
            key: key, number: takeNumber(), hash: hash, isReversed: isSwapped, isUsed: true, isRecent: false,
            isEnded: false, isListed: slot < entries.count && entries[slot].isListed)
        if slot == entries.count { entries.append(entry) } else { entries[slot] = entry }
        count += 1
        if count * 2 > buckets.count {
            rebuild(bucketCount: buckets.count * 2)
        } else if fill(slot) > longestProbe {
            // Bad luck, or somebody who knows the seed: with another one the keys part.
            seed = .random()
            rebuild(bucketCount: buckets.count)
        }
        return FlowPlace(slot: slot, number: entries[slot].number, direction: .forward, status: status)
    }

    /// Puts `slot` into the first empty bucket for it; tells how many buckets were in the way.
    @discardableResult
    private mutating func fill(_ slot: Int) -> Int {
        let hash = entries[slot].hash
        let mask = buckets.count - 1
        var bucket = Int(hash) & mask
        var passed = 0
        while buckets[bucket] != 0 {
            bucket = (bucket + 1) & mask
            passed += 1
        }
        buckets[bucket] = UInt64(hash) << 32 | UInt64(slot + 1)
        return passed
    }

    /// How many buckets the farthest key stands behind its home.
    var longestDistance: Int {
        let mask = buckets.count - 1
        return buckets.indices.reduce(0) { longest, bucket in
            buckets[bucket] == 0 ? longest : max(longest, (bucket - Int(buckets[bucket] >> 32)) & mask)
        }
    }

    private mutating func rebuild(bucketCount: Int) {
        buckets = ContiguousArray(repeating: 0, count: bucketCount)
        for slot in entries.indices where entries[slot].isUsed {
            entries[slot].hash = entries[slot].key.hash(seed)
            fill(slot)
        }
    }

    /// Takes `slot` out of its bucket and closes the hole, so that every key stays reachable from its home bucket.
    private mutating func vacate(_ slot: Int) {
        entries[slot].isUsed = false
        count -= 1
        let mask = buckets.count - 1
        var hole = Int(entries[slot].hash) & mask
        while Int(buckets[hole] & 0xffff_ffff) != slot + 1 { hole = (hole + 1) & mask }
        buckets[hole] = 0
        var bucket = hole
        while true {
            bucket = (bucket + 1) & mask
            let content = buckets[bucket]
            if content == 0 { return }
            let home = Int(content >> 32) & mask
            // It may move back only if that does not carry it before its home.
            if (bucket - home) & mask >= (bucket - hole) & mask {
                buckets[hole] = content
                buckets[bucket] = 0
                hole = bucket
            }
        }
    }

    /// The slot to be given to another flow: every slot is in use.
    private mutating func leastUsed() -> Int {
        while let slot = ended.takeFirst() {
            entries[slot].isListed = false
            if entries[slot].isEnded { return slot }
        }
        while true {
            let slot = hand
            hand = hand + 1 == entries.count ? 0 : hand + 1
            if !entries[slot].isRecent { return slot }
            entries[slot].isRecent = false
        }
    }
}
