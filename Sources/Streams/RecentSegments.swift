import Wire

/// How a segment was captured: what tells a packet from another one with the same payload.
struct SegmentMark: Sendable {
    /// A hash of its TCP header and its IPv4 identification; 0 if it is not known.
    var signature: UInt64 = 0
    /// When, in nanoseconds of capture time.
    var time: Int64 = 0
    /// The interface that it was captured on.
    var interface: UInt16 = 0
    /// Whether it has an identification, of which senders give every packet its own.
    var isIdentified = false
}

extension SegmentMark {
    /// That of a segment in the packet `bytes`.
    @inline(__always)
    init(_ segment: TCPSegment, _ bytes: RawSpan, time: Timestamp, interface: Int, _ seed: HashSeed) {
        self.init(
            signature: Streams.signature(of: segment, in: bytes, seed), time: time.nanoseconds,
            interface: UInt16(truncatingIfNeeded: interface), isIdentified: segment.identification != 0)
    }
}

/// Fingerprints of the segments delivered last: whether a segment that comes again still says the same, and whether it
/// is the same packet.
struct RecentSegments: Sendable {
    private struct Print: Sendable {
        var offset = 0
        var hash: UInt64 = 0
        var packet = 0
        var mark = SegmentMark()
        var length: UInt32 = 0

        var range: Range<Int> { offset..<(offset + Int(length)) }

        var isUsed: Bool { length > 0 }
    }

    private static let count = 8
    /// So many are kept where segments came again of which the first copy was forgotten already.
    private static let largerCount = 64
    /// No sender waits less for an acknowledgment before it sends again (RFC 6298 §2.4 asks for 1 s, Linux does with
    /// 200 ms), and no two captures of a packet on one host lie so far apart.
    private static let retransmissionTime: Int64 = 200_000_000
    /// No timer is as short.
    private static let shortest: Int64 = 1_000_000
    /// Empty until the first segment: most connections of a port scan never carry any.
    private var prints: ContiguousArray<Print> = []
    private var oldest = 0

    /// Remembers a segment that was delivered.
    @inline(__always)
    mutating func remember(
        _ bytes: RawSpan, at offset: Int, packet: Int, seed: HashSeed, mark: SegmentMark = SegmentMark()
    ) {
        if prints.isEmpty { prints = ContiguousArray(repeating: Print(), count: Self.count) }
        let hash = fingerprint(bytes, seed)
        prints[oldest] = Print(
            offset: offset, hash: hash, packet: packet, mark: mark, length: UInt32(truncatingIfNeeded: bytes.byteCount))
        oldest = (oldest &+ 1) & (prints.count &- 1)
    }

    /// What the segment with `mark` is, whose payload, `bytes`, was delivered before, its first byte at `offset`.
    ///
    /// It is a duplicate, the same packet captured twice, if its TCP header and its IPv4 identification are the same as
    /// before: senders count identifications on when they send again. Without identifications (IPv6, and IPv4 packets
    /// that must not be fragmented may do without) only another interface shows it, or that it follows the first copy
    /// sooner than any timer runs out. It is a retransmission if the header differs, or the first copy came long ago.
    mutating func repetition(
        _ bytes: RawSpan, at offset: Int, mark: SegmentMark, packet: Int, window: Int64, seed: HashSeed
    ) -> Arrival.Fate {
        guard mark.signature != 0 else { return .repeated }
        let fate = fate(mark, offset..<(offset + bytes.byteCount), window)
        if fate == .retransmitted {
            // It may be captured twice, too. What is known of the first copy stays.
            remember(bytes, at: offset, packet: packet, seed: seed, mark: mark)
        }
        return fate
    }

    private mutating func fate(_ mark: SegmentMark, _ range: Range<Int>, _ window: Int64) -> Arrival.Fate {
        var earlier: SegmentMark?
        for print in prints where print.isUsed && print.range == range {
            if print.mark.signature == 0 { return .repeated }
            if earlier == nil || print.mark.signature == mark.signature { earlier = print.mark }
        }
        guard let earlier else { return fate(mark, range.lowerBound) }
        guard earlier.signature == mark.signature else { return .retransmitted }
        let age = mark.time &- earlier.time
        let latest = prints[(oldest + prints.count - 1) & (prints.count - 1)]
        if age <= window, mark.isIdentified || mark.interface != earlier.interface { return .duplicate }
        if age <= Self.shortest, latest.offset == range.lowerBound { return .duplicate }
        return age > Self.retransmissionTime && !mark.isIdentified ? .retransmitted : .repeated
    }

