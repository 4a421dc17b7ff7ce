// +-------------------------------+-------------------------------+
// |             Type              |           Reserved            |
// +-------------------------------+-------------------------------+
import Wire

/// The header of IP over InfiniBand (RFC 4391 §6): 4 bytes.
struct IPoIB: CarrierHeader {
    static var kind: PacketLayerKind { .ipoib }
    var next: NextHeader

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        next = .etherType(EtherType(rawValue: try reader.uint16(.ipoibType)))
        _ = try reader.uint16(.ipoibReserved)
    }
}
