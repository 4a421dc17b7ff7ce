//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+-+-+-+-----+-+-------+-----+-------------------------------+
// |C|R|K|S|s| Rec |A|  Res  | Ver |         Protocol type         |
// +-+-+-+-+-+-----+-+-------+-----+-------------------------------+
// |      Checksum (C or R)        |        Offset (C or R)        |
// +-------------------------------+-------------------------------+
// |    Key (K); in version 1 the payload's length and a call ID   |
// +---------------------------------------------------------------+
// |                      Sequence number (S)                      |
// +---------------------------------------------------------------+
// |        Acknowledgment number (A, in version 1 only)           |
// +---------------------------------------------------------------+
// |                          Routing (R) …                        |
// +---------------------------------------------------------------+
import Wire

/// The GRE header (RFC 2784 §2, RFC 2890, RFC 1701; version 1 is that of PPTP, RFC 2637 §4.1): 4 bytes and more.
struct GRE: CarrierHeader {
    static var kind: PacketLayerKind { .gre }
    var next: NextHeader
    var announced: AnnouncedLength?

    /// More routers than these are nobody's honest packet.
    private static var mostRoutes: Int { 16 }

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        let hasChecksum = try reader.flag(.greHasChecksum)
        let hasRouting = try reader.flag(.greHasRouting)
        let hasKey = try reader.flag(.greHasKey)
        let hasSequence = try reader.flag(.greHasSequence)
        _ = try reader.flag(.greStrictRoute)
        _ = try reader.bits(3, .greRecursion)
        let hasAcknowledgment = try reader.flag(.greHasAcknowledgment)
        _ = try reader.bits(4, .greReserved)
        let version = try reader.bits(3, .greVersion)
        guard version <= 1 else { throw reader.invalid(.greVersion, bitsBack: 3) }
        let type = EtherType(rawValue: try reader.uint16(.greProtocol))
        if hasChecksum || hasRouting {
            _ = try reader.uint16(.greChecksum)
            _ = try reader.uint16(.greOffset)
        }
        if version == 1 {
            let length = Int(try reader.uint16(.grePayloadLength))
            _ = try reader.uint16(.greCall)
            announced = AnnouncedLength(count: length, limit: .greLength)
        } else if hasKey {
            _ = try reader.uint32(.greKey)
        }
        if hasSequence { _ = try reader.uint32(.greSequence) }
        if version == 1, hasAcknowledgment { _ = try reader.uint32(.greAcknowledgment) }
        if hasRouting { try Self.passRoutes(&reader) }
        switch type {
        // Without a number it only acknowledges.
        case .ppp where version == 1: next = hasSequence ? .ppp : .end(.notIP)
        // Type I has no header of its own, and no sequence number tells it from type II.
        case .erspan: next = hasSequence ? .erspanII : .ethernet
        case .erspanIII: next = .erspanIII
        default: next = .etherType(type)
        }
    }

    /// Each route is an address family, an offset, a length and that many bytes; zeros end the list (RFC 1701).
    @inline(__always)
    private static func passRoutes<Sink: FieldSink>(_ reader: inout FieldReader<Sink>) throws(DecodeError) {
        for _ in 0..<mostRoutes {
            let place = reader.byte
            let isThere = reader.remaining >= 4
            let length = isThere ? Int(reader.bytes.byte(at: place + 3)) : 0
            let isEnd = isThere && length == 0 && reader.bytes.uint16(at: place) == 0
            _ = try reader.run(4 + length, .greRouting)
            if isEnd { return }
        }
        throw reader.invalid(.greRouting)
    }
}
