/// A run of bits inside a header, counted from the header's first bit; bit 0 is the most significant bit of byte 0.
@frozen
public struct BitRange: Hashable, Sendable {
    /// The first bit.
    public var lower: Int
    /// How many bits.
    public var count: Int

    /// The run of `count` bits that begins at bit `lower`.
    @inlinable
    public init(lower: Int, count: Int) {
        self.lower = lower
        self.count = count
    }

    /// The bit behind the last one.
    @inlinable
    public var upper: Int { lower + count }

    /// The bytes that hold at least one of the bits.
    @inlinable
    public var bytes: Range<Int> { (lower >> 3)..<((upper + 7) >> 3) }
}
