import Wire

/// Checks text for UTF-8 as its bytes arrive, in whatever pieces (RFC 3629 §4, RFC 6455 §8.1).
///
/// It knows at the earliest byte that a text can't be UTF-8 any more: overlong forms, surrogates and what lies beyond
/// U+10FFFF fail at their second byte, or at their first if no second byte could mend them.
@frozen
public struct UTF8Checker: Hashable, Sendable {
    /// Continuation bytes that the sequence begun still needs: 0…3.
    private var needed: UInt8 = 0
    /// The least and the greatest value that the next continuation byte may have.
    private var least: UInt8 = 0x80
    private var greatest: UInt8 = 0xbf
    private var hasFailed = false
    /// After a failure: how many bytes before the wrong one belong to the sequence that it breaks, 0 to 3; with 0 the wrong
    /// byte is one that can begin no sequence.
    public private(set) var begun: UInt8 = 0

    /// A checker at the begin of a text.
    public init() {}

    /// Whether the bytes so far are UTF-8 by themselves: none is wrong, and no sequence is unfinished.
    public var isComplete: Bool { needed == 0 && !hasFailed }

    /// Takes the next bytes of the text.
    ///
    /// - Returns: the offset in `bytes` of the first one that can't be right, which is where a fault shows: the sequence that
    ///   it breaks may begin up to three bytes before, see `begun`. Nil while all bytes may be right. Behind a failure, the
    ///   first byte of every further piece is wrong.
    public mutating func feed(_ bytes: RawSpan) -> Int? {
        if hasFailed { return bytes.byteCount > 0 ? 0 : nil }
        var index = 0
        while index < bytes.byteCount {
            if needed > 0 {
                let byte = bytes.byte(at: index)
                guard byte >= least, byte <= greatest else { return fail(at: index) }
                needed &-= 1
                begun &+= 1
                least = 0x80
                greatest = 0xbf
                index &+= 1
            } else {
                index = Self.endOfWholeCharacters(in: bytes, from: index)
                guard index < bytes.byteCount else { return nil }
                let byte = bytes.byte(at: index)
                guard byte < 0x80 || begin(byte) else {
                    begun = 0
                    return fail(at: index)
                }
                index &+= 1
            }
        }
        return nil
    }

    private mutating func fail(at index: Int) -> Int {
        hasFailed = true
        return index
    }

    /// Begins the sequence of a lead byte, and says whether the byte is one (RFC 3629 §4, Unicode table 3-7).
    @inline(__always)
    private mutating func begin(_ lead: UInt8) -> Bool {
        switch lead {
        case 0xc2...0xdf: needed = 1
        case 0xe0: (needed, least) = (2, 0xa0)
        case 0xe1...0xec, 0xee, 0xef: needed = 2
        case 0xed: (needed, greatest) = (2, 0x9f)
        case 0xf0: (needed, least) = (3, 0x90)
        case 0xf1...0xf3: needed = 3
        case 0xf4: (needed, greatest) = (3, 0x8f)
        default: return false
        }
        begun = 1
        return true
    }

    /// Passes over whole, right characters, four bytes at a time.
    ///
    /// It may stop early: at a wrong character, for the exact byte, or in the last three bytes.
    private static func endOfWholeCharacters(in bytes: RawSpan, from start: Int) -> Int {
        var index = start
        while index &+ 4 <= bytes.byteCount {
            let four = bytes.uint32(at: index)
            switch four &>> 24 {
            case 0..<0x80:
                index = bytes.endOfASCII(from: index)
            case 0xc2..<0xe0:
                guard four & 0x00c0_0000 == 0x0080_0000 else { return index }
                index &+= 2
            case 0xe0..<0xf0:
                guard four & 0x00c0_c000 == 0x0080_8000 else { return index }
                // Overlong below U+0800, surrogates from U+D800 to U+DFFF.
                guard four >= 0xe0a0_0000, !(0xeda0_0000..<0xee00_0000).contains(four) else { return index }
                index &+= 3
            case 0xf0..<0xf5:
                guard four & 0x00c0_c0c0 == 0x0080_8080 else { return index }
                // Overlong below U+10000, nothing above U+10FFFF.
                guard four >= 0xf090_0000, four < 0xf490_0000 else { return index }
                index &+= 4
            default:
                return index
            }
        }
        return index
    }
}

extension UTF8Checker {
    /// After a failure, a sentence on where the text stops being UTF-8: `offset` is that of the byte at which it shows,
    /// counted from 0 in the text that `what` names.
    public func sentence(of what: String, offset: Int) -> String {
        begun == 0
            ? "Byte \(offset) of \(what) (counted from 0) can't begin a character in UTF-8."
            : "Byte \(offset - Int(begun)) of \(what) (counted from 0) begins a character in UTF-8 that byte \(offset) can't "
                + "continue."
    }
}
