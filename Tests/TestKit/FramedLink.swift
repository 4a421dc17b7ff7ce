public import Wire

/// The link layers besides the common ones, as they stand around an IP packet.
public enum FramedLink: Hashable, Sendable {
    /// Ethernet with a length in the place of the EtherType, then LLC and SNAP.
    case ieee8023
    /// A whole Ethernet frame behind a provider's tag.
    case backbone
    /// PPPoE on Ethernet.
    case pppoe
    /// Labels on Ethernet, the outermost first.
    case mpls([UInt32])
    /// An Ethernet frame behind a label on Ethernet, with a control word or without.
    case pseudowire(hasControlWord: Bool)
    /// Wi-Fi.
    case wlan(WLANOptions)
    /// PPP with address and control or without, the protocol in one byte or in two.
    case ppp(isFramed: Bool, isCompressed: Bool)
    /// PPP in HDLC-like framing, or Cisco's HDLC with the same link type.
    case pppHDLC(isCisco: Bool)
    /// PPPoE without Ethernet.
    case pppEthernet
    /// PPP with the direction in the place of the address.
    case pppLinux
    /// PPP behind a direction.
    case pppWithDirection
    /// Cisco's HDLC.
    case hdlc
    /// Frame Relay with NLPID, with SNAP behind it, or Cisco's way.
    case frameRelay(FrameRelayForm)
    /// LLC without anything before it.
    case rfc1483
    /// A label without anything before it.
    case bareMPLS
    /// Linux' netfilter log.
    case nflog(littleEndian: Bool)
    /// IP over InfiniBand, with the global route header or without.
    case ipoib(hasRoute: Bool)
    /// Apple's header, before Ethernet or raw IP, with the registered link type or the one that macOS writes.
    case pktap(isEthernet: Bool, isRegistered: Bool)

    /// How Frame Relay names what it carries.
    public enum FrameRelayForm: Hashable, Sendable, CaseIterable {
        /// The NLPID of IP.
        case nlpid
        /// The NLPID of SNAP.
        case snap
        /// An EtherType.
        case cisco
    }

    /// What a Wi-Fi frame has.
    public struct WLANOptions: Hashable, Sendable {
        /// What the capturing radio puts before it.
        public enum Radio: Hashable, Sendable, CaseIterable {
            /// Nothing.
            case none
            /// Radiotap with nothing, with a clock and flags, and with several words of them.
            case radiotapBare, radiotap, radiotapExtended
            /// PPI without fields, and with the radio's.
            case ppiBare, ppi
            /// Prism, in both byte orders.
            case prismLittle, prismBig
            /// AVS, with its own link type and with Prism's.
            case avs, avsInPrism
        }

        /// What stands before the frame.
        public var radio = Radio.none
        /// Whether it has a QoS field.
        public var hasQoS = false
        /// Whether it has an HT control field, too.
        public var hasHTControl = false
        /// Whether it has four addresses.
        public var hasFourAddresses = false
        /// Whether it is an aggregate; a second packet follows then.
        public var isAggregate = false
        /// Whether the checksum was captured, which the radio must tell.
        public var hasFCS = false
        /// Whether the driver padded the header, which the radio must tell.
        public var isPadded = false
        /// What is added to the second byte of the frame: 40 for an encrypted one, 4 for a fragment.
        public var flags: UInt8 = 0

        /// A frame with these properties.
        public init(_ change: (inout Self) -> Void = { _ in }) { change(&self) }
    }

    /// The number of the outermost header.
    public var linkType: LinkType {
        switch self {
        case .ieee8023, .backbone, .pppoe, .mpls, .pseudowire: .ethernet
        case .wlan(let options):
            switch options.radio {
            case .none: .wlan
            case .radiotapBare, .radiotap, .radiotapExtended: .radiotap
            case .ppiBare, .ppi: .ppi
            case .prismLittle, .prismBig, .avsInPrism: .prism
            case .avs: .avs
            }
        case .ppp: .ppp
        case .pppHDLC: .pppHDLC
        case .pppEthernet: .pppEthernet
        case .pppLinux: .pppLinux
        case .pppWithDirection: .pppWithDirection
        case .hdlc: .ciscoHDLC
        case .frameRelay: .frameRelay
        case .rfc1483: .rfc1483
        case .bareMPLS: .mpls
        case .nflog: .nflog
        case .ipoib: .ipoib
        case .pktap(_, let isRegistered): isRegistered ? .pktap : .user2
        }
    }

