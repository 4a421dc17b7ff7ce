/// A tunnel that an IP packet goes through.
public enum Tunnel: Hashable, Sendable {
    /// IP in IP.
    case ip(inIPv6: Bool)
    /// GRE with these of its fields: a letter each of C, R, K, S.
    case gre(fields: String, inIPv6: Bool)
    /// GRE that carries an Ethernet frame, in a VLAN.
    case greEthernet
    /// GRE that carries a labelled packet.
    case greMPLS
    /// PPTP: PPP in GRE of version 1, with an acknowledgment or without.
    case pptp(acknowledges: Bool)
    /// A switch's copy of an Ethernet frame, of type 1, 2 or 3.
    case erspan(Int)
    /// VXLAN to a port.
    case vxlan(port: UInt16, inIPv6: Bool)
    /// VXLAN-GPE, before an Ethernet frame or IP.
    case vxlanGPE(isEthernet: Bool)
    /// Geneve with so many words of options, before an Ethernet frame or IP.
    case geneve(options: Int, isEthernet: Bool)
    /// GTP-U with nothing, with a sequence number, or with extension headers.
    case gtp(hasSequence: Bool, extensions: Int)
    /// Teredo, with what may stand before the packet or without; it carries IPv6 only.
    case teredo(hasHeaders: Bool)
    /// MPLS in UDP.
    case mplsInUDP
    /// MPLS in IP.
    case mplsInIP

    /// Whether the outer packet is IPv6.
    public var isInIPv6: Bool {
        switch self {
        case .ip(let inIPv6), .gre(_, let inIPv6), .vxlan(_, let inIPv6): inIPv6
        default: false
        }
    }

    /// Whether it carries IPv6 only.
    public var needsIPv6: Bool { if case .teredo = self { true } else { false } }

    /// The outer IP packet.
    public func wrap(_ packet: [UInt8], isIPv4: Bool) -> [UInt8] {
        let type: UInt16 = isIPv4 ? 0x0800 : 0x86dd
        let frame = FramedLink.ethernet(type, packet)
        switch self {
        case .ip: return outer(isIPv4 ? 4 : 41, packet)
        case .gre(let fields, _): return outer(47, Self.gre(fields, type, packet))
        case .greEthernet:
            return outer(47, Self.gre("K", 0x6558, FramedLink.ethernet(0x8100, [0, 7] + big(type) + packet)))
        case .greMPLS: return outer(47, Self.gre("", 0x8847, FramedLink.labels([16, 17]) + packet))
        case .pptp(let acknowledges):
            let ppp: [UInt8] = [0xff, 3, 0, isIPv4 ? 0x21 : 0x57] + packet
            let flags: UInt16 = acknowledges ? 0x3081 : 0x3001
            let numbers: [UInt8] = [0, 0, 0, 5] + (acknowledges ? [0, 0, 0, 4] : [])
            return outer(47, big(flags) + [0x88, 0x0b] + big(UInt16(ppp.count)) + [0, 3] + numbers + ppp)
        case .erspan(1): return outer(47, Self.gre("", 0x88be, frame))
        case .erspan(2):
            return outer(47, Self.gre("S", 0x88be, [0x10, 100, 0x10, 5, 0, 0, 0, 9] + frame))
        case .erspan:
            let header: [UInt8] = [0x20, 100, 0x10, 5, 1, 2, 3, 4, 0, 0, 0x80, 1, 0xe0, 0, 0, 0, 0, 0, 0, 0]
            return outer(47, Self.gre("S", 0x22eb, header + frame))
        case .vxlan(let port, _): return outer(17, udp(port, [8, 0, 0, 0, 0, 0, 42, 0] + frame))
        case .vxlanGPE(let isEthernet):
            let next: UInt8 = isEthernet ? 3 : isIPv4 ? 1 : 2
            return outer(17, udp(4790, [0x0c, 0, 0, next, 0, 0, 42, 0] + (isEthernet ? frame : packet)))
        case .geneve(let options, let isEthernet):
            let header = [UInt8(options), 0] + big(isEthernet ? UInt16(0x6558) : type) + [0, 0, 42, 0]
            // One option of the experimental class.
            let words = options == 0 ? [] : [0xff, 0xff, 1, UInt8(options - 1)] + zeros(options * 4 - 4)
            return outer(17, udp(6081, header + words + (isEthernet ? frame : packet)))
        case .gtp(let hasSequence, let extensions): return outer(17, udp(2152, gtp(hasSequence, extensions, packet)))
        case .teredo(let hasHeaders):
            let proof: [UInt8] = [0, 1, 2, 3] + Array("id".utf8) + [1, 2, 3] + [1, 2, 3, 4, 5, 6, 7, 8, 0]
            let origin: [UInt8] = [0, 0, 0x63, 0xbf, 0x3f, 0xcd, 0x9b, 0xfd]
            return outer(17, udp(3544, (hasHeaders ? proof + origin : []) + packet))
        case .mplsInUDP: return outer(17, udp(6635, FramedLink.labels([16]) + packet))
        case .mplsInIP: return outer(137, FramedLink.labels([16]) + packet)
        }
    }

