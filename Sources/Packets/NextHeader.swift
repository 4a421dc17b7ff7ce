import Wire

/// What stands behind a header, as far as that header tells.
enum NextHeader {
    /// Nothing that leads to TCP.
    case end(PacketSkip)
    /// What a capture with that link type begins with.
    case link(LinkType)
    case ethernet
    /// What has that EtherType.
    case etherType(EtherType)
    /// The same, but a number below 0x0600 is the length of an IEEE 802.3 frame.
    case typeOrLength(EtherType)
    case llc
    case backbone
    /// IPv4 or IPv6, as its first four bits say.
    case ip
    case ipv4
    case ipv6
    case inIP(IPCarriage)
    case wlan(hasFCS: Bool, isPadded: Bool)
    case aggregate
    case ppp
    case pppoe
    case mpls
    /// What the lowest label carries, which it does not tell.
    case behindLabels
    case gre
    case erspanII
    case erspanIII
    case vxlan
    case vxlanGPE
    case geneve
    case gtp
    case teredo
}

/// What an IP packet carries, and from where to where.
struct IPCarriage {
    /// What follows the header; with IPv6 extension headers, too.
    var next: IPProtocol
    var source: IPAddress
    var destination: IPAddress
    /// The IPv4 identification of the packet; 0 where it has none.
    var identification: UInt16
    /// The packet's time to live, IPv6's hop limit; 0 where it is not known.
    var timeToLive: UInt8
}

extension IPv4 {
    @inline(__always)
    var carriage: IPCarriage {
        IPCarriage(
            next: next, source: source, destination: destination, identification: identification,
            timeToLive: timeToLive)
    }
}

extension IPv6 {
    @inline(__always)
    var carriage: IPCarriage {
        IPCarriage(next: next, source: source, destination: destination, identification: 0, timeToLive: hopLimit)
    }
}

/// A header that carries other packets, and is off the fast path.
protocol CarrierHeader: PacketHeader {
    /// Which header it is.
    static var kind: PacketLayerKind { get }
    /// What stands behind it.
    var next: NextHeader { get }
    /// How many bytes stand behind it, if it says so.
    var announced: AnnouncedLength? { get }
}

extension CarrierHeader {
    var announced: AnnouncedLength? { nil }
}

/// A length that a header announces.
struct AnnouncedLength {
    /// How many bytes stand behind the header.
    var count: Int
    /// Which length it is.
    var limit: LengthLimit
}

/// Part of a packet: where a header begins, where its bytes end, and which length says so.
struct Extent {
    var start: Int
    var end: Int
    var limitedBy: LengthLimit
    /// Where it ended on the wire; more than `end` in a packet that the snapshot length cut.
    var wireEnd: Int

    /// The extent with the length that a header announces, counted from byte `origin`; 0 announces nothing.
    @inline(__always)
    func limited(to origin: Int, _ length: Int, _ limit: LengthLimit) -> Extent {
        length > 0 ? ended(at: origin &+ length, limit) : self
    }

    /// The extent with the length that the header before it announces, 0 included.
    func limited(to length: AnnouncedLength) -> Extent { ended(at: start + length.count, length.limit) }

    /// The extent that ended at byte `wireEnd` on the wire, as `limit` says.
    @inline(__always)
    private func ended(at wireEnd: Int, _ limit: LengthLimit) -> Extent {
        var ended = self
        ended.wireEnd = wireEnd
        if wireEnd <= end {
            ended.end = wireEnd
            ended.limitedBy = limit
        }
        return ended
    }
}