    /// The frame around an IP packet.
    public func wrap(_ packet: [UInt8], isIPv4: Bool) -> [UInt8] {
        let type: UInt16 = isIPv4 ? 0x0800 : 0x86dd
        let ppp: [UInt8] = isIPv4 ? [0x00, 0x21] : [0x00, 0x57]
        let snap: [UInt8] = [0, 0, 0] + big(type)
        let llc: [UInt8] = [0xaa, 0xaa, 3] + snap
        switch self {
        case .ieee8023:
            let frame = Self.ethernet(UInt16(llc.count + packet.count), llc + packet)
            return frame + [UInt8](repeating: 0xee, count: max(0, 60 - frame.count))
        case .backbone:
            return Self.ethernet(0x88e7, [0x20, 0x01, 0x02, 0x03] + Self.ethernet(type, packet))
        case .pppoe: return Self.ethernet(0x8864, Self.pppoe(ppp + packet)) + [0, 0, 0, 0]
        case .mpls(let labels):
            return Self.ethernet(0x8847, Self.labels(labels) + packet)
        case .pseudowire(let hasControlWord):
            let word: [UInt8] = hasControlWord ? [0, 0, 0, 7] : []
            return Self.ethernet(
                0x8847, Self.labels([100, hasControlWord ? 200 : 201]) + word + Self.ethernet(type, packet))
        case .wlan(let options): return options.wrap(llc + packet)
        case .ppp(let isFramed, let isCompressed):
            return (isFramed ? [0xff, 3] : []) + (isCompressed ? [ppp[1]] : ppp) + packet
        case .pppHDLC(let isCisco): return (isCisco ? [0x0f, 0] + big(type) : [0xff, 3] + ppp) + packet
        case .pppEthernet: return Self.pppoe(ppp + packet)
        case .pppLinux: return [1, 3] + ppp + packet
        case .pppWithDirection: return [0, 0xff, 3] + ppp + packet
        case .hdlc: return [0x0f, 0] + big(type) + packet
        case .frameRelay(.nlpid): return [0x18, 0x41, 3, isIPv4 ? 0xcc : 0x8e] + packet
        case .frameRelay(.snap): return [0x18, 0x41, 3, 0, 0x80] + snap + packet
        case .frameRelay(.cisco): return [0x18, 0x41] + big(type) + packet
        case .rfc1483: return llc + packet
        case .bareMPLS: return Self.labels([16]) + packet
        case .nflog(let littleEndian): return Self.nflog(packet, isIPv4: isIPv4, littleEndian: littleEndian)
        case .ipoib(let hasRoute):
            let route: [UInt8] = hasRoute ? [0x60] + [UInt8](repeating: 0, count: 39) : []
            return route + big(type) + [0, 0] + packet
        case .pktap(let isEthernet, _):
            return Self.pktap(dlt: isEthernet ? 1 : 12) + (isEthernet ? Self.ethernet(type, packet) : packet)
        }
    }

    static func ethernet(_ type: UInt16, _ payload: [UInt8]) -> [UInt8] {
        [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1] + big(type) + payload
    }

    static func labels(_ labels: [UInt32]) -> [UInt8] {
        labels.enumerated().flatMap { index, label in
            big(label << 12 | (index + 1 == labels.count ? 0x100 : 0) | 64)
        }
    }

    private static func pppoe(_ payload: [UInt8]) -> [UInt8] {
        [0x11, 0, 0, 9] + big(UInt16(payload.count)) + payload
    }

    /// The attributes that Linux writes: what the hook saw, a prefix, the packet, and one behind it.
    private static func nflog(_ packet: [UInt8], isIPv4: Bool, littleEndian: Bool) -> [UInt8] {
        func attribute(_ type: UInt16, _ value: [UInt8]) -> [UInt8] {
            let length = UInt16(value.count + 4)
            let head = littleEndian ? big(length).reversed() + big(type).reversed() : big(length) + big(type)
            return head + value + [UInt8](repeating: 0, count: -value.count & 3)
        }
        let hook = big(isIPv4 ? UInt16(0x0800) : 0x86dd) + [3, 0]
        return [isIPv4 ? 2 : 10, 0, 0, 5] + attribute(1, hook) + attribute(10, Array("ws101".utf8) + [0])
            + attribute(9, packet) + attribute(15, [0, 0, 0, 1])
    }

    private static func pktap(dlt: UInt8) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 108)
        header[0] = 108
        header[4] = 1
        header[8] = dlt
        header.replaceSubrange(12..<15, with: Array("en0".utf8))
        header[36] = 1
        header[40] = 2
        header[44] = dlt == 1 ? 14 : 0
        header.replaceSubrange(56..<60, with: Array("curl".utf8))
        return header
    }
}

