// The fields of the Wi-Fi header.

extension FieldDescription {
    private static func wlan(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String?,
        source: String = "IEEE 802.11 §9.2.4", _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .wlan, key: key, title: title, label: label, meaning: meaning, source: source,
            category: category, displayFilter: filter.map { "wlan." + $0 })
    }

    static let wlanSubtype = wlan(
        "subtype", "Subtype", "subtype", .opcode, filter: "fc.subtype",
        "Tells the kinds of data frames apart; from 8 on the frame has a QoS field.")
    static let wlanType = wlan(
        "type", "Type", "type", .opcode, filter: "fc.type",
        "Says what the frame is for: 0 management, 1 control, 2 data.")
    static let wlanVersion = wlan(
        "version", "Protocol version", "ver", .opcode, filter: "fc.version",
        "The version of the frame format: 0.")
    static let wlanOrder = wlan(
        "order", "+HTC/Order", "HTC", .flags, filter: "fc.order",
        "Says that another control field follows the QoS field.")
    static let wlanProtected = wlan(
        "protected", "Protected frame", "prot", .flags, filter: "fc.protected",
        "Says that what follows the header is encrypted.")
    static let wlanMoreData = wlan(
        "moreData", "More data", "more", .flags, filter: "fc.moredata",
        "Tells a sleeping receiver that more frames are waiting for it.")
    static let wlanPowerManagement = wlan(
        "powerManagement", "Power management", "pm", .flags, filter: "fc.pwrmgt",
        "Says that the sender goes to sleep after this frame.")
    static let wlanRetry = wlan(
        "retry", "Retry", "rtry", .flags, filter: "fc.retry",
        "Says that this frame was sent before and not acknowledged.")
    static let wlanMoreFragments = wlan(
        "moreFragments", "More fragments", "frag", .flags, filter: "fc.frag",
        "Says that further fragments of the same packet follow.")
    static let wlanFromDS = wlan(
        "fromDistribution", "From DS", "from", .flags, filter: "fc.fromds",
        "Says that the frame comes from an access point.")
    static let wlanToDS = wlan(
        "toDistribution", "To DS", "to", .flags, filter: "fc.tods",
        "Says that the frame goes to an access point.")
    static let wlanDuration = wlan(
        "duration", "Duration/ID", "duration", .length, filter: "duration",
        "Says for how many microseconds the air is taken.")
    static let wlanAddress1 = wlan(
        "address1", "Address 1", "receiver", .maskingKey, filter: "ra",
        "The hardware address of the station that is to receive the frame over the air.")
    static let wlanAddress2 = wlan(
        "address2", "Address 2", "sender", .maskingKey, filter: "ta",
        "The hardware address of the station that sent the frame over the air.")
    static let wlanAddress3 = wlan(
        "address3", "Address 3", "address 3", .maskingKey, filter: nil,
        "The third address: who sent the packet first, who gets it last, or the network, as the direction says.")
    static let wlanSequenceControl = wlan(
        "sequenceControl", "Sequence control", "sequence", .extendedLength, filter: nil,
        "The frame's number, and in the last four bits that of the fragment.")
    static let wlanAddress4 = wlan(
        "address4", "Address 4", "address 4", .maskingKey, filter: nil,
        "The fourth address, which only frames between access points have: who sent the packet first.")
    static let wlanAggregate = wlan(
        "aggregate", "A-MSDU present", "amsd", .flags, filter: "qos.amsdupresent", source: "IEEE 802.11 §9.2.4.5",
        "Says that several packets were put into this frame.")
    static let wlanAckPolicy = wlan(
        "ackPolicy", "Ack policy", "ack", .flags, filter: "qos.ack", source: "IEEE 802.11 §9.2.4.5",
        "Says how the receiver is to acknowledge the frame.")
    static let wlanEndOfService = wlan(
        "endOfService", "EOSP", "EOSP", .flags, filter: "qos.eosp", source: "IEEE 802.11 §9.2.4.5",
        "Says that the access point sends no more in this service period.")
    static let wlanTrafficID = wlan(
        "trafficIdentifier", "TID", "TID", .flags, filter: "qos.tid", source: "IEEE 802.11 §9.2.4.5",
        "The kind of traffic, 0 to 15, which decides who may send first.")
    static let wlanTransmitLimit = wlan(
        "transmitLimit", "TXOP or queue size", "TXOP", .length, filter: nil, source: "IEEE 802.11 §9.2.4.5",
        "Says how long the station may send, or how much waits to be sent.")
    static let wlanHTControl = wlan(
        "htControl", "HT control", "HT control", .flags, filter: "htc", source: "IEEE 802.11 §9.2.4.6",
        "Settings of the radio link that change from frame to frame.")
    static let wlanPadding = wlan(
        "padding", "Padding", "padding", .payload, filter: nil, source: "LINKTYPE_IEEE802_11_RADIOTAP",
        "Bytes that the capturing driver put in so that what follows is aligned.")
    static let aggregateDestination = wlan(
        "aggregateDestination", "DA", "destination", .maskingKey, filter: nil, source: "IEEE 802.11 §9.3.2.2",
        "The hardware address of the machine that is to receive this packet of the aggregate.")
    static let aggregateSource = wlan(
        "aggregateSource", "SA", "source", .maskingKey, filter: nil, source: "IEEE 802.11 §9.3.2.2",
        "The hardware address of the machine that sent this packet of the aggregate.")
    static let aggregateLength = wlan(
        "aggregateLength", "Length", "length", .extendedLength, filter: nil, source: "IEEE 802.11 §9.3.2.2",
        "The length in bytes of this packet of the aggregate.")
}
