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
    /// MPLS to one receiver, and to several.
    static var mpls: EtherType { EtherType(rawValue: 0x8847) }
    static var mplsMulticast: EtherType { EtherType(rawValue: 0x8848) }
    /// The packets of an established PPPoE session.
    static var pppoeSession: EtherType { EtherType(rawValue: 0x8864) }
    /// The tag of a provider's backbone (802.1ah).
    static var backbone: EtherType { EtherType(rawValue: 0x88e7) }
    /// A whole Ethernet frame in a tunnel.
    static var transparentEthernet: EtherType { EtherType(rawValue: 0x6558) }
    /// PPP in a tunnel of PPTP.
    static var ppp: EtherType { EtherType(rawValue: 0x880b) }
    /// A copy of a frame, made by a switch, of ERSPAN's types I and II, and of type III.
    static var erspan: EtherType { EtherType(rawValue: 0x88be) }
    static var erspanIII: EtherType { EtherType(rawValue: 0x22eb) }

    /// Whether a VLAN tag follows: 802.1Q, 802.1ad (QinQ), and the number used for QinQ before it had its own.
    var isVLAN: Bool { rawValue == 0x8100 || rawValue == 0x88a8 || rawValue == 0x9100 }

    /// What stands behind a header that names this type, VLAN tags left aside.
    var next: NextHeader {
        switch self {
        case .ipv4: .ipv4
        case .ipv6: .ipv6
        case .mpls, .mplsMulticast: .mpls
        case .pppoeSession: .pppoe
        case .backbone: .backbone
        case .transparentEthernet: .ethernet
        default: .end(.notIP)
        }
    }
}

extension Ethernet: CarrierHeader {
    static var kind: PacketLayerKind { .ethernet }
    var next: NextHeader { .typeOrLength(type) }

    /// Whether an Ethernet frame that carries IP seems to stand `distance` bytes behind the extent's beginning.
    static func isLikely(_ bytes: RawSpan, _ extent: Extent, at distance: Int) -> Bool {
        var place = extent.start + distance + 12
        for _ in 0..<4 {
            guard place + 3 <= extent.end else { return false }
            let version = bytes.byte(at: place + 2) >> 4
            switch EtherType(rawValue: bytes.uint16(at: place)) {
            case .ipv4: return version == 4 && bytes.byte(at: place + 2) & 0x0f >= 5
            case .ipv6: return version == 6
            case let type where type.isVLAN: place += 4
            default: return false
            }
        }
        return false
    }
}

extension VLANTag: CarrierHeader {
    static var kind: PacketLayerKind { .vlan }
    var next: NextHeader { .typeOrLength(type) }
}
