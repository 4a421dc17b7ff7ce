extension [UInt8] {
    /// The bytes of `span`, copied so that they outlive it.
    public init(copying span: RawSpan) {
        // The pointer does not leave the closure, and reading bytes of any value is valid.
        self = unsafe span.withUnsafeBytes { unsafe Array($0) }
    }
}
