// The fields of the headers of lines between two machines.

extension FieldDescription {
    private static func ppp(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String,
        source: String = "RFC 1661 §2", _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .ppp, key: key, title: title, label: label, meaning: meaning, source: source,
            category: category, displayFilter: "ppp." + filter)
    }

    static let pppDirection = ppp(
        "direction", "Direction", "direction", .flags, filter: "direction", source: "LINKTYPE_PPP_WITH_DIR",
        "Says whether the capturing machine sent the packet (not 0) or received it (0).")
    static let pppAddress = ppp(
        "address", "Address", "address", .maskingKey, filter: "address", source: "RFC 1662 §3.1",
        "Always ff: the other end of the line.")
    static let pppControl = ppp(
        "control", "Control", "control", .flags, filter: "control", source: "RFC 1662 §3.1",
        "Always 3: a frame without numbering.")
    static let pppProtocol = ppp(
        "protocol", "Protocol", "protocol", .opcode, filter: "protocol",
        "Says which header comes next: 21 is IPv4, 57 is IPv6, both in hexadecimal.")

    private static func pppoe(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String, _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .pppoe, key: key, title: title, label: label, meaning: meaning, source: "RFC 2516 §4",
            category: category, displayFilter: "pppoe." + filter)
    }

    static let pppoeVersion = pppoe(
        "version", "Version", "version", .opcode, filter: "version",
        "The version of PPPoE: 1.")
    static let pppoeType = pppoe(
        "type", "Type", "type", .opcode, filter: "type",
        "The kind of PPPoE packet, which must be 1.")
    static let pppoeCode = pppoe(
        "code", "Code", "code", .opcode, filter: "code",
        "Says what the packet is for: 0 carries data.")
    static let pppoeSession = pppoe(
        "session", "Session ID", "session", .maskingKey, filter: "session_id",
        "The number of the line on this Ethernet.")
    static let pppoeLength = pppoe(
        "length", "Length", "length", .extendedLength, filter: "payload_length",
        "The length in bytes of everything that follows this header.")

    private static func hdlc(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String, _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .hdlc, key: key, title: title, label: label, meaning: meaning, source: "RFC 1547 §4.3.1",
            category: category, displayFilter: "chdlc." + filter)
    }

    static let hdlcAddress = hdlc(
        "address", "Address", "address", .maskingKey, filter: "address",
        "Says whether the packet is for one receiver (0f) or for all (8f).")
    static let hdlcControl = hdlc(
        "control", "Control", "control", .flags, filter: "control",
        "Always 0 in the packets that carry data.")
    static let hdlcProtocol = hdlc(
        "protocol", "Protocol", "protocol", .opcode, filter: "protocol",
        "Says which header comes next, with the numbers of EtherType.")

    private static func frameRelay(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String?, _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .frameRelay, key: key, title: title, label: label, meaning: meaning, source: "RFC 2427 §3",
            category: category, displayFilter: filter.map { "fr." + $0 })
    }

    static let frameRelayAddress = frameRelay(
        "address", "Q.922 address", "Q.922 address", .maskingKey, filter: nil,
        "The number of the circuit, and flags for congestion.")
    static let frameRelayControl = frameRelay(
        "control", "Control", "control", .flags, filter: "control",
        "Says what kind of frame this is: 3 carries data without any numbering.")
    static let frameRelayPad = frameRelay(
        "pad", "Pad", "pad", .payload, filter: nil,
        "A byte of 0 that puts what follows at an even place.")
    static let frameRelayProtocol = frameRelay(
        "protocol", "NLPID", "NLPID", .opcode, filter: "nlpid",
        "Says which header comes next: cc is IPv4, 8e is IPv6, 80 is SNAP.")
    static let frameRelayType = frameRelay(
        "type", "EtherType", "EtherType", .opcode, filter: "chdlctype",
        "Says which header comes next, where Cisco's form without NLPID is used.")
}
