public import Wire

/// Makes real packets of TCP segments, with correct lengths and checksums.
public struct PacketBuilder: Sendable {
    /// What a packet begins with.
    public enum Link: Hashable, Sendable {
        /// Ethernet with VLAN tags of these identifiers, the outermost first.
        case ethernet(vlans: [UInt16])
        /// Linux cooked capture, version 1.
        case linuxSLL
        /// Linux cooked capture, version 2.
        case linuxSLL2
        /// BSD loopback, the family in the byte order of a little-endian host or a big-endian one.
        case null(littleEndian: Bool)
        /// OpenBSD loopback.
        case loop
        /// IP without anything before it.
        case raw
        /// What `FramedLink` has.
        case framed(FramedLink)
    }

    /// A TCP segment to be packed.
    public struct Segment: Hashable, Sendable {
        /// Who sends it.
        public var source: Endpoint
        /// Who receives it; of the same address family.
        public var destination: Endpoint
        /// The sequence number.
        public var sequence: UInt32
        /// The acknowledgment number.
        public var acknowledgment: UInt32
        /// The flags.
        public var flags: TCPFlags
        /// The payload.
        public var payload: [UInt8]
        /// The options, a multiple of 4 bytes.
        public var options: [UInt8] = []
        /// The receive window, as in the header.
        public var window: UInt16 = 0xffff
        /// The packet's time to live, IPv6's hop limit.
        public var timeToLive: UInt8 = 64
        /// The packet's IPv4 identification.
        public var identification: UInt16 = 0x1234

        /// A segment with these parts.
        public init(
            source: Endpoint, destination: Endpoint, sequence: UInt32, acknowledgment: UInt32 = 0,
            flags: TCPFlags = .ack, payload: [UInt8] = []
        ) {
            self.source = source
            self.destination = destination
            self.sequence = sequence
            self.acknowledgment = acknowledgment
            self.flags = flags
            self.payload = payload
        }
    }

    /// What packets begin with.
    public var link: Link
    /// IPv4 options, a multiple of 4 bytes.
    public var ipv4Options: [UInt8] = []
    /// IPv6 extension headers, the outermost first; the first byte of each is set to what follows it.
    public var ipv6Extensions: [(number: UInt8, bytes: [UInt8])] = []

    /// The tunnels that the packet goes through, the outermost first.
    public var tunnels: [Tunnel] = []

    /// A builder of packets that begin with `link`.
    public init(link: Link = .ethernet(vlans: [])) { self.link = link }

    /// The number of the packets' outermost header.
    public var linkType: LinkType {
        switch link {
        case .ethernet: .ethernet
        case .linuxSLL: .linuxSLL
        case .linuxSLL2: .linuxSLL2
        case .null: .null
        case .loop: .loop
        case .raw: .raw
        case .framed(let link): link.linkType
        }
    }

    /// The packet of a segment; Ethernet's is padded to 60 bytes.
    public func packet(_ segment: Segment) -> [UInt8] {
        var isIPv4 = segment.source.address.isIPv4
        var packet = isIPv4 ? ipv4(segment) : ipv6(segment)
        for tunnel in tunnels.reversed() {
            packet = tunnel.wrap(packet, isIPv4: isIPv4)
            isIPv4 = !tunnel.isInIPv6
        }
        if case .framed(let link) = link { return link.wrap(packet, isIPv4: isIPv4) }
        let bytes = header(isIPv4: isIPv4) + packet
        guard case .ethernet = link else { return bytes }
        return bytes + [UInt8](repeating: 0, count: max(0, 60 - bytes.count))
    }

    private func header(isIPv4: Bool) -> [UInt8] {
        let type: [UInt8] = isIPv4 ? [0x08, 0x00] : [0x86, 0xdd]
        // The number that macOS has for IPv6.
        let family: [UInt8] = [0, 0, 0, isIPv4 ? 2 : 30]
        switch link {
        case .ethernet(let vlans):
            let tags = vlans.enumerated().flatMap { index, vlan -> [UInt8] in
                (index + 1 < vlans.count ? [0x88, 0xa8] : [0x81, 0x00]) + big(vlan)
            }
            return [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1] + tags + type
        case .linuxSLL: return [0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0] + type
        case .linuxSLL2: return type + [0, 0, 0, 0, 0, 2, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0]
        case .null(let littleEndian): return littleEndian ? family.reversed() : family
        case .loop: return family
        case .raw, .framed: return []
        }
    }

    private func ipv4(_ segment: Segment) -> [UInt8] {
        let addresses = [segment.source, segment.destination].flatMap { big(UInt32($0.address.low)) }
        let tcp = tcp(segment, pseudoHeader: addresses + [0, 6])
        let headerLength = 20 + ipv4Options.count
        var header = [UInt8(0x40 + headerLength / 4), 0] + big(announced(headerLength + tcp.count))
        header += big(segment.identification) + [0x40, 0x00, segment.timeToLive, 6, 0, 0] + addresses + ipv4Options
        header.replaceSubrange(10..<12, with: big(Self.checksum(header)))
        return header + tcp
    }

    private func ipv6(_ segment: Segment) -> [UInt8] {
        let addresses = [segment.source, segment.destination].flatMap { big($0.address.high) + big($0.address.low) }
        let tcp = tcp(segment, pseudoHeader: addresses + [0, 6])
        var next: UInt8 = 6
        var extensions: [UInt8] = []
        for (number, bytes) in ipv6Extensions.reversed() {
            extensions = [next] + bytes.dropFirst() + extensions
            next = number
        }
        return [0x60, 0, 0, 0] + big(announced(extensions.count + tcp.count)) + [next, segment.timeToLive] + addresses
            + extensions
            + tcp
    }

    /// A length as IP's header has it: 0 for a packet beyond 64 KiB, which a network card is to split.
    private func announced(_ length: Int) -> UInt16 { UInt16(exactly: length) ?? 0 }

    private func tcp(_ segment: Segment, pseudoHeader: [UInt8]) -> [UInt8] {
        var bytes = big(segment.source.port) + big(segment.destination.port)
        bytes += big(segment.sequence) + big(segment.acknowledgment)
        bytes += [UInt8((20 + segment.options.count) / 4) << 4, segment.flags.rawValue] + big(segment.window)
        bytes += [0, 0, 0, 0]
        bytes += segment.options + segment.payload
        let checksum = Self.checksum(pseudoHeader + big(UInt16(truncatingIfNeeded: bytes.count)) + bytes)
        bytes.replaceSubrange(16..<18, with: big(checksum))
        return bytes
    }

    /// The Internet checksum of `bytes` (RFC 1071): 0 for bytes that contain their right checksum.
    public static func checksum(_ bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for index in bytes.indices { sum += UInt32(bytes[index]) << (index % 2 == 0 ? 8 : 0) }
        while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
        return ~UInt16(sum)
    }
}

extension Endpoint {
    /// The port of the IPv4 host with these four bytes.
    public static func ipv4(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8, port: UInt16) -> Endpoint {
        let bits = [a, b, c, d].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return Endpoint(address: IPAddress(ipv4: bits), port: port)
    }

    /// The port of the host 2001:db8::`host`.
    public static func ipv6(_ host: UInt16, port: UInt16) -> Endpoint {
        Endpoint(address: IPAddress(ipv6: 0x2001_0db8_0000_0000, UInt64(host)), port: port)
    }
}

/// The bytes of `number` in network byte order.
func big<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<(Number.bitWidth / 8)).reversed().map { UInt8(truncatingIfNeeded: number >> Number($0 * 8)) }
}
