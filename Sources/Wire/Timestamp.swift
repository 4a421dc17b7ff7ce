/// When a packet was captured: nanoseconds since 1970-01-01T00:00:00Z, and how finely the capture told it.
@frozen
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Nanoseconds since the epoch.
    public var nanoseconds: Int64
    /// Whether the capture's clock is finer than a microsecond (9 decimals are printed then, otherwise 6).
    public var isNanosecond: Bool

    /// The time `nanoseconds` after the epoch.
    @inlinable
    public init(nanoseconds: Int64, isNanosecond: Bool) {
        self.nanoseconds = nanoseconds
        self.isNanosecond = isNanosecond
    }

    /// Whether `lhs` is earlier.
    @inlinable
    public static func < (lhs: Timestamp, rhs: Timestamp) -> Bool { lhs.nanoseconds < rhs.nanoseconds }

    /// The nanoseconds from `earlier` to this time; negative when this one is earlier.
    @inlinable
    public func since(_ earlier: Timestamp) -> Int64 { nanoseconds &- earlier.nanoseconds }
}
