public import Wire

/// What a packet turned out to be.
public enum PacketContent: Hashable, Sendable {
    /// A TCP segment.
    case tcp(TCPSegment)
    /// A fragment of an IP packet: what the whole one carries shows when it is put together.
    case fragment(IPFragment)
    /// Nothing that can be used.
    case other(PacketSkip)
}

/// Why a packet is no TCP segment that can be used.
public enum PacketSkip: Error, Hashable, Sendable {
    /// It carries neither IPv4 nor IPv6.
    case notIP
    /// It carries another protocol than TCP.
    case notTCP(IPProtocol)
    /// A fragment of an IPv4 packet that could not be put together.
    case ipv4Fragment
    /// A fragment of an IPv6 packet that could not be put together.
    case ipv6Fragment
    /// Its outermost header is of a kind that is not read.
    case linkType(LinkType)
    /// What follows the header is encrypted.
    case encrypted(PacketLayerKind)
    /// The frame arrived damaged, as the capturing radio tells.
    case damaged(PacketLayerKind)
    /// A fragment of a Wi-Fi frame.
    case wlanFragment
    /// More headers or tunnels in each other than any honest packet has.
    case tooManyHeaders
    /// A header contradicts itself or the packet's length.
    case malformed(PacketLayerKind, DecodeError)
    /// The snapshot length cut it inside a header.
    case truncated(PacketLayerKind, DecodeError)

    /// A stable word for the kind of cause: `not-ip`, `not-tcp`, `ipv4-fragment`, `ipv6-fragment`, `link-type-N`,
    /// `wlan-fragment`, `too-many-headers`, `encrypted-LAYER`, `damaged-LAYER`, `malformed-LAYER`, `truncated-LAYER`, where LAYER is a raw value of `PacketLayerKind`.
    public var cause: String {
        switch self {
        case .notIP: "not-ip"
        case .notTCP: "not-tcp"
        case .ipv4Fragment: "ipv4-fragment"
        case .ipv6Fragment: "ipv6-fragment"
        case .linkType(let type): "link-type-\(type.rawValue)"
        case .encrypted(let layer): "encrypted-" + layer.rawValue
        case .damaged(let layer): "damaged-" + layer.rawValue
        case .wlanFragment: "wlan-fragment"
        case .tooManyHeaders: "too-many-headers"
        case .malformed(let layer, _): "malformed-" + layer.rawValue
        case .truncated(let layer, _): "truncated-" + layer.rawValue
        }
    }
}

/// Finds the TCP segment in a packet, allocating nothing.
public enum PacketDecoder {
    /// Decodes the headers of the packet `bytes`, which had `originalLength` bytes on the wire.
    ///
    /// The segment's payload ends where IP's length says, so that Ethernet's padding is no part of it. Checksums are
    /// not verified.
    public static func decode(_ bytes: RawSpan, originalLength: Int, linkType: LinkType) -> PacketContent {
        var walk = PacketWalk(observer: NoLayers(), originalLength: originalLength)
        do throws(PacketSkip) {
            return .tcp(try walk.segment(bytes, linkType))
        } catch {
            if let fragment = walk.fragment { return .fragment(fragment) }
            return .other(error)
        }
    }

    /// Decodes what fragments were put together to: `bytes`, the payload of an IP packet that had `originalLength` bytes
    /// of payload, all of which are `bytes` unless the snapshot length cut fragments.
    ///
    /// `fragment` is one of the fragments; that at offset 0 tells what the payload begins with (RFC 8200 §4.5).
    public static func decode(
        payload bytes: RawSpan, originalLength: Int, of fragment: IPFragment
    ) -> PacketContent {
        var walk = PacketWalk(observer: NoLayers(), originalLength: originalLength)
        do throws(PacketSkip) {
            return .tcp(try walk.segment(inPayload: bytes, of: fragment))
        } catch {
            if let fragment = walk.fragment { return .fragment(fragment) }
            return .other(error)
        }
    }
}

/// The observer of the fast path, which hears nothing.
private struct NoLayers: LayerObserver {
    static var readsOptions: Bool { false }

    @inline(__always)
    func makeSink() -> NoFields { NoFields() }

    @inline(__always)
    mutating func layer(_: PacketLayerKind, _: Int, _: Int, _: consuming NoFields, _: DecodeError?) {}
}
