// TLS writes lists as vectors: a length of one to three bytes, then that many bytes (RFC 8446 §3.4). No vector may reach
// beyond the one that it stands in; what does is the length's fault, not a reason to wait for bytes.
import Wire

extension FieldReader {
    /// Checks that `count` bytes are left before `end`.
    func room(_ count: Int, _ id: FieldID, within end: Int) throws(DecodeError) {
        guard count <= end - byte else { throw invalid(id) }
    }

    /// Reads the length of a vector, a number of `width` bytes, and gives the offset of the byte behind the vector.
    ///
    /// - Throws: `DecodeError.invalid` when the vector reaches beyond `end`.
    mutating func vector(_ width: Int, _ id: FieldID, within end: Int) throws(DecodeError) -> Int {
        try room(width, id, within: end)
        let length = Int(try wideBits(width * 8, id))
        guard length <= end - byte else { throw invalid(id, bitsBack: width * 8) }
        return byte + length
    }

    /// Reads a vector of bytes: its length as one field, its bytes, if there are any, as another.
    mutating func opaque(
        _ width: Int, _ lengthID: FieldID, _ id: FieldID, within end: Int
    ) throws(DecodeError) -> Range<Int> {
        try rest(to: try vector(width, lengthID, within: end), id)
    }

    /// Passes over what is left before `end` as one field, if anything is.
    @discardableResult
    mutating func rest(to end: Int, _ id: FieldID) throws(DecodeError) -> Range<Int> {
        byte < end ? try run(end - byte, id) : byte..<byte
    }

    /// Reads a number of one byte before `end`.
    mutating func uint8(_ id: FieldID, within end: Int) throws(DecodeError) -> UInt8 {
        try room(1, id, within: end)
        return try uint8(id)
    }

    /// Reads a number of two bytes before `end`.
    mutating func uint16(_ id: FieldID, within end: Int) throws(DecodeError) -> UInt16 {
        try room(2, id, within: end)
        return try uint16(id)
    }

    /// Reads a number of four bytes before `end`.
    mutating func uint32(_ id: FieldID, within end: Int) throws(DecodeError) -> UInt32 {
        try room(4, id, within: end)
        return try uint32(id)
    }

    /// Reads a vector of numbers of one byte.
    mutating func list8(_ lengthID: FieldID, _ id: FieldID, within end: Int) throws(DecodeError) -> [UInt8] {
        let end = try vector(1, lengthID, within: end)
        var list: [UInt8] = []
        while byte < end { list.append(try uint8(id)) }
        return list
    }

    /// Reads a vector of numbers of two bytes, whose length has `width` bytes.
    mutating func list16(
        _ width: Int, _ lengthID: FieldID, _ id: FieldID, within end: Int
    ) throws(DecodeError) -> [UInt16] {
        let end = try vector(width, lengthID, within: end)
        var list: [UInt16] = []
        while byte < end { list.append(try uint16(id, within: end)) }
        return list
    }

    /// The bytes at `range`.
    func copy(_ range: Range<Int>) -> [UInt8] { [UInt8](copying: bytes.extracting(range)) }

    /// The bytes at `range` as text; what is not UTF-8 is replaced.
    func text(_ range: Range<Int>) -> String { String(decoding: copy(range), as: UTF8.self) }
}
