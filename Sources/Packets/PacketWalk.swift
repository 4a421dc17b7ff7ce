import Wire

/// Who is told about the headers of a packet while they are decoded.
protocol LayerObserver {
    associatedtype Sink: FieldSink
    /// Whether TCP's options are read, of which the caller's result needs none.
    static var readsOptions: Bool { get }
    func makeSink() -> Sink
    /// A header whose first byte is byte `start` of the packet was read up to byte `end`, or went wrong there.
    mutating func layer(
        _ kind: PacketLayerKind, _ start: Int, _ end: Int, _ sink: consuming Sink, _ error: DecodeError?)
}

/// From a packet's first byte to its TCP payload, header by header.
///
/// Here is what nearly every packet has; the other link types and all tunnels go through `carried`, which is kept out
/// of line. The endpoints are those of the innermost IP header.
struct PacketWalk<Observer: LayerObserver> {
    var observer: Observer
    /// The packet's length on the wire.
    let originalLength: Int
    /// The fragment at which the walk ended.
    var fragment: IPFragment?

    /// More VLAN tags or extension headers than these are nobody's honest packet.
    private static var mostTags: Int { 8 }
    private static var mostExtensions: Int { 16 }
    /// A capture that says more than this of a packet is damaged.
    private static var longestPacket: Int { 1 << 24 }

    @inline(__always)
    mutating func segment(_ bytes: RawSpan, _ linkType: LinkType) throws(PacketSkip) -> TCPSegment {
        let whole = whole(bytes)
        switch linkType {
        case .ethernet:
            let (header, rest) = try read(Ethernet.self, .ethernet, bytes, whole)
            return try network(header.type, bytes, rest)
        case .linuxSLL:
            let (header, rest) = try read(LinuxCookedV1.self, .cookedV1, bytes, whole)
            return try cooked(header.type, bytes, rest)
        case .linuxSLL2:
            let (header, rest) = try read(LinuxCookedV2.self, .cookedV2, bytes, whole)
            return try cooked(header.type, bytes, rest)
        case .null, .loop:
            let (header, rest) = try read(Loopback.self, .loopback, bytes, whole)
            guard let type = header.type else { throw .notIP }
            return try network(type, bytes, rest)
        case .raw:
            let isIPv6 = bytes.byteCount > 0 && bytes.byte(at: 0) >> 4 == 6
            return try isIPv6 ? ipv6(bytes, whole) : ipv4(bytes, whole)
        case .ipv4: return try ipv4(bytes, whole)
        case .ipv6: return try ipv6(bytes, whole)
        default: return try carried(.link(linkType), bytes, whole)
        }
    }

    /// Goes on in the payload of a packet that fragments were put together to.
    mutating func segment(inPayload bytes: RawSpan, of fragment: IPFragment) throws(PacketSkip) -> TCPSegment {
        let identification = fragment.isIPv4 ? UInt16(truncatingIfNeeded: fragment.identification) : 0
        let carriage = IPCarriage(
            next: IPProtocol(rawValue: fragment.next), source: fragment.source, destination: fragment.destination,
            identification: identification, timeToLive: 0)
        return try carried(.inIP(carriage), bytes, whole(bytes))
    }

    @inline(__always)
    private func whole(_ bytes: RawSpan) -> Extent {
        Extent(
            start: 0, end: bytes.byteCount, limitedBy: .packet,
            wireEnd: originalLength <= Self.longestPacket ? max(originalLength, bytes.byteCount) : bytes.byteCount)
    }

    @inline(__always)
    private mutating func network(
        _ type: EtherType, _ bytes: RawSpan, _ extent: Extent
    ) throws(PacketSkip) -> TCPSegment {
        var type = type
        var extent = extent
        var tags = 0
        while type.isVLAN, tags < Self.mostTags {
            let (tag, rest) = try read(VLANTag.self, .vlan, bytes, extent)
            type = tag.type
            extent = rest
            tags &+= 1
        }
        switch type {
        case .ipv4: return try ipv4(bytes, extent)
        case .ipv6: return try ipv6(bytes, extent)
        default:
            if type.isVLAN { throw .notIP }
            return try carried(.typeOrLength(type), bytes, extent)
        }
    }

