// The fields of the TCP header.

extension FieldDescription {
    private static func tcp(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String?,
        source: String = "RFC 9293 §3.1", _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .tcp, key: key, title: title, label: label, meaning: meaning, source: source, category: category,
            displayFilter: filter.map { "tcp." + $0 })
    }

    static let tcpSourcePort = tcp(
        "sourcePort", "Source port", "source port", .maskingKey, filter: "srcport",
        "The port on the sending machine; it says which program's connection this is.")
    static let tcpDestinationPort = tcp(
        "destinationPort", "Destination port", "destination port", .maskingKey, filter: "dstport",
        "The port on the receiving machine; it says which program's connection this is.")
    static let tcpSequence = tcp(
        "sequence", "Sequence number", "sequence number", .extendedLength, filter: "seq_raw",
        "Says where in the sender's stream the first byte of this segment belongs, counted from a random start.")
    static let tcpAcknowledgment = tcp(
        "acknowledgment", "Acknowledgment number", "acknowledgment number", .extendedLength, filter: "ack_raw",
        "The sequence number of the next byte that the sender expects: everything before it has arrived.")
    static let tcpDataOffset = tcp(
        "dataOffset", "Data offset", "offset", .length, filter: "hdr_len",
        "The length of this header in units of four bytes: where the payload begins.")
    static let tcpReserved = tcp(
        "reserved", "Reserved", "resvd", .flags, filter: "flags.res",
        "Reserved; senders set it to 0 and receivers ignore it.")
    static let tcpCWR = tcp(
        "cwr", "CWR", "CWR", .flags, filter: "flags.cwr", source: "RFC 3168 §6.1.2",
        "Tells the peer that the sender has slowed down after a warning of congestion.")
    static let tcpECE = tcp(
        "ece", "ECE", "ECE", .flags, filter: "flags.ece", source: "RFC 3168 §6.1",
        "Tells the peer that a packet arrived with a warning of congestion.")
    static let tcpURG = tcp(
        "urg", "URG", "URG", .flags, filter: "flags.urg",
        "Says that the urgent pointer is in use; WebSocket never uses it.")
    static let tcpACK = tcp(
        "ack", "ACK", "ACK", .flags, filter: "flags.ack",
        "Says that the acknowledgment number is valid: true for every segment after the first.")
    static let tcpPSH = tcp(
        "psh", "PSH", "PSH", .flags, filter: "flags.push",
        "Asks the receiver to hand the bytes to the program at once.")
    static let tcpRST = tcp(
        "rst", "RST", "RST", .flags, filter: "flags.reset",
        "Aborts the connection at once, without waiting for data on the way.")
    static let tcpSYN = tcp(
        "syn", "SYN", "SYN", .flags, filter: "flags.syn",
        "Opens the connection and tells where the sender's sequence numbers begin.")
    static let tcpFIN = tcp(
        "fin", "FIN", "FIN", .flags, filter: "flags.fin",
        "Says that the sender will send no further bytes.")
    static let tcpWindow = tcp(
        "window", "Window", "window", .extendedLength, filter: "window_size_value",
        "Says how many more bytes the sender of this segment has room for, before scaling.")
    static let tcpChecksum = tcp(
        "checksum", "Checksum", "checksum", .payload, filter: "checksum",
        "Lets the receiver detect damage; on a sending machine it is often filled in later by the network card.")
    static let tcpUrgentPointer = tcp(
        "urgentPointer", "Urgent pointer", "urgent pointer", .extendedLength, filter: "urgent_pointer",
        "Says where urgent data ends; it means nothing unless URG is 1.")
    static let tcpOptionKind = tcp(
        "optionKind", "Option kind", "option kind", .opcode, filter: "option_kind", source: "RFC 9293 §3.2",
        "Says which option this is.")
    static let tcpOptionLength = tcp(
        "optionLength", "Option length", "option length", .length, filter: "option_len", source: "RFC 9293 §3.2",
        "The option's length in bytes, kind and length included.")
    static let tcpOptionData = tcp(
        "optionData", "Option data", "option data", .payload, filter: nil, source: "RFC 9293 §3.2",
        "What the option tells.")
}
