extension RawSpan {
    /// The offset of the first byte from `start` on that is no ASCII; `byteCount` if there is none.
    @inlinable
    public func endOfASCII(from start: Int) -> Int {
        let highBits: UInt64 = 0x8080_8080_8080_8080
        var index = start
        // Text with letters beyond ASCII has short runs: a word tells most of them.
        while index &+ 8 <= byteCount {
            let found = uint64(at: index) & highBits
            // The word's first byte is in its most significant bits.
            guard found == 0 else { return index &+ found.leadingZeroBitCount >> 3 }
            index &+= 8
            index = endOfASCIIBlocks(from: index)
        }
        while index < byteCount, byte(at: index) < 0x80 { index &+= 1 }
        return index
    }

    /// The offset behind the blocks of 64 bytes from `start` on that are all ASCII.
    @inlinable @inline(__always)
    func endOfASCIIBlocks(from start: Int) -> Int {
        let highBits: UInt64 = 0x8080_8080_8080_8080
        var index = start
        while index &+ 64 <= byteCount {
            // Every bit pattern is a valid vector of numbers; the loads check their bounds.
            let all =
                unsafe unsafeLoadUnaligned(fromByteOffset: index, as: SIMD2<UInt64>.self)
                | unsafeLoadUnaligned(fromByteOffset: index &+ 16, as: SIMD2<UInt64>.self)
                | unsafeLoadUnaligned(fromByteOffset: index &+ 32, as: SIMD2<UInt64>.self)
                | unsafeLoadUnaligned(fromByteOffset: index &+ 48, as: SIMD2<UInt64>.self)
            guard (all[0] | all[1]) & highBits == 0 else { break }
            index &+= 64
        }
        return index
    }
}
