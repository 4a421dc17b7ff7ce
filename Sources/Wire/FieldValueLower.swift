// What the values of the fields below TCP say.

extension FieldCatalogue {
    static func lowerInterpretation(_ id: FieldID, _ value: UInt64) -> String? {
        switch id {
        case .ethernetType, .vlanType, .cookedProtocol: etherType(value)
        case .vlanPriority: value == 0 ? "best effort" : nil
        case .vlanDropEligible: value == 1 ? "may be dropped first" : nil
        case .cookedPacketType: cookedPacketType(value)
        case .cookedDeviceType: deviceType(value)
        case .loopbackFamily: addressFamily(value)
        case .ipv4Version, .ipv6Version: "IPv\(value)"
        case .ipv4HeaderLength:
            value < 5 ? "impossible: an IPv4 header has at least 20 bytes" : count(value &* 4, "byte") + " of header"
        case .ipv4ServiceType: value == 0 ? "nothing special" : nil
        case .ipv4Congestion: congestion(value)
        case .ipv4TotalLength:
            value == 0 ? "not filled in: the network card cuts the packet later" : count(value, "byte")
        case .ipv4DontFragment: value == 1 ? "must not be cut" : "may be cut into fragments"
        case .ipv4MoreFragments: value == 1 ? "more fragments follow" : "the last fragment, or the only one"
        case .ipv4FragmentOffset, .ipv6FragmentOffset: value == 0 ? "the packet's beginning" : "byte \(value &* 8)"
        case .ipv4TimeToLive, .ipv6HopLimit: "at most " + count(value, "router") + " more"
        case .ipv4Protocol, .ipv6NextHeader, .ipv6ExtensionNextHeader: ipProtocol(value)
        case .ipv4Checksum: value == 0 ? "not filled in yet" : nil
        case .ipv4Source, .ipv4Destination: value >> 24 == 127 ? "this machine itself (loopback)" : nil
        case .ipv6PayloadLength: value == 0 ? "not filled in, or a jumbogram" : count(value, "byte")
        case .ipv6FragmentMore: value == 1 ? "more fragments follow" : "the last fragment"
        default: nil
        }
    }

    static func etherType(_ value: UInt64) -> String {
        switch value {
        case 0x0800: "IPv4"
        case 0x86dd: "IPv6"
        case 0x0806: "ARP"
        case 0x8100: "a VLAN tag (802.1Q)"
        case 0x88a8, 0x9100: "an outer VLAN tag (802.1ad)"
        case 0x8847, 0x8848: "MPLS"
        case 0x8863: "PPPoE: opening or closing the line"
        case 0x8864: "PPPoE"
        case 0x88e7: "a provider's backbone tag (802.1ah)"
        case 0..<0x600: "not a type: the length of an IEEE 802.3 frame"
        default: "a protocol that is not read here"
        }
    }

    private static func ipProtocol(_ value: UInt64) -> String {
        switch value {
        case 0: "IPv6 hop-by-hop options"
        case 1: "ICMP"
        case 4: "IPv4 in IP"
        case 6: "TCP"
        case 17: "UDP"
        case 41: "IPv6 in IP"
        case 43: "IPv6 routing header"
        case 44: "IPv6 fragment header"
        case 47: "GRE"
        case 50: "ESP: encrypted"
        case 51: "authentication header"
        case 58: "ICMPv6"
        case 59: "nothing follows"
        case 60: "IPv6 destination options"
        case 132: "SCTP"
        default: "a protocol that is not read here"
        }
    }

    private static func cookedPacketType(_ value: UInt64) -> String {
        switch value {
        case 0: "sent to this machine"
        case 1: "sent to everyone on the link"
        case 2: "sent to a group"
        case 3: "sent to another machine, overheard"
        case 4: "sent by this machine"
        default: "unknown"
        }
    }

    private static func deviceType(_ value: UInt64) -> String? {
        switch value {
        case 1: "Ethernet"
        case 512: "PPP"
        case 772: "loopback"
        case 778: "GRE tunnel"
        case 801...803: "Wi-Fi"
        case 65534: "no link header (a tunnel)"
        default: nil
        }
    }

    static func addressFamily(_ value: UInt64) -> String {
        switch value {
        case 2: "IPv4"
        case 10, 24, 28, 30: "IPv6"
        default: "a protocol that is not read here"
        }
    }

    private static func congestion(_ value: UInt64) -> String {
        switch value {
        case 0: "not used"
        case 3: "congestion was met on the way"
        default: "routers may mark congestion"
        }
    }
}
