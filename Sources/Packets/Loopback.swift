//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------------------------------------------------------+
// |                        Address family                         |
// +---------------------------------------------------------------+
import Wire

/// The header of BSD's loopback interfaces, LINKTYPE_NULL and LINKTYPE_LOOP: 4 bytes.
///
/// With NULL the number is in the byte order of the capturing host, which a capture does not tell; but every address
/// family is less than 256.
struct Loopback: PacketHeader {
    /// The address family, as the capturing system numbers it.
    var family: UInt32

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        let isLittleEndian = reader.remaining >= 4 && reader.bytes.byte(at: reader.byte) != 0
        family = try reader.uint32(.loopbackFamily, littleEndian: isLittleEndian)
    }

    /// What follows; nil if it is not IP.
    var type: EtherType? {
        switch family {
        case 2: .ipv4
        // Linux, Windows; NetBSD and OpenBSD; FreeBSD; macOS.
        case 10, 23, 24, 28, 30: .ipv6
        default: nil
        }
    }
}

extension Loopback: CarrierHeader {
    static var kind: PacketLayerKind { .loopback }
    var next: NextHeader { type?.next ?? .end(.notIP) }
}
