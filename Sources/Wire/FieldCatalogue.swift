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
    /// The header that names a protocol where Ethernet has none: IEEE 802.2, mostly with SNAP.
    case llc = "LLC"
    /// The tag that carries whole Ethernet frames through a provider's backbone.
    case backbone = "IEEE 802.1ah"
    /// The header of a Wi-Fi frame.
    case wlan = "IEEE 802.11"
    /// What the capturing radio tells about a Wi-Fi frame.
    case radiotap = "Radiotap"
    /// What the capturing system tells about a packet in front of it.
    case ppi = "PPI"
    /// What an old radio chip tells about a Wi-Fi frame.
    case prism = "Prism"
    /// What another old radio driver tells about a Wi-Fi frame.
    case avs = "AVS"
    /// The header of a link between two machines: a modem line, DSL, a tunnel.
    case ppp = "PPP"
    /// The header that carries PPP over Ethernet, as DSL lines do.
    case pppoe = "PPPoE"
    /// The header that Cisco's routers use on serial lines.
    case hdlc = "Cisco HDLC"
    /// The header of a Frame Relay circuit.
    case frameRelay = "Frame Relay"
    /// What Linux' packet filter tells about a packet that a rule logged.
    case nflog = "Linux nflog"
    /// What macOS tells about a packet: which interface, which process.
    case pktap = "PKTAP"
    /// The header that carries IP over InfiniBand.
    case ipoib = "IP over InfiniBand"
    /// A label that a provider's network forwards packets by.
    case mpls = "MPLS"
    /// What stands between MPLS labels and an Ethernet frame that they carry.
    case pseudowire = "Pseudowire"
    /// The UDP header, here as part of a tunnel.
    case udp = "UDP"
    /// The header of a tunnel that carries any protocol in IP.
    case gre = "GRE"
    /// What a switch tells about a packet that it copies to an analyzer.
    case erspan = "ERSPAN"
    /// The header of a tunnel that carries Ethernet in UDP.
    case vxlan = "VXLAN"
    /// The header of a tunnel that carries any protocol in UDP.
    case geneve = "Geneve"
    /// The header of a tunnel that carries a phone's packets through the mobile network.
    case gtp = "GTP-U"
    /// What stands between UDP and an IPv6 packet that crosses an IPv4 network.
    case teredo = "Teredo"
    /// The header of a TLS record.
    case tlsRecord = "TLS record"
    /// The message with which an end of a TLS connection says what went wrong, or that it is done.
    case tlsAlert = "TLS alert"
    /// A message of the TLS handshake.
    case tlsHandshake = "TLS handshake"
    /// An extension of a message of the TLS handshake.
    case tlsExtension = "TLS extension"
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
