/// Writes DEFLATE data symbol by symbol with the fixed codes (RFC 1951 §3.2.6), right or wrong as a test needs it.
public struct DeflateBuilder: Sendable {
    /// The bytes so far; the last one may be unfinished.
    public private(set) var bytes: [UInt8] = []
    private var bitCount = 0

    /// A builder that has written nothing.
    public init() {}

    /// Begins a block: type 0 is stored, 1 has the fixed codes, 2 has its own, 3 is reserved.
    public mutating func begin(type: UInt32, isFinal: Bool = false) {
        bits(isFinal ? 1 : 0, 1)
        bits(type, 2)
    }

    /// A stored block.
    public mutating func stored(_ content: [UInt8], isFinal: Bool = false) {
        begin(type: 0, isFinal: isFinal)
        align()
        bits(UInt32(content.count), 16)
        bits(~UInt32(content.count), 16)
        bytes += content
        align()
    }

    /// Leaves the rest of the last byte 0.
    public mutating func align() { bitCount = 8 * bytes.count }

    /// Bytes as they are.
    public mutating func literals(_ content: [UInt8]) {
        for byte in content {
            if byte < 144 { code(0x30 + UInt32(byte), 8) } else { code(0x190 + UInt32(byte) - 144, 9) }
        }
    }

    /// A copy of 258 bytes from `distance` (1…32768) bytes before.
    public mutating func copy258(distance: Int) {
        code(0xc5, 8)
        let value = UInt32(distance - 1)
        guard value >= 4 else { return code(value, 5) }
        let extra = UInt32(30 - value.leadingZeroBitCount)
        code(2 * extra + 2 + (value >> extra & 1), 5)
        bits(value & (1 << extra - 1), Int(extra))
    }

    /// The end of a block with the fixed codes.
    public mutating func endBlock() { code(0, 7) }

    /// The payload of a message: an empty stored block behind it, whose last four bytes are cut off (RFC 7692 §7.2.1).
    public mutating func message() -> [UInt8] {
        begin(type: 0)
        return bytes
    }

    /// The lower `count` bits of `value`, the lowest first.
    public mutating func bits(_ value: UInt32, _ count: Int) {
        for index in 0..<count {
            if bitCount % 8 == 0 { bytes.append(0) }
            if value >> UInt32(index) & 1 == 1 { bytes[bytes.count - 1] |= 1 << UInt8(bitCount % 8) }
            bitCount += 1
        }
    }

    /// A Huffman code of `length` bits, the highest first.
    private mutating func code(_ value: UInt32, _ length: Int) {
        for index in (0..<length).reversed() { bits(value >> UInt32(index) & 1, 1) }
    }
}
