extension [UInt8] {
    /// The bytes as they lie in memory, without a copy.
    @inlinable
    public var rawSpan: RawSpan {
        @_lifetime(borrow self)
        get {
            // Unsafe for elements with padding; a byte has none.
            unsafe span.bytes
        }
    }
}

extension InlineArray where Element == UInt8 {
    /// The bytes as a raw span.
    @inlinable
    public var rawSpan: RawSpan {
        @_lifetime(borrow self)
        borrowing get {
            // A UInt8 may be read as raw bytes.
            unsafe span.bytes
        }
    }
}
