public import Dissection
import WebSocket
import Wire

/// A WebSocket frame taken apart: its bits, its length form, the unmasking of its first bytes, its payload, what it
/// breaks.
///
/// Works for any bytes: where they end inside the frame it says in which field, and how much is missing.
public struct FrameDiagram: Sendable {
    /// The frame's bytes as on the wire, header first, as far as they are kept.
    public let wire: [UInt8]
    /// What it breaks, and what is worth knowing about it.
    public let remarks: [Remark]

    let title: String
    /// Its header, with the payload length that is meant.
    let header: FrameHeader?
    /// The payload length as written, where its bytes are in the wrong order.
    let writtenLength: UInt64?
    /// Payload bytes that arrived; at least as many as `wire` holds.
    let received: Int
    /// What the payload inflates to, as far as that is kept; nil if it is not compressed, or that is not known.
    private(set) var inflated: [UInt8]?
    let fields: [Field]
    let missing: [Field]

    /// The frame at the beginning of `wire`; bytes behind it are left out.
    public init(wire: [UInt8], remarks: [Remark] = []) {
        self.init(wire: wire, received: nil, title: "", remarks: remarks)
    }

    /// The frame at the beginning of `wire` with what its header breaks on its own; whether it must be masked is judged
    /// if `sender` is known.
    public init(wire: [UInt8], judgedAsFrom sender: Side?) {
        var reader = FieldReader(wire.rawSpan, sink: NoFields(), limitedBy: .stream)
        let header = try? FrameHeader(reading: &reader)
        let violations = header?.violations(from: sender.map { $0 == .client }, rsv1Defined: false).each ?? []
        self.init(
            wire: wire, remarks: violations.compactMap { violation in header.flatMap { Remark(violation, of: $0) } })
    }

    /// A frame of a session, with the findings about it; `frame.wire` must hold at least its header to be of use.
    public init(_ frame: FrameEvent, findings: [Finding] = []) {
        let direction =
            switch frame.from {
            case .client: " from the client"
            case .server: " from the server"
            case nil: ""
            }
        self.init(
            wire: frame.wire, received: frame.received, title: " \(frame.frame)\(direction)",
            remarks: findings.map(Remark.init), meant: frame.meantLength)
        inflated = frame.inflated
    }

    private init(wire: [UInt8], received: Int?, title: String, remarks: [Remark], meant: UInt64? = nil) {
        let decoded = Self.decode(wire, meant, isWhole: received == nil)
        header = decoded.header
        writtenLength = decoded.writtenLength
        fields = decoded.fields
        missing = decoded.missing
        let length = header.map { $0.headerLength + Self.clamped($0.payloadLength) } ?? wire.count
        self.wire = Array(wire.prefix(length))
        self.received = max(received ?? 0, self.wire.count - (header?.headerLength ?? self.wire.count))
        self.title = title
        self.remarks = remarks
    }

    /// The header's fields, and those that the bytes lack.
    private static func decode(
        _ wire: [UInt8], _ meant: UInt64?, isWhole: Bool
    ) -> (header: FrameHeader?, writtenLength: UInt64?, fields: [Field], missing: [Field]) {
        var reader = FieldReader(wire.rawSpan, sink: FieldRecorder(), limitedBy: .stream)
        var header: FrameHeader?
        var missing: [Field] = []
        do {
            header = try FrameHeader(reading: &reader)
        } catch {
            if case .needMore(let id, let bit, let count, _) = error {
                missing = absent(id, bit, available: wire.count * 8 - bit + count * 8)
            }
        }
        var writtenLength: UInt64?
        if let written = header {
            let payload = wire.rawSpan.extracting(written.headerLength..<wire.count)
            if let length = isWhole ? written.meantLength(before: payload, fromClient: nil) : meant {
                writtenLength = written.payloadLength
                header?.payloadLength = length
            }
        }
        var fields = reader.finish().fields
        if let header, header.payloadLength > 0 {
            let range = BitRange(lower: header.headerLength * 8, count: clamped(header.payloadLength) * 8)
            fields.append(Field(id: .framePayload, range: range, value: nil))
        }
        return (header, writtenLength, fields, missing)
    }

    /// The fields that the bytes end before: all of the first two bytes' ones, or the one that was to be read.
    private static func absent(_ id: FieldID, _ bit: Int, available: Int) -> [Field] {
        let widths: [(FieldID, Int)] = [
            (.frameFIN, 1), (.frameRSV1, 1), (.frameRSV2, 1), (.frameRSV3, 1), (.frameOpcode, 4), (.frameMASK, 1),
            (.frameLength, 7),
        ]
        guard let index = widths.firstIndex(where: { $0.0 == id }) else {
            return [Field(id: id, range: BitRange(lower: bit, count: available), value: nil)]
        }
        var fields: [Field] = []
        var lower = bit
        for (id, width) in widths[index...] {
            fields.append(Field(id: id, range: BitRange(lower: lower, count: width), value: nil))
            lower += width
        }
        return fields
    }

