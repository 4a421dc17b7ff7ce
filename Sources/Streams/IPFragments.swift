public import Wire

/// Puts the fragments of IP packets together (RFC 791 §3.2, RFC 8200 §4.5).
///
/// Fragments may come in any order and more than once. Where two fragments of an IPv4 packet overlap, the bytes captured
/// first count, and a difference is told; overlapping fragments of IPv6 make their packet void (RFC 5722). An exact copy
/// of a fragment is none of that: captures hold packets twice. Not more than `Limits.fragmentedPackets` are put together
/// at a time, of 65,535 bytes at most each: a further one takes the place of the oldest. Memory is allocated only once
/// there is a fragment.
public struct IPFragments: Sendable {
    /// What became of a fragment.
    public enum Outcome: Sendable {
        /// Others of its packet are missing.
        case held
        /// The same fragment was captured shortly before.
        case repeated
        /// It contradicts itself or other fragments, or its packet is void; it counts among the unused ones.
        case unusable
        /// It was the last one missing.
        case complete(Datagram)
    }

    /// The payload of a packet that was put together.
    public struct Datagram: Sendable {
        /// The bytes, up to the first one that the snapshot length cut off; there may be others behind them, to be left
        /// alone.
        public var bytes: [UInt8]
        /// How many of `bytes` are the payload's.
        public var capturedLength: Int
        /// The payload's length on the wire.
        public var length: Int
        /// The fragment at offset 0.
        public var first: IPFragment
        /// How many fragments brought it, copies left out.
        public var fragments: Int
        /// Where two fragments first differed that overlap, as an offset in the payload.
        public var conflict: Int?
    }

    /// Fragments of IPv4 packets that came to nothing; those still waited for are among them after `finish()`.
    public private(set) var unusedIPv4 = 0
    /// Fragments of IPv6 packets that came to nothing.
    public private(set) var unusedIPv6 = 0
    /// Fragments of IPv4 packets that said something else than an earlier one about the same bytes.
    public private(set) var conflicts = 0

    /// The longest payload that the lengths of both IP headers can express, in bytes.
    private static let longest = 65_535

    private let limits: Limits
    // Dictionary hashes with a secret that is drawn anew for each process: nobody can choose keys that collide.
    private var slots: [FragmentKey: Int] = [:]
    private var entries: ContiguousArray<FragmentEntry> = []
    /// Of each entry, how soon it is to make room: complete ones first, then the oldest.
    private var ranks: ContiguousArray<UInt64> = []
    private var serial: UInt64 = 0

    /// No fragments yet.
    public init(limits: Limits = Limits()) { self.limits = limits }

    /// Takes a fragment; `bytes` is the packet that `fragment.payload` lies in, captured at `time`.
    public mutating func receive(_ fragment: IPFragment, bytes: RawSpan, time: Timestamp) -> Outcome {
        let length = fragment.payloadLength
        let isPossible =
            length > 0 && fragment.offset + length <= Self.longest && (!fragment.hasMore || length % 8 == 0)
        guard isPossible else { return giveUp(fragment) }
        let slot = place(fragment, bytes, time.nanoseconds)
        if entries[slot].state == .complete { return .repeated }
        switch entries[slot].take(fragment, bytes.extracting(fragment.payload)) {
        case .repeated: return .repeated
        case .unusable: return giveUp(fragment)
        case .void:
            count(entries[slot].fragments, isIPv4: false)
            entries[slot].fragments = 0
            entries[slot].state = .void
            return giveUp(fragment)
        case .differing: conflicts += 1
        case .taken: break
        }
        guard let datagram = entries[slot].datagram else { return .held }
        entries[slot].state = .complete
        entries[slot].time = time.nanoseconds
        ranks[slot] = nextSerial()
        return .complete(datagram)
    }

    /// Waits for no further fragments: those held came to nothing.
    public mutating func finish() {
        for slot in entries.indices { drop(slot) }
    }
}

extension IPFragments {
    /// Ranks from here on are those of entries that are not complete.
    private static var waiting: UInt64 { 1 << 62 }

    private mutating func nextSerial() -> UInt64 {
        serial += 1
        return serial
    }

    private mutating func giveUp(_ fragment: IPFragment) -> Outcome {
        count(1, isIPv4: fragment.isIPv4)
        return .unusable
    }

    private mutating func count(_ fragments: Int, isIPv4: Bool) {
        if isIPv4 { unusedIPv4 += fragments } else { unusedIPv6 += fragments }
    }

    /// The entry that `fragment` belongs to: one that is complete only if it is a copy of a part of that.
    private mutating func place(_ fragment: IPFragment, _ bytes: RawSpan, _ now: Int64) -> Int {
        let key = FragmentKey(fragment)
        let slot: Int
        if let known = slots[key] {
            slot = known
            let age = now &- entries[slot].time
            switch entries[slot].state {
            case .assembling, .void:
                if age <= limits.fragmentPatience { return slot }
            case .complete:
                // Senders use an identification again: a copy comes soon, and with the same bytes.
                let isCopy = entries[slot].holds(fragment, bytes.extracting(fragment.payload))
                if age <= limits.duplicateWindow, isCopy { return slot }
            }
            drop(slot)
        } else if entries.count < max(limits.fragmentedPackets, 1) {
            slot = entries.count
            entries.append(FragmentEntry())
            ranks.append(0)
        } else {
            slot = ranks.indices.min { ranks[$0] < ranks[$1] } ?? 0
            drop(slot)
        }
        entries[slot].begin(key, now)
        slots[key] = slot
        ranks[slot] = Self.waiting | nextSerial()
        return slot
    }

