import Wire

/// Bytes as a row of boxes, one for each part: what stands where in a record, with what is done to it above.
struct ByteStrip: Hashable {
    /// A part of the bytes.
    struct Part: Hashable {
        /// What it is, short.
        var name: String
        /// How many bytes it takes.
        var count: Int
        /// Its colour and letter.
        var category: FieldCategory
    }

    /// A remark that holds for some parts that stand side by side.
    struct Span: Hashable {
        /// The remark, short.
        var text: String
        /// The parts' indices.
        var parts: Range<Int>
    }

    /// The parts from the first byte to the last; those without bytes are left out.
    let parts: [Part]
    /// What holds for several of them, from left to right without overlap.
    let spans: [Span]

    /// The narrowest form in columns that stands side by side.
    private var width: Int { cellWidths.reduce(parts.count + 1) { $0 + $1 } }

    /// The columns inside of each box: its name and its count with a space at each side, and room for its remark.
    private var cellWidths: [Int] {
        var widths = parts.map { max(displayWidth(of: $0.name), displayWidth(of: Self.size($0))) + 2 }
        for span in spans where !span.parts.isEmpty {
            let have = widths[span.parts].reduce(span.parts.count - 1, +)
            let lacking = displayWidth(of: span.text) + 2 - have
            // The longest part gets the room.
            if lacking > 0, let widest = span.parts.max(by: { parts[$0].count < parts[$1].count }) {
                widths[widest] += lacking
            }
        }
        return widths
    }

    private static func size(_ part: Part) -> String { byteCount(UInt64(max(0, part.count))) }
}

extension ByteStrip {
    /// The strip for a screen; where it is read aloud, a part a line.
    func lines(on screen: Screen) -> [StyledLine] {
        screen.plain
            ? list(width: screen.width, ascii: true) : lines(width: screen.width, ascii: screen.ascii)
    }

    /// The strip in text; a part a line where the screen is too narrow for boxes.
    func lines(width limit: Int, ascii: Bool) -> [StyledLine] {
        guard !parts.isEmpty else { return [] }
        guard width <= limit else { return list(width: limit, ascii: ascii) }
        let bar = ascii ? "|" : "│"
        let widths = cellWidths
        var names = StyledLine(bar, .dim)
        var sizes = StyledLine(bar, .dim)
        for (part, width) in zip(parts, widths) {
            names.append(" " + padded(part.name, to: width - 1), .field(part.category))
            sizes.append(" " + padded(Self.size(part), to: width - 1), .field(part.category))
            names.append(bar, .dim)
            sizes.append(bar, .dim)
        }
        let above = remarks(widths: widths)
        return (above.map { [$0] } ?? []) + [edge(widths, top: true, ascii: ascii), names, sizes]
            + [edge(widths, top: false, ascii: ascii)]
    }

    private func remarks(widths: [Int]) -> StyledLine? {
        guard !spans.isEmpty else { return nil }
        var line = StyledLine()
        for span in spans {
            line.pad(to: widths[..<span.parts.lowerBound].reduce(span.parts.lowerBound + 2, +))
            line.append(span.text, .dim)
        }
        return line
    }

    private func edge(_ widths: [Int], top: Bool, ascii: Bool) -> StyledLine {
        let line = ascii ? "-" : "─"
        let corners = ascii ? ("+", "+", "+") : top ? ("┌", "┬", "┐") : ("└", "┴", "┘")
        var result = StyledLine(corners.0, .dim)
        for (index, width) in widths.enumerated() {
            if top {
                result.append(line, .dim)
                result.append(parts[index].category.rawValue, .field(parts[index].category))
                result.append(String(repeating: line, count: width - 2), .dim)
            } else {
                result.append(String(repeating: line, count: width), .dim)
            }
            result.append(index == widths.count - 1 ? corners.2 : corners.1, .dim)
        }
        return result
    }

    private func list(width: Int, ascii: Bool) -> [StyledLine] {
        var lines: [StyledLine] = []
        for (index, part) in parts.enumerated() {
            if let span = spans.first(where: { $0.parts.first == index }) {
                lines += StyledLine.wrapped(
                    Printable.sentence(span.text, ascii: ascii) + ":", .dim, width: width)
            }
            let first = StyledLine("  " + part.category.rawValue + " ", .field(part.category))
            lines += StyledLine.wrapped(
                part.name + ", " + Self.size(part), .field(part.category), first: first, width: width)
        }
        return lines
    }

    /// Draws the strip; the widths of the boxes follow the texts, not the bytes.
    func draw(in document: inout SVGDocument) {
        guard !parts.isEmpty else { return }
        let room = SVGDocument.width - 2 * SVGDocument.margin
        let widths = cellWidths
        let total = widths.reduce(0, +)
        let unit = min(SVGDocument.characterTenths * total / 10, room)
        document.space(8)
        let top = document.y + (spans.isEmpty ? 0 : 20)
        var lefts: [Int] = []
        var left = SVGDocument.margin
        for (part, width) in zip(parts, widths) {
            let pixels = unit * width / max(total, 1)
            lefts.append(left)
            document.element(
                "<rect class=\"box \(Ink.field(part.category).cssClass)\" x=\"\(left)\" y=\"\(top)\" width=\"\(pixels)\" height=\"48\"/>"
            )
            document.text(StyledLine(part.name, .field(part.category)), x: left + 6, y: top + 20)
            document.text(StyledLine(Self.size(part), .field(part.category)), x: left + 6, y: top + 40)
            left += pixels
        }
        for span in spans {
            document.text(StyledLine(span.text, .dim), x: lefts[span.parts.lowerBound] + 6, y: top - 6)
        }
        document.space(top + 48 + 12 - document.y)
    }
}
