/// One of the three alphabets of a DEFLATE block (RFC 1951 §3.2.5, §3.2.7): what its symbols mean.
enum HuffmanAlphabet: Sendable {
    /// How long the codes of the two others are: 0…18.
    case codeLengths
    /// Literal bytes 0…255, the block's end 256, lengths 257…285; 286 and 287 can't be.
    case literals
    /// Distances 0…29; 30 and 31 can't be.
    case distances

    /// Of the numbers of code lengths, the first that means a run of zeros: three, and the next numbers mean more.
    ///
    /// Numbers up to 15 are lengths; those from 16 on repeat the length before, three times and more.
    static let firstZeros = 20

    static let literalTableBits = 10
    static let distanceTableBits = 8

    /// How many bits of the input the lookup table takes at once.
    var tableBits: Int {
        switch self {
        case .codeLengths: 7
        case .literals: Self.literalTableBits
        case .distances: Self.distanceTableBits
        }
    }

    /// How many symbols the alphabet has.
    var symbolCount: Int {
        switch self {
        case .codeLengths: 19
        case .literals: 288
        case .distances: 32
        }
    }

    /// What `symbol` stands for, without the bits of its code; nil for one that stands for no bytes.
    func meaning(of symbol: Int) -> HuffmanEntry? {
        switch self {
        case .codeLengths:
            switch symbol {
            case 16: return HuffmanEntry(base: 16, extraBits: 2)
            case 17: return HuffmanEntry(base: Self.firstZeros, extraBits: 3)
            case 18: return HuffmanEntry(base: Self.firstZeros + 8, extraBits: 7)
            default: return HuffmanEntry(base: symbol, extraBits: 0)
            }
        case .literals:
            if symbol < 256 { return .literal }
            guard (257...285).contains(symbol) else { return nil }
            let length = symbol - 257
            if length == 28 { return HuffmanEntry(base: 258, extraBits: 0) }
            if length < 8 { return HuffmanEntry(base: 3 + length, extraBits: 0) }
            let extraBits = length / 4 - 1
            return HuffmanEntry(base: 3 + (4 + length % 4) << extraBits, extraBits: extraBits)
        case .distances:
            guard symbol < 30 else { return nil }
            if symbol < 4 { return HuffmanEntry(base: 1 + symbol, extraBits: 0) }
            let extraBits = symbol / 2 - 1
            return HuffmanEntry(base: 1 + (2 + symbol % 2) << extraBits, extraBits: extraBits)
        }
    }
}

/// What the next bits of DEFLATE data tell: a number, and how many bits that took.
///
/// For literals and lengths it is the number of bytes. Bits 0…5 of the value: bits used in all, in the place where a
/// shift takes its amount from. 6…10: those before the extra bits. 11: none of this is known. 12: no distance follows.
/// 16…31: the number, without its extra bits.
struct HuffmanEntry: Equatable, Sendable {
    let value: UInt32

    private static let slowFlag: UInt32 = 1 << 11
    private static let literalFlag: UInt32 = 1 << 12

    private init(value: UInt32) { self.value = value }

    /// A number of `base` plus what the `extraBits` bits behind the code say.
    init(base: Int, extraBits: Int) {
        value = UInt32(truncatingIfNeeded: base << 16 | extraBits)
    }

    /// A literal: one byte.
    static let literal = HuffmanEntry(value: 1 << 16 | literalFlag)
    /// No bits, no bytes: what stands for the distance of a literal.
    static let nothing = HuffmanEntry(value: 0)
    /// Bits that the table has no answer for: a longer code, the block's end, or no code at all.
    static let slow = HuffmanEntry(value: slowFlag)

    /// How many bits are used in all.
    @inline(__always) var bitCount: Int { Int(value & 63) }
    /// What the extra bits are added to.
    @inline(__always) var base: Int { Int(value &>> 16) }
    /// 256 where no distance follows, 0 where one does.
    @inline(__always) var distanceTableHalf: Int { Int(value &>> 4 & 256) }
    /// Whether it is a literal.
    @inline(__always) var isLiteral: Bool { value & Self.literalFlag != 0 }
    /// Whether the table has no answer.
    @inline(__always) var isSlow: Bool { value & Self.slowFlag != 0 }
    /// Whether the table has no answer for one of two.
    @inline(__always) func isSlow(or other: HuffmanEntry) -> Bool { (value | other.value) & Self.slowFlag != 0 }

    /// The number, its extra bits taken from `bits`, the first of which is the first one of the code.
    @inline(__always) func number(in bits: UInt64) -> Int {
        let codeBits = value &>> 6 & 31
        let extraBits = (value & 63) &- codeBits
        let extra = bits &>> UInt64(codeBits) & ((1 &<< UInt64(extraBits)) &- 1)
        return base &+ Int(truncatingIfNeeded: extra)
    }

    /// The same behind a code of `length` bits.
    @inline(__always) func coded(in length: Int) -> HuffmanEntry {
        HuffmanEntry(value: value &+ UInt32(truncatingIfNeeded: length) &* (1 << 6 | 1))
    }
}
