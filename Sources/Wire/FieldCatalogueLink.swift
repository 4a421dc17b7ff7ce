// The fields of the headers below IP.

extension FieldDescription {
    static let ethernetDestination = FieldDescription(
        header: .ethernet, key: "destination", title: "Destination", label: "destination",
        meaning: "The hardware address of the network card that is to receive the packet on this link.",
        source: "IEEE 802.3 §3.2.4", category: .maskingKey, displayFilter: "eth.dst")
    static let ethernetSource = FieldDescription(
        header: .ethernet, key: "source", title: "Source", label: "source",
        meaning: "The hardware address of the network card that sent the packet on this link.",
        source: "IEEE 802.3 §3.2.5", category: .maskingKey, displayFilter: "eth.src")
    static let ethernetType = FieldDescription(
        header: .ethernet, key: "type", title: "EtherType", label: "EtherType",
        meaning: "Says which header comes next: IPv4, IPv6, or a VLAN tag.",
        source: "IEEE 802.3 §3.2.6", category: .opcode, displayFilter: "eth.type")

    static let vlanPriority = FieldDescription(
        header: .vlan, key: "priority", title: "Priority code point", label: "PCP",
        meaning: "Ranks the packet against others that wait for the same link, 0 to 7.",
        source: "IEEE 802.1Q §9.6", category: .flags, displayFilter: "vlan.priority")
    static let vlanDropEligible = FieldDescription(
        header: .vlan, key: "dropEligible", title: "Drop eligible indicator", label: "DEI",
        meaning: "Says whether a crowded switch may drop this packet before others.",
        source: "IEEE 802.1Q §9.6", category: .flags, displayFilter: "vlan.dei")
    static let vlanIdentifier = FieldDescription(
        header: .vlan, key: "identifier", title: "VLAN identifier", label: "VLAN identifier",
        meaning: "The number of the virtual network that the packet belongs to.",
        source: "IEEE 802.1Q §9.6", category: .maskingKey, displayFilter: "vlan.id")
    static let vlanType = FieldDescription(
        header: .vlan, key: "type", title: "EtherType", label: "EtherType",
        meaning: "Says which header follows the tag.",
        source: "IEEE 802.1Q §9.4", category: .opcode, displayFilter: "vlan.etype")

    private static func cooked(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String, _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .linuxCooked, key: key, title: title, label: label, meaning: meaning,
            source: "LINKTYPE_LINUX_SLL", category: category, displayFilter: "sll." + filter)
    }

    static let cookedPacketType = cooked(
        "packetType", "Packet type", "packet type", .opcode, filter: "pkttype",
        "Says whether the capturing machine sent the packet, received it, or overheard it.")
    static let cookedDeviceType = cooked(
        "deviceType", "ARPHRD type", "ARPHRD type", .opcode, filter: "hatype",
        "The kind of the network interface, as Linux numbers them.")
    static let cookedAddressLength = cooked(
        "addressLength", "Link-layer address length", "address len", .length, filter: "halen",
        "Says how many bytes of the address field are used.")
    static let cookedAddress = cooked(
        "address", "Link-layer address", "link-layer address", .maskingKey, filter: "src.eth",
        "The hardware address of the sender, filled up with zeros.")
    static let cookedProtocol = cooked(
        "protocol", "Protocol type", "protocol type", .opcode, filter: "etype",
        "Says which header comes next, with the numbers of EtherType.")
    static let cookedReserved = cooked(
        "reserved", "Reserved", "reserved", .flags, filter: "unused",
        "Reserved, and must be 0.")
    static let cookedInterfaceIndex = cooked(
        "interfaceIndex", "Interface index", "interface index", .maskingKey, filter: "ifindex",
        "The number of the interface on the capturing machine, 0 if it is unknown.")

    static let loopbackFamily = FieldDescription(
        header: .loopback, key: "family", title: "Address family", label: "address family",
        meaning: "Says which header comes next, IPv4 or IPv6, by the number that the capturing system gives it.",
        source: "LINKTYPE_NULL", category: .opcode, displayFilter: "null.family")
}
