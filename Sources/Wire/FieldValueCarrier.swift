// What the values of the fields say that stand in the headers of Wi-Fi, lines and tunnels.

extension FieldCatalogue {
    static func carrierInterpretation(_ id: FieldID, _ value: UInt64) -> String? {
        switch id {
        case .snapType, .hdlcProtocol, .frameRelayType, .ipoibType: etherType(value)
        case .greProtocol, .geneveProtocol: tunnelled(value)
        case .llcDestination, .llcSource: servicePoint(value)
        case .llcControl, .frameRelayControl: value == 3 ? "data without numbering" : "not a frame that carries IP"
        case .snapOrganization: value == 0 ? "the next field is an EtherType" : nil
        case .wlanType: wlanType(value)
        case .wlanProtected: value == 1 ? "encrypted: what follows cannot be read" : nil
        case .wlanRetry: value == 1 ? "sent again" : nil
        case .wlanMoreFragments: value == 1 ? "more fragments follow" : nil
        case .wlanFromDS: value == 1 ? "from an access point" : nil
        case .wlanToDS: value == 1 ? "to an access point" : nil
        case .wlanAggregate: value == 1 ? "several packets" : nil
        case .radiotapBadFCS: value == 1 ? "the frame is damaged" : nil
        case .radiotapHasFCS: value == 1 ? "the frame ends with its checksum" : nil
        case .ppiLinkType, .pktapLinkType: UInt16(exactly: value).flatMap { LinkType(rawValue: $0).name }
        case .pppDirection: value == 0 ? "received" : "sent"
        case .pppProtocol: pppProtocol(value)
        case .pppoeCode: value == 0 ? "data" : "opening or closing the line"
        case .frameRelayProtocol: networkProtocol(value)
        case .nflogFamily, .pktapFamily: addressFamily(value)
        case .nflogType: value & 0x3fff == 9 ? "the packet" : nil
        case .mplsBottom: value == 1 ? "the last label" : "another label follows"
        case .mplsTimeToLive: "at most " + count(value, "router") + " more"
        case .udpChecksum: value == 0 ? "none" : nil
        case .udpSourcePort, .udpDestinationPort: tunnelPort(value)
        case .erspanFrameType: value == 0 ? "an Ethernet frame" : value == 2 ? "an IP packet" : nil
        case .vxlanNext: vxlanNext(value)
        case .geneveOptionsLength: count(value &* 4, "byte")
        case .gtpMessage: value == 255 ? "carries a packet" : "looks after the tunnel"
        case .gtpExtensionLength: count(value &* 4, "byte")
        case .gtpNext: value == 0 ? "none" : nil
        case .teredoIndicator: value == 0 ? "the origin's address" : value == 1 ? "a proof of identity" : nil
        default: nil
        }
    }

    private static func tunnelled(_ value: UInt64) -> String {
        switch value {
        case 0x6558: "an Ethernet frame"
        case 0x880b: "PPP"
        case 0x88be: "a switch's copy of a frame (ERSPAN I or II)"
        case 0x22eb: "a switch's copy of a frame (ERSPAN III)"
        case 0..<0x600: "a protocol that is not read here"
        default: etherType(value)
        }
    }

    private static func servicePoint(_ value: UInt64) -> String? {
        switch value {
        case 0x06: "IPv4"
        case 0x42: "spanning tree"
        case 0xaa: "SNAP"
        default: nil
        }
    }

    private static func wlanType(_ value: UInt64) -> String {
        switch value {
        case 0: "management: carries no packet"
        case 1: "control: carries no packet"
        case 2: "data"
        default: "extension: carries no packet"
        }
    }

    private static func pppProtocol(_ value: UInt64) -> String {
        switch value {
        case 0x21: "IPv4"
        case 0x57: "IPv6"
        case 0x281, 0x283: "MPLS"
        case 0xfd: "compressed"
        case 0xc021: "setting up the line"
        default: "a protocol that is not read here"
        }
    }

    private static func networkProtocol(_ value: UInt64) -> String? {
        switch value {
        case 0x80: "SNAP"
        case 0x8e: "IPv6"
        case 0xcc: "IPv4"
        default: nil
        }
    }

    private static func tunnelPort(_ value: UInt64) -> String? {
        switch value {
        case 2152: "GTP-U"
        case 3544: "Teredo"
        case 4789: "VXLAN"
        case 4790: "VXLAN-GPE"
        case 6081: "Geneve"
        case 6635: "MPLS in UDP"
        case 8472: "VXLAN as Linux had it first"
        default: nil
        }
    }

    private static func vxlanNext(_ value: UInt64) -> String? {
        switch value {
        case 1: "IPv4"
        case 2: "IPv6"
        case 3: "Ethernet"
        case 5: "MPLS"
        default: nil
        }
    }
}