    /// The same for another cut of the same bytes, or one older than all that are remembered, or for bytes that were given
    /// up as lost.
    private mutating func fate(_ mark: SegmentMark, _ offset: Int) -> Arrival.Fate {
        let used = prints.filter(\.isUsed)
        let covering = used.first { $0.range.contains(offset) }
        let known = covering ?? used.min { $0.offset < $1.offset }.flatMap { offset < $0.offset ? $0 : nil }
        guard let known, known.mark.signature != 0 else { return .repeated }
        if mark.time &- known.mark.time > Self.retransmissionTime { return .retransmitted }
        if covering == nil { remember(more: Self.largerCount) }
        return .repeated
    }

    /// Keeps more segments from now on: `count` of them, a power of two.
    private mutating func remember(more count: Int) {
        guard !prints.isEmpty, prints.count < count else { return }
        let inOrder = prints[oldest...] + prints[..<oldest]
        oldest = inOrder.count
        prints = ContiguousArray(inOrder) + ContiguousArray(repeating: Print(), count: count - inOrder.count)
    }

    /// The packet that brought the byte at `offset` first, as far as it is remembered.
    func first(at offset: Int) -> PacketMark? {
        let covering = prints.filter { $0.isUsed && $0.range.contains(offset) && $0.mark.time != 0 }
        return covering.min { $0.packet < $1.packet }.map {
            PacketMark(packet: $0.packet, time: Timestamp(nanoseconds: $0.mark.time, isNanosecond: false))
        }
    }

    /// Whether the segment was delivered before with other bytes; only one of the same offset and length is compared.
    func conflict(_ bytes: RawSpan, at offset: Int, seed: HashSeed) -> OverlapConflict? {
        for print in prints where print.range == offset..<(offset + bytes.byteCount) {
            guard print.length > 0, print.hash != fingerprint(bytes, seed) else { return nil }
            return OverlapConflict(offsets: offset..<(offset + bytes.byteCount), earlierPacket: print.packet)
        }
        return nil
    }

    /// Forgets everything.
    mutating func removeAll() {
        prints = []
        oldest = 0
    }
}

/// A hash of the TCP header of `segment` in `packet` and of its IPv4 identification; 0 if its place is not known.
///
/// The checksum is left out: network cards fill it in, so that copies captured before and after differ in it.
@inline(__always)
func signature(of segment: TCPSegment, in packet: RawSpan, _ seed: HashSeed) -> UInt64 {
    let length = Int(segment.headerLength)
    let start = segment.payload.lowerBound &- length
    guard length >= 20, start >= 0 else { return 0 }
    // Ports are the flow's.
    var hash = folded(packet.uint64(at: start &+ 4) ^ seed.first, UInt64(segment.identification) ^ seed.second)
    hash = folded(hash ^ UInt64(packet.uint32(at: start &+ 12)), seed.third)
    var at = start &+ 20
    while at &+ 8 <= segment.payload.lowerBound {
        hash = folded(hash ^ packet.uint64(at: at), seed.first)
        at &+= 8
    }
    while at < segment.payload.lowerBound {
        hash = folded(hash ^ UInt64(packet.uint32(at: at)), seed.first)
        at &+= 4
    }
    return hash | 1
}

/// A 64-bit hash of `bytes`, 32 of them a step in two independent lanes.
@inline(__always)
func fingerprint(_ bytes: RawSpan, _ seed: HashSeed) -> UInt64 {
    let count = bytes.byteCount
    var first = seed.first ^ UInt64(truncatingIfNeeded: count)
    var second = seed.second
    var at = 0
    while count &- at >= 32 {
        first = folded(bytes.uint64(at: at) ^ seed.third, bytes.uint64(at: at &+ 8) ^ first)
        second = folded(bytes.uint64(at: at &+ 16) ^ seed.first, bytes.uint64(at: at &+ 24) ^ second)
        at &+= 32
    }
    while count &- at >= 8 {
        first = folded(bytes.uint64(at: at) ^ seed.third, first ^ seed.second)
        at &+= 8
    }
    var tail: UInt64 = 0
    while at < count {
        tail = tail &<< 8 | UInt64(bytes.byte(at: at))
        at &+= 1
    }
    return folded(first ^ tail ^ seed.second, second ^ seed.third)
}
