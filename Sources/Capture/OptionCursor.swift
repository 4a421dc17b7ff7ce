import Wire

// An option of a pcapng block (draft-ietf-opsawg-pcapng, "Options"):
//    0  code
//    2  length of the value
//    4  the value, padded to 4 bytes
// Code 0 ends the list; a list that ends with its block needs none.

/// Goes through the options of a block, or through the records of a name resolution block, which have the same form.
struct OptionCursor {
    private var at: Int
    private let end: Int
    private let littleEndian: Bool

    /// The options from `start` to `end` of the bytes that are given to `next`.
    init(from start: Int, to end: Int, littleEndian: Bool) {
        at = start
        self.end = end
        self.littleEndian = littleEndian
    }

    /// The next option and where its value lies; nil behind the last one.
    ///
    /// - Throws: `Damage` when the value is longer than what is left of the block.
    mutating func next(_ bytes: RawSpan) throws(Damage) -> (code: UInt16, value: Range<Int>)? {
        guard end - at >= 4 else { return nil }
        let code = bytes.uint16(at: at, littleEndian: littleEndian)
        let length = Int(bytes.uint16(at: at + 2, littleEndian: littleEndian))
        guard code != 0 else { return nil }
        let start = at + 4
        guard length <= end - start else {
            at = end
            throw Damage("option \(code) of \(length) bytes is longer than the rest of its block")
        }
        at = min(end, start + (length + 3) & ~3)
        return (code, start..<(start + length))
    }
}