    /// What Linux numbers like an EtherType, but for 4, which is no length but says that LLC follows.
    @inline(__always)
    private mutating func cooked(
        _ type: EtherType, _ bytes: RawSpan, _ extent: Extent
    ) throws(PacketSkip) -> TCPSegment {
        guard type.rawValue < 0x0600 else { return try network(type, bytes, extent) }
        return try carried(type.rawValue == 4 ? .llc : .end(.notIP), bytes, extent)
    }

    @inline(__always)
    private mutating func ipv4(_ bytes: RawSpan, _ extent: Extent) throws(PacketSkip) -> TCPSegment {
        let (header, rest) = try ipv4Header(bytes, extent)
        guard header.next == .tcp else { return try carried(.inIP(header.carriage), bytes, rest) }
        return try tcp(header.carriage, bytes, rest)
    }

    @inline(__always)
    private mutating func ipv6(_ bytes: RawSpan, _ extent: Extent) throws(PacketSkip) -> TCPSegment {
        let (header, rest) = try ipv6Header(bytes, extent)
        guard header.next == .tcp else { return try carried(.inIP(header.carriage), bytes, rest) }
        return try tcp(header.carriage, bytes, rest)
    }

    /// Reads an IPv4 header; gives it and the extent of what it carries.
    @inline(__always)
    mutating func ipv4Header(_ bytes: RawSpan, _ extent: Extent) throws(PacketSkip) -> (IPv4, Extent) {
        let (header, behind) = try read(IPv4.self, .ipv4, bytes, extent)
        let rest = behind.limited(to: extent.start, header.totalLength, .ipv4Length)
        if header.isFragment {
            fragment = IPFragment(
                source: header.source, destination: header.destination,
                identification: UInt32(header.identification), next: header.next.rawValue,
                offset: header.fragmentOffset, hasMore: header.moreFragments, payload: rest.start..<rest.end,
                payloadLength: max(rest.wireEnd &- rest.start, 0))
            throw .ipv4Fragment
        }
        return (header, rest)
    }

    /// Reads an IPv6 header; gives it and the extent of what it carries.
    @inline(__always)
    mutating func ipv6Header(_ bytes: RawSpan, _ extent: Extent) throws(PacketSkip) -> (IPv6, Extent) {
        let (header, behind) = try read(IPv6.self, .ipv6, bytes, extent)
        return (header, behind.limited(to: behind.start, header.payloadLength, .ipv6Length))
    }

    /// Passes over the extension headers of IPv6; gives what follows them, and its extent.
    mutating func extensions(
        _ carriage: IPCarriage, _ bytes: RawSpan, _ extent: Extent
    ) throws(PacketSkip) -> (IPProtocol, Extent) {
        var next = carriage.next
        var extent = extent
        for _ in 0..<Self.mostExtensions {
            switch next {
            case .hopByHopOptions: (next, extent) = try options(.ipv6HopByHop, bytes, extent)
            case .routing: (next, extent) = try options(.ipv6Routing, bytes, extent)
            case .destinationOptions: (next, extent) = try options(.ipv6DestinationOptions, bytes, extent)
            case .authentication:
                let (header, rest) = try read(IPv6Authentication.self, .ipv6Authentication, bytes, extent)
                (next, extent) = (header.next, rest)
            case .fragment:
                let (header, rest) = try read(IPv6Fragment.self, .ipv6Fragment, bytes, extent)
                if header.isFragment {
                    fragment = IPFragment(
                        source: carriage.source, destination: carriage.destination,
                        identification: header.identification, next: header.next.rawValue,
                        offset: header.fragmentOffset, hasMore: header.moreFragments, payload: rest.start..<rest.end,
                        payloadLength: max(rest.wireEnd &- rest.start, 0))
                    throw .ipv6Fragment
                }
                (next, extent) = (header.next, rest)
            default: return (next, extent)
            }
        }
        throw .malformed(.ipv6, .invalid(field: .ipv6ExtensionNextHeader, atBit: 0))
    }

