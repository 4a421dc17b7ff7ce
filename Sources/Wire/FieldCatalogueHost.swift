// The fields that the capturing system puts in front of a packet.

extension FieldDescription {
    private static func nflog(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String?, _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .nflog, key: key, title: title, label: label, meaning: meaning, source: "LINKTYPE_NFLOG",
            category: category, displayFilter: filter.map { "nflog." + $0 })
    }

    static let nflogFamily = nflog(
        "family", "Family", "family", .opcode, filter: "family",
        "The kind of rule that logged the packet, by its address family.")
    static let nflogVersion = nflog(
        "version", "Version", "version", .opcode, filter: "version",
        "The version of this header: 0.")
    static let nflogGroup = nflog(
        "group", "Resource ID", "group", .maskingKey, filter: "res_id",
        "The number of the log that the packet went to.")
    static let nflogLength = nflog(
        "length", "Attribute length", "length", .extendedLength, filter: "tlv_length",
        "The length in bytes of this attribute, its length and type included.")
    static let nflogType = nflog(
        "type", "Attribute type", "type", .opcode, filter: "tlv_type",
        "Says what the attribute tells: 9 is the packet itself.")
    static let nflogData = nflog(
        "data", "Attribute value", "value", .payload, filter: nil,
        "The attribute's contents, filled up to a multiple of four bytes.")

    private static func pktap(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String?, _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .pktap, key: key, title: title, label: label, meaning: meaning, source: "LINKTYPE_PKTAP",
            category: category, displayFilter: filter.map { "pktap." + $0 })
    }

    static let pktapLength = pktap(
        "length", "Header length", "header length", .extendedLength, filter: "hdrlen",
        "The length in bytes of this whole header.")
    static let pktapRecord = pktap(
        "record", "Record type", "record type", .opcode, filter: "rectype",
        "Says what follows: 1 is a packet.")
    static let pktapLinkType = pktap(
        "linkType", "DLT", "DLT", .opcode, filter: "dlt",
        "Says which header follows this one.")
    static let pktapInterface = pktap(
        "interface", "Interface name", "interface name", .maskingKey, filter: "ifname",
        "The name of the interface that the packet passed.")
    static let pktapFlags = pktap(
        "flags", "Flags", "flags", .flags, filter: "flags",
        "Says among other things whether the packet came in or went out.")
    static let pktapFamily = pktap(
        "family", "Protocol family", "protocol family", .opcode, filter: "pfamily",
        "The address family of the packet.")
    static let pktapPrefix = pktap(
        "prefix", "Link-layer header length", "link header length", .length, filter: "llhdrlen",
        "The length in bytes of the link-layer header that follows.")
    static let pktapTrailer = pktap(
        "trailer", "Link-layer trailer length", "trailer length", .length, filter: "lltrlrlen",
        "The length in bytes of what the link layer added after the packet.")
    static let pktapProcess = pktap(
        "process", "Process ID", "process", .maskingKey, filter: "pid",
        "The number of the process that the packet belongs to.")
    static let pktapCommand = pktap(
        "command", "Command name", "command", .maskingKey, filter: "cmdname",
        "The name of the process that the packet belongs to.")
    static let pktapData = pktap(
        "data", "Other fields", "other fields", .payload, filter: nil,
        "What else the system tells: the service class, the kind of interface, the process served.")

    private static func ipoib(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String, _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .ipoib, key: key, title: title, label: label, meaning: meaning, source: "RFC 4391 §6",
            category: category, displayFilter: "ipoib." + filter)
    }

    static let ipoibRoute = ipoib(
        "route", "Global route header", "global route header", .maskingKey, filter: "grh",
        "The addresses of both ends in the InfiniBand network.")
    static let ipoibType = ipoib(
        "type", "Type", "type", .opcode, filter: "type",
        "Says which header comes next, with the numbers of EtherType.")
    static let ipoibReserved = ipoib(
        "reserved", "Reserved", "reserved", .flags, filter: "reserved",
        "Reserved; senders set it to 0 and receivers ignore it.")
}
