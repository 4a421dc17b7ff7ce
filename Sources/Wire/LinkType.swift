/// The outermost header of a captured packet, by its number in the LINKTYPE registry of pcap and pcapng.
@frozen
public struct LinkType: RawRepresentable, Hashable, Sendable {
    /// The number in the registry, 0…65535.
    public var rawValue: UInt16

    /// The link type with that number.
    @inlinable
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// BSD loopback: the address family in the byte order of the capturing host.
    @inlinable public static var null: LinkType { LinkType(rawValue: 0) }
    /// Ethernet.
    @inlinable public static var ethernet: LinkType { LinkType(rawValue: 1) }
    /// Raw IP: the packet begins with the IPv4 or IPv6 header.
    @inlinable public static var raw: LinkType { LinkType(rawValue: 101) }
    /// OpenBSD loopback: the address family in network byte order.
    @inlinable public static var loop: LinkType { LinkType(rawValue: 108) }
    /// Linux cooked capture, version 1.
    @inlinable public static var linuxSLL: LinkType { LinkType(rawValue: 113) }
    /// Raw IPv4.
    @inlinable public static var ipv4: LinkType { LinkType(rawValue: 228) }
    /// Raw IPv6.
    @inlinable public static var ipv6: LinkType { LinkType(rawValue: 229) }
    /// Linux cooked capture, version 2.
    @inlinable public static var linuxSLL2: LinkType { LinkType(rawValue: 276) }

    /// PPP, with or without address and control.
    @inlinable public static var ppp: LinkType { LinkType(rawValue: 9) }
    /// PPP in HDLC-like framing, or Cisco HDLC.
    @inlinable public static var pppHDLC: LinkType { LinkType(rawValue: 50) }
    /// PPPoE.
    @inlinable public static var pppEthernet: LinkType { LinkType(rawValue: 51) }
    /// ATM with LLC: the packet begins with the LLC header.
    @inlinable public static var rfc1483: LinkType { LinkType(rawValue: 100) }
    /// Cisco HDLC.
    @inlinable public static var ciscoHDLC: LinkType { LinkType(rawValue: 104) }
    /// IEEE 802.11.
    @inlinable public static var wlan: LinkType { LinkType(rawValue: 105) }
    /// Frame Relay.
    @inlinable public static var frameRelay: LinkType { LinkType(rawValue: 107) }
    /// IEEE 802.11 behind a Prism header.
    @inlinable public static var prism: LinkType { LinkType(rawValue: 119) }
    /// IEEE 802.11 behind a radiotap header.
    @inlinable public static var radiotap: LinkType { LinkType(rawValue: 127) }
    /// For private use; macOS writes PKTAP with it.
    @inlinable public static var user2: LinkType { LinkType(rawValue: 149) }
    /// IEEE 802.11 behind an AVS header.
    @inlinable public static var avs: LinkType { LinkType(rawValue: 163) }
    /// PPP as Linux' pppd sees it: the direction in the place of the address.
    @inlinable public static var pppLinux: LinkType { LinkType(rawValue: 166) }
    /// Any of these behind a PPI header.
    @inlinable public static var ppi: LinkType { LinkType(rawValue: 192) }
    /// PPP behind a byte that tells the direction.
    @inlinable public static var pppWithDirection: LinkType { LinkType(rawValue: 204) }
    /// An MPLS label.
    @inlinable public static var mpls: LinkType { LinkType(rawValue: 219) }
    /// Linux' netfilter log.
    @inlinable public static var nflog: LinkType { LinkType(rawValue: 239) }
    /// IP over InfiniBand.
    @inlinable public static var ipoib: LinkType { LinkType(rawValue: 242) }
    /// Any of these behind Apple's PKTAP header.
    @inlinable public static var pktap: LinkType { LinkType(rawValue: 258) }
}
