import Packets
public import Wire

/// A packet taken apart: each header from the link layer to TCP as a bit diagram, then the bytes that TCP carries.
public struct PacketDiagram: Sendable {
    /// The packet's captured bytes.
    public let bytes: [UInt8]

    let title: String
    let originalLength: Int
    let linkType: LinkType
    let layers: [PacketLayer]

    /// The packet `bytes`, captured with that link type.
    ///
    /// - Parameters:
    ///   - bytes: The captured bytes.
    ///   - linkType: Which header they begin with.
    ///   - number: The packet's number in its capture, for the heading.
    ///   - originalLength: The packet's length on the wire, if the capture cut it.
    public init(bytes: [UInt8], linkType: LinkType, number: Int? = nil, originalLength: Int? = nil) {
        self.bytes = bytes
        self.originalLength = max(originalLength ?? bytes.count, bytes.count)
        self.linkType = linkType
        title = number.map { "Packet \($0)" } ?? "Packet"
        layers = PacketLayers.decode(bytes: bytes.rawSpan, linkType: linkType)
    }

    /// The whole view, each line at most as wide as the screen, each with its line end.
    public func text(on screen: Screen) -> String { blocks(width: screen.width, ascii: screen.ascii).text(on: screen) }

    /// The whole view as a standalone SVG; `light` chooses the background, nil takes the one that the viewer prefers.
    public func svg(light: Bool? = nil) -> String {
        blocks(width: SVGDocument.columns, ascii: false).svg(
            title: title,
            summary: layers.map { "\($0.name): \(byteCount(UInt64($0.range.count)))" }.joined(separator: "; "),
            light: light)
    }

    func blocks(width: Int, ascii: Bool) -> [Block] {
        let cut = originalLength > bytes.count ? ", \(bytes.count) of them captured" : ""
        var blocks: [Block] = [.heading("\(title): \(byteCount(UInt64(originalLength)))\(cut)")]
        blocks.append(overview(width: width, ascii: ascii))
        for layer in layers {
            let place = "bytes \(layer.range.lowerBound)–\(max(layer.range.lowerBound, layer.range.upperBound - 1))"
            blocks.append(.heading("\(layer.name), \(place) (\(glued(layer.source)))"))
            let part = Array(bytes[layer.range.clamped(to: bytes.indices)])
            if layer.kind == .payload {
                let beyond = originalLength - bytes.count
                blocks.append(.bytes(ByteView(part, total: part.count + beyond)))
                continue
            }
            let diagram = BitDiagram(fields: layer.fields, bytes: part, error: layer.error)
            blocks += [.picture(diagram), .fields(diagram)]
            if let error = layer.error {
                blocks.append(
                    .lines(
                        StyledLine.wrapped(
                            Printable.sentence(error.sentence, ascii: ascii), .doubtful, first: StyledLine("! ", .bad),
                            width: width)))
            }
        }
        return blocks
    }

    /// The layers in a table: what takes how many of the packet's bytes.
    private func overview(width: Int, ascii: Bool) -> Block {
        var table = TextTable([.init("layer", minimum: 7), .init("bytes", right: true), .init("length", right: true)])
        for layer in layers {
            let last = max(layer.range.lowerBound, layer.range.upperBound - 1)
            let place = Printable.sentence("\(layer.range.lowerBound)–\(last)", ascii: ascii)
            table.append([.init(layer.name), .init(place), .init(String(layer.range.count))])
        }
        if layers.isEmpty {
            let sentence =
                "Link type \(linkType.rawValue)\(linkType.name.map { " (\($0))" } ?? "") is not read, so nothing can be "
                + "shown."
            return .lines(StyledLine.wrapped(sentence, .doubtful, width: width))
        }
        return .table(table)
    }
}

extension DecodeError {
    /// What went wrong, for people.
    var sentence: String {
        switch self {
        case .needMore(let field, _, let bytes, let limit):
            "The header ends early: \(byteCount(UInt64(max(0, bytes)))) missing for \(FieldCatalogue.description(of: field).title), cut off by \(limit.phrase)."
        case .invalid(let field, _):
            "\(FieldCatalogue.description(of: field).title) has an impossible value: what follows cannot be read."
        }
    }
}

extension LengthLimit {
    fileprivate var phrase: String {
        switch self {
        case .packet: "the end of the packet as captured"
        case .ethernetLength: "the length in the Ethernet header"
        case .aggregateLength: "the length in the header of the aggregate's packet"
        case .pppoeLength: "the length in the PPPoE header"
        case .nflogLength: "the length of the nflog attribute"
        case .udpLength: "the length in the UDP header"
        case .greLength: "the payload length in the GRE header"
        case .gtpLength: "the length in the GTP-U header"
        case .ipv4Length: "the total length in the IPv4 header"
        case .ipv6Length: "the payload length in the IPv6 header"
        case .tcpDataOffset: "the data offset in the TCP header"
        case .stream: "the end of the bytes at hand"
        }
    }
}
