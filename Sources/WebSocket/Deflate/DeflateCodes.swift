import Wire

/// The two codes of a compressed block: of literals and lengths, and of distances (RFC 1951 §3.2.6, §3.2.7).
struct DeflateCodes: Sendable {
    /// How far the description of a block's codes is read.
    enum Progress: Sendable {
        /// It goes on in bytes that have not come yet.
        case needMore
        /// The codes are there.
        case complete
        /// No distance that counts has a code; the codes were not made.
        case skippable
        /// zlib would not take it.
        case invalid
    }

    /// What stands at a place in a block.
    enum Item: Sendable {
        /// A literal and nothing, or a length and a distance.
        case found(HuffmanEntry, HuffmanEntry)
        case stop(Stop)
    }

    /// Why there is nothing more to find.
    enum Stop: Sendable {
        /// The rest has not come yet.
        case needMore
        /// The block ends with a code of so many bits.
        case blockEnd(length: Int)
        /// There is no such symbol.
        case invalid
    }

    private enum Step: Sendable {
        case sizes
        case codeLengthLengths
        case lengths
    }

    private(set) var literals = HuffmanCode(.literals)
    private(set) var distances = HuffmanCode(.distances)
    private var codeLengths = HuffmanCode(.codeLengths)

    private var step = Step.sizes
    private var skippableBelow: Int?
    private var literalCount = 0
    private var distanceCount = 0
    private var codeLengthCount = 0
    /// How many lengths of the step have been read.
    private var known = 0
    /// First those of the code lengths, then those of both alphabets in one sequence.
    private var lengths: [320 of UInt8] = .init(repeating: 0)

    /// The order in which the lengths of the code lengths' codes come (RFC 1951 §3.2.7).
    private static let order: [19 of Int] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    /// The codes of a block that describes none (RFC 1951 §3.2.6).
    static let fixed: DeflateCodes = {
        var codes = DeflateCodes()
        codes.lengths = .init { index in
            switch index {
            case ..<144: 8
            case ..<256: 9
            case ..<280: 7
            case ..<288: 8
            default: 5
            }
        }
        codes.literalCount = 288
        codes.distanceCount = 32
        let isCode = codes.build()
        assert(isCode)
        return codes
    }()

    /// Begins to read the description of a block's codes.
    ///
    /// - Parameter skippableBelow: If no distance from this symbol on has a code, the block's contents don't matter.
    mutating func begin(skippableBelow: Int?) {
        self.skippableBelow = skippableBelow
        step = .sizes
        known = 0
    }

    /// Reads on.
    mutating func read(_ bytes: RawSpan, at position: inout Int, _ bits: inout BitBuffer) -> Progress {
        switch step {
        case .sizes:
            bits.refill(from: bytes, at: &position)
            guard let sizes = bits.take(14) else { return .needMore }
            literalCount = 257 + sizes & 31
            distanceCount = 1 + sizes >> 5 & 31
            codeLengthCount = 4 + sizes >> 10
            // zlib takes no more than there are symbols with a meaning.
            guard literalCount <= 286, distanceCount <= 30 else { return .invalid }
            for index in 0..<19 { lengths[index] = 0 }
            step = .codeLengthLengths
            return read(bytes, at: &position, &bits)
        case .codeLengthLengths:
            while known < codeLengthCount {
                bits.refill(from: bytes, at: &position)
                guard let length = bits.take(3) else { return .needMore }
                lengths[Self.order[known]] = UInt8(truncatingIfNeeded: length)
                known += 1
            }
            guard codeLengths.build(lengths.span.extracting(first: 19)) else { return .invalid }
            known = 0
            step = .lengths
            return read(bytes, at: &position, &bits)
        case .lengths:
            return readLengths(bytes, at: &position, &bits)
        }
    }

    private mutating func readLengths(_ bytes: RawSpan, at position: inout Int, _ bits: inout BitBuffer) -> Progress {
        let total = literalCount + distanceCount
        while known < total {
            bits.refill(from: bytes, at: &position)
            let entry = codeLengths.table[bits.peek(HuffmanAlphabet.codeLengths.tableBits)]
            guard entry.bitCount <= bits.count else { return .needMore }
            let number = entry.number(in: bits.value)
            bits.drop(entry.bitCount)
            if number < 16 {
                lengths[known] = UInt8(truncatingIfNeeded: number)
                known &+= 1
                continue
            }
            var length: UInt8 = 0
            let end: Int
            if number < HuffmanAlphabet.firstZeros {
                guard known > 0 else { return .invalid }
                length = lengths[known - 1]
                end = known + 3 + number - 16
            } else {
                end = known + 3 + number - HuffmanAlphabet.firstZeros
            }
            guard end <= total else { return .invalid }
            for index in known..<end { lengths[index] = length }
            known = end
        }
        // A block without a code for its end can't be.
        guard lengths[256] != 0 else { return .invalid }
        if let symbol = skippableBelow, !hasDistances(from: symbol) { return .skippable }
        return build() ? .complete : .invalid
    }

    private func hasDistances(from symbol: Int) -> Bool {
        for index in min(symbol, distanceCount)..<distanceCount where lengths[literalCount + index] != 0 { return true }
        return false
    }

    private mutating func build() -> Bool {
        literals.build(lengths.span.extracting(first: literalCount))
            && distances.build(lengths.span.extracting(literalCount..<literalCount + distanceCount))
    }

    /// Decodes one literal, or one length with its distance, without the tables.
    func decode(_ bits: BitBuffer) -> Item {
        let first: HuffmanEntry
        switch literals.decode(bits.value, available: bits.count) {
        case .symbol(256, let length): return .stop(.blockEnd(length: length))
        case .symbol(let symbol, let length): first = literals.entry(of: symbol, length: length)
        case .needMore: return .stop(.needMore)
        case .invalid: return .stop(.invalid)
        }
        if first.isSlow { return .stop(.invalid) }
        if first.isLiteral { return .found(first, .nothing) }
        guard first.bitCount <= bits.count else { return .stop(.needMore) }
        switch distances.decode(bits.value >> first.bitCount, available: bits.count - first.bitCount) {
        case .symbol(let symbol, let length):
            let second = distances.entry(of: symbol, length: length)
            if second.isSlow { return .stop(.invalid) }
            return first.bitCount + second.bitCount <= bits.count ? .found(first, second) : .stop(.needMore)
        case .needMore: return .stop(.needMore)
        case .invalid: return .stop(.invalid)
        }
    }
}