    /// A payload length as a number of bytes whose bits can be counted: one that no frame has is cut.
    static func clamped(_ length: UInt64) -> Int { Int(min(length, FrameHeader.impossibleLength)) }
}

extension FrameDiagram {
    /// The whole view, each line at most as wide as the screen, each with its line end.
    public func text(on screen: Screen) -> String { blocks(width: screen.width, ascii: screen.ascii).text(on: screen) }

    /// What comes first of `text`: the frame in a line, what it breaks, its picture.
    public func overview(on screen: Screen) -> String {
        let (first, _) = parts(on: screen)
        return first.text(on: screen)
    }

    /// What follows the `overview` in `text`: the fields, the length, the unmasking, the payload.
    public func details(on screen: Screen) -> String {
        let (_, rest) = parts(on: screen)
        return rest.text(on: screen)
    }

    private func parts(on screen: Screen) -> ([Block], [Block]) {
        let blocks = blocks(width: screen.width, ascii: screen.ascii)
        let picture = blocks.firstIndex { if case .picture = $0 { true } else { false } }
        let end = picture.map { $0 + 1 } ?? blocks.count
        return (Array(blocks[..<end]), Array(blocks[end...]))
    }

    /// The bit diagram alone, without the list of its fields.
    public func picture(on screen: Screen) -> String { bits.picture(on: screen) }

    /// The header and the first bytes of the payload.
    public var bits: BitDiagram {
        var statements: [FieldID: String] = [:]
        if let header, header.payloadLength > 0 { statements[.framePayload] = payloadStatement(header) }
        let kept = wire.count - (header?.headerLength ?? wire.count)
        return BitDiagram(
            fields: fields, bytes: wire, missing: missing, faults: faults, statements: statements,
            drawn: received > kept ? wire.count * 8 : nil,
            announced: header.flatMap { $0.payloadLength >= FrameHeader.impossibleLength ? $0.payloadLength : nil })
    }

    private var faults: Set<FieldID> {
        var faults: Set<FieldID> = []
        for remark in remarks where remark.rule.severity != .note {
            for field in remark.fields {
                // The rule names all reserved bits: only those that are set break it.
                if remark.rule == .frameRsvNonzero, fields.first(where: { $0.id == field })?.value == 0 { continue }
                faults.insert(field)
            }
        }
        return faults
    }

    private func payloadStatement(_ header: FrameHeader) -> String {
        let length = header.payloadLength
        let masked = header.masked ? ", masked" : ""
        let kept = wire.count - header.headerLength
        if UInt64(received) < length { return "\(byteCount(length)) announced\(masked), \(received) of them are here" }
        return kept < received
            ? "\(byteCount(length))\(masked), the first \(kept) of them kept" : byteCount(length) + masked
    }

    /// The whole view as a standalone SVG; `light` chooses the background, nil takes the one that the viewer prefers.
    public func svg(light: Bool? = nil) -> String {
        blocks(width: SVGDocument.columns, ascii: false).svg(
            title: "Frame\(title): \(summary)", summary: bits.description, light: light)
    }

    func blocks(width: Int, ascii: Bool) -> [Block] {
        var blocks: [Block] = [.heading("Frame\(title): \(summary)")]
        if !remarks.isEmpty {
            blocks.append(.lines(remarks.flatMap { $0.lines(width: width, ascii: ascii) } + [StyledLine()]))
        }
        blocks += [.picture(bits), .fields(bits)]
        guard let header else { return blocks }
        blocks += lengthBlocks(header, width: width, ascii: ascii)
        if header.masked, wire.count > header.headerLength {
            blocks += unmaskingBlocks(header, width: width, ascii: ascii)
        }
        return blocks + payloadBlocks(header, width: width, ascii: ascii)
    }

    /// The frame in a line: opcode, flags, sizes.
    var summary: String {
        guard let header else {
            let name = missing.first.map { FieldCatalogue.description(of: $0.id).title } ?? "header"
            let lacking = ((missing.last?.range.upper ?? 0) + 7) / 8 - wire.count
            return "not complete, \(byteCount(UInt64(max(0, lacking)))) missing from \(name) on"
        }
        var parts = [header.opcode.name]
        if header.fin { parts.append("FIN") }
        if header.rsv1 { parts.append("RSV1") }
        if header.rsv2 { parts.append("RSV2") }
        if header.rsv3 { parts.append("RSV3") }
        if header.masked { parts.append("masked") }
        parts.append("\(header.headerLength) bytes of header + \(header.payloadLength) of payload")
        return parts.joined(separator: ", ")
    }
}

/// `1 byte`, `2 bytes`.
func byteCount(_ count: UInt64) -> String { "\(count) byte\(count == 1 ? "" : "s")" }
