public import Wire

/// A header as the RFCs draw it: rows of bits, each field a cell with its bits, its name and its value.
///
/// Built from the fields that a decoder recorded and the bytes that it read. A field that the bytes end inside is
/// drawn too, its missing bits as `?`; a long run at the end, such as a payload, is drawn as far as `runLimit`.
public struct BitDiagram: Sendable {
    /// The fields in order, those that the bytes end inside included.
    public let fields: [Field]
    /// The bytes that the fields' ranges count in; `missingFrom` says where they end.
    public let bytes: [UInt8]
    /// The fields that are at fault: their cells carry `!`.
    public let faults: Set<FieldID>

    /// What the list of fields says about a value, where that is more than the catalogue knows.
    let statements: [FieldID: String]
    /// The fields' bits that are drawn: all, or the last field's first ones.
    let drawnBits: Int

    /// How many bytes the last field announces, where its range can't hold that.
    let announced: UInt64?

    /// Bytes of a long run that are drawn before the rest is only counted.
    static let runLimit = 8

    /// A diagram of `fields`, whose ranges count in `bytes`.
    ///
    /// - Parameters:
    ///   - fields: What a `FieldRecorder` recorded.
    ///   - bytes: The bytes that were decoded; fewer than the fields take where a capture lacks some.
    ///   - missing: Fields behind `fields` that the bytes do not hold or end inside.
    ///   - faults: The fields that break a rule.
    public init(fields: [Field], bytes: [UInt8], missing: [Field] = [], faults: Set<FieldID> = []) {
        self.init(fields: fields, bytes: bytes, missing: missing, faults: faults, statements: [:])
    }

    /// A diagram in which `statements` say what the list of fields says about a value, and of which only the bits
    /// before `drawn` are known, though not missing; `announced` is the last field's length in bytes where its range can't
    /// hold it.
    init(
        fields: [Field], bytes: [UInt8], missing: [Field] = [], faults: Set<FieldID> = [],
        statements: [FieldID: String], drawn: Int? = nil, announced: UInt64? = nil
    ) {
        let all = fields + missing
        self.fields = all
        self.bytes = bytes
        self.faults = faults
        self.statements = statements
        self.announced = announced
        let end = min(all.last?.range.upper ?? 0, drawn ?? .max)
        if let last = all.last, last.value == nil, last.range.count > (Self.runLimit + 4) * 8 {
            // To the end of the 32-bit row in which the limit is reached, so that rows of any width end there.
            drawnBits = min(end, (last.range.lower + Self.runLimit * 8 + 31) / 32 * 32)
        } else {
            drawnBits = end
        }
    }

    /// A diagram of what was decoded before `error`: a field that lacks bytes is drawn with its missing bits, an
    /// impossible one is marked.
    public init(fields: [Field], bytes: [UInt8], error: DecodeError?) {
        switch error {
        case nil: self.init(fields: fields, bytes: bytes)
        case .invalid(let id, _): self.init(fields: fields, bytes: bytes, faults: [id])
        case .needMore(let id, let bit, let count, _):
            let total = max(0, bytes.count * 8 - bit) + count * 8
            let field = Field(id: id, range: BitRange(lower: bit, count: total), value: nil)
            self.init(fields: fields, bytes: bytes, missing: [field])
        }
    }

    /// Bytes of the last field that are not drawn.
    var hiddenBytes: UInt64 {
        guard let last = fields.last else { return 0 }
        guard let announced else { return UInt64((last.range.upper - drawnBits) / 8) }
        return announced - UInt64(max(0, drawnBits - last.range.lower) / 8)
    }

    /// The bit at `index`; nil where the bytes do not reach.
    func bit(at index: Int) -> Bool? {
        guard index >> 3 < bytes.count else { return nil }
        return bytes[index >> 3] & (0x80 >> UInt8(index & 7)) != 0
    }