extension FramedLink.WLANOptions {
    func wrap(_ payload: [UInt8]) -> [UInt8] {
        let (first, second): ([UInt8], [UInt8]) = ([2, 0, 0, 0, 0, 2], [2, 0, 0, 0, 0, 1])
        var frame: [UInt8] = [hasQoS ? 0x88 : 0x08, (hasFourAddresses ? 3 : 1) | (hasHTControl ? 0x80 : 0) | flags]
        frame += [0x2c, 0] + first + second + first + [0x10, 0x20]
        if hasFourAddresses { frame += second }
        if hasQoS { frame += [isAggregate ? 0x80 : 0, 0] }
        if hasHTControl { frame += [1, 2, 3, 0] }
        if isPadded { frame += [UInt8](repeating: 0x55, count: -frame.count & 3) }
        if isAggregate {
            let aggregate = first + second + big(UInt16(payload.count)) + payload
            frame += aggregate + [UInt8](repeating: 0, count: -aggregate.count & 3)
            frame += first + second + [0, 8, 0xaa, 0xaa, 3, 0, 0, 0, 0x08, 0x06]
        } else {
            frame += payload
        }
        return header + frame + (hasFCS ? [0xde, 0xad, 0xbe, 0xef] : [])
    }

    private var header: [UInt8] {
        let tapFlags: UInt8 = (hasFCS ? 0x10 : 0) | (isPadded ? 0x20 : 0)
        switch radio {
        case .none: return []
        case .radiotapBare: return [0, 0, 8, 0, 0, 0, 0, 0]
        // TSFT at a multiple of eight, flags, rate, channel.
        case .radiotap: return [0, 0, 22, 0, 0x0f, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, tapFlags, 2, 0x85, 9, 0xa0, 0]
        // A second word, which makes padding before TSFT needed; antenna in both.
        case .radiotapExtended:
            return [0, 0, 27, 0, 0x03, 0x08, 0, 0xa0, 0, 8, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, tapFlags, 0, 1]
        case .ppiBare: return [0, 0, 8, 0, 105, 0, 0, 0]
        case .ppi:
            return [0, 0, 32, 0, 105, 0, 0, 0, 2, 0, 20, 0] + [UInt8](repeating: 0, count: 8)
                + [hasFCS ? 1 : 0, 0, 2, 0, 0x85, 9, 0xa0, 0, 0, 0, 0xd0, 0xa0]
        case .prismLittle: return [0x44, 0, 0, 0, 0x90, 0, 0, 0] + Self.prismRest
        case .prismBig: return [0, 0, 0, 0x44, 0, 0, 0, 0x90] + Self.prismRest
        case .avs, .avsInPrism:
            return [0x80, 0x21, 0x10, 0x01, 0, 0, 0, 64] + [UInt8](repeating: 0, count: 56)
        }
    }

    private static let prismRest: [UInt8] =
        Array("wlan0".utf8) + [UInt8](repeating: 0, count: 11) + [UInt8](repeating: 0, count: 120)
}

extension FramedLink {
    /// Each link layer in each of its forms.
    public static let samples: [FramedLink] =
        [
            .ieee8023, .backbone, .pppoe, .mpls([16]), .mpls([100, 200, 300]), .pseudowire(hasControlWord: true),
            .pseudowire(hasControlWord: false), .ppp(isFramed: true, isCompressed: false),
            .ppp(isFramed: true, isCompressed: true), .ppp(isFramed: false, isCompressed: false),
            .ppp(isFramed: false, isCompressed: true), .pppHDLC(isCisco: false), .pppHDLC(isCisco: true),
            .pppEthernet, .pppLinux, .pppWithDirection, .hdlc, .rfc1483, .bareMPLS, .nflog(littleEndian: true),
            .nflog(littleEndian: false), .ipoib(hasRoute: true), .ipoib(hasRoute: false),
            .pktap(isEthernet: true, isRegistered: true),
            .pktap(isEthernet: false, isRegistered: true), .pktap(isEthernet: true, isRegistered: false),
        ] + FramedLink.FrameRelayForm.allCases.map { .frameRelay($0) } + wlans.map { .wlan($0) }

    /// Each form of the Wi-Fi header, and each of what may stand before it.
    private static let wlans: [FramedLink.WLANOptions] =
        FramedLink.WLANOptions.Radio.allCases.map { radio in .init { $0.radio = radio } } + [
            .init { $0.hasQoS = true },
            .init { $0.hasFourAddresses = true },
            .init { ($0.hasQoS, $0.hasHTControl) = (true, true) },
            .init { ($0.hasQoS, $0.hasFourAddresses, $0.hasHTControl) = (true, true, true) },
            .init { ($0.hasQoS, $0.isAggregate) = (true, true) },
            .init { ($0.radio, $0.hasFCS) = (.radiotap, true) },
            .init { ($0.radio, $0.hasFCS) = (.ppi, true) },
            .init { ($0.radio, $0.hasQoS, $0.isPadded, $0.hasFCS) = (.radiotapExtended, true, true, true) },
        ]
}
