// +---------------------------------------------------------------+
// |                Global route header (40 bytes) …               |
// +-------------------------------+-------------------------------+
// |             Type              |           Reserved            |
// +-------------------------------+-------------------------------+
import Wire

/// The header of IP over InfiniBand (RFC 4391 §6): 4 bytes, with the global route header before it or without.
struct IPoIB: CarrierHeader {
    static var kind: PacketLayerKind { .ipoib }
    var next: NextHeader

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        // The route begins with a version of 6, or with zeros where only its addresses were known.
        if reader.remaining >= 2 {
            let type = EtherType(rawValue: reader.bytes.uint16(at: reader.byte))
            if type != .ipv4, type != .ipv6 { _ = try reader.run(40, .ipoibRoute) }
        }
        next = .etherType(EtherType(rawValue: try reader.uint16(.ipoibType)))
        _ = try reader.uint16(.ipoibReserved)
    }
}
