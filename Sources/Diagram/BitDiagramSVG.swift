import Wire

extension BitDiagram {
    /// The picture with the list of fields below it as a standalone SVG.
    ///
    /// `light` chooses the background; nil takes the one that the viewer prefers.
    public func svg(light: Bool? = nil) -> String {
        let blocks: [Block] = [.picture(self), .lines(fieldList(width: SVGDocument.columns, ascii: false))]
        let header = fields.first.map { FieldCatalogue.description(of: $0.id).header.rawValue } ?? ""
        return blocks.svg(title: "\(header) header, bit by bit", summary: description, light: light)
    }

    /// The fields and their values in words, for those who do not see the picture.
    var description: String {
        fields.map { field in
            let title = FieldCatalogue.description(of: field.id).title
            guard holds(field.range) else { return "\(title): not complete" }
            return field.id == .framePayload
                ? "\(title): \(byteCount(UInt64(field.range.count / 8)))"
                : "\(title): \(FieldCatalogue.value(of: field, in: bytes))"
        }.joined(separator: "; ")
    }

    func draw(in document: inout SVGDocument) {
        guard !fields.isEmpty else { return }
        document.space(8)
        var drawing = Drawing(diagram: self, top: document.y)
        drawing.drawRuler()
        for (number, row) in rows(of: 32).enumerated() { drawing.draw(row, number: number) }
        if hiddenBytes > 0 { drawing.drawRest() }
        for element in drawing.elements { document.element(element) }
        document.space(drawing.y - document.y + 12)
    }
}

/// Draws the picture: 26 pixels a bit, the offset of the row's first byte before it.
private struct Drawing {
    let diagram: BitDiagram
    var y: Int
    var elements: [String] = []
    private static let bit = 26
    private static let rowHeight = 60
    private static let left = SVGDocument.margin + 36

    init(diagram: BitDiagram, top: Int) {
        self.diagram = diagram
        y = top
    }

    private mutating func text(_ text: String, _ ink: Ink, x: Int, y: Int, _ size: String = "", middle: Bool = true) {
        let classes = [ink.cssClass, size, middle ? "middle" : ""].filter { !$0.isEmpty }.joined(separator: " ")
        elements.append("<text class=\"\(classes)\" x=\"\(x)\" y=\"\(y)\">\(Printable.xml(text))</text>")
    }

    mutating func drawRuler() {
        for bit in 0..<32 {
            text(String(bit), .dim, x: Self.left + bit * Self.bit + Self.bit / 2, y: y + 10, "tiny")
        }
        y += 16
    }

    mutating func draw(_ row: [BitDiagram.Cell], number: Int) {
        text(String(number * 4), .dim, x: SVGDocument.margin, y: y + 28, "small", middle: false)
        for cell in row { draw(cell) }
        y += Self.rowHeight
    }

    private mutating func draw(_ cell: BitDiagram.Cell) {
        let field = diagram.fields[cell.field]
        let ink = Ink.field(diagram.category(of: field))
        let x = Self.left + cell.range.lower % 32 * Self.bit
        let width = cell.range.count * Self.bit
        elements.append(
            "<rect class=\"box \(ink.cssClass)\" x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(Self.rowHeight)\"/>"
        )
        elements.append("<rect class=\"bar \(ink.cssClass)\" x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"2\"/>")
        if cell.isFirst { text(diagram.letter(of: cell), ink, x: x + 7, y: y + 12, "tiny") }
        for (index, bit) in (cell.range.lower..<cell.range.upper).enumerated() {
            let value = diagram.bit(at: bit).map { $0 ? "1" : "0" } ?? "?"
            text(value, ink, x: x + index * Self.bit + Self.bit / 2, y: y + 25)
        }
        let middle = x + width / 2
        if field.range.count == 1 {
            text(FieldCatalogue.description(of: field.id).label, ink, x: middle, y: y + 41, "tiny")
            return
        }
        let columns = width * 10 / 73
        let label = diagram.label(of: cell, width: columns, ascii: false)
        if diagram.showsBytes(cell) {
            drawBytes(cell, x: x, ink)
            if cell.isFirst { text(label, ink, x: middle, y: y + 55, "small") }
            return
        }
        text(label, ink, x: middle, y: y + 40, "small")
        if cell.isFirst, let value = diagram.cellValue(of: cell), displayWidth(of: value) <= columns {
            text(value, ink, x: middle, y: y + 55, "small")
        }
    }

    private mutating func drawBytes(_ cell: BitDiagram.Cell, x: Int, _ ink: Ink) {
        for (index, byte) in cell.range.bytes.enumerated() {
            let value = byte < diagram.bytes.count ? hexDigits(diagram.bytes[byte], 2) : "??"
            text(value, ink, x: x + (index * 8 + 4) * Self.bit, y: y + 41, "small")
        }
    }

    mutating func drawRest() {
        let ink = Ink.field(diagram.category(of: diagram.fields[diagram.fields.count - 1]))
        let width = 32 * Self.bit
        elements.append(
            "<rect class=\"box open \(ink.cssClass)\" x=\"\(Self.left)\" y=\"\(y)\" width=\"\(width)\" height=\"30\"/>")
        let count = byteCount(diagram.hiddenBytes).replacing(" byte", with: " more byte")
        text("… \(count)", ink, x: Self.left + width / 2, y: y + 20, "small")
        y += 30
    }
}
