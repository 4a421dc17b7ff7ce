import TLS
import Wire

/// The fields of a handshake message in words: lists of numbers in one paragraph, extensions under their names.
///
/// A field's sentence stands only at the first one of its kind; lengths, which beginners need least, have none.
struct HandshakeFieldList {
    let fields: [Field]
    let bytes: [UInt8]
    let width: Int
    let ascii: Bool

    /// Numbers of a list that are named before the rest is only counted.
    static let mostNamed = 24
    /// Fields, or lists of them, that are written before the rest is only counted.
    static let mostLines = 400

    /// Fields of one kind side by side.
    private struct Item {
        var indices: Range<Int>
        /// Whether it stands in an extension.
        var isInside: Bool
    }

    func lines() -> [StyledLine] {
        let items = grouped()
        let inset = { (item: Item) in item.isInside ? "  " : "" }
        let titles = items.map { inset($0) + title(of: $0) }
        let places = items.map { place(of: $0) }
        let titleWidth = min(titles.map { displayWidth(of: $0) }.max() ?? 0, 32)
        let placeWidth = min(places.map { displayWidth(of: $0) }.max() ?? 0, 15)
        var described: Set<String> = []
        var lines: [StyledLine] = []
        for (number, item) in items.enumerated().prefix(Self.mostLines) {
            let id = fields[item.indices.lowerBound].id
            let row = FieldCatalogue.description(of: id)
            var first = StyledLine(row.category.rawValue + "  ", .field(row.category))
            first.append(padded(titles[number], to: titleWidth), .field(row.category))
            first.append("  " + padded(places[number], to: placeWidth), .dim)
            if first.width > width {
                first = StyledLine(row.category.rawValue + "  " + titles[number], .field(row.category))
            }
            let statement = Printable.sentence(statement(of: item), ascii: ascii)
            lines += StyledLine.placed(statement, behind: first, indent: 5, width: width)
            guard let meaning = meaning(of: item), described.insert(meaning).inserted else { continue }
            let sentence = Printable.sentence(meaning, ascii: ascii)
            lines += StyledLine.wrapped(sentence, .dim, first: StyledLine("   " + inset(item)), width: width)
        }
        if items.count > Self.mostLines {
            let mark = ascii ? "..." : "…"
            lines += StyledLine.wrapped("\(mark) \(items.count - Self.mostLines) more fields", .dim, width: width)
        }
        return lines
    }

    /// The sentence about a field: what an extension is for; nothing about lengths.
    private func meaning(of item: Item) -> String? {
        let field = fields[item.indices.lowerBound]
        if field.id == .tlsExtensionType {
            return UInt16(exactly: field.value ?? .max).flatMap { ExtensionType(rawValue: $0).meaning }
        }
        let row = FieldCatalogue.description(of: field.id)
        let isLength = row.category == .length || row.category == .extendedLength && row.title.hasSuffix("ength")
        return isLength ? nil : row.meaning + " (" + glued(row.source) + ")"
    }

    /// Neighbours of one kind together; an extension's type with its length.
    private func grouped() -> [Item] {
        var items: [Item] = []
        var extensionEnd = 0
        var index = 0
        while index < fields.count {
            let field = fields[index]
            var end = index + 1
            let isInside = field.range.lower < extensionEnd
            if field.id == .tlsExtensionType, end < fields.count, fields[end].id == .tlsExtensionLength {
                extensionEnd = fields[end].range.upper + Int(fields[end].value ?? 0) * 8
                end += 1
            } else {
                while end < fields.count, fields[end].id == field.id, field.value != nil,
                    fields[end].range.lower < extensionEnd || !isInside
                {
                    end += 1
                }
            }
            items.append(Item(indices: index..<end, isInside: isInside))
            index = end
        }
        return items
    }

    private func title(of item: Item) -> String {
        let field = fields[item.indices.lowerBound]
        if field.id == .tlsExtensionType {
            let name = TLSNames.extensionType(UInt16(truncatingIfNeeded: field.value ?? 0))
            return "Extension \(name ?? String(field.value ?? 0))"
        }
        return FieldCatalogue.description(of: field.id).title + (item.indices.count > 1 ? "s" : "")
    }

    private func place(of item: Item) -> String {
        let lower = fields[item.indices.lowerBound].range.lower
        let upper = fields[item.indices.upperBound - 1].range.upper
        return BitDiagram.place(of: BitRange(lower: lower, count: upper - lower), ascii: ascii)
    }

    private func statement(of item: Item) -> String {
        let index = item.indices.lowerBound
        let field = fields[index]
        if field.id == .tlsExtensionType {
            let number = String(field.value ?? 0)
            guard item.indices.count == 2, let length = fields[index + 1].value else { return number }
            return "\(number), \(length == 0 ? "empty" : byteCount(length))"
        }
        guard item.indices.count == 1 else { return list(item) }
        return single(index)
    }

    private func list(_ item: Item) -> String {
        let named = item.indices.prefix(Self.mostNamed).map { name(at: $0) }.joined(separator: ", ")
        let more = item.indices.count - Self.mostNamed
        return "\(item.indices.count): " + named + (more > 0 ? " … and \(more) more" : "")
    }

    /// The name that a number of a list has, or the number.
    private func name(at index: Int) -> String {
        let field = fields[index]
        let value = FieldCatalogue.value(of: field, in: bytes)
        guard let number = UInt16(exactly: field.value ?? .max) else { return value }
        if TLSNames.isGREASE(number) { return "GREASE" }
        if field.id == .tlsCipherSuite { return CipherSuite(rawValue: number).name ?? value }
        let meaning = FieldCatalogue.interpretation(at: index, of: fields, in: bytes)
        return meaning == "not registered" ? value : meaning ?? value
    }

    private func single(_ index: Int) -> String {
        let field = fields[index]
        let value = FieldCatalogue.value(of: field, in: bytes)
        var meaning = FieldCatalogue.interpretation(at: index, of: fields, in: bytes)
        if field.id == .tlsCipherSuite, meaning == nil, let number = UInt16(exactly: field.value ?? .max) {
            meaning = CipherSuite(rawValue: number).name
        }
        guard let meaning else { return value }
        if [.tlsServerName, .tlsProtocol, .tlsSettingsProtocol].contains(field.id) { return meaning }
        return value.isEmpty || meaning.hasPrefix(value + " ") ? meaning : value + " = " + meaning
    }
}
