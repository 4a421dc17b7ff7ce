extension RawSpan {
    /// The offset of the first byte from `start` on that can't stand for itself in a JSON string which is shown to people;
    /// `byteCount` if there is none.
    ///
    /// Plain are the printable characters of ASCII but for `"` and `\`: 0x20–0x7e. In other text each character decides.
    @inlinable
    public func endOfPlainText(from start: Int) -> Int {
        var index = start
        while index &+ 8 <= byteCount {
            // The first byte in the least significant bits: a byte may be flagged wrongly only behind a right one.
            let special = Self.special(in: uint64(at: index, littleEndian: true))
            guard special == 0 else { return index &+ special.trailingZeroBitCount >> 3 }
            index &+= 8
        }
        while index < byteCount, Self.isPlain(byte(at: index)) { index &+= 1 }
        return index
    }

    /// Whether the byte stands for itself.
    @inlinable @inline(__always)
    static func isPlain(_ byte: UInt8) -> Bool {
        byte &- 0x20 < 0x5f && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// Flags in the high bit of each byte whether it is not plain; a byte more significant than such a one may be flagged
    /// too.
    @inlinable @inline(__always)
    static func special(in word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        // A byte is zero, and borrows from its high bit, where the word has a quote, or a backslash.
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5c)
        let equal = (quote &- ones) & ~quote | (backslash &- ones) & ~backslash
        let below = (word &- (ones &* 0x20)) & ~word
        let above = (word &+ ones) | word
        return (equal | below | above) & (ones &* 0x80)
    }
}
