// The fields of the headers of local networks besides Ethernet.

extension FieldDescription {
    private static func llc(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String,
        source: String = "IEEE 802.2 §3.2", _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .llc, key: key, title: title, label: label, meaning: meaning, source: source,
            category: category, displayFilter: "llc." + filter)
    }

    static let llcDestination = llc(
        "destinationPoint", "DSAP", "DSAP", .opcode, filter: "dsap",
        "Says who in the receiver is meant: aa stands for SNAP, which names a protocol below.")
    static let llcSource = llc(
        "sourcePoint", "SSAP", "SSAP", .opcode, filter: "ssap",
        "Says who in the sender speaks: aa stands for SNAP.")
    static let llcControl = llc(
        "control", "Control", "control", .flags, filter: "control",
        "Says what kind of frame this is: 3 carries data without any numbering.")
    static let snapOrganization = llc(
        "organization", "OUI", "OUI", .opcode, filter: "oui", source: "RFC 1042",
        "Says whose numbers the next field uses: 0 stands for EtherType.")
    static let snapType = llc(
        "type", "Protocol ID", "protocol", .opcode, filter: "type", source: "RFC 1042",
        "Says which header comes next.")

    private static func backbone(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String?, _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .backbone, key: key, title: title, label: label, meaning: meaning, source: "IEEE 802.1Q §9.7",
            category: category, displayFilter: filter.map { "ieee8021ah." + $0 })
    }

    static let backbonePriority = backbone(
        "priority", "I-PCP", "PCP", .flags, filter: "priority",
        "Ranks the packet against others that wait for the same link, 0 to 7.")
    static let backboneDropEligible = backbone(
        "dropEligible", "I-DEI", "DEI", .flags, filter: "drop",
        "Says whether a crowded switch may drop this packet before others.")
    static let backboneCustomer = backbone(
        "customerAddresses", "UCA", "UCA", .flags, filter: "nca",
        "Says whether the addresses after the tag are used unchanged.")
    static let backboneReserved = backbone(
        "reserved", "Reserved", "res", .flags, filter: nil,
        "Reserved; senders set it to 0 and receivers ignore it.")
    static let backboneService = backbone(
        "service", "I-SID", "service", .maskingKey, filter: "isid",
        "The number of the customer's network within the backbone.")
}
