import Wire

/// What tunnels in each other have led to so far.
private struct Tunnels<Observer: LayerObserver> {
    /// How many an honest packet has at most.
    static var most: Int { 4 }
    var count = 0
    /// What was heard up to the UDP header of the tunnel that only a port number tells; nil outside of such a tunnel.
    var beforeGuess: Observer?
    /// Where the tunnel's packet ended on the wire.
    var guessEnd = 0
    /// Whether an IP header was found in it.
    var isProven = false

    /// Whether the walk may end so in a packet that is a tunnel indeed.
    func explains(_ skip: PacketSkip, _ fragment: IPFragment?) -> Bool {
        switch skip {
        case .ipv4Fragment, .ipv6Fragment:
            (fragment.map { $0.payload.lowerBound + $0.payloadLength <= guessEnd }) ?? false
        case .notTCP, .truncated, .tooManyHeaders: isProven
        default: false
        }
    }
}

extension PacketWalk {
    /// So many headers of any kind are read off the fast path.
    private static var mostHeaders: Int { 64 }

    /// Finds the segment behind a header that the fast path does not pass.
    ///
    /// It is a loop, so that no packet makes it recurse. The flow is that of the innermost addresses: neither VLANs nor
    /// tunnels are told apart, because the same packet seen inside and outside of a tunnel is far more common in
    /// captures than two networks in which the same two addresses and ports talk at the same time.
    @inline(never)
    mutating func carried(
        _ first: NextHeader, _ bytes: RawSpan, _ extent: Extent
    ) throws(PacketSkip) -> TCPSegment {
        var tunnels = Tunnels<Observer>()
        do throws(PacketSkip) {
            return try carried(first, bytes, extent, &tunnels)
        } catch {
            guard let before = tunnels.beforeGuess, !tunnels.explains(error, fragment) else { throw error }
            // The port belongs to a tunnel, but what was sent there is none.
            observer = before
            fragment = nil
            throw .notTCP(.udp)
        }
    }

    private mutating func carried(
        _ first: NextHeader, _ bytes: RawSpan, _ whole: Extent, _ tunnels: inout Tunnels<Observer>
    ) throws(PacketSkip) -> TCPSegment {
        var next = first
        var extent = whole
        for _ in 0..<Self.mostHeaders {
            switch next {
            case .inIP(let carriage):
                var type = carriage.next
                if !carriage.source.isIPv4 { (type, extent) = try extensions(carriage, bytes, extent) }
                if type == .tcp { return try tcp(carriage, bytes, extent) }
                tunnels.count += 1
                guard tunnels.count <= Tunnels<Observer>.most else { throw .tooManyHeaders }
                (next, extent) = try tunnel(type, bytes, extent, &tunnels)
            case .ip:
                guard extent.start < extent.end else { next = .ipv4; continue }
                switch bytes.byte(at: extent.start) >> 4 {
                case 4: next = .ipv4
                case 6: next = .ipv6
                default: throw .notIP
                }
            case .ipv4:
                let (header, rest) = try ipv4Header(bytes, extent)
                (next, extent) = (.inIP(header.carriage), rest)
                try prove(.ipv4, .ipv4TotalLength, rest, &tunnels)
            case .ipv6:
                let (header, rest) = try ipv6Header(bytes, extent)
                (next, extent) = (.inIP(header.carriage), rest)
                try prove(.ipv6, .ipv6PayloadLength, rest, &tunnels)
            default: (next, extent) = try pass(next, bytes, extent)
            }
        }
        throw .tooManyHeaders
    }

    /// Notes that an IP header was found; in a tunnel of which only a port number tells, it must fit.
    private func prove(
        _ kind: PacketLayerKind, _ field: FieldID, _ rest: Extent, _ tunnels: inout Tunnels<Observer>
    ) throws(PacketSkip) {
        guard tunnels.beforeGuess != nil else { return }
        guard rest.wireEnd <= tunnels.guessEnd else { throw .malformed(kind, .invalid(field: field, atBit: 0)) }
        tunnels.isProven = true
    }

    /// What an IP packet carries besides TCP.
    private mutating func tunnel(
        _ type: IPProtocol, _ bytes: RawSpan, _ extent: Extent, _ tunnels: inout Tunnels<Observer>
    ) throws(PacketSkip) -> (NextHeader, Extent) {
        switch type {
        case .ipv4: return (.ipv4, extent)
        case .ipv6: return (.ipv6, extent)
        case .gre: return (.gre, extent)
        case .mpls: return (.mpls, extent)
        case .udp:
            let before = observer
            let header: UDP
            let rest: Extent
            do throws(PacketSkip) {
                (header, rest) = try read(UDP.self, .udp, bytes, extent)
            } catch {
                observer = before
                throw .notTCP(.udp)
            }
            guard let next = header.next else { throw .notTCP(.udp) }
            let payload = header.length > 0 ? rest.limited(to: extent.start, header.length, .udpLength) : rest
            tunnels.beforeGuess = observer
            tunnels.guessEnd = payload.wireEnd
            tunnels.isProven = false
            return (next, payload)
        default: throw .notTCP(type)
        }
    }