    private mutating func options(
        _ kind: PacketLayerKind, _ bytes: RawSpan, _ extent: Extent
    ) throws(PacketSkip) -> (IPProtocol, Extent) {
        let (header, rest) = try read(IPv6Options.self, kind, bytes, extent)
        return (header.next, rest)
    }

    @inline(__always)
    mutating func tcp(
        _ carriage: IPCarriage, _ bytes: RawSpan, _ extent: Extent
    ) throws(PacketSkip) -> TCPSegment {
        var headerExtent = extent
        if extent.end &- extent.start > 12 {
            let announced = extent.start &+ Int(bytes.byte(at: extent.start &+ 12) >> 4) &* 4
            if announced <= extent.end, announced >= extent.start &+ 20 {
                headerExtent.end = announced
                headerExtent.limitedBy = .tcpDataOffset
            }
        }
        var reader = FieldReader(
            bytes.extracting(headerExtent.start..<headerExtent.end), sink: observer.makeSink(),
            limitedBy: headerExtent.limitedBy)
        var optionError: DecodeError?
        do throws(DecodeError) {
            let header = try TCP(reading: &reader)
            if Observer.readsOptions {
                do throws(DecodeError) { try header.readOptions(&reader) } catch { optionError = error }
            }
            let missing = header.headerLength &- reader.bytes.byteCount
            guard missing <= 0 else {
                throw optionError
                    ?? .needMore(
                        field: .tcpOptionKind, atBit: reader.bit, bytes: missing, limitedBy: headerExtent.limitedBy)
            }
            let start = extent.start &+ header.headerLength
            // Options that make no sense are of no consequence for the payload.
            observer.layer(.tcp, extent.start, start, reader.finish(), optionError)
            return TCPSegment(
                source: Endpoint(address: carriage.source, port: header.sourcePort),
                destination: Endpoint(address: carriage.destination, port: header.destinationPort),
                sequence: header.sequence, acknowledgment: header.acknowledgment, flags: header.flags,
                headerLength: UInt8(truncatingIfNeeded: header.headerLength),
                identification: carriage.identification, window: header.window, timeToLive: carriage.timeToLive,
                payload: start..<extent.end, payloadLength: max(extent.wireEnd &- start, 0))
        } catch {
            throw fail(.tcp, bytes, extent, reader, error)
        }
    }

    /// Reads a header; gives it and the extent of what is behind it.
    @inline(__always)
    mutating func read<Header: PacketHeader>(
        _: Header.Type, _ kind: PacketLayerKind, _ bytes: RawSpan, _ extent: Extent
    ) throws(PacketSkip) -> (Header, Extent) {
        var reader = FieldReader(
            bytes.extracting(extent.start..<extent.end), sink: observer.makeSink(), limitedBy: extent.limitedBy)
        do throws(DecodeError) {
            let header = try Header(reading: &reader)
            var rest = extent
            rest.start = extent.start &+ reader.byte
            observer.layer(kind, extent.start, rest.start, reader.finish(), nil)
            return (header, rest)
        } catch {
            throw fail(kind, bytes, extent, reader, error)
        }
    }

    private mutating func fail(
        _ kind: PacketLayerKind, _ bytes: RawSpan, _ extent: Extent, _ reader: consuming FieldReader<Observer.Sink>,
        _ error: DecodeError
    ) -> PacketSkip {
        let end = extent.start + (reader.bit + 7) / 8
        observer.layer(kind, extent.start, end, reader.finish(), error)
        if case .needMore(_, _, _, .packet) = error, bytes.byteCount < originalLength { return .truncated(kind, error) }
        return .malformed(kind, error)
    }
}
