/// A Huffman code of DEFLATE, made from the lengths of its codes (RFC 1951 §3.2.2).
///
/// Codes that fit into the lookup table are found there at once. The others, the block's end and what is no code are
/// found bit by bit; that is seldom.
struct HuffmanCode: Sendable {
    /// What bits decode to.
    enum Decoded: Equatable, Sendable {
        /// The symbol, and the bits of its code.
        case symbol(Int, length: Int)
        /// The bits are the begin of a code.
        case needMore
        /// The bits are no code.
        case invalid
    }

    /// By the next `alphabet.tableBits` bits; distances have a second half, in which nothing follows.
    private(set) var table: [HuffmanEntry]

    private let alphabet: HuffmanAlphabet
    private let meanings: [HuffmanEntry]
    /// How many codes there are of each length.
    private var counts: [16 of Int] = .init(repeating: 0)
    private var longest = 1
    /// The symbols in the order of their codes.
    private var symbols: [UInt16]

    /// A code without symbols; it allocates what it will ever need.
    init(_ alphabet: HuffmanAlphabet) {
        self.alphabet = alphabet
        meanings = (0..<alphabet.symbolCount).map { alphabet.meaning(of: $0) ?? .slow }
        table = Array(repeating: .slow, count: 1 << alphabet.tableBits)
        if case .distances = alphabet { table += Array(repeating: .nothing, count: 1 << alphabet.tableBits) }
        symbols = Array(repeating: 0, count: alphabet.symbolCount)
    }

    /// Takes the lengths of the codes of the symbols from 0 on; 0 for a symbol without a code.
    ///
    /// - Returns: whether that is a code in zlib's eyes: not over-subscribed, and complete, or a single code of one bit,
    ///   or none. Lengths of code lengths must be complete.
    mutating func build(_ lengths: Span<UInt8>) -> Bool {
        counts = .init(repeating: 0)
        for index in lengths.indices { counts[Int(lengths[index] & 15)] &+= 1 }
        counts[0] = 0
        guard isAcceptable() else { return false }

        var offsets: [16 of Int] = .init(repeating: 0)
        for length in 1..<15 { offsets[length + 1] = offsets[length] &+ counts[length] }
        var sorted = symbols.mutableSpan
        for index in lengths.indices {
            let length = Int(lengths[index] & 15)
            if length == 0 { continue }
            sorted[offsets[length]] = UInt16(truncatingIfNeeded: index)
            offsets[length] &+= 1
        }
        fillTable()
        return true
    }

    private mutating func isAcceptable() -> Bool {
        longest = 1
        var free = 1
        for length in 1...15 {
            free = free << 1 - counts[length]
            guard free >= 0 else { return false }
            if counts[length] > 0 { longest = length }
        }
        if free == 0 { return true }
        if case .codeLengths = alphabet { return false }
        return longest == 1
    }

    private mutating func fillTable() {
        let tableBits = alphabet.tableBits
        let size = 1 << tableBits
        let longest = self.longest
        let counts = self.counts
        let meanings = self.meanings
        let symbols = self.symbols
        var table = self.table.mutableSpan
        // An incomplete code leaves entries free.
        if longest == 1 { for index in 0..<size { table[index] = .slow } }
        // The code, its first bit lowest, as it is read from the input.
        var code = 0
        var next = 0
        for length in 1...longest {
            let top = 1 &<< (length &- 1)
            for _ in 0..<counts[length] {
                if length <= tableBits {
                    let entry = meanings[Int(symbols[next])].coded(in: length)
                    var index = code
                    while index < size {
                        table[index] = entry
                        index &+= top &<< 1
                    }
                } else {
                    table[code & (size &- 1)] = .slow
                }
                next &+= 1
                // Add one, from the code's last bit on.
                var bit = top
                while code & bit != 0 { bit &>>= 1 }
                code = bit == 0 ? 0 : code & (bit &- 1) | bit
            }
        }
    }

    /// Decodes one symbol of `bits`, of which the first `available` are there.
    func decode(_ bits: UInt64, available: Int) -> Decoded {
        var code = 0
        var first = 0
        var index = 0
        for length in 1...longest {
            guard length <= available else { return .needMore }
            code |= Int(bits >> (length - 1) & 1)
            let count = counts[length]
            if code - first < count { return .symbol(Int(symbols[index + code - first]), length: length) }
            index += count
            first = (first + count) << 1
            code <<= 1
        }
        return .invalid
    }

    /// What `symbol` stands for behind a code of `length` bits; slow if that is no bytes.
    func entry(of symbol: Int, length: Int) -> HuffmanEntry { meanings[symbol].coded(in: length) }
}
