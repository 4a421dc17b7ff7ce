// The fields of GRE, and of the copies that switches send in it.

extension FieldDescription {
    private static func gre(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String?,
        source: String = "RFC 2784 §2", _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .gre, key: key, title: title, label: label, meaning: meaning, source: source,
            category: category, displayFilter: filter.map { "gre." + $0 })
    }

    static let greHasChecksum = gre(
        "hasChecksum", "Checksum present", "C", .flags, filter: "flags.checksum",
        "Says that a checksum follows.")
    static let greHasRouting = gre(
        "hasRouting", "Routing present", "R", .flags, filter: "flags.routing", source: "RFC 1701",
        "Says that a list of routers follows.")
    static let greHasKey = gre(
        "hasKey", "Key present", "K", .flags, filter: "flags.key", source: "RFC 2890 §2",
        "Says that a key follows, which tells tunnels apart.")
    static let greHasSequence = gre(
        "hasSequence", "Sequence number present", "S", .flags, filter: "flags.sequence_number", source: "RFC 2890 §2",
        "Says that a sequence number follows.")
    static let greStrictRoute = gre(
        "strictRoute", "Strict source route", "s", .flags, filter: "flags.strict_source_route", source: "RFC 1701",
        "Says that the packet must pass no other routers than the listed ones.")
    static let greRecursion = gre(
        "recursion", "Recursion control", "rec", .length, filter: "flags.recursion_control", source: "RFC 1701",
        "Says how often the packet may be put into another tunnel.")
    static let greHasAcknowledgment = gre(
        "hasAcknowledgment", "Acknowledgment present", "A", .flags, filter: "flags.ack", source: "RFC 2637 §4.1",
        "Says that an acknowledgment number follows; only version 1 has it.")
    static let greReserved = gre(
        "reserved", "Reserved", "res", .flags, filter: "flags.reserved",
        "Reserved; senders set it to 0 and receivers ignore it.")
    static let greVersion = gre(
        "version", "Version", "ver", .opcode, filter: "flags.version",
        "The version: 0, or 1 for PPTP.")
    static let greProtocol = gre(
        "protocol", "Protocol type", "protocol type", .opcode, filter: "proto",
        "Says which header comes next, with the numbers of EtherType.")
    static let greChecksum = gre(
        "checksum", "Checksum", "checksum", .payload, filter: "checksum",
        "Lets the receiver detect damage.")
    static let greOffset = gre(
        "offset", "Offset", "offset", .extendedLength, filter: "offset", source: "RFC 1701",
        "Says where in the list the next router is.")
    static let greKey = gre(
        "key", "Key", "key", .maskingKey, filter: "key", source: "RFC 2890 §2",
        "The number that tells the tunnels between two machines apart.")
    static let grePayloadLength = gre(
        "payloadLength", "Payload length", "payload length", .extendedLength, filter: "key.payload_length",
        source: "RFC 2637 §4.1",
        "The length in bytes of everything that follows this header.")
    static let greCall = gre(
        "call", "Call ID", "call", .maskingKey, filter: "key.call_id", source: "RFC 2637 §4.1",
        "The number of the session in PPTP.")
    static let greSequence = gre(
        "sequence", "Sequence number", "sequence number", .extendedLength, filter: "sequence_number",
        source: "RFC 2890 §2",
        "Counts the packets of this tunnel.")
    static let greAcknowledgment = gre(
        "acknowledgment", "Acknowledgment number", "acknowledgment", .extendedLength, filter: "ack_number",
        source: "RFC 2637 §4.1",
        "The last sequence number that the sender has received.")
    static let greRouting = gre(
        "routing", "Routing", "routing", .payload, filter: nil, source: "RFC 1701",
        "The routers that the packet is to pass.")

    private static func erspan(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String?, _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .erspan, key: key, title: title, label: label, meaning: meaning,
            source: "draft-foschiano-erspan §4",
            category: category, displayFilter: filter.map { "erspan." + $0 })
    }

    static let erspanVersion = erspan(
        "version", "Version", "ver", .opcode, filter: "version",
        "The version: 1 for type II, 2 for type III.")
    static let erspanVLAN = erspan(
        "vlan", "VLAN", "VLAN", .maskingKey, filter: "vlan",
        "The number of the virtual network that the packet was copied from.")
    static let erspanClass = erspan(
        "class", "COS", "COS", .flags, filter: "cos",
        "How the packet was ranked against others, 0 to 7.")
    static let erspanEncapsulation = erspan(
        "encapsulation", "Encapsulation", "En", .opcode, filter: nil,
        "Says how the VLAN tag of the original was kept, or for type III whether the frame was good.")
    static let erspanTruncated = erspan(
        "truncated", "Truncated", "T", .flags, filter: "truncated",
        "Says that the switch cut the copy.")
    static let erspanSession = erspan(
        "session", "Session ID", "session", .maskingKey, filter: "spanid",
        "The number of the copying session.")
    static let erspanReserved = erspan(
        "reserved", "Reserved", "reserved", .flags, filter: nil,
        "Reserved; senders set it to 0 and receivers ignore it.")
    static let erspanIndex = erspan(
        "index", "Index", "index", .maskingKey, filter: "index",
        "The port of the switch, and the direction.")
    static let erspanTimestamp = erspan(
        "timestamp", "Timestamp", "timestamp", .extendedLength, filter: "timestamp",
        "The switch's clock when it copied the packet.")
    static let erspanGroup = erspan(
        "group", "Security group tag", "group tag", .maskingKey, filter: "sgt",
        "The security group that the packet belongs to.")
    static let erspanIsEthernet = erspan(
        "isEthernet", "P", "P", .flags, filter: "p",
        "Says that the copy is an Ethernet frame.")
    static let erspanFrameType = erspan(
        "frameType", "Frame type", "FT", .opcode, filter: "ft",
        "Says what was copied: 0 is an Ethernet frame, 2 an IP packet.")
    static let erspanHardware = erspan(
        "hardware", "Hardware ID", "hardware", .maskingKey, filter: "hw",
        "The number of the part of the switch that made the copy.")
    static let erspanDirection = erspan(
        "direction", "Direction", "D", .flags, filter: "direction",
        "Says whether the packet entered the switch (0) or left it (1).")
    static let erspanGranularity = erspan(
        "granularity", "Granularity", "Gra", .flags, filter: "gra",
        "The unit of the timestamp.")
    static let erspanHasSubheader = erspan(
        "hasSubheader", "O", "O", .flags, filter: "o",
        "Says that a header of the switch's own follows.")
    static let erspanSubheader = erspan(
        "subheader", "Platform subheader", "platform subheader", .payload, filter: nil,
        "What only this kind of switch tells.")
}
