//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------+-+-----+-----------------------------------------------+
// | Flags |I|Flags|                   Reserved                    |
// +-------+-+-----+-----------------------------------------------+
// |                      VNI                      |   Reserved    |
// +-----------------------------------------------+---------------+
//
// The first four bytes of VXLAN-GPE:
// +---+---+-+-+-+-+-------------------------------+---------------+
// | R |Ver|I|P|B|O|           Reserved            | Next protocol |
// +---+---+-+-+-+-+-------------------------------+---------------+
import Wire

/// The VXLAN header (RFC 7348 §5): 8 bytes, then an Ethernet frame.
struct VXLAN: CarrierHeader {
    static var kind: PacketLayerKind { .vxlan }
    var next: NextHeader { .ethernet }

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        _ = try reader.bits(4, .vxlanFlagsHigh)
        // Without it the packet is none: the flag must be set. The other ones are to be ignored.
        guard try reader.flag(.vxlanHasIdentifier) else { throw reader.invalid(.vxlanHasIdentifier, bitsBack: 1) }
        _ = try reader.bits(3, .vxlanFlagsLow)
        _ = try reader.wideBits(24, .vxlanReserved)
        _ = try reader.wideBits(24, .vxlanIdentifier)
        _ = try reader.uint8(.vxlanReservedEnd)
    }
}

/// The header of VXLAN's generic extension (draft-ietf-nvo3-vxlan-gpe §3.1): 8 bytes, then what it says.
struct VXLANGPE: CarrierHeader {
    static var kind: PacketLayerKind { .vxlan }
    var next: NextHeader

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        _ = try reader.bits(2, .vxlanFlagsHigh)
        guard try reader.bits(2, .vxlanVersion) == 0 else { throw reader.invalid(.vxlanVersion, bitsBack: 2) }
        _ = try reader.flag(.vxlanHasIdentifier)
        let hasNext = try reader.flag(.vxlanHasNext)
        _ = try reader.flag(.vxlanReplicated)
        let isManagement = try reader.flag(.vxlanManagement)
        _ = try reader.uint16(.vxlanReserved)
        let type = try reader.uint8(.vxlanNext)
        _ = try reader.wideBits(24, .vxlanIdentifier)
        _ = try reader.uint8(.vxlanReservedEnd)
        switch type {
        case _ where isManagement: next = .end(.notIP)
        case _ where !hasNext: next = .ethernet
        case 1: next = .ipv4
        case 2: next = .ipv6
        case 3: next = .ethernet
        case 5: next = .mpls
        default: next = .end(.notIP)
        }
    }
}
