/// What a field is for people: one row feeds the diagrams, the JSON, the page, `explain` and the lessons.
public struct FieldDescription: Hashable, Sendable {
    /// The header that it stands in.
    public var header: HeaderKind
    /// The key in JSON, camelCase; unique within its header.
    public var key: String
    /// The field's name as its RFC spells it.
    public var title: String
    /// The short name that stands in a diagram's cell; at most four characters for a field of one bit.
    public var label: String
    /// One sentence that a beginner understands.
    public var meaning: String
    /// The source, as `RFC 6455 §5.2`.
    public var source: String
    /// The colour and letter it is drawn with.
    public var category: FieldCategory
    /// The name in Wireshark's display filters, if it has one.
    public var displayFilter: String?

    /// A row of the catalogue.
    public init(
        header: HeaderKind, key: String, title: String, label: String, meaning: String, source: String,
        category: FieldCategory, displayFilter: String?
    ) {
        self.header = header
        self.key = key
        self.title = title
        self.label = label
        self.meaning = meaning
        self.source = source
        self.category = category
        self.displayFilter = displayFilter
    }
}

/// The headers whose fields the catalogue describes.
public enum HeaderKind: String, CaseIterable, Hashable, Sendable {
    /// The Ethernet header.
    case ethernet = "Ethernet"
    /// The tag that puts an Ethernet frame into a virtual network.
    case vlan = "IEEE 802.1Q"
    /// What Linux writes in the place of a link header when it captures on all interfaces.
    case linuxCooked = "Linux cooked"
    /// What BSD and macOS write in the place of a link header on the loopback interface.
    case loopback = "Loopback"
    /// The IPv4 header.
    case ipv4 = "IPv4"
    /// The IPv6 header.
    case ipv6 = "IPv6"
    /// A header between the IPv6 header and TCP.
    case ipv6Extension = "IPv6 extension"
    /// The TCP header.
    case tcp = "TCP"
    /// The header of a WebSocket frame, and its payload.
    case frame = "WebSocket"
    /// The payload of a Close frame.
    case closeBody = "Close"
}

/// The groups of fields that share a colour and a letter.
public enum FieldCategory: String, CaseIterable, Hashable, Sendable {
    /// FIN and RSV, and flags of other headers.
    case flags = "F"
    /// The opcode, and what tells the kind of other headers.
    case opcode = "O"
    /// MASK.
    case mask = "M"
    /// A length of at most one byte, or another small count.
    case length = "L"
    /// An extended length, or a length or position of more than a byte.
    case extendedLength = "X"
    /// The masking key, and what identifies a connection in other headers.
    case maskingKey = "K"
    /// The payload, and what other headers carry without telling anything about the rest.
    case payload = "P"
    /// An error, a Close.
    case error = "!"
}

extension FieldCategory {
    /// What the category's fields have in common, for a legend.
    public var name: String {
        switch self {
        case .flags: "flags"
        case .opcode: "kind"
        case .mask: "mask bit"
        case .length: "length"
        case .extendedLength: "extended length"
        case .maskingKey: "key, address"
        case .payload: "payload"
        case .error: "error, close"
        }
    }
}

/// The descriptions of all fields.
public enum FieldCatalogue {
    /// The row of `id`.
    public static func description(of id: FieldID) -> FieldDescription {
        switch id {
        case .ethernetDestination: .ethernetDestination
        case .ethernetSource: .ethernetSource
        case .ethernetType: .ethernetType
        case .vlanPriority: .vlanPriority
        case .vlanDropEligible: .vlanDropEligible
        case .vlanIdentifier: .vlanIdentifier
        case .vlanType: .vlanType
        case .cookedPacketType: .cookedPacketType
        case .cookedDeviceType: .cookedDeviceType
        case .cookedAddressLength: .cookedAddressLength
        case .cookedAddress: .cookedAddress
        case .cookedProtocol: .cookedProtocol
        case .cookedReserved: .cookedReserved
        case .cookedInterfaceIndex: .cookedInterfaceIndex
        case .loopbackFamily: .loopbackFamily
        case .ipv4Version: .ipv4Version
        case .ipv4HeaderLength: .ipv4HeaderLength
        case .ipv4ServiceType: .ipv4ServiceType
        case .ipv4Congestion: .ipv4Congestion
        case .ipv4TotalLength: .ipv4TotalLength
        case .ipv4Identification: .ipv4Identification
        case .ipv4Reserved: .ipv4Reserved
        case .ipv4DontFragment: .ipv4DontFragment
        case .ipv4MoreFragments: .ipv4MoreFragments
        case .ipv4FragmentOffset: .ipv4FragmentOffset
        case .ipv4TimeToLive: .ipv4TimeToLive
        case .ipv4Protocol: .ipv4Protocol
        case .ipv4Checksum: .ipv4Checksum
        case .ipv4Source: .ipv4Source
        case .ipv4Destination: .ipv4Destination
        case .ipv4Options: .ipv4Options
        case .ipv6Version: .ipv6Version
        case .ipv6TrafficClass: .ipv6TrafficClass
        case .ipv6FlowLabel: .ipv6FlowLabel
        case .ipv6PayloadLength: .ipv6PayloadLength
        case .ipv6NextHeader: .ipv6NextHeader
        case .ipv6HopLimit: .ipv6HopLimit
        case .ipv6Source: .ipv6Source
        case .ipv6Destination: .ipv6Destination
        case .ipv6ExtensionNextHeader: .ipv6ExtensionNextHeader
        case .ipv6ExtensionLength: .ipv6ExtensionLength
        case .ipv6ExtensionData: .ipv6ExtensionData
        case .ipv6FragmentReserved: .ipv6FragmentReserved
        case .ipv6FragmentOffset: .ipv6FragmentOffset
        case .ipv6FragmentReservedBits: .ipv6FragmentReservedBits
        case .ipv6FragmentMore: .ipv6FragmentMore
        case .ipv6FragmentIdentification: .ipv6FragmentIdentification
        case .tcpSourcePort: .tcpSourcePort
        case .tcpDestinationPort: .tcpDestinationPort
        case .tcpSequence: .tcpSequence
        case .tcpAcknowledgment: .tcpAcknowledgment
        case .tcpDataOffset: .tcpDataOffset
        case .tcpReserved: .tcpReserved
        case .tcpCWR: .tcpCWR
        case .tcpECE: .tcpECE
        case .tcpURG: .tcpURG
        case .tcpACK: .tcpACK
        case .tcpPSH: .tcpPSH
        case .tcpRST: .tcpRST
        case .tcpSYN: .tcpSYN
        case .tcpFIN: .tcpFIN
        case .tcpWindow: .tcpWindow
        case .tcpChecksum: .tcpChecksum
        case .tcpUrgentPointer: .tcpUrgentPointer
        case .tcpOptionKind: .tcpOptionKind
        case .tcpOptionLength: .tcpOptionLength
        case .tcpOptionData: .tcpOptionData
        case .frameFIN: .frameFIN
        case .frameRSV1: .frameRSV1
        case .frameRSV2: .frameRSV2
        case .frameRSV3: .frameRSV3
        case .frameOpcode: .frameOpcode
        case .frameMASK: .frameMASK
        case .frameLength: .frameLength
        case .frameExtendedLength16: .frameExtendedLength16
        case .frameExtendedLength64: .frameExtendedLength64
        case .frameMaskingKey: .frameMaskingKey
        case .framePayload: .framePayload
        case .closeCode: .closeCode
        case .closeReason: .closeReason
        }
    }
}
