// The loads of the package: every other file reads bytes through these, which check their bounds.

extension RawSpan {
    /// The byte at `offset`.
    @inlinable @inline(__always)
    public func byte(at offset: Int) -> UInt8 {
        precondition(offset >= 0 && offset < byteCount)
        // In bounds by the line above; a byte has no alignment and every value is valid.
        return unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
    }

    /// The two bytes at `offset` as a number in network byte order.
    @inlinable @inline(__always)
    public func uint16(at offset: Int) -> UInt16 {
        unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self).bigEndian
    }

    /// The four bytes at `offset` as a number in network byte order.
    @inlinable @inline(__always)
    public func uint32(at offset: Int) -> UInt32 {
        unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self).bigEndian
    }

    /// The eight bytes at `offset` as a number in network byte order.
    @inlinable @inline(__always)
    public func uint64(at offset: Int) -> UInt64 {
        unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self).bigEndian
    }

    /// The two bytes at `offset` as a number in the byte order of the host that wrote it.
    @inlinable @inline(__always)
    public func uint16(at offset: Int, littleEndian: Bool) -> UInt16 {
        littleEndian ? uint16(at: offset).byteSwapped : uint16(at: offset)
    }

    /// The four bytes at `offset` as a number in the byte order of the host that wrote it.
    @inlinable @inline(__always)
    public func uint32(at offset: Int, littleEndian: Bool) -> UInt32 {
        littleEndian ? uint32(at: offset).byteSwapped : uint32(at: offset)
    }

    /// The eight bytes at `offset` as a number in the byte order of the host that wrote it.
    @inlinable @inline(__always)
    public func uint64(at offset: Int, littleEndian: Bool) -> UInt64 {
        littleEndian ? uint64(at: offset).byteSwapped : uint64(at: offset)
    }
}