    /// Passes over a header that says by itself what follows.
    private mutating func pass(
        _ next: NextHeader, _ bytes: RawSpan, _ extent: Extent
    ) throws(PacketSkip) -> (NextHeader, Extent) {
        switch next {
        case .end(let skip): throw skip
        case .link(let type): return try link(type, bytes, extent)
        case .ethernet: return try pass(Ethernet.self, bytes, extent)
        case .typeOrLength(let type) where type.rawValue < 0x0600:
            return (.llc, extent.limited(to: AnnouncedLength(count: Int(type.rawValue), limit: .ethernetLength)))
        case .etherType(let type), .typeOrLength(let type):
            if type.isVLAN { return try pass(VLANTag.self, bytes, extent) }
            return (type.next, extent)
        case .llc: return try pass(LLC.self, bytes, extent)
        case .backbone: return try pass(BackboneTag.self, bytes, extent)
        case .wlan(let hasFCS, let isPadded):
            var frame = extent
            if hasFCS { frame.dropFCS() }
            return try isPadded ? pass(PaddedWLAN.self, bytes, frame) : pass(WLAN.self, bytes, frame)
        case .aggregate: return try pass(WLANAggregate.self, bytes, extent)
        case .ppp: return try pass(PPP.self, bytes, extent)
        case .pppoe: return try pass(PPPoE.self, bytes, extent)
        case .mpls: return try pass(MPLSLabel.self, bytes, extent)
        case .behindLabels: return try behindLabels(bytes, extent)
        case .gre: return try pass(GRE.self, bytes, extent)
        case .erspanII: return try pass(ERSPANII.self, bytes, extent)
        case .erspanIII: return try pass(ERSPANIII.self, bytes, extent)
        case .vxlan: return try pass(VXLAN.self, bytes, extent)
        case .vxlanGPE: return try pass(VXLANGPE.self, bytes, extent)
        case .geneve: return try pass(Geneve.self, bytes, extent)
        case .gtp: return try pass(GTP.self, bytes, extent)
        case .teredo:
            // Nothing stands before most packets.
            let isBare = extent.start < extent.end && bytes.byte(at: extent.start) >> 4 == 6
            return isBare ? (.ipv6, extent) : try pass(Teredo.self, bytes, extent)
        case .ip, .ipv4, .ipv6, .inIP: return (next, extent)
        }
    }

    /// What begins with the header of `type`.
    private mutating func link(
        _ type: LinkType, _ bytes: RawSpan, _ extent: Extent
    ) throws(PacketSkip) -> (NextHeader, Extent) {
        let first = extent.start < extent.end ? bytes.byte(at: extent.start) : 0
        switch type {
        case .ethernet: return (.ethernet, extent)
        case .null, .loop: return try pass(Loopback.self, bytes, extent)
        case .linuxSLL: return try pass(LinuxCookedV1.self, bytes, extent)
        case .linuxSLL2: return try pass(LinuxCookedV2.self, bytes, extent)
        case .raw: return (.ip, extent)
        case .ipv4: return (.ipv4, extent)
        case .ipv6: return (.ipv6, extent)
        case .ppp: return (.ppp, extent)
        case .pppHDLC where first == 0x0f || first == 0x8f: return try pass(CiscoHDLC.self, bytes, extent)
        case .pppHDLC: return (.ppp, extent)
        case .pppEthernet: return (.pppoe, extent)
        case .pppLinux: return try pass(LinuxPPP.self, bytes, extent)
        case .pppWithDirection: return try pass(PPPWithDirection.self, bytes, extent)
        case .ciscoHDLC: return try pass(CiscoHDLC.self, bytes, extent)
        case .frameRelay: return try pass(FrameRelay.self, bytes, extent)
        case .rfc1483: return (.llc, extent)
        case .wlan: return (.wlan(hasFCS: false, isPadded: false), extent)
        case .radiotap: return try pass(Radiotap.self, bytes, extent)
        case .prism:
            return try Prism.isAVS(bytes, extent) ? pass(AVS.self, bytes, extent) : pass(Prism.self, bytes, extent)
        case .avs: return try pass(AVS.self, bytes, extent)
        case .ppi: return try pass(PPI.self, bytes, extent)
        case .mpls: return (.mpls, extent)
        case .nflog: return try pass(NFLog.self, bytes, extent)
        case .ipoib: return try pass(IPoIB.self, bytes, extent)
        case .pktap: return try pass(PKTAP.self, bytes, extent)
        // macOS writes PKTAP with a number that is anybody's: it is taken for that only where it looks like it.
        case .user2 where PKTAP.isLikely(bytes, extent): return try pass(PKTAP.self, bytes, extent)
        default: throw .linkType(type)
        }
    }

    /// Reads a header; gives what follows, and its extent.
    private mutating func pass<Header: CarrierHeader>(
        _: Header.Type, _ bytes: RawSpan, _ extent: Extent
    ) throws(PacketSkip) -> (NextHeader, Extent) {
        let (header, rest) = try read(Header.self, Header.kind, bytes, extent)
        guard let announced = header.announced else { return (header.next, rest) }
        return (header.next, rest.limited(to: announced))
    }

    /// Labels do not tell what they carry: IP does by its first four bits, which are 0 before a pseudowire's Ethernet.
    private mutating func behindLabels(
        _ bytes: RawSpan, _ extent: Extent
    ) throws(PacketSkip) -> (NextHeader, Extent) {
        guard extent.start < extent.end else { return (.ipv4, extent) }
        switch bytes.byte(at: extent.start) >> 4 {
        case 4, 6: return (.ip, extent)
        case 0 where Ethernet.isLikely(bytes, extent, at: 4): return try pass(Pseudowire.self, bytes, extent)
        default: return Ethernet.isLikely(bytes, extent, at: 0) ? (.ethernet, extent) : (.end(.notIP), extent)
        }
    }
}

extension Extent {
    /// The extent without the checksum at the frame's end.
    fileprivate mutating func dropFCS() {
        wireEnd = max(start, wireEnd - 4)
        end = min(end, wireEnd)
    }
}
