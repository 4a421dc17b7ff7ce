// The fields of the IPv4 and IPv6 headers.

extension FieldDescription {
    private static func ipv4(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String?,
        source: String = "RFC 791 §3.1", _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .ipv4, key: key, title: title, label: label, meaning: meaning, source: source,
            category: category, displayFilter: filter.map { "ip." + $0 })
    }

    static let ipv4Version = ipv4(
        "version", "Version", "version", .opcode, filter: "version",
        "The version of the Internet Protocol: 4.")
    static let ipv4HeaderLength = ipv4(
        "headerLength", "IHL", "IHL", .length, filter: "hdr_len",
        "The length of this header in units of four bytes.")
    static let ipv4ServiceType = ipv4(
        "serviceType", "DSCP", "DSCP", .flags, filter: "dsfield.dscp", source: "RFC 2474 §3",
        "Asks routers for a kind of treatment; 0 asks for nothing special.")
    static let ipv4Congestion = ipv4(
        "congestion", "ECN", "ECN", .flags, filter: "dsfield.ecn", source: "RFC 3168 §5",
        "Lets a crowded router mark the packet instead of dropping it.")
    static let ipv4TotalLength = ipv4(
        "totalLength", "Total length", "total length", .extendedLength, filter: "len",
        "The length in bytes of this header and everything that follows it.")
    static let ipv4Identification = ipv4(
        "identification", "Identification", "identification", .maskingKey, filter: "id",
        "The number that the fragments of one packet share.")
    static let ipv4Reserved = ipv4(
        "reserved", "Reserved bit", "res", .flags, filter: "flags.rb",
        "Reserved, and must be 0.")
    static let ipv4DontFragment = ipv4(
        "dontFragment", "Don't fragment", "DF", .flags, filter: "flags.df",
        "Forbids routers to cut the packet into fragments.")
    static let ipv4MoreFragments = ipv4(
        "moreFragments", "More fragments", "MF", .flags, filter: "flags.mf",
        "Says that further fragments of the same packet follow.")
    static let ipv4FragmentOffset = ipv4(
        "fragmentOffset", "Fragment offset", "fragment offset", .extendedLength, filter: "frag_offset",
        "Says where in the original packet this fragment belongs, in units of eight bytes.")
    static let ipv4TimeToLive = ipv4(
        "timeToLive", "Time to live", "time to live", .length, filter: "ttl",
        "Lowered by each router; at 0 the packet is thrown away, so that none circles for ever.")
    static let ipv4Protocol = ipv4(
        "protocol", "Protocol", "protocol", .opcode, filter: "proto",
        "Says which header comes next: 6 is TCP.")
    static let ipv4Checksum = ipv4(
        "checksum", "Header checksum", "header checksum", .payload, filter: "checksum",
        "Lets routers detect damage to this header; a sending network card may fill it in after the capture.")
    static let ipv4Source = ipv4(
        "source", "Source address", "source address", .maskingKey, filter: "src",
        "The address of the machine that sent the packet.")
    static let ipv4Destination = ipv4(
        "destination", "Destination address", "destination address", .maskingKey, filter: "dst",
        "The address of the machine that is to receive the packet.")
    static let ipv4Options = ipv4(
        "options", "Options", "options", .payload, filter: nil,
        "Asks routers for special services; hardly any packet has options today.")

    private static func ipv6(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String?,
        source: String = "RFC 8200 §3", header: HeaderKind = .ipv6, _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: header, key: key, title: title, label: label, meaning: meaning, source: source,
            category: category, displayFilter: filter.map { "ipv6." + $0 })
    }

    static let ipv6Version = ipv6(
        "version", "Version", "version", .opcode, filter: "version",
        "The version of the Internet Protocol: 6.")
    static let ipv6TrafficClass = ipv6(
        "trafficClass", "Traffic class", "traffic class", .flags, filter: "tclass",
        "Asks routers for a kind of treatment, and lets them mark congestion.")
    static let ipv6FlowLabel = ipv6(
        "flowLabel", "Flow label", "flow label", .maskingKey, filter: "flow",
        "Lets routers keep the packets of one conversation on one path.")
    static let ipv6PayloadLength = ipv6(
        "payloadLength", "Payload length", "payload length", .extendedLength, filter: "plen",
        "The length in bytes of everything that follows this header.")
    static let ipv6NextHeader = ipv6(
        "nextHeader", "Next header", "next header", .opcode, filter: "nxt",
        "Says which header comes next: 6 is TCP.")
    static let ipv6HopLimit = ipv6(
        "hopLimit", "Hop limit", "hop limit", .length, filter: "hlim",
        "Lowered by each router; at 0 the packet is thrown away, so that none circles for ever.")
    static let ipv6Source = ipv6(
        "source", "Source address", "source address", .maskingKey, filter: "src",
        "The address of the machine that sent the packet.")
    static let ipv6Destination = ipv6(
        "destination", "Destination address", "destination address", .maskingKey, filter: "dst",
        "The address of the machine that is to receive the packet.")

    static let ipv6ExtensionNextHeader = ipv6(
        "nextHeader", "Next header", "next header", .opcode, filter: nil, source: "RFC 8200 §4",
        header: .ipv6Extension, "Says which header follows this one.")
    static let ipv6ExtensionLength = ipv6(
        "length", "Header extension length", "header length", .length, filter: nil, source: "RFC 8200 §4",
        header: .ipv6Extension, "Says how long this header is beyond its smallest size.")
    static let ipv6ExtensionData = ipv6(
        "data", "Extension data", "extension data", .payload, filter: nil, source: "RFC 8200 §4",
        header: .ipv6Extension, "What this extension header tells routers or the receiver.")

    private static func fragment(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String, _ meaning: String
    ) -> FieldDescription {
        ipv6(
            key, title, label, category, filter: "fraghdr." + filter, source: "RFC 8200 §4.5", header: .ipv6Extension,
            meaning)
    }

    static let ipv6FragmentReserved = fragment(
        "fragmentReserved", "Reserved", "reserved", .flags, filter: "reserved_octet",
        "Reserved; senders set it to 0 and receivers ignore it.")
    static let ipv6FragmentOffset = fragment(
        "fragmentOffset", "Fragment offset", "fragment offset", .extendedLength, filter: "offset",
        "Says where in the original packet this fragment belongs, in units of eight bytes.")
    static let ipv6FragmentReservedBits = fragment(
        "fragmentReservedBits", "Reserved", "res", .flags, filter: "reserved_bits",
        "Reserved; senders set it to 0 and receivers ignore it.")
    static let ipv6FragmentMore = fragment(
        "moreFragments", "M flag", "M", .flags, filter: "more",
        "Says that further fragments of the same packet follow.")
    static let ipv6FragmentIdentification = fragment(
        "identification", "Identification", "identification", .maskingKey, filter: "ident",
        "The number that the fragments of one packet share.")
}
