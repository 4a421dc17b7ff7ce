import Wire

/// The 32 random bytes of a ClientHello or ServerHello (RFC 8446 §4.1.2): the client's find its keys in a key log.
public struct HelloRandom: Hashable, Sendable {
    private let words: [4 of UInt64]

    /// The random that stands in these bytes; nil unless there are 32.
    public init?(_ bytes: RawSpan) {
        guard bytes.byteCount == 32 else { return nil }
        words = [bytes.uint64(at: 0), bytes.uint64(at: 8), bytes.uint64(at: 16), bytes.uint64(at: 24)]
    }

    /// The random that these numbers, in network byte order, make up.
    init(words: [4 of UInt64]) { self.words = words }

    /// The bytes.
    public var bytes: [UInt8] {
        (0..<32).map { UInt8(truncatingIfNeeded: words[$0 >> 3] >> UInt64(56 - 8 * ($0 & 7))) }
    }

    /// Whether both are the same bytes.
    public static func == (lhs: HelloRandom, rhs: HelloRandom) -> Bool {
        (0..<4).allSatisfy { lhs.words[$0] == rhs.words[$0] }
    }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) {
        for index in 0..<4 { hasher.combine(words[index]) }
    }
}
