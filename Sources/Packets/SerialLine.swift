// Cisco HDLC:
// +---------------+---------------+-------------------------------+
// |    Address    |    Control    |           Protocol            |
// +---------------+---------------+-------------------------------+
//
// Frame Relay:
// +-------------------------------+---------------+---------------+
// |   Q.922 address, 2–4 bytes    |    Control    | [Pad] NLPID   |
// +-------------------------------+---------------+---------------+
import Wire

/// Cisco's HDLC header (RFC 1547 §4.3.1): 4 bytes.
struct CiscoHDLC: CarrierHeader {
    static var kind: PacketLayerKind { .hdlc }
    var next: NextHeader

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        _ = try reader.uint8(.hdlcAddress)
        _ = try reader.uint8(.hdlcControl)
        next = .etherType(EtherType(rawValue: try reader.uint16(.hdlcProtocol)))
    }
}

/// The Frame Relay header (RFC 2427 §3): an address, and what names a protocol; or Cisco's form, with an EtherType.
struct FrameRelay: CarrierHeader {
    static var kind: PacketLayerKind { .frameRelay }
    var next: NextHeader

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        // The last byte of the address has its lowest bit set.
        var length = 2
        while length < 4, reader.remaining >= length, reader.bytes.byte(at: length - 1) & 1 == 0 { length += 1 }
        _ = try reader.run(length, .frameRelayAddress)
        next = .end(.notIP)
        guard reader.remaining == 0 || reader.bytes.byte(at: reader.byte) == 3 else {
            next = .etherType(EtherType(rawValue: try reader.uint16(.frameRelayType)))
            return
        }
        _ = try reader.uint8(.frameRelayControl)
        if reader.remaining > 0, reader.bytes.byte(at: reader.byte) == 0 { _ = try reader.uint8(.frameRelayPad) }
        switch try reader.uint8(.frameRelayProtocol) {
        case 0xcc: next = .ipv4
        case 0x8e: next = .ipv6
        case 0x80: next = try SNAP(reading: &reader).next
        default: return
        }
    }
}
