import Wire

extension BitDiagram {
    /// The picture with the list of fields below it, each line at most as wide as the screen, each with its line end.
    ///
    /// 32 bits a row from 68 columns on, 16 from 40, otherwise 8.
    public func text(on screen: Screen) -> String { lines(on: screen).painted(on: screen) }

    /// The picture alone.
    public func picture(on screen: Screen) -> String { pictureLines(on: screen).painted(on: screen) }

    func lines(on screen: Screen) -> [StyledLine] {
        guard !fields.isEmpty else { return [] }
        return pictureLines(on: screen) + [StyledLine()] + fieldLines(on: screen)
    }

    func pictureLines(on screen: Screen) -> [StyledLine] {
        guard !fields.isEmpty else { return [] }
        if screen.plain { return spokenBits(width: screen.width) }
        let width = screen.width >= 68 ? 32 : screen.width >= 40 ? 16 : 8
        return Picture(diagram: self, bits: width, ascii: screen.ascii).lines()
    }
}

/// Draws the picture in text: two columns a bit, the offset of the row's first byte before it.
private struct Picture {
    let diagram: BitDiagram
    let bits: Int
    let ascii: Bool
    private static let margin = 3

    func lines() -> [StyledLine] {
        let rows = diagram.rows(of: bits)
        var lines = ruler()
        for (index, row) in rows.enumerated() {
            lines.append(border(above: index == 0 ? nil : rows[index - 1], below: row))
            lines += content(of: row, number: index)
        }
        if diagram.hiddenBytes > 0, let last = rows.last { lines += rest(below: last) }
        lines.append(border(above: diagram.hiddenBytes > 0 ? fullRow(rows.count) : rows.last, below: nil))
        return lines
    }

    /// The numbers of the bits, as the RFCs write them: tens above ones.
    private func ruler() -> [StyledLine] {
        let space = String(repeating: " ", count: Self.margin + 1)
        let tens = (0..<bits).map { $0 % 10 == 0 ? String($0 / 10) : " " }.joined(separator: " ")
        let ones = (0..<bits).map { String($0 % 10) }.joined(separator: " ")
        let lines = [StyledLine(space + ones, .dim)]
        return bits > 10 ? [StyledLine(space + tens, .dim)] + lines : lines
    }

    /// The line between two rows: a crossing wherever a cell ends, dashes where a field goes on below, and the letter
    /// of each field that begins below.
    private func border(above: [BitDiagram.Cell]?, below: [BitDiagram.Cell]?) -> StyledLine {
        let up = verticals(above)
        let down = verticals(below)
        let upper = owners(above)
        let lower = owners(below)
        var line = StyledLine(String(repeating: " ", count: Self.margin))
        for position in 0...bits {
            let left = position > 0 && (upper[position - 1] ?? lower[position - 1]) != nil
            let right = position < bits && (upper[position] ?? lower[position]) != nil
            let dashed = position < bits && upper[position] != nil && upper[position] == lower[position]
            let junction = joint(up: up.contains(position), down: down.contains(position), left: left, right: right)
            line.append(junction ?? horizontal(left || right, dashed: dashed, odd: false), .dim)
            guard position < bits else { break }
            if let cell = below?.first(where: { $0.isFirst && $0.range.lower % bits == position }) {
                line.append(diagram.letter(of: cell), .field(diagram.category(of: diagram.fields[cell.field])))
            } else {
                line.append(horizontal(right, dashed: dashed, odd: true), .dim)
            }
        }
        return line
    }

    private func verticals(_ row: [BitDiagram.Cell]?) -> Set<Int> {
        guard let row, let last = row.last else { return [] }
        return Set(row.map { $0.range.lower % bits } + [last.range.lower % bits + last.range.count])
    }

    /// The field that each bit of a row belongs to.
    private func owners(_ row: [BitDiagram.Cell]?) -> [Int?] {
        var owners: [Int?] = Array(repeating: nil, count: bits)
        for cell in row ?? [] {
            let start = cell.range.lower % bits
            for position in start..<(start + cell.range.count) { owners[position] = cell.field }
        }
        return owners
    }

    private func horizontal(_ exists: Bool, dashed: Bool, odd: Bool) -> String {
        guard exists else { return " " }
        if ascii { return dashed && odd ? " " : "-" }
        return dashed ? "╌" : "─"
    }

