// The fields that capturing radios put in front of a Wi-Fi frame.

extension FieldDescription {
    private static func radiotap(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String?, _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .radiotap, key: key, title: title, label: label, meaning: meaning,
            source: "LINKTYPE_IEEE802_11_RADIOTAP",
            category: category, displayFilter: filter.map { "radiotap." + $0 })
    }

    static let radiotapVersion = radiotap(
        "version", "Version", "version", .opcode, filter: "version",
        "The version of this header: 0.")
    static let radiotapPad = radiotap(
        "pad", "Pad", "pad", .flags, filter: "pad",
        "Reserved; senders set it to 0 and receivers ignore it.")
    static let radiotapLength = radiotap(
        "length", "Length", "length", .extendedLength, filter: "length",
        "The length in bytes of this whole header.")
    static let radiotapPresent = radiotap(
        "present", "Present", "present", .flags, filter: "present.word",
        "Each bit says whether a certain field follows.")
    static let radiotapAlignment = radiotap(
        "alignment", "Alignment", "alignment", .payload, filter: nil,
        "Bytes that put the next field at a multiple of its size.")
    static let radiotapTime = radiotap(
        "time", "TSFT", "TSFT", .extendedLength, filter: "mactime",
        "The radio's clock in microseconds when the frame arrived.")
    static let radiotapShortGuard = radiotap(
        "shortGuard", "Short guard interval", "SGI", .flags, filter: "flags.shortgi",
        "Says that symbols followed each other at the short distance.")
    static let radiotapBadFCS = radiotap(
        "badChecksum", "Bad FCS", "bad", .flags, filter: "flags.badfcs",
        "Says that the frame arrived damaged.")
    static let radiotapDataPad = radiotap(
        "dataPad", "Data pad", "dpad", .flags, filter: "flags.datapad",
        "Says that bytes were put in between the Wi-Fi header and its payload.")
    static let radiotapHasFCS = radiotap(
        "hasChecksum", "FCS at end", "FCS", .flags, filter: "flags.fcs",
        "Says that the frame's checksum was captured too.")
    static let radiotapFlags = radiotap(
        "flags", "Flags", "flags", .flags, filter: nil,
        "Fragmentation, WEP, the short preamble, and the contention-free period.")
    static let radiotapData = radiotap(
        "data", "Other fields", "other fields", .payload, filter: nil,
        "What else the radio tells: channel, rate, signal strength.")

    private static func ppi(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String?, _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .ppi, key: key, title: title, label: label, meaning: meaning, source: "LINKTYPE_PPI",
            category: category, displayFilter: filter.map { "ppi." + $0 })
    }

    static let ppiVersion = ppi(
        "version", "Version", "version", .opcode, filter: "version",
        "The version of this header: 0.")
    static let ppiFlags = ppi(
        "flags", "Flags", "flags", .flags, filter: "flags",
        "The lowest bit says that fields begin at multiples of four bytes.")
    static let ppiLength = ppi(
        "length", "Length", "length", .extendedLength, filter: "length",
        "The length in bytes of this whole header.")
    static let ppiLinkType = ppi(
        "linkType", "DLT", "DLT", .opcode, filter: "dlt",
        "Says which header follows this one.")
    static let ppiFieldType = ppi(
        "fieldType", "Field type", "field type", .opcode, filter: "field_type",
        "Says what the field tells: 2 is the state of the radio.")
    static let ppiFieldLength = ppi(
        "fieldLength", "Field length", "field length", .length, filter: "field_len",
        "The length in bytes of the field's contents.")
    static let ppiFieldData = ppi(
        "fieldData", "Field data", "field data", .payload, filter: nil,
        "The field's contents.")

    private static func prism(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String?, _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .prism, key: key, title: title, label: label, meaning: meaning, source: "LINKTYPE_IEEE802_11_PRISM",
            category: category, displayFilter: filter.map { "prism." + $0 })
    }

    static let prismMessage = prism(
        "message", "Message code", "message code", .opcode, filter: "msgcode",
        "The kind of this header.")
    static let prismLength = prism(
        "length", "Message length", "message length", .extendedLength, filter: "msglen",
        "The length in bytes of this whole header.")
    static let prismDevice = prism(
        "device", "Device", "device", .maskingKey, filter: "devname",
        "The name of the capturing interface.")
    static let prismItems = prism(
        "items", "Items", "items", .payload, filter: nil,
        "What the radio tells: channel, rate, signal strength.")

    private static func avs(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String?, _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .avs, key: key, title: title, label: label, meaning: meaning, source: "LINKTYPE_IEEE802_11_AVS",
            category: category, displayFilter: filter.map { "wlancap." + $0 })
    }

    static let avsVersion = avs(
        "version", "Version", "version", .opcode, filter: "version",
        "The kind and version of this header.")
    static let avsLength = avs(
        "length", "Length", "length", .extendedLength, filter: "length",
        "The length in bytes of this whole header.")
    static let avsData = avs(
        "data", "Other fields", "other fields", .payload, filter: nil,
        "What the radio tells: clock, channel, rate, signal strength.")
}
