import Wire

/// The next bits of DEFLATE data, the first one lowest (RFC 1951 §3.1.1).
struct BitBuffer: Sendable {
    /// The bits, and from `count` on those that the next bytes begin with, or 0.
    private(set) var value: UInt64 = 0
    /// How many bits are there.
    private(set) var count = 0

    /// No bits.
    init() {}

    /// The last `count` bits of `byte`, 0…7.
    init(last count: Int, of byte: UInt8) {
        value = UInt64(byte) >> (8 - count)
        self.count = count
    }

    /// Takes bytes of `bytes` from `position` on, and moves that on, until at least 56 bits are there or none is left.
    @inline(__always)
    mutating func refill(from bytes: RawSpan, at position: inout Int) {
        if position &+ 8 <= bytes.byteCount {
            // Bits of a byte that is only begun come again with the next refill, to the same place.
            value |= bytes.uint64(at: position, littleEndian: true) &<< UInt64(truncatingIfNeeded: count)
            position &+= (63 &- count) &>> 3
            count |= 56
        } else {
            while count < 56, position < bytes.byteCount {
                value |= UInt64(bytes.byte(at: position)) &<< UInt64(truncatingIfNeeded: count)
                position &+= 1
                count &+= 8
            }
        }
    }

    /// The next `count` bits behind those that `entry` uses.
    @inline(__always)
    func peek(_ count: Int, behind entry: HuffmanEntry) -> Int {
        Int(truncatingIfNeeded: (value &>> UInt64(entry.value)) & ((1 &<< UInt64(truncatingIfNeeded: count)) &- 1))
    }

    /// Passes over the bits that two entries use, one behind the other.
    @inline(__always)
    mutating func drop(_ first: HuffmanEntry, _ second: HuffmanEntry) {
        value = (value &>> UInt64(first.value)) &>> UInt64(second.value)
        count &-= first.bitCount &+ second.bitCount
    }

    /// The next `count` bits, as they are.
    @inline(__always)
    func peek(_ count: Int) -> Int { Int(truncatingIfNeeded: value & ((1 &<< UInt64(truncatingIfNeeded: count)) &- 1)) }

    /// Takes the next `count` bits, if there are as many.
    mutating func take(_ count: Int) -> Int? {
        guard count <= self.count else { return nil }
        defer { drop(count) }
        return peek(count)
    }

    /// Passes over `count` bits, which must be there.
    @inline(__always)
    mutating func drop(_ count: Int) {
        value &>>= UInt64(truncatingIfNeeded: count)
        self.count &-= count
    }

    /// Passes over the rest of a byte that is begun.
    mutating func align() {
        drop(count & 7)
    }

    /// Passes over up to `limit` bytes, those here and then those of `bytes` from `position` on; says over how many.
    ///
    /// The bits must stand at the begin of a byte.
    mutating func skip(bytes limit: Int, in bytes: RawSpan, at position: inout Int) -> Int {
        let here = min(limit, count >> 3)
        drop(here << 3)
        guard count == 0 else { return here }
        value = 0
        let there = min(limit - here, bytes.byteCount - position)
        position += there
        return here + there
    }
}
