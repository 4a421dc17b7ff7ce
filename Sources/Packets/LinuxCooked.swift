// LINKTYPE_LINUX_SLL:
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+-------------------------------+
// |          Packet type          |          Device type          |
// +-------------------------------+-------------------------------+
// |        Address length         |                               |
// +-------------------------------+                               +
// |                       Address (8 bytes)                       |
// +                               +-------------------------------+
// |                               |           Protocol            |
// +-------------------------------+-------------------------------+
//
// LINKTYPE_LINUX_SLL2:
// +-------------------------------+-------------------------------+
// |           Protocol            |           Reserved            |
// +-------------------------------+-------------------------------+
// |                        Interface index                        |
// +-------------------------------+---------------+---------------+
// |          Device type          |  Packet type  | Addr. length  |
// +-------------------------------+---------------+---------------+
// |                       Address (8 bytes)                       |
// +                                                               +
// |                                                               |
// +---------------------------------------------------------------+
import Wire

/// The header that Linux makes up where the real one is not to be had, as of LINKTYPE_LINUX_SLL: 16 bytes.
struct LinuxCookedV1: PacketHeader {
    /// What follows.
    var type: EtherType

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        _ = try reader.uint16(.cookedPacketType)
        _ = try reader.uint16(.cookedDeviceType)
        _ = try reader.uint16(.cookedAddressLength)
        _ = try reader.run(8, .cookedAddress)
        type = EtherType(rawValue: try reader.uint16(.cookedProtocol))
    }
}

/// The same as of LINKTYPE_LINUX_SLL2, which also names the interface: 20 bytes.
struct LinuxCookedV2: PacketHeader {
    /// What follows.
    var type: EtherType

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        type = EtherType(rawValue: try reader.uint16(.cookedProtocol))
        _ = try reader.uint16(.cookedReserved)
        _ = try reader.uint32(.cookedInterfaceIndex)
        _ = try reader.uint16(.cookedDeviceType)
        _ = try reader.uint8(.cookedPacketType)
        _ = try reader.uint8(.cookedAddressLength)
        _ = try reader.run(8, .cookedAddress)
    }
}

extension LinuxCookedV1: CarrierHeader {
    static var kind: PacketLayerKind { .cookedV1 }
    var next: NextHeader { type.rawValue == 4 ? .llc : .etherType(type) }
}

extension LinuxCookedV2: CarrierHeader {
    static var kind: PacketLayerKind { .cookedV2 }
    var next: NextHeader { type.rawValue == 4 ? .llc : .etherType(type) }
}
