/// The bytes of an input, taken from the front; zeros when they are used up.
struct Input {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isEmpty: Bool { position >= bytes.count }

    mutating func byte() -> UInt8 {
        guard position < bytes.count else { return 0 }
        defer { position += 1 }
        return bytes[position]
    }

    /// A number from −128 to 127.
    mutating func signed() -> Int { Int(Int8(bitPattern: byte())) }

    mutating func uint32() -> UInt32 { (0..<4).reduce(0) { number, _ in number << 8 | UInt32(byte()) } }

    /// Up to `count` bytes: fewer when they are used up.
    mutating func take(_ count: Int) -> [UInt8] {
        let end = min(position + count, bytes.count)
        defer { position = end }
        return Array(bytes[position..<end])
    }

    /// All that is left.
    mutating func rest() -> [UInt8] { take(bytes.count) }
}

/// Cuts bytes into pieces whose lengths depend on a seed: mostly short ones.
struct Cutter {
    private var state: UInt64

    init(seed: UInt8) { state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 | 1 }

    /// The ranges of the pieces of `count` bytes, in order.
    mutating func pieces(of count: Int) -> [Range<Int>] {
        var pieces: [Range<Int>] = []
        var start = 0
        while start < count {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            let length = state & 3 == 0 ? 1 + Int(state >> 8 & 0xff) : 1 + Int(state >> 8 & 7)
            pieces.append(start..<min(start + length, count))
            start += length
        }
        return pieces
    }
}
