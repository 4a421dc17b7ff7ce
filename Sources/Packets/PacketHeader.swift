import Wire

/// A header of a packet, decoded by one description for both the fast path and the diagrams.
protocol PacketHeader {
    /// Reads the header; the reader stands behind it then.
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError)
}

/// The kinds of headers that a packet may hold.
public enum PacketLayerKind: String, CaseIterable, Hashable, Sendable {
    /// Ethernet.
    case ethernet
    /// A VLAN tag.
    case vlan
    /// Linux cooked capture, version 1.
    case cookedV1 = "cooked-v1"
    /// Linux cooked capture, version 2.
    case cookedV2 = "cooked-v2"
    /// BSD loopback.
    case loopback
    /// LLC, and SNAP where it has it.
    case llc
    /// The tag of a provider's backbone.
    case backbone
    /// IEEE 802.11, data frames.
    case wlan
    /// The header of a packet in an aggregate of 802.11.
    case wlanAggregate = "wlan-aggregate"
    /// Radiotap.
    case radiotap
    /// Per-packet information.
    case ppi
    /// Prism monitor header.
    case prism
    /// AVS monitor header.
    case avs
    /// PPP.
    case ppp
    /// PPPoE.
    case pppoe
    /// Cisco HDLC.
    case hdlc
    /// Frame Relay.
    case frameRelay = "frame-relay"
    /// Linux nflog.
    case nflog
    /// Apple PKTAP.
    case pktap
    /// IP over InfiniBand.
    case ipoib
    /// An MPLS label.
    case mpls
    /// The control word of an Ethernet pseudowire.
    case pseudowire
    /// IPv4.
    case ipv4
    /// IPv6.
    case ipv6
    /// IPv6 hop-by-hop options.
    case ipv6HopByHop = "ipv6-hop-by-hop"
    /// IPv6 routing header.
    case ipv6Routing = "ipv6-routing"
    /// IPv6 fragment header.
    case ipv6Fragment = "ipv6-fragment"
    /// Authentication header behind IPv6.
    case ipv6Authentication = "ipv6-authentication"
    /// IPv6 destination options.
    case ipv6DestinationOptions = "ipv6-destination-options"
    /// UDP, which carries a tunnel or nothing that is read.
    case udp
    /// GRE.
    case gre
    /// ERSPAN.
    case erspan
    /// VXLAN, and VXLAN-GPE.
    case vxlan
    /// Geneve.
    case geneve
    /// GTP-U.
    case gtp
    /// What Teredo puts before IPv6.
    case teredo
    /// TCP, its options included.
    case tcp
    /// The bytes that TCP carries: no header.
    case payload

    /// The name that people know it by.
    public var name: String {
        switch self {
        case .ethernet: "Ethernet"
        case .vlan: "802.1Q"
        case .cookedV1: "Linux cooked v1"
        case .cookedV2: "Linux cooked v2"
        case .loopback: "Loopback"
        case .llc: "LLC"
        case .backbone: "802.1ah"
        case .wlan: "802.11"
        case .wlanAggregate: "802.11 A-MSDU"
        case .radiotap: "Radiotap"
        case .ppi: "PPI"
        case .prism: "Prism"
        case .avs: "AVS"
        case .ppp: "PPP"
        case .pppoe: "PPPoE"
        case .hdlc: "Cisco HDLC"
        case .frameRelay: "Frame Relay"
        case .nflog: "Linux nflog"
        case .pktap: "PKTAP"
        case .ipoib: "IPoIB"
        case .mpls: "MPLS"
        case .pseudowire: "Pseudowire"
        case .ipv4: "IPv4"
        case .ipv6: "IPv6"
        case .ipv6HopByHop: "IPv6 Hop-by-Hop Options"
        case .ipv6Routing: "IPv6 Routing"
        case .ipv6Fragment: "IPv6 Fragment"
        case .ipv6Authentication: "Authentication Header"
        case .ipv6DestinationOptions: "IPv6 Destination Options"
        case .udp: "UDP"
        case .gre: "GRE"
        case .erspan: "ERSPAN"
        case .vxlan: "VXLAN"
        case .geneve: "Geneve"
        case .gtp: "GTP-U"
        case .teredo: "Teredo"
        case .tcp: "TCP"
        case .payload: "TCP payload"
        }
    }

    /// Where it is specified.
    public var source: String {
        switch self {
        case .ethernet: "IEEE 802.3 §3.1.1"
        case .vlan: "IEEE 802.1Q §9.6"
        case .cookedV1: "LINKTYPE_LINUX_SLL"
        case .cookedV2: "LINKTYPE_LINUX_SLL2"
        case .loopback: "LINKTYPE_NULL"
        case .llc: "IEEE 802.2 §3.2"
        case .backbone: "IEEE 802.1Q §9.7"
        case .wlan: "IEEE 802.11 §9.2.4"
        case .wlanAggregate: "IEEE 802.11 §9.3.2.2"
        case .radiotap: "LINKTYPE_IEEE802_11_RADIOTAP"
        case .ppi: "LINKTYPE_PPI"
        case .prism: "LINKTYPE_IEEE802_11_PRISM"
        case .avs: "LINKTYPE_IEEE802_11_AVS"
        case .ppp: "RFC 1661 §2"
        case .pppoe: "RFC 2516 §4"
        case .hdlc: "RFC 1547 §4.3.1"
        case .frameRelay: "RFC 2427 §3"
        case .nflog: "LINKTYPE_NFLOG"
        case .pktap: "LINKTYPE_PKTAP"
        case .ipoib: "RFC 4391 §6"
        case .mpls: "RFC 3032 §2.1"
        case .pseudowire: "RFC 4448 §4.6"
        case .ipv4: "RFC 791 §3.1"
        case .ipv6: "RFC 8200 §3"
        case .ipv6HopByHop: "RFC 8200 §4.3"
        case .ipv6Routing: "RFC 8200 §4.4"
        case .ipv6Fragment: "RFC 8200 §4.5"
        case .ipv6Authentication: "RFC 4302 §2"
        case .ipv6DestinationOptions: "RFC 8200 §4.6"
        case .udp: "RFC 768"
        case .gre: "RFC 2784 §2"
        case .erspan: "draft-foschiano-erspan §4"
        case .vxlan: "RFC 7348 §5"
        case .geneve: "RFC 8926 §3.4"
        case .gtp: "3GPP TS 29.281 §5.1"
        case .teredo: "RFC 4380 §5.1.1"
        case .tcp: "RFC 9293 §3.1"
        case .payload: "RFC 9293 §3.4"
        }
    }
}
