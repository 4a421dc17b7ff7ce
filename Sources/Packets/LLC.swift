//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+---------------+
// |     DSAP      |     SSAP      |    Control    |
// +---------------+---------------+---------------+
//
// SNAP, behind DSAP and SSAP aa and control 3:
// +-----------------------------------------------+---------------
// |                      OUI                      |  Protocol ID …
// +-----------------------------------------------+---------------
import Wire

/// The LLC header (IEEE 802.2 §3.2), with SNAP where it names that (RFC 1042): 3 or 8 bytes.
struct LLC: CarrierHeader {
    static var kind: PacketLayerKind { .llc }
    var next: NextHeader

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        let destination = try reader.uint8(.llcDestination)
        let source = try reader.uint8(.llcSource)
        let control = try reader.uint8(.llcControl)
        next = .end(.notIP)
        // Numbered frames are none that carry IP.
        guard control == 3 else { return }
        switch (destination, source) {
        case (0xaa, 0xaa): next = try SNAP(reading: &reader).next
        case (0x06, 0x06): next = .ipv4
        default: return
        }
    }
}

/// The part that names a protocol by its EtherType: 5 bytes.
struct SNAP {
    /// What follows.
    var next: NextHeader

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        let organization = try reader.wideBits(24, .snapOrganization)
        let type = EtherType(rawValue: try reader.uint16(.snapType))
        // 0000f8 is what bridges write (IEEE 802.1H).
        next = organization == 0 || organization == 0xf8 ? .etherType(type) : .end(.notIP)
    }
}
