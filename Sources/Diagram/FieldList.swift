import Wire

extension BitDiagram {
    /// Each field in words: letter, name, place, value, what the value says; then its sentence and its RFC section.
    ///
    /// A sentence that holds for several fields stands only at the first.
    func fieldList(width: Int, ascii: Bool) -> [StyledLine] {
        let titles = fields.map { FieldCatalogue.description(of: $0.id).title }
        let places = fields.indices.map { index in
            // Of what is only announced nobody can know the end.
            announced != nil && index == fields.count - 1
                ? "from byte \(fields[index].range.bytes.lowerBound)"
                : Self.place(of: fields[index].range, ascii: ascii)
        }
        let titleWidth = titles.map { displayWidth(of: $0) }.max() ?? 0
        let placeWidth = places.map { displayWidth(of: $0) }.max() ?? 0
        var described: Set<String> = []
        var lines: [StyledLine] = []
        for (index, field) in fields.enumerated() {
            let row = FieldCatalogue.description(of: field.id)
            let category = category(of: field)
            var first = StyledLine(category.rawValue + "  " + padded(titles[index], to: titleWidth), .field(category))
            first.append("  " + padded(places[index], to: placeWidth) + "  ", .dim)
            if first.width > width { first = StyledLine(category.rawValue + "  " + titles[index], .field(category)) }
            lines += StyledLine.wrapped(statement(at: index, ascii: ascii), first: first, width: width)
            guard described.insert(row.meaning).inserted else { continue }
            let sentence = Printable.sentence(row.meaning + " (" + glued(row.source) + ")", ascii: ascii)
            lines += StyledLine.wrapped(sentence, .dim, first: StyledLine("   "), width: width)
        }
        return lines
    }

    /// `value: what it says`, or how much of it is missing.
    func statement(at index: Int, ascii: Bool) -> String {
        let field = fields[index]
        if let statement = statements[field.id] { return Printable.sentence(statement, ascii: ascii) }
        guard holds(field.range) else {
            let missing = (field.range.upper - max(bytes.count * 8, field.range.lower) + 7) / 8
            return Printable.sentence("not complete: \(missing) byte\(missing == 1 ? "" : "s") missing", ascii: ascii)
        }
        let value = FieldCatalogue.value(of: field, in: bytes)
        guard let meaning = FieldCatalogue.interpretation(at: index, of: fields, in: bytes) else {
            return Printable.sentence(value, ascii: ascii)
        }
        // The bytes of a payload stand in the picture, and a number is not said twice.
        let saysAll = value.isEmpty || field.id == .framePayload || meaning.hasPrefix(value + " ")
        return Printable.sentence(saysAll ? meaning : value + " = " + meaning, ascii: ascii)
    }

    /// `bit 0`, `bits 4–7`, `byte 2`, `bytes 2–5`; from the fifth byte on, where the rulers of the rows begin again,
    /// bits are counted in their byte: `byte 6 bit 1`, `byte 6 bits 3–15`.
    static func place(of range: BitRange, ascii: Bool) -> String {
        let dash = ascii ? "-" : "–"
        if range.lower % 8 == 0, range.count % 8 == 0, range.count > 0 {
            let bytes = range.bytes
            return bytes.count == 1
                ? "byte \(bytes.lowerBound)" : "bytes \(bytes.lowerBound)\(dash)\(bytes.upperBound - 1)"
        }
        let byte = range.lower < 32 ? 0 : range.lower / 8
        let first = range.lower - byte * 8
        let lead = byte == 0 ? "" : "byte \(byte) "
        return lead + (range.count == 1 ? "bit \(first)" : "bits \(first)\(dash)\(first + range.count - 1)")
    }
}
