//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-----+-+-+-----+-----------------------------------------------+
// | PCP |D|U| Res |                     I-SID                     |
// +-----+-+-+-----+-----------------------------------------------+
import Wire

/// The tag behind EtherType 88e7, before the customer's whole Ethernet frame (IEEE 802.1Q §9.7): 4 bytes.
struct BackboneTag: CarrierHeader {
    static var kind: PacketLayerKind { .backbone }
    var next: NextHeader { .ethernet }

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        _ = try reader.bits(3, .backbonePriority)
        _ = try reader.flag(.backboneDropEligible)
        _ = try reader.flag(.backboneCustomer)
        _ = try reader.bits(3, .backboneReserved)
        _ = try reader.wideBits(24, .backboneService)
    }
}
