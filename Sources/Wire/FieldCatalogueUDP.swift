// The fields of UDP, and of the tunnels in it that come from data centres.

extension FieldDescription {
    private static func udp(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String, _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .udp, key: key, title: title, label: label, meaning: meaning, source: "RFC 768",
            category: category, displayFilter: "udp." + filter)
    }

    static let udpSourcePort = udp(
        "sourcePort", "Source port", "source port", .maskingKey, filter: "srcport",
        "The port that the packet came from.")
    static let udpDestinationPort = udp(
        "destinationPort", "Destination port", "destination port", .maskingKey, filter: "dstport",
        "The port that the packet goes to; it says which tunnel this is.")
    static let udpLength = udp(
        "length", "Length", "length", .extendedLength, filter: "length",
        "The length in bytes of this header and everything that follows it.")
    static let udpChecksum = udp(
        "checksum", "Checksum", "checksum", .payload, filter: "checksum",
        "Lets the receiver detect damage; 0 says that there is none.")

    private static func vxlan(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String?,
        source: String = "RFC 7348 §5", _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .vxlan, key: key, title: title, label: label, meaning: meaning, source: source,
            category: category, displayFilter: filter.map { "vxlan." + $0 })
    }

    static let vxlanFlagsHigh = vxlan(
        "flagsHigh", "Flags", "flags", .flags, filter: nil,
        "Flags of extensions to VXLAN.")
    static let vxlanVersion = vxlan(
        "version", "Version", "ver", .opcode, filter: "ver", source: "draft-ietf-nvo3-vxlan-gpe §3.1",
        "The version of VXLAN-GPE: 0.")
    static let vxlanHasIdentifier = vxlan(
        "hasIdentifier", "I flag", "I", .flags, filter: "flag_i",
        "Says that the number of the network is filled in.")
    static let vxlanHasNext = vxlan(
        "hasNext", "P flag", "P", .flags, filter: "p_bit",
        "Says that the next protocol is filled in.")
    static let vxlanFlagsLow = vxlan(
        "flagsLow", "Flags", "flags", .flags, filter: nil,
        "Reserved flags; senders set them to 0.")
    static let vxlanReplicated = vxlan(
        "replicated", "B flag", "B", .flags, filter: nil,
        "Says that the packet was sent to several receivers.")
    static let vxlanManagement = vxlan(
        "management", "O flag", "O", .flags, filter: "o_bit",
        "Says that the packet serves the tunnel itself and carries nothing.")
    static let vxlanReserved = vxlan(
        "reserved", "Reserved", "reserved", .flags, filter: nil,
        "Reserved; senders set it to 0 and receivers ignore it.")
    static let vxlanNext = vxlan(
        "next", "Next protocol", "next", .opcode, filter: "next_proto",
        "Says which header comes next: 1 IPv4, 2 IPv6, 3 Ethernet, 5 MPLS.")
    static let vxlanIdentifier = vxlan(
        "identifier", "VNI", "VNI", .maskingKey, filter: "vni",
        "The number of the virtual network that the packet belongs to.")
    static let vxlanReservedEnd = vxlan(
        "reservedEnd", "Reserved", "reserved", .flags, filter: "reserved8",
        "Reserved; senders set it to 0 and receivers ignore it.")

    private static func geneve(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String?, _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .geneve, key: key, title: title, label: label, meaning: meaning, source: "RFC 8926 §3.4",
            category: category, displayFilter: filter.map { "geneve." + $0 })
    }

    static let geneveVersion = geneve(
        "version", "Version", "ver", .opcode, filter: "version",
        "The version of this header: 0.")
    static let geneveOptionsLength = geneve(
        "optionsLength", "Opt len", "opt len", .length, filter: nil,
        "The length of the options in units of four bytes.")
    static let geneveControl = geneve(
        "control", "O flag", "O", .flags, filter: "flags.oam",
        "Says that the packet serves the tunnel itself.")
    static let geneveCritical = geneve(
        "critical", "C flag", "C", .flags, filter: "flags.critical",
        "Says that an option must be understood by the receiver.")
    static let geneveReserved = geneve(
        "reserved", "Reserved", "res", .flags, filter: "flags.reserved",
        "Reserved; senders set it to 0 and receivers ignore it.")
    static let geneveProtocol = geneve(
        "protocol", "Protocol type", "protocol type", .opcode, filter: "proto_type",
        "Says which header comes next, with the numbers of EtherType.")
    static let geneveIdentifier = geneve(
        "identifier", "VNI", "VNI", .maskingKey, filter: "vni",
        "The number of the virtual network that the packet belongs to.")
    static let geneveReservedEnd = geneve(
        "reservedEnd", "Reserved", "reserved", .flags, filter: "reserved",
        "Reserved; senders set it to 0 and receivers ignore it.")
    static let geneveOptions = geneve(
        "options", "Options", "options", .payload, filter: "options",
        "What the ends of the tunnel tell each other.")
}
