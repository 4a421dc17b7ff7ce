// The fields of MPLS labels, and of what they carry.

extension FieldDescription {
    private static func mpls(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String,
        source: String = "RFC 3032 §2.1", _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .mpls, key: key, title: title, label: label, meaning: meaning, source: source,
            category: category, displayFilter: "mpls." + filter)
    }

    static let mplsLabel = mpls(
        "label", "Label", "label", .maskingKey, filter: "label",
        "The number that the next router forwards the packet by.")
    static let mplsClass = mpls(
        "class", "Traffic class", "TC", .flags, filter: "exp", source: "RFC 5462",
        "Asks routers for a kind of treatment.")
    static let mplsBottom = mpls(
        "bottom", "Bottom of stack", "S", .flags, filter: "bottom",
        "Says that no further label follows.")
    static let mplsTimeToLive = mpls(
        "timeToLive", "TTL", "TTL", .length, filter: "ttl",
        "Lowered by each router; at 0 the packet is thrown away.")

    private static func pseudowire(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .pseudowire, key: key, title: title, label: label, meaning: meaning, source: "RFC 4448 §4.6",
            category: category, displayFilter: nil)
    }

    static let pseudowireZero = pseudowire(
        "zero", "Zeros", "0", .opcode,
        "Four zeros, so that nobody takes what follows for IP.")
    static let pseudowireReserved = pseudowire(
        "reserved", "Reserved", "reserved", .flags,
        "Reserved; senders set it to 0 and receivers ignore it.")
    static let pseudowireSequence = pseudowire(
        "sequence", "Sequence number", "sequence", .extendedLength,
        "Counts the frames of this pseudowire, or 0 if nobody counts.")
}
