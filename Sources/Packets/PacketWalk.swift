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

/// Part of a packet: where a header begins, where its bytes end, and which length says so.
private struct Extent {
    var start: Int
    var end: Int
    var limitedBy: LengthLimit
    /// Where it ended on the wire; more than `end` in a packet that the snapshot length cut.
    var wireEnd: Int
}

/// From a packet's first byte to its TCP payload, header by header.
struct PacketWalk<Observer: LayerObserver> {
    var observer: Observer
    /// The packet's length on the wire.
    let originalLength: Int
    /// The fragment at which the walk ended.
    private(set) var fragment: IPFragment?

    /// More VLAN tags or extension headers than these are nobody's honest packet.
    private static var mostTags: Int { 8 }
    private static var mostExtensions: Int { 16 }
    /// A capture that says more than this of a packet is damaged.
    private static var longestPacket: Int { 1 << 24 }

    @inline(__always)
    mutating func segment(_ bytes: RawSpan, _ linkType: LinkType) throws(PacketSkip) -> TCPSegment {
        let whole = Extent(
            start: 0, end: bytes.byteCount, limitedBy: .packet,
            wireEnd: originalLength <= Self.longestPacket ? max(originalLength, bytes.byteCount) : bytes.byteCount)
        switch linkType {
        case .ethernet:
            let (header, rest) = try read(Ethernet.self, .ethernet, bytes, whole)
            return try network(header.type, bytes, rest)
        case .linuxSLL:
            let (header, rest) = try read(LinuxCookedV1.self, .cookedV1, bytes, whole)
            return try network(header.type, bytes, rest)
        case .linuxSLL2:
            let (header, rest) = try read(LinuxCookedV2.self, .cookedV2, bytes, whole)
            return try network(header.type, bytes, rest)
        case .null, .loop:
            let (header, rest) = try read(Loopback.self, .loopback, bytes, whole)
            guard let type = header.type else { throw .notIP }
            return try network(type, bytes, rest)
        case .raw:
            let isIPv6 = bytes.byteCount > 0 && bytes.byte(at: 0) >> 4 == 6
            return try isIPv6 ? ipv6(bytes, whole) : ipv4(bytes, whole)
        case .ipv4: return try ipv4(bytes, whole)
        case .ipv6: return try ipv6(bytes, whole)
        default: throw .linkType(linkType)
        }
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
        default: throw .notIP
        }
    }

    @inline(__always)
    private mutating func ipv4(_ bytes: RawSpan, _ extent: Extent) throws(PacketSkip) -> TCPSegment {
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
        guard header.next == .tcp else { throw .notTCP(header.next) }
        return try tcp(header.source, header.destination, header.identification, bytes, rest)
    }

    @inline(__always)
    private mutating func ipv6(_ bytes: RawSpan, _ extent: Extent) throws(PacketSkip) -> TCPSegment {
        let (header, behind) = try read(IPv6.self, .ipv6, bytes, extent)
        let rest = behind.limited(to: behind.start, header.payloadLength, .ipv6Length)
        if header.next == .tcp { return try tcp(header.source, header.destination, 0, bytes, rest) }
        let tcpExtent = try extensions(header.next, header.source, header.destination, bytes, rest)
        return try tcp(header.source, header.destination, 0, bytes, tcpExtent)
    }

    /// Goes on in the payload of a packet that fragments were put together to.
    mutating func segment(inPayload bytes: RawSpan, of fragment: IPFragment) throws(PacketSkip) -> TCPSegment {
        let (source, destination) = (fragment.source, fragment.destination)
        let next = IPProtocol(rawValue: fragment.next)
        let whole = Extent(
            start: 0, end: bytes.byteCount, limitedBy: .packet, wireEnd: max(originalLength, bytes.byteCount))
        if fragment.isIPv4 {
            guard next == .tcp else { throw .notTCP(next) }
            return try tcp(source, destination, UInt16(truncatingIfNeeded: fragment.identification), bytes, whole)
        }
        return try tcp(source, destination, 0, bytes, extensions(next, source, destination, bytes, whole))
    }

    /// Passes over the extension headers, up to TCP.
    private mutating func extensions(
        _ first: IPProtocol, _ source: IPAddress, _ destination: IPAddress, _ bytes: RawSpan, _ extent: Extent
    ) throws(PacketSkip) -> Extent {
        var next = first
        var extent = extent
        for _ in 0..<Self.mostExtensions {
            switch next {
            case .tcp: return extent
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
                        source: source, destination: destination, identification: header.identification,
                        next: header.next.rawValue, offset: header.fragmentOffset, hasMore: header.moreFragments,
                        payload: rest.start..<rest.end, payloadLength: max(rest.wireEnd &- rest.start, 0))
                    throw .ipv6Fragment
                }
                (next, extent) = (header.next, rest)
            default: throw .notTCP(next)
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
    private mutating func tcp(
        _ source: IPAddress, _ destination: IPAddress, _ identification: UInt16, _ bytes: RawSpan, _ extent: Extent
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
                source: Endpoint(address: source, port: header.sourcePort),
                destination: Endpoint(address: destination, port: header.destinationPort),
                sequence: header.sequence, acknowledgment: header.acknowledgment, flags: header.flags,
                headerLength: UInt8(truncatingIfNeeded: header.headerLength), identification: identification,
                payload: start..<extent.end, payloadLength: max(extent.wireEnd &- start, 0))
        } catch {
            throw fail(.tcp, bytes, extent, reader, error)
        }
    }

    /// Reads a header; gives it and the extent of what is behind it.
    @inline(__always)
    private mutating func read<Header: PacketHeader>(
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

extension Extent {
    /// The extent with the length that a header announces, counted from byte `origin`; 0 announces nothing.
    @inline(__always)
    fileprivate func limited(to origin: Int, _ length: Int, _ limit: LengthLimit) -> Extent {
        guard length > 0 else { return self }
        var limited = self
        limited.wireEnd = origin &+ length
        if limited.wireEnd <= end {
            limited.end = limited.wireEnd
            limited.limitedBy = limit
        }
        return limited
    }
}