    /// Forgets what is in the entry.
    private mutating func drop(_ slot: Int) {
        if entries[slot].state == .assembling {
            count(entries[slot].fragments, isIPv4: entries[slot].key?.source.isIPv4 ?? true)
        }
        entries[slot].fragments = 0
        if let key = entries[slot].key { slots[key] = nil }
        entries[slot].key = nil
    }
}

/// A packet that is being put together, or was.
private struct FragmentEntry {
    enum State {
        case assembling
        /// All is there; kept to recognise copies.
        case complete
        /// Fragments overlapped: all that belong to it are of no use.
        case void
    }

    enum Step {
        case taken
        case repeated
        case unusable
        case void
        /// Taken, but it contradicts earlier bytes.
        case differing
    }

    /// Offsets are multiples of it.
    private static let unit = 8

    var key: FragmentKey?
    var state = State.assembling
    /// When the first fragment came; of a complete packet, the last one.
    var time: Int64 = 0
    var fragments = 0
    // Both keep their memory for the next packet: what is not marked in `covered` means nothing.
    private var bytes: [UInt8] = []
    /// A bit for each unit of the payload that is there.
    private var covered: ContiguousArray<UInt64> = []
    private var coveredUnits = 0
    /// The end of the fragment that reaches farthest.
    private var reach = 0
    /// The payload's length, once the last fragment told it.
    private var length: Int?
    /// From here on, bytes are not in the capture.
    private var cut = Int.max
    private var first: IPFragment?
    private var conflict: Int?

    mutating func begin(_ key: FragmentKey, _ now: Int64) {
        self.key = key
        state = .assembling
        time = now
        fragments = 0
        coveredUnits = 0
        reach = 0
        length = nil
        cut = .max
        first = nil
        conflict = nil
        if covered.isEmpty { covered = ContiguousArray(repeating: 0, count: 65_536 / Self.unit / 64) }
        for word in covered.indices { covered[word] = 0 }
    }

    /// The whole payload, once it is there.
    var datagram: IPFragments.Datagram? {
        guard let length, let first, coveredUnits == (length + Self.unit - 1) / Self.unit else { return nil }
        return .init(
            bytes: bytes, capturedLength: min(length, cut), length: length, first: first, fragments: fragments,
            conflict: conflict)
    }

    /// Takes a fragment, whose captured bytes are `payload`.
    mutating func take(_ fragment: IPFragment, _ payload: RawSpan) -> Step {
        let isIPv4 = fragment.isIPv4
        if state == .void { return .unusable }
        guard fits(fragment) else { return isIPv4 ? .unusable : .void }
        let end = fragment.offset + fragment.payloadLength
        let units = (fragment.offset / Self.unit)..<((end + Self.unit - 1) / Self.unit)
        let known = units.count { isCovered($0) }
        var step = Step.taken
        if known > 0 {
            if let difference = difference(fragment, payload) {
                guard isIPv4 else { return .void }
                step = .differing
                conflict = min(conflict ?? .max, difference)
            }
            if known == units.count {
                if step == .differing { fragments += 1 }
                return step == .differing ? step : .repeated
            }
            guard isIPv4 else { return .void }
        }
        fragments += 1
        if fragment.offset == 0, first == nil { first = fragment }
        if !fragment.hasMore { length = end }
        reach = max(reach, end)
        if payload.byteCount < fragment.payloadLength { cut = min(cut, fragment.offset + payload.byteCount) }
        copy(payload, to: fragment.offset, units)
        return step
    }

    /// Whether the packet that is complete holds the fragment just so.
    func holds(_ fragment: IPFragment, _ payload: RawSpan) -> Bool {
        fits(fragment) && difference(fragment, payload) == nil
    }

    /// Whether the fragment lies within the others' idea of the payload's length.
    private func fits(_ fragment: IPFragment) -> Bool {
        let end = fragment.offset + fragment.payloadLength
        guard let length else { return fragment.hasMore || end >= reach }
        return fragment.hasMore ? end < length : end == length
    }

    private func isCovered(_ unit: Int) -> Bool { covered[unit / 64] >> UInt64(unit % 64) & 1 != 0 }

    /// The first place where the fragment differs from what is there.
    private func difference(_ fragment: IPFragment, _ payload: RawSpan) -> Int? {
        let end = min(fragment.offset + payload.byteCount, cut)
        guard fragment.offset < end else { return nil }
        for at in fragment.offset..<end where isCovered(at / Self.unit) {
            if bytes[at] != payload.byte(at: at - fragment.offset) { return at }
        }
        return nil
    }

    /// Copies what is new.
    private mutating func copy(_ payload: RawSpan, to offset: Int, _ units: Range<Int>) {
        let end = offset + payload.byteCount
        if bytes.count < end { bytes += [UInt8](repeating: 0, count: end - bytes.count) }
        for unit in units where !isCovered(unit) {
            let start = unit * Self.unit
            for at in start..<max(start, min(start + Self.unit, end)) { bytes[at] = payload.byte(at: at - offset) }
            covered[unit / 64] |= 1 << UInt64(unit % 64)
            coveredUnits += 1
        }
    }
}