    private func outer(_ next: UInt8, _ payload: [UInt8]) -> [UInt8] {
        guard !isInIPv6 else {
            let hosts: [UInt64] = [0x2001_0db8_00ff_0000, 1, 0x2001_0db8_00ff_0000, 2]
            return [0x60, 0, 0, 0] + big(UInt16(payload.count)) + [next, 64] + hosts.flatMap(big) + payload
        }
        var header: [UInt8] = [0x45, 0] + big(UInt16(20 + payload.count)) + [0, 1, 0x40, 0, 64, next, 0, 0]
        header += [198, 51, 100, 1, 198, 51, 100, 2]
        header.replaceSubrange(10..<12, with: big(PacketBuilder.checksum(header)))
        return header + payload
    }

    /// UDP without a checksum.
    private func udp(_ port: UInt16, _ payload: [UInt8]) -> [UInt8] {
        big(UInt16(40_000)) + big(port) + big(UInt16(8 + payload.count)) + [0, 0] + payload
    }

    private static func gre(_ fields: String, _ type: UInt16, _ payload: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        if fields.contains(where: { "CR".contains($0) }) { bytes += [0, 0, 0, 0] }
        if fields.contains("K") { bytes += [0, 0, 0, 42] }
        if fields.contains("S") { bytes += [0, 0, 0, 1] }
        // A list of one router, which zeros end.
        if fields.contains("R") { bytes += [8, 0, 0, 4, 203, 0, 113, 1, 0, 0, 0, 0] }
        let flags = zip("CRKS", [0x80, 0x40, 0x20, 0x10] as [UInt8]).reduce(UInt8(0)) { sum, field in
            fields.contains(field.0) ? sum | field.1 : sum
        }
        var packet = [flags, 0] + big(type) + bytes + payload
        if fields.contains("C") { packet.replaceSubrange(4..<6, with: big(PacketBuilder.checksum(packet))) }
        return packet
    }

    private func gtp(_ hasSequence: Bool, _ extensions: Int, _ packet: [UInt8]) -> [UInt8] {
        var options: [UInt8] = []
        if hasSequence || extensions > 0 { options += [0, 7, 0, extensions > 0 ? 0x85 : 0] }
        // PDU session containers of four bytes.
        for index in 0..<extensions { options += [1, 0x10, 9, index + 1 < extensions ? 0x85 : 0] }
        let flags: UInt8 = 0x30 | (extensions > 0 ? 4 : 0) | (hasSequence ? 2 : 0)
        return [flags, 255] + big(UInt16(options.count + packet.count)) + [0, 0, 1, 2] + options + packet
    }
}

private func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

extension Tunnel {
    /// Each kind of tunnel in each of its forms, and several in each other.
    public static let samples: [[Tunnel]] =
        singleTunnels.map { [$0] } + [
            [.gre(fields: "K", inIPv6: false), .vxlan(port: 4789, inIPv6: false)],
            [.ip(inIPv6: true), .ip(inIPv6: false), .ip(inIPv6: true), .ip(inIPv6: false)],
            [.vxlan(port: 4789, inIPv6: true), .gtp(hasSequence: true, extensions: 1)],
            [.mplsInUDP, .geneve(options: 2, isEthernet: true), .erspan(2)],
        ]

    private static let singleTunnels: [Tunnel] =
        ["", "C", "K", "S", "R", "CKS", "CRKS"].map { .gre(fields: $0, inIPv6: false) } + [
            .ip(inIPv6: false), .ip(inIPv6: true), .gre(fields: "", inIPv6: true), .greEthernet, .greMPLS,
            .pptp(acknowledges: false), .pptp(acknowledges: true), .erspan(1), .erspan(2), .erspan(3),
            .vxlan(port: 4789, inIPv6: false), .vxlan(port: 8472, inIPv6: false), .vxlan(port: 4789, inIPv6: true),
            .vxlanGPE(isEthernet: true), .vxlanGPE(isEthernet: false), .geneve(options: 0, isEthernet: true),
            .geneve(options: 3, isEthernet: true), .geneve(options: 1, isEthernet: false),
            .gtp(hasSequence: false, extensions: 0), .gtp(hasSequence: true, extensions: 0),
            .gtp(hasSequence: false, extensions: 2), .teredo(hasHeaders: false), .teredo(hasHeaders: true), .mplsInUDP,
            .mplsInIP,
        ]
}
