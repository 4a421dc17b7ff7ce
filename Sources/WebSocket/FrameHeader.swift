//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+-+-+-------+-+-------------+-------------------------------+
// |F|R|R|R| opcode|M| Payload len |    Extended payload length    |
// |I|S|S|S|  (4)  |A|     (7)     |             (16/64)           |
// |N|V|V|V|       |S|             |   (if payload len==126/127)   |
// | |1|2|3|       |K|             |                               |
// +-+-+-+-+-------+-+-------------+ - - - - - - - - - - - - - - - +
// |     Extended payload length continued, if payload len == 127  |
// + - - - - - - - - - - - - - - - +-------------------------------+
// |                               |Masking-key, if MASK set to 1  |
// +-------------------------------+-------------------------------+
// | Masking-key (continued)       |          Payload Data         |
// +-------------------------------- - - - - - - - - - - - - - - - +
public import Wire

/// The header of a WebSocket frame (RFC 6455 §5.2): 2 to 14 bytes.
///
/// Reading it checks nothing but that the bytes are there: what a header breaks is said by `FrameHeader.violations`.
@frozen
public struct FrameHeader: Hashable, Sendable {
    /// Whether this is the last frame of its message.
    public var fin: Bool
    /// RSV1: with permessage-deflate, a compressed message begins here (RFC 7692 §6).
    public var rsv1: Bool
    /// RSV2, without meaning so far.
    public var rsv2: Bool
    /// RSV3, without meaning so far.
    public var rsv3: Bool
    /// What the payload is.
    public var opcode: Opcode
    /// Whether the payload is masked.
    public var masked: Bool
    /// The seven bits that hold the length, or 126 or 127 to announce a longer form.
    public var length7: UInt8
    /// The payload's length in bytes as written, the whole 64 bits of the longest form.
    public var payloadLength: UInt64
    /// The masking key; all zero bits when `masked` is false.
    public var maskingKey: MaskingKey

    /// A header with these parts, its length in the form that `length7` names.
    @inlinable
    public init(
        fin: Bool, rsv1: Bool = false, rsv2: Bool = false, rsv3: Bool = false, opcode: Opcode,
        length7: UInt8, payloadLength: UInt64, maskingKey: MaskingKey?
    ) {
        self.fin = fin
        self.rsv1 = rsv1
        self.rsv2 = rsv2
        self.rsv3 = rsv3
        self.opcode = opcode
        self.masked = maskingKey != nil
        self.length7 = length7
        self.payloadLength = payloadLength
        self.maskingKey = maskingKey ?? MaskingKey(0)
    }

    /// Reads a header.
    ///
    /// - Throws: `DecodeError.needMore` when the bytes end inside it; nothing else.
    @inlinable @inline(__always)
    public init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        fin = try reader.flag(.frameFIN)
        rsv1 = try reader.flag(.frameRSV1)
        rsv2 = try reader.flag(.frameRSV2)
        rsv3 = try reader.flag(.frameRSV3)
        opcode = Opcode(rawValue: try reader.bits(4, .frameOpcode))
        masked = try reader.flag(.frameMASK)
        length7 = try reader.bits(7, .frameLength)
        switch length7 {
        case 126: payloadLength = UInt64(try reader.uint16(.frameExtendedLength16))
        case 127: payloadLength = try reader.uint64(.frameExtendedLength64)
        default: payloadLength = UInt64(length7)
        }
        maskingKey = MaskingKey(masked ? try reader.uint32(.frameMaskingKey) : 0)
    }

    /// How many bytes the header takes: 2 to 14.
    @inlinable
    public var headerLength: Int { 2 + (length7 == 126 ? 2 : length7 == 127 ? 8 : 0) + (masked ? 4 : 0) }
}
