/// Bytes that the capture lacks of a payload.
public struct PayloadHole: Hashable, Sendable {
    /// The offset of the first of them in the payload, on the wire.
    public var offset: Int
    /// How many, at least one.
    public var length: Int

    /// `length` bytes from `offset` on.
    public init(offset: Int, length: Int) {
        self.offset = offset
        self.length = length
    }
}

/// What the capture lacks of a payload: all of it counted, the first holes with their places.
public struct PayloadHoles: Hashable, Sendable {
    /// So many holes are kept.
    public static let limit = 16

    /// How many bytes are missing.
    public private(set) var missing = 0
    /// Where: the first holes, in order.
    public private(set) var first: [PayloadHole] = []

    /// Nothing is missing.
    public init() {}

    /// Notes a hole behind those that are known.
    public mutating func add(_ length: Int, at offset: Int) {
        guard length > 0 else { return }
        missing &+= length
        if let last = first.last, last.offset &+ last.length == offset {
            first[first.count - 1].length &+= length
        } else if first.count < Self.limit {
            first.append(PayloadHole(offset: offset, length: length))
        }
    }

    /// Forgets all holes.
    @inlinable
    public mutating func removeAll() {
        if missing > 0 { self = PayloadHoles() }
    }
}
