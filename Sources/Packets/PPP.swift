// +---------------+---------------+-------------------------------+
// |    Address    |    Control    |           Protocol            |
// +---------------+---------------+-------------------------------+
// Address and control may be left out; a protocol with an odd first byte takes one byte only.
import Wire

/// The PPP header (RFC 1661 §2), with address and control (RFC 1662 §3.1) or without: 1 to 4 bytes.
struct PPP: CarrierHeader {
    static var kind: PacketLayerKind { .ppp }
    var next: NextHeader

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        // A protocol never begins with ff.
        if reader.remaining > 0, reader.bytes.byte(at: reader.byte) == 0xff {
            _ = try reader.uint8(.pppAddress)
            _ = try reader.uint8(.pppControl)
        }
        let isCompressed = reader.remaining > 0 && reader.bytes.byte(at: reader.byte) & 1 == 1
        let type = try isCompressed ? UInt16(reader.uint8(.pppProtocol)) : reader.uint16(.pppProtocol)
        switch type {
        case 0x0021: next = .ipv4
        case 0x0057: next = .ipv6
        case 0x0281, 0x0283: next = .mpls
        default: next = .end(.notIP)
        }
    }
}

/// PPP behind a byte that tells the direction (LINKTYPE_PPP_WITH_DIR).
struct PPPWithDirection: CarrierHeader {
    static var kind: PacketLayerKind { .ppp }
    var next: NextHeader

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        _ = try reader.uint8(.pppDirection)
        next = try PPP(reading: &reader).next
    }
}

/// PPP as Linux' pppd has it: the direction stands in the place of the address (LINKTYPE_PPP_PPPD).
struct LinuxPPP: CarrierHeader {
    static var kind: PacketLayerKind { .ppp }
    var next: NextHeader

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        _ = try reader.uint8(.pppDirection)
        _ = try reader.uint8(.pppControl)
        next = try PPP(reading: &reader).next
    }
}
