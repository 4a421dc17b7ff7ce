import Packets
import TestKit
import Testing
import Wire

/// Packets for the tests of this target.
enum PacketSamples {
    /// One packet of each link type, address family and kind of header that is read.
    static let all: [Sample] = plain + framed + tunnelled

    private static let plain: [Sample] = links.flatMap { link in
        [false, true].map { isIPv6 in
            var builder = PacketBuilder(link: link)
            // Router alert; padding; a hop-by-hop header and one of each other kind.
            builder.ipv4Options = [0x94, 4, 0, 0]
            builder.ipv6Extensions = [
                (0, [0, 0, 5, 2, 0, 0, 1, 0]), (43, [0, 0, 4, 0, 0, 0, 0, 0]),
                (60, [0, 1] + [UInt8](repeating: 0, count: 14)),
                (51, [0, 4] + [UInt8](repeating: 7, count: 22)), (44, [0, 0, 0, 0, 1, 2, 3, 4]),
            ]
            var segment = PacketSamples.segment(isIPv6: isIPv6)
            segment.options = synOptions
            return Sample(builder: builder, segment: segment)
        }
    }

    static let links: [PacketBuilder.Link] = [
        .ethernet(vlans: []), .ethernet(vlans: [7]), .ethernet(vlans: [100, 7]), .linuxSLL, .linuxSLL2,
        .null(littleEndian: true), .null(littleEndian: false), .loop, .raw,
    ]

    /// One packet of each further link type and form of it.
    private static let framed: [Sample] = FramedLink.samples.flatMap { link in
        [false, true].map { Sample(builder: PacketBuilder(link: .framed(link)), segment: segment(isIPv6: $0)) }
    }

    /// One packet through each kind of tunnel, and through several in each other.
    private static let tunnelled: [Sample] = Tunnel.samples.flatMap { tunnels in
        [false, true].compactMap { isIPv6 in
            guard isIPv6 || !tunnels.contains(where: \.needsIPv6) else { return nil }
            var builder = PacketBuilder()
            builder.tunnels = tunnels
            return Sample(builder: builder, segment: segment(isIPv6: isIPv6))
        }
    }

    /// MSS, SACK permitted, timestamps, NOP, window scale: what a Linux SYN has.
    static let synOptions: [UInt8] = [2, 4, 0xff, 0xd7, 4, 2, 8, 10, 1, 2, 3, 4, 0, 0, 0, 0, 1, 3, 3, 10]

    static func segment(isIPv6: Bool = false) -> PacketBuilder.Segment {
        PacketBuilder.Segment(
            source: isIPv6 ? .ipv6(1, port: 50_000) : .ipv4(192, 0, 2, 1, port: 50_000),
            destination: isIPv6 ? .ipv6(2, port: 80) : .ipv4(192, 0, 2, 2, port: 80),
            sequence: 0xffff_fff0, acknowledgment: 0x0102_0304, flags: [.ack, .fin],
            payload: Array("hello, packet".utf8))
    }

    /// The first packet of a session recorded on Linux's loopback interface: a SYN.
    static let recordedSYN = bytes(
        """
        00 00 00 00 00 00 00 00 00 00 00 00 08 00 45 00 00 3c 94 d8 40 00 40 06 a7 e1 7f 00 00 01 7f 00
        00 01 aa d0 22 3d 9f ad 11 34 00 00 00 00 a0 02 ff d7 fe 30 00 00 02 04 ff d7 04 02 08 0a 6f da
        72 a8 00 00 00 00 01 03 03 0a
        """)

    static func bytes(_ hex: String) -> [UInt8] {
        hex.split(whereSeparator: \.isWhitespace).map { UInt8($0, radix: 16) ?? 0 }
    }
}

/// A packet and what it was made of.
struct Sample: CustomTestStringConvertible {
    var builder: PacketBuilder
    var segment: PacketBuilder.Segment

    var bytes: [UInt8] { builder.packet(segment) }

    /// Whether only a whole IP header proves that the packet is what its numbers say, so that a cut one is nothing.
    var isGuessed: Bool {
        if case .framed(.pseudowire) = builder.link { return true }
        if case .framed(.nflog) = builder.link { return true }
        if case .framed(.pktap(_, isRegistered: false)) = builder.link { return true }
        return builder.tunnels.contains { tunnel in
            switch tunnel {
            case .vxlan, .vxlanGPE, .geneve, .gtp, .teredo, .mplsInUDP: true
            default: false
            }
        }
    }
    var testDescription: String {
        "\(builder.link) \(builder.tunnels) \(segment.source.address.isIPv4 ? "IPv4" : "IPv6")"
    }
}

/// Decodes a whole packet.
func decode(_ bytes: [UInt8], _ linkType: LinkType = .ethernet, originalLength: Int? = nil) -> PacketContent {
    PacketDecoder.decode(bytes.rawSpan, originalLength: originalLength ?? bytes.count, linkType: linkType)
}

/// The cause for which a packet is skipped, a fragment until it is put together; nil for a segment.
func skipCause(_ bytes: [UInt8], _ linkType: LinkType = .ethernet, originalLength: Int? = nil) -> String? {
    switch decode(bytes, linkType, originalLength: originalLength) {
    case .tcp: nil
    case .fragment(let fragment): fragment.isIPv4 ? "ipv4-fragment" : "ipv6-fragment"
    case .other(let skip): skip.cause
    }
}

/// The segment in a packet.
func decodedSegment(_ bytes: [UInt8], _ linkType: LinkType = .ethernet, originalLength: Int? = nil) -> TCPSegment? {
    guard case .tcp(let segment) = decode(bytes, linkType, originalLength: originalLength) else { return nil }
    return segment
}

/// The fields of a packet's layer of a kind, each as `name bit+count=value`.
func fields(_ bytes: [UInt8], _ kind: PacketLayerKind, _ linkType: LinkType = .ethernet) -> [String] {
    let layer = PacketLayers.decode(bytes: bytes.rawSpan, linkType: linkType).first { $0.kind == kind }
    return (layer?.fields ?? []).map { field in
        "\(field.id) \(field.range.lower)+\(field.range.count)"
            + (field.value.map { "=" + String($0, radix: 16) } ?? "")
    }
}
