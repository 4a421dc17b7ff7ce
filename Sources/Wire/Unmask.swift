/// A masking key: four bytes, the first one in the most significant bits (RFC 6455 §5.3).
@frozen
public struct MaskingKey: Hashable, Sendable {
    /// The four bytes as a number in network byte order.
    public var bits: UInt32

    /// The key with these 32 bits.
    @inlinable
    public init(_ bits: UInt32) { self.bits = bits }

    /// The byte that masks payload byte `index` (index mod 4).
    @inlinable @inline(__always)
    public func byte(at index: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: bits &>> UInt32(truncatingIfNeeded: 24 &- 8 &* (index & 3)))
    }

    /// The key as it applies from payload byte `index` on.
    @inlinable @inline(__always)
    public func rotated(by index: Int) -> MaskingKey {
        let shift = UInt32(truncatingIfNeeded: 8 &* (index & 3))
        return MaskingKey(bits &<< shift | (shift == 0 ? 0 : bits &>> (32 &- shift)))
    }
}

/// XORs `bytes` with `key`, in place; the first byte is payload byte `index` of its frame (RFC 6455 §5.3).
///
/// Masking and unmasking are the same operation.
@inlinable
public func unmask(_ bytes: inout MutableRawSpan, with key: MaskingKey, from index: Int = 0) {
    let rotated = key.rotated(by: index)
    let wide = SIMD8<UInt32>(repeating: rotated.bits.bigEndian)
    let count = bytes.byteCount
    var at = 0
    while at &+ 32 <= count {
        let block = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: at, as: SIMD8<UInt32>.self)
        bytes.storeBytes(of: block ^ wide, toByteOffset: at, as: SIMD8<UInt32>.self)
        at &+= 32
    }
    while at < count {
        let byte = unsafe bytes.unsafeLoad(fromByteOffset: at, as: UInt8.self)
        bytes.storeBytes(of: byte ^ rotated.byte(at: at), toByteOffset: at, as: UInt8.self)
        at &+= 1
    }
}

extension [UInt8] {
    /// XORs all bytes with `key`, in place; the first byte is payload byte `index` of its frame.
    @inlinable
    public mutating func unmask(with key: MaskingKey, from index: Int = 0) {
        var elements = mutableSpan
        // A UInt8 may hold any bits, so that writing raw bytes over them is safe.
        var bytes = unsafe elements.mutableBytes
        Wire.unmask(&bytes, with: key, from: index)
    }
}

extension [UInt8] {
    /// Replaces the first bytes by those of `source`, XORed with `key`; its first byte is payload byte `index`.
    ///
    /// One pass over both: this is what a masked payload costs. `source` must fit.
    @inlinable
    public mutating func replaceFirst(unmasking source: RawSpan, with key: MaskingKey, from index: Int) {
        precondition(source.byteCount <= count)
        let rotated = key.rotated(by: index)
        let wide = SIMD8<UInt32>(repeating: rotated.bits.bigEndian)
        var elements = mutableSpan
        // A UInt8 may hold any bits, so that writing raw bytes over them is safe.
        var bytes = unsafe elements.mutableBytes
        var at = 0
        while at &+ 32 <= source.byteCount {
            let block = unsafe source.unsafeLoadUnaligned(fromByteOffset: at, as: SIMD8<UInt32>.self)
            bytes.storeBytes(of: block ^ wide, toByteOffset: at, as: SIMD8<UInt32>.self)
            at &+= 32
        }
        while at < source.byteCount {
            bytes.storeBytes(of: source.byte(at: at) ^ rotated.byte(at: at), toByteOffset: at, as: UInt8.self)
            at &+= 1
        }
    }

    /// Appends a copy of the bytes of `source`.
    @inlinable
    public mutating func append(copying source: RawSpan) {
        // The pointer is used inside the closure only.
        unsafe source.withUnsafeBytes { unsafe append(contentsOf: $0) }
    }
}
