/// Reads named fields, most significant bit first, from a header's bytes.
///
/// Numbers of more than one byte are in network byte order unless the name says otherwise. Every read throws
/// `DecodeError.needMore` when the bytes end inside the field; nothing is consumed then.
@frozen
public struct FieldReader<Sink: FieldSink>: ~Copyable, ~Escapable {
    /// The bytes that are read; byte 0 is the header's first.
    public let bytes: RawSpan
    /// Which length ended `bytes`: errors repeat it.
    public let limitedBy: LengthLimit
    @usableFromInline var position: Int
    @usableFromInline var sink: Sink

    /// A reader at the first bit of `bytes`, telling `sink` about every field.
    @inlinable @inline(__always)
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan, sink: consuming Sink, limitedBy: LengthLimit) {
        self.bytes = bytes
        self.limitedBy = limitedBy
        self.position = 0
        self.sink = sink
    }

    /// Ends the reading and gives the sink back.
    @inlinable @inline(__always)
    public consuming func finish() -> Sink { sink }

    /// The next bit to be read, counted from the most significant bit of byte 0.
    @inlinable @inline(__always)
    public var bit: Int { position }

    /// The next byte to be read; the reader must stand at a byte boundary.
    @inlinable @inline(__always)
    public var byte: Int { bit >> 3 }

    /// How many whole bytes are left.
    @inlinable @inline(__always)
    public var remaining: Int { bytes.byteCount - ((bit + 7) >> 3) }

    /// Reads one bit.
    @inlinable @inline(__always)
    public mutating func flag(_ id: FieldID) throws(DecodeError) -> Bool {
        try bits(1, id) != 0
    }

    /// Reads up to eight bits that lie in one byte.
    @inlinable @inline(__always)
    public mutating func bits(_ width: Int, _ id: FieldID) throws(DecodeError) -> UInt8 {
        let at = bit
        guard at >> 3 < bytes.byteCount else { throw missing(1, id) }
        let byte = bytes.byte(at: at >> 3)
        let mask = UInt8(truncatingIfNeeded: (1 &<< width) &- 1)
        let value = (byte &>> UInt8(truncatingIfNeeded: 8 &- (at & 7) &- width)) & mask
        position = at &+ width
        sink.leaf(id, BitRange(lower: at, count: width), UInt64(value))
        return value
    }

    /// Reads up to 32 bits that may cross bytes.
    @inlinable @inline(__always)
    public mutating func wideBits(_ width: Int, _ id: FieldID) throws(DecodeError) -> UInt32 {
        let at = bit
        let end = (at &+ width &+ 7) >> 3
        guard end <= bytes.byteCount else { throw missing(end - bytes.byteCount, id) }
        var value: UInt64 = 0
        for index in (at >> 3)..<end { value = value &<< 8 | UInt64(bytes.byte(at: index)) }
        value = (value &>> UInt64(end &* 8 &- at &- width)) & ((1 &<< UInt64(width)) &- 1)
        position = at &+ width
        sink.leaf(id, BitRange(lower: at, count: width), value)
        return UInt32(truncatingIfNeeded: value)
    }

    /// Reads an unsigned number of one byte.
    @inlinable @inline(__always)
    public mutating func uint8(_ id: FieldID) throws(DecodeError) -> UInt8 {
        let at = try take(1, id)
        let value = bytes.byte(at: at)
        sink.leaf(id, BitRange(lower: at &* 8, count: 8), UInt64(value))
        return value
    }

    /// Reads an unsigned number of two bytes.
    @inlinable @inline(__always)
    public mutating func uint16(_ id: FieldID) throws(DecodeError) -> UInt16 {
        let at = try take(2, id)
        let value = bytes.uint16(at: at)
        sink.leaf(id, BitRange(lower: at &* 8, count: 16), UInt64(value))
        return value
    }

    /// Reads an unsigned number of two bytes in the byte order of the host that wrote it.
    @inlinable @inline(__always)
    public mutating func uint16(_ id: FieldID, littleEndian: Bool) throws(DecodeError) -> UInt16 {
        let at = try take(2, id)
        let value = littleEndian ? bytes.uint16(at: at).byteSwapped : bytes.uint16(at: at)
        sink.leaf(id, BitRange(lower: at &* 8, count: 16), UInt64(value))
        return value
    }

    /// Reads an unsigned number of four bytes.
    @inlinable @inline(__always)
    public mutating func uint32(_ id: FieldID) throws(DecodeError) -> UInt32 {
        let at = try take(4, id)
        let value = bytes.uint32(at: at)
        sink.leaf(id, BitRange(lower: at &* 8, count: 32), UInt64(value))
        return value
    }

    /// Reads an unsigned number of four bytes in the byte order of the host that wrote it.
    @inlinable @inline(__always)
    public mutating func uint32(_ id: FieldID, littleEndian: Bool) throws(DecodeError) -> UInt32 {
        let at = try take(4, id)
        let value = littleEndian ? bytes.uint32(at: at).byteSwapped : bytes.uint32(at: at)
        sink.leaf(id, BitRange(lower: at &* 8, count: 32), UInt64(value))
        return value
    }

    /// Reads an unsigned number of eight bytes.
    @inlinable @inline(__always)
    public mutating func uint64(_ id: FieldID) throws(DecodeError) -> UInt64 {
        let at = try take(8, id)
        let value = bytes.uint64(at: at)
        sink.leaf(id, BitRange(lower: at &* 8, count: 64), value)
        return value
    }

    /// Passes over `count` bytes as one field and gives their place.
    @inlinable @inline(__always)
    public mutating func run(_ count: Int, _ id: FieldID) throws(DecodeError) -> Range<Int> {
        let at = try take(count, id)
        sink.run(id, BitRange(lower: at &* 8, count: count &* 8))
        return at..<(at &+ count)
    }

    /// The error that says that `id`, which begins here, has an impossible value.
    @inlinable
    public func invalid(_ id: FieldID, bitsBack: Int = 0) -> DecodeError {
        .invalid(field: id, atBit: bit - bitsBack)
    }

    @inlinable @inline(__always)
    mutating func take(_ count: Int, _ id: FieldID) throws(DecodeError) -> Int {
        let at = bit >> 3
        guard count <= bytes.byteCount &- at else { throw missing(count - (bytes.byteCount - at), id) }
        position = (at &+ count) &* 8
        return at
    }

    @usableFromInline
    func missing(_ count: Int, _ id: FieldID) -> DecodeError {
        .needMore(field: id, atBit: bit, bytes: count, limitedBy: limitedBy)
    }
}