    /// Whether the bytes hold all bits of `range`.
    func holds(_ range: BitRange) -> Bool { range.upper <= bytes.count * 8 }
}

extension BitDiagram {
    /// The part of a field that stands in one row.
    struct Cell {
        /// The field's index.
        var field: Int
        /// The bits, counted from the header's first.
        var range: BitRange
        /// Whether the field begins here.
        var isFirst: Bool
        /// Whether the field ends here.
        var isLast: Bool
    }

    /// The cells of all rows, `width` bits a row.
    func rows(of width: Int) -> [[Cell]] {
        var rows: [[Cell]] = Array(repeating: [], count: (drawnBits + width - 1) / width)
        for (index, field) in fields.enumerated() {
            var lower = field.range.lower
            let end = min(field.range.upper, drawnBits)
            while lower < end {
                let row = lower / width
                let upper = min(end, (row + 1) * width)
                rows[row].append(
                    Cell(
                        field: index, range: BitRange(lower: lower, count: upper - lower),
                        isFirst: lower == field.range.lower, isLast: upper == field.range.upper))
                lower = upper
            }
        }
        return rows
    }

    /// The letter of the cell's category, `!` for a field at fault.
    func letter(of cell: Cell) -> String { category(of: fields[cell.field]).rawValue }

    func category(of field: Field) -> FieldCategory {
        faults.contains(field.id) ? .error : FieldCatalogue.description(of: field.id).category
    }

    /// The longest name of the cell's field that fits `width` columns.
    func label(of cell: Cell, width: Int, ascii: Bool) -> String {
        let row = FieldCatalogue.description(of: fields[cell.field].id)
        let names =
            cell.isFirst
            ? [row.title, row.label]
            : ["\(row.title) (continued)", "\(row.label) (continued)", "\(row.label) (cont.)", row.label]
        return names.first { displayWidth(of: $0) <= width } ?? truncated(row.label, to: width, ascii: ascii)
    }

    /// The value as it stands in a cell; nil for a run of bytes without a short form, and where bits are missing.
    func cellValue(of cell: Cell) -> String? {
        let field = fields[cell.field]
        guard holds(field.range), field.range.count > 1 else { return nil }
        let header = FieldCatalogue.description(of: field.id).header
        // Bytes of TLS stand under their bits, however many they are.
        if field.value == nil, [.tlsRecord, .tlsHandshake, .tlsExtension].contains(header) { return nil }
        switch field.id {
        case .frameOpcode: return "\(hexDigits(field.value ?? 0, 1)) \(Self.opcodeName(field.value ?? 0))"
        case .frameLength where field.value == 126: return "126: 16 bits"
        case .frameLength where field.value == 127: return "127: 64 bits"
        case .framePayload, .closeReason, .ipv4Options, .ipv6ExtensionData, .cookedAddress: return nil
        case .tcpOptionData: return nil
        case .ethernetType, .vlanType, .cookedProtocol, .ipv4Protocol, .ipv6NextHeader, .ipv6ExtensionNextHeader:
            let meaning = FieldCatalogue.interpretation(at: cell.field, of: fields, in: bytes) ?? ""
            return FieldCatalogue.value(of: field, in: bytes) + (meaning.utf8.count <= 8 ? " " + meaning : "")
        default: return FieldCatalogue.value(of: field, in: bytes)
        }
    }

    /// Whether the cell's bytes are written in hex under their bits.
    func showsBytes(_ cell: Cell) -> Bool {
        let field = fields[cell.field]
        return field.value == nil && cellValue(of: cell) == nil && field.range.lower % 8 == 0
    }

    private static func opcodeName(_ value: UInt64) -> String {
        switch value {
        case 0: "cont"
        case 1: "text"
        case 2: "bin"
        case 8: "close"
        case 9: "ping"
        case 10: "pong"
        default: "res"
        }
    }
}

/// `value` in hex with at least `digits` digits.
func hexDigits(_ value: some BinaryInteger, _ digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}
