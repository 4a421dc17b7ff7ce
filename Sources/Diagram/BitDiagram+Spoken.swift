import Wire

// A header as it is read aloud: the picture as a list of sentences, the fields as lines of `name: value`.
extension BitDiagram {
    /// The fields in words, for a screen.
    func fieldLines(on screen: Screen) -> [StyledLine] {
        screen.plain ? spokenFields(width: screen.width) : fieldList(width: screen.width, ascii: screen.ascii)
    }

    /// The picture as sentences, one for each field, as `opcode, bits 4 to 7, is 0001`.
    func spokenBits(width: Int) -> [StyledLine] {
        fields.flatMap { field in StyledLine.wrapped(spoken(field), width: width) }
    }

    private func spoken(_ field: Field) -> String {
        let title = Printable.sentence(FieldCatalogue.description(of: field.id).title, ascii: true)
        let end = min(field.range.upper, drawnBits)
        let fault = faults.contains(field.id) ? " It breaks a rule." : ""
        guard end > field.range.lower else { return "\(title): none of its bits is here.\(fault)" }
        let shown = BitRange(lower: field.range.lower, count: end - field.range.lower)
        let isBytes = shown.lower % 8 == 0 && shown.count % 8 == 0 && shown.count > 16
        let bits = isBytes ? hex(shown) : digits(shown)
        let more = field.id == fields.last?.id ? hiddenBytes : 0
        let rest = more > 0 ? ", and \(byteCount(more)) more" : ""
        return "\(title), \(Self.spokenPlace(of: shown)), is \(bits)\(rest).\(fault)"
    }

    private func digits(_ range: BitRange) -> String {
        (range.lower..<range.upper).map { bit(at: $0).map { $0 ? "1" : "0" } ?? "?" }.joined()
    }

    private func hex(_ range: BitRange) -> String {
        range.bytes.map { $0 < bytes.count ? hexDigits(bytes[$0], 2) : "??" }.joined(separator: " ")
    }

    /// `bits 4 to 7`, `bytes 2 to 5`.
    private static func spokenPlace(of range: BitRange) -> String {
        place(of: range, ascii: true).replacing("-", with: " to ")
    }

    /// The list of fields as lines of `name: value`, each with its sentence; a sentence that holds for several fields stands
    /// only at the first.
    private func spokenFields(width: Int) -> [StyledLine] {
        var described: Set<String> = []
        return fields.indices.flatMap { index -> [StyledLine] in
            let row = FieldCatalogue.description(of: fields[index].id)
            var text = "\(row.title): \(statement(at: index, ascii: true))"
            if !text.hasSuffix(".") { text += "." }
            if described.insert(row.meaning).inserted { text += " \(row.meaning) (\(glued(row.source)))" }
            return StyledLine.wrapped(Printable.sentence(text, ascii: true), width: width)
        }
    }
}
