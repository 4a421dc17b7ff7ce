/// What a decoder tells about each field that it reads.
///
/// A decoder is written once, against `FieldReader<Sink>`. With `NoFields` the names compile away; with
/// `FieldRecorder` the same code yields the fields with their exact bit ranges.
public protocol FieldSink {
    /// A field of at most 64 bits with its value, right-aligned.
    mutating func leaf(_ id: FieldID, _ range: BitRange, _ value: UInt64)
    /// A field that is a run of whole bytes: an address, options, a payload.
    mutating func run(_ id: FieldID, _ range: BitRange)
}

/// The sink of the fast path: it forgets everything, at no cost.
@frozen
public struct NoFields: FieldSink {
    /// Makes a sink that forgets.
    @inlinable
    public init() {}

    /// Forgets a field.
    @inlinable @inline(__always)
    public mutating func leaf(_ id: FieldID, _ range: BitRange, _ value: UInt64) {}

    /// Forgets a run of bytes.
    @inlinable @inline(__always)
    public mutating func run(_ id: FieldID, _ range: BitRange) {}
}

/// One field as it stands in the bytes.
public struct Field: Hashable, Sendable {
    /// Which field it is.
    public var id: FieldID
    /// The bits that it takes, counted from the first bit of its header.
    public var range: BitRange
    /// Its value, right-aligned; nil for a run of bytes.
    public var value: UInt64?

    /// A field `id` at `range` with `value`.
    public init(id: FieldID, range: BitRange, value: UInt64?) {
        self.id = id
        self.range = range
        self.value = value
    }
}

/// The sink that keeps every field, in the order in which they are read.
public struct FieldRecorder: FieldSink, Sendable {
    /// The fields so far.
    public private(set) var fields: [Field] = []

    /// Makes an empty recorder.
    public init() {}

    /// Keeps a field of at most 64 bits.
    public mutating func leaf(_ id: FieldID, _ range: BitRange, _ value: UInt64) {
        fields.append(Field(id: id, range: range, value: value))
    }

    /// Keeps a run of bytes.
    public mutating func run(_ id: FieldID, _ range: BitRange) {
        fields.append(Field(id: id, range: range, value: nil))
    }
}
