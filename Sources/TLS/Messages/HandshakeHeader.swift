//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+-----------------------------------------------+
// |     Type      |                    Length                     |
// +---------------+-----------------------------------------------+
public import Wire

/// The header of a handshake message (RFC 8446 §4, RFC 5246 §7.4): 4 bytes.
@frozen
public struct HandshakeHeader: Hashable, Sendable {
    /// Which message.
    public var type: HandshakeType
    /// The bytes that follow the header, 0…2^24 − 1.
    public var length: Int

    /// The bytes that a header takes.
    public static let size = 4

    /// A header with these parts.
    @inlinable
    public init(type: HandshakeType, length: Int) {
        self.type = type
        self.length = length
    }

    /// Reads a header.
    ///
    /// - Throws: `DecodeError.needMore` when the bytes end inside it; nothing else.
    @inlinable @inline(__always)
    public init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        type = HandshakeType(rawValue: try reader.uint8(.tlsHandshakeType))
        length = Int(try reader.wideBits(24, .tlsHandshakeLength))
    }
}