    /// The character where lines meet; nil where only a horizontal line passes, or nothing does.
    private func joint(up: Bool, down: Bool, left: Bool, right: Bool) -> String? {
        guard up || down else { return nil }
        if ascii { return "+" }
        return switch (up, down, left, right) {
        case (true, true, true, true): "┼"
        case (true, true, false, true): "├"
        case (true, true, true, false): "┤"
        case (true, false, true, true): "┴"
        case (false, true, true, true): "┬"
        case (true, false, false, true): "└"
        case (true, false, true, false): "┘"
        case (false, true, false, true): "┌"
        case (false, true, true, false): "┐"
        default: "│"
        }
    }

    private var bar: String { ascii ? "|" : "│" }

    /// The row's lines: the bits, then names and values.
    private func content(of row: [BitDiagram.Cell], number: Int) -> [StyledLine] {
        let columns = row.map { texts(of: $0) }
        let height = columns.map(\.count).max() ?? 0
        return (0..<height).map { index in
            let offset = index == 0 ? String(number * bits / 8) : ""
            var line = StyledLine(
                padded(String(offset.suffix(Self.margin - 1)), to: Self.margin - 1, right: true), .dim)
            line.append(" " + bar, .dim)
            for (cell, texts) in zip(row, columns) {
                let width = cell.range.count * 2 - 1
                let ink = Ink.field(diagram.category(of: diagram.fields[cell.field]))
                line.append(centred(index < texts.count ? texts[index] : "", width), ink)
                line.append(bar, .dim)
            }
            return line
        }
    }

    private func texts(of cell: BitDiagram.Cell) -> [String] {
        let width = cell.range.count * 2 - 1
        var texts = [
            (cell.range.lower..<cell.range.upper).map { index in
                diagram.bit(at: index).map { $0 ? "1" : "0" } ?? "?"
            }.joined(separator: " ")
        ]
        if diagram.fields[cell.field].range.count == 1 {
            let label = FieldCatalogue.description(of: diagram.fields[cell.field].id).label
            return texts + label.map { String($0) }
        }
        if diagram.showsBytes(cell) {
            texts.append(byteColumns(cell.range))
            if cell.isFirst { texts.append(diagram.label(of: cell, width: width, ascii: ascii)) }
            return texts
        }
        texts.append(diagram.label(of: cell, width: width, ascii: ascii))
        if cell.isFirst || !fitsInFirstCell(cell), let value = diagram.cellValue(of: cell),
            displayWidth(of: value) <= width
        {
            texts.append(value)
        }
        return texts
    }

    /// Whether the value of the cell's field stands in the field's first cell already.
    private func fitsInFirstCell(_ cell: BitDiagram.Cell) -> Bool {
        let range = diagram.fields[cell.field].range
        let first = min(range.count, bits - range.lower % bits)
        return displayWidth(of: diagram.cellValue(of: cell) ?? "") <= first * 2 - 1
    }

    /// The bytes in hex, each in the middle of its bits.
    private func byteColumns(_ range: BitRange) -> String {
        range.bytes.map { index in
            index < diagram.bytes.count ? "      " + hexDigits(diagram.bytes[index], 2) + "       " : "      ??       "
        }.joined(separator: " ")
    }

    private func centred(_ text: String, _ width: Int) -> String {
        let left = (width - displayWidth(of: text)) / 2
        return padded(String(repeating: " ", count: max(0, left)) + text, to: width)
    }

    /// The row that stands for the bytes of the last field that are not drawn.
    private func rest(below row: [BitDiagram.Cell]) -> [StyledLine] {
        let count = diagram.hiddenBytes
        let texts = [
            "\(ascii ? "..." : "…") \(count) more byte\(count == 1 ? "" : "s")", "\(ascii ? "..." : "…") +\(count)",
        ]
        let width = bits * 2 - 1
        let text = texts.first { displayWidth(of: $0) <= width } ?? ""
        var line = StyledLine(String(repeating: " ", count: Self.margin) + bar, .dim)
        line.append(centred(text, width), .field(diagram.category(of: diagram.fields[diagram.fields.count - 1])))
        line.append(bar, .dim)
        return [border(above: row, below: fullRow(row.count)), line]
    }

    private func fullRow(_ number: Int) -> [BitDiagram.Cell] {
        let last = diagram.fields.count - 1
        return [
            BitDiagram.Cell(
                field: last, range: BitRange(lower: number * bits, count: bits), isFirst: false, isLast: true)
        ]
    }
}
