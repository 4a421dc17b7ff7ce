//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------------------------------------------------------+
// |                      Destination address                      |
// +                               +-------------------------------+
// |                               |                               |
// +-------------------------------+                               +
// |                        Source address                         |
// +-------------------------------+-------------------------------+
// |           EtherType           |
// +-------------------------------+
//
// 802.1Q, in the place of the EtherType 8100, 88a8 or 9100, before the next EtherType:
// +-----+-+-----------------------+-------------------------------+
// | PCP |D|        VLAN ID        |           EtherType           |
// +-----+-+-----------------------+-------------------------------+
import Wire

/// The Ethernet header (IEEE 802.3 §3.1.1): 14 bytes.
struct Ethernet: PacketHeader {
    /// What follows; below 0x0600 it is a length, and no IP follows.
    var type: EtherType

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        _ = try reader.run(6, .ethernetDestination)
        _ = try reader.run(6, .ethernetSource)
        type = EtherType(rawValue: try reader.uint16(.ethernetType))
    }
}

/// The VLAN tag behind an Ethernet header or another tag (IEEE 802.1Q §9.6): 4 bytes.
struct VLANTag: PacketHeader {
    /// The VLAN, 0…4095.
    var identifier: UInt16
    /// What follows.
    var type: EtherType

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        _ = try reader.bits(3, .vlanPriority)
        _ = try reader.flag(.vlanDropEligible)
        identifier = UInt16(truncatingIfNeeded: try reader.wideBits(12, .vlanIdentifier))
        type = EtherType(rawValue: try reader.uint16(.vlanType))
    }
}

/// What an Ethernet frame carries, by its number in the IEEE's registry.
struct EtherType: RawRepresentable, Hashable, Sendable {
    /// The number.
    var rawValue: UInt16

    /// The type with that number.
    init(rawValue: UInt16) { self.rawValue = rawValue }

    /// IPv4.
    static var ipv4: EtherType { EtherType(rawValue: 0x0800) }
    /// IPv6.
    static var ipv6: EtherType { EtherType(rawValue: 0x86dd) }

    /// Whether a VLAN tag follows: 802.1Q, 802.1ad (QinQ), and the number used for QinQ before it had its own.
    var isVLAN: Bool { rawValue == 0x8100 || rawValue == 0x88a8 || rawValue == 0x9100 }
}
