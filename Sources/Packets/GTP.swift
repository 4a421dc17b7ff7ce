//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-----+-+-+-+-+-+---------------+-------------------------------+
// | Ver |T|R|E|S|N| Message type  |            Length             |
// +-----+-+-+-+-+-+---------------+-------------------------------+
// |                             TEID                              |
// +-------------------------------+---------------+---------------+
// |  Sequence number (E, S or N)  | N-PDU number  |   Next type   |
// +-------------------------------+---------------+---------------+
// | Ext. length   |  Content of the extension …   |   Next type   |
// +---------------+-------------------------------+---------------+
import Wire

/// The GTP-U header (3GPP TS 29.281 §5.1) and its extension headers: 8 bytes and more.
struct GTP: CarrierHeader {
    static var kind: PacketLayerKind { .gtp }
    var next: NextHeader
    var announced: AnnouncedLength?

    /// More extension headers than these are nobody's honest packet.
    private static var mostExtensions: Int { 16 }

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        guard try reader.bits(3, .gtpVersion) == 1 else { throw reader.invalid(.gtpVersion, bitsBack: 3) }
        guard try reader.flag(.gtpProtocolType) else { throw reader.invalid(.gtpProtocolType, bitsBack: 1) }
        _ = try reader.flag(.gtpReserved)
        let hasExtension = try reader.flag(.gtpHasExtension)
        let hasSequence = try reader.flag(.gtpHasSequence)
        let hasNumber = try reader.flag(.gtpHasNumber)
        // The other messages look after the tunnel.
        next = try reader.uint8(.gtpMessage) == 255 ? .ip : .end(.notIP)
        let length = Int(try reader.uint16(.gtpLength))
        _ = try reader.uint32(.gtpTunnel)
        if hasExtension || hasSequence || hasNumber {
            _ = try reader.uint16(.gtpSequence)
            _ = try reader.uint8(.gtpNumber)
            let type = try reader.uint8(.gtpNext)
            if hasExtension { try Self.passExtensions(type, &reader) }
        }
        guard reader.byte <= length + 8 else { throw .invalid(field: .gtpLength, atBit: 16) }
        announced = AnnouncedLength(count: length + 8 - reader.byte, limit: .gtpLength)
    }

    @inline(__always)
    private static func passExtensions<Sink: FieldSink>(
        _ first: UInt8, _ reader: inout FieldReader<Sink>
    ) throws(DecodeError) {
        var type = first
        for _ in 0..<mostExtensions {
            guard type != 0 else { return }
            let length = Int(try reader.uint8(.gtpExtensionLength)) &* 4
            guard length > 0 else { throw reader.invalid(.gtpExtensionLength, bitsBack: 8) }
            _ = try reader.run(length &- 2, .gtpExtensionData)
            type = try reader.uint8(.gtpNext)
        }
        throw reader.invalid(.gtpNext, bitsBack: 8)
    }
}
