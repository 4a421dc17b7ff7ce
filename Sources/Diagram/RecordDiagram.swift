public import TLS
import Wire

/// A TLS record taken apart: its header's bits and, if it was opened, how its protection is built and what was inside.
///
/// No key is shown: of what the keys gave only the nonce, which opens nothing alone.
public struct RecordDiagram: Sendable {
    /// The record's bytes as on the wire, header first, as far as they are kept.
    public let bytes: [UInt8]
    /// How it is protected; nil if it is not, or stays closed.
    public let anatomy: RecordAnatomy?
    /// What was inside: the content's first bytes; nil if the record stays closed.
    public let content: [UInt8]?
    /// What the content is; nil if that is not known.
    public let contentType: ContentType?

    let title: String
    let fields: [Field]
    let header: RecordHeader?

    /// A view of a record.
    ///
    /// - Parameters:
    ///   - bytes: The record, header first, or its first bytes.
    ///   - anatomy: How it is protected, if it was opened.
    ///   - content: What was inside of an opened record, or its first bytes.
    ///   - contentType: What the content is, in TLS 1.3 the inner type.
    ///   - title: What stands behind `Record` in the heading: its number and sender.
    public init(
        bytes: [UInt8], anatomy: RecordAnatomy? = nil, content: [UInt8]? = nil, contentType: ContentType? = nil,
        title: String = ""
    ) {
        self.bytes = bytes
        self.anatomy = anatomy
        self.content = content
        self.contentType = contentType
        self.title = title.isEmpty ? "" : " " + title
        var reader = FieldReader(bytes.rawSpan, sink: FieldRecorder(), limitedBy: .stream)
        header = try? RecordHeader(reading: &reader)
        fields = reader.finish().fields
    }

    /// The whole view, each line at most as wide as the screen, each with its line end.
    public func text(on screen: Screen) -> String { blocks(width: screen.width, ascii: screen.ascii).text(on: screen) }

    /// The whole view as a standalone SVG; `light` chooses the background, nil takes the one that the viewer prefers.
    public func svg(light: Bool? = nil) -> String {
        blocks(width: SVGDocument.columns, ascii: false).svg(
            title: "TLS record\(title)",
            summary: parts.map { "\($0.name): \(byteCount(UInt64($0.count)))" }
                .joined(separator: "; "), light: light)
    }

    /// The header's bits.
    public var bits: BitDiagram {
        guard header == nil else { return BitDiagram(fields: fields, bytes: bytes) }
        let read = fields.last?.range.upper ?? 0
        let places: [(id: FieldID, lower: Int, count: Int)] = [
            (.tlsContentType, 0, 8), (.tlsRecordVersion, 8, 16), (.tlsRecordLength, 24, 16),
        ]
        var rest: [Field] = []
        for place in places where place.lower >= read {
            rest.append(Field(id: place.id, range: BitRange(lower: place.lower, count: place.count), value: nil))
        }
        return BitDiagram(fields: fields, bytes: bytes, missing: rest)
    }

    func blocks(width: Int, ascii: Bool) -> [Block] {
        var blocks: [Block] = [
            .heading("Record\(title): \(summary)"), .picture(bits),
            .fields(bits),
        ]
        if let anatomy {
            blocks += [.heading("How it is protected: \(anatomy.form.title)"), .strip(strip)]
            blocks.append(.drawn(partLines(width: width, ascii: ascii), spoken: spokenParts(width: width)))
            blocks += derivationBlocks(anatomy, width: width, ascii: ascii)
        } else if content == nil {
            let sentence =
                "The bytes after the header are encrypted. Only the keys of the connection open them, as a key log has them."
            blocks.append(.lines(StyledLine.wrapped(sentence, .doubtful, width: width)))
        }
        guard let content else { return blocks }
        let name = contentType?.name.map { " (\($0))" } ?? ""
        blocks.append(.heading("Content\(name): \(byteCount(UInt64(contentLength)))"))
        blocks.append(.bytes(ByteView(content, total: contentLength)))
        return blocks
    }

    private var contentLength: Int { max(anatomy?.content.count ?? header?.length ?? 0, content?.count ?? 0) }

    private var summary: String {
        guard let header else { return "not complete" }
        let name = header.contentType.name ?? "type \(header.contentType.rawValue)"
        return "\(name), 5 bytes of header + \(header.length)"
    }
}

extension RecordAnatomy.Form {
    /// The protection in a few words.
    fileprivate var title: String {
        switch self {
        case .tls13: "TLS 1.3 (\(glued("RFC 8446 §5.2")))"
        case .explicitNonce: "TLS 1.2, nonce in part in the record (\(glued("RFC 5288 §3")))"
        case .sequenceNonce: "TLS 1.2, nonce from the sequence number (\(glued("RFC 7905 §2")))"
        case .macThenEncrypt: "MAC, then encrypted (\(glued("RFC 5246 §6.2.3.2")))"
        case .encryptThenMAC: "encrypted, then MAC (\(glued("RFC 7366 §3")))"
        case .authenticatedOnly: "MAC without encryption (\(glued("RFC 5246 §6.2.3.1")))"
        }
    }
}
