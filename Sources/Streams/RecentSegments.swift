import Wire

/// Fingerprints of the segments delivered last: whether a segment that is sent again still says the same.
struct RecentSegments: Sendable {
    private struct Print: Sendable {
        var offset = 0
        var length = 0
        var hash: UInt64 = 0
        var packet = 0
    }

    private static let count = 8
    /// Empty until the first segment: most connections of a port scan never carry any.
    private var prints: ContiguousArray<Print> = []
    private var oldest = 0

    /// Remembers a segment that was delivered.
    @inline(__always)
    mutating func remember(_ bytes: RawSpan, at offset: Int, packet: Int, seed: HashSeed) {
        if prints.isEmpty { prints = ContiguousArray(repeating: Print(), count: Self.count) }
        let hash = fingerprint(bytes, seed)
        prints[oldest] = Print(offset: offset, length: bytes.byteCount, hash: hash, packet: packet)
        oldest = (oldest &+ 1) & (Self.count &- 1)
    }

    /// Whether the segment was delivered before with other bytes; only one of the same offset and length is compared.
    func conflict(_ bytes: RawSpan, at offset: Int, seed: HashSeed) -> OverlapConflict? {
        for print in prints where print.offset == offset && print.length == bytes.byteCount {
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
