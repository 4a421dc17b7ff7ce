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
        case .ipv4: "IPv4"
        case .ipv6: "IPv6"
        case .ipv6HopByHop: "IPv6 Hop-by-Hop Options"
        case .ipv6Routing: "IPv6 Routing"
        case .ipv6Fragment: "IPv6 Fragment"
        case .ipv6Authentication: "Authentication Header"
        case .ipv6DestinationOptions: "IPv6 Destination Options"
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
        case .ipv4: "RFC 791 §3.1"
        case .ipv6: "RFC 8200 §3"
        case .ipv6HopByHop: "RFC 8200 §4.3"
        case .ipv6Routing: "RFC 8200 §4.4"
        case .ipv6Fragment: "RFC 8200 §4.5"
        case .ipv6Authentication: "RFC 4302 §2"
        case .ipv6DestinationOptions: "RFC 8200 §4.6"
        case .tcp: "RFC 9293 §3.1"
        case .payload: "RFC 9293 §3.4"
        }
    }
}
