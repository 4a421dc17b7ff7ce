/// A table of aligned columns that fits the screen: where there is not enough room, the widest flexible column gives.
public struct TextTable: Sendable {
    /// A column: its heading and how it behaves.
    public struct Column: Sendable {
        /// The heading; all headings empty: no heading line.
        public var title: String
        /// Whether its cells stand at the right, as numbers do.
        public var right: Bool
        /// The columns below which it is not cut; nil: it is never cut.
        public var minimum: Int?
        /// Whether its cells go on in further lines where they would be cut.
        public var wraps: Bool

        /// A column `title`; with a `minimum` it may be cut, marked by `…`, when the screen is narrow, or wrapped.
        public init(_ title: String, right: Bool = false, minimum: Int? = nil, wraps: Bool = false) {
            self.title = title
            self.right = right
            self.minimum = minimum
            self.wraps = wraps
        }
    }

    /// A cell: its text, safe to show already, and its colour.
    public struct Cell: Sendable, ExpressibleByStringLiteral {
        /// The text.
        public var text: String
        /// The colour.
        public var ink: Ink

        /// A cell of `text` in the colour of `ink`.
        public init(_ text: String, _ ink: Ink = .plain) {
            self.text = text
            self.ink = ink
        }

        /// A plain cell.
        public init(stringLiteral value: String) { self.init(value) }
    }

    /// The columns from left to right.
    public let columns: [Column]
    /// The rows so far, each of as many cells as there are columns.
    public private(set) var rows: [[Cell]] = []

    /// An empty table of these columns.
    public init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row; missing cells are empty, surplus ones are left out.
    public mutating func append(_ cells: [Cell]) {
        rows.append((0..<columns.count).map { $0 < cells.count ? cells[$0] : Cell("") })
    }

    /// The table with its headings, each line at most as wide as the screen, each with its line end.
    ///
    /// On a screen that cannot hold the smallest columns side by side, each row becomes a block of `heading: cell` lines.
    public func text(on screen: Screen) -> String {
        lines(on: screen).painted(on: screen)
    }

    /// The lines for a screen; where they are read aloud, a block of `heading: cell` lines for each row.
    func lines(on screen: Screen) -> [StyledLine] {
        screen.plain ? spoken.blocks(width: screen.width) : lines(width: screen.width, ascii: screen.ascii)
    }

    /// The table with headings that can be read aloud.
    private var spoken: TextTable {
        var table = TextTable(
            columns.map { column in
                Column(column.title == "#" ? "number" : column.title, right: column.right)
            })
        table.rows = rows
        return table
    }

    func lines(width: Int, ascii: Bool) -> [StyledLine] {
        guard let widths = columnWidths(fitting: width) else { return blocks(width: width) }
        var lines: [StyledLine] = []
        if columns.contains(where: { !$0.title.isEmpty }) {
            lines.append(line(columns.map { Cell($0.title, .heading) }, widths: widths, ascii: ascii))
        }
        for row in rows {
            for cells in wrapped(row, widths: widths) { lines.append(line(cells, widths: widths, ascii: ascii)) }
        }
        return lines
    }

    private static let gap = 2

    // The row's lines: more than one where a cell of a column that wraps is too wide.
    private func wrapped(_ row: [Cell], widths: [Int]) -> [[Cell]] {
        let pieces = row.indices.map { index -> [String] in
            let text = row[index].text
            guard columns[index].wraps, displayWidth(of: text) > widths[index] else { return [text] }
            return wrap(text, width: widths[index])
        }
        return (0..<(pieces.map(\.count).max() ?? 0)).map { number in
            row.indices.map { Cell(number < pieces[$0].count ? pieces[$0][number] : "", row[$0].ink) }
        }
    }

    private func line(_ cells: [Cell], widths: [Int], ascii: Bool) -> StyledLine {
        var line = StyledLine()
        for (index, cell) in cells.enumerated() {
            if index > 0 { line.append(String(repeating: " ", count: Self.gap)) }
            let text = truncated(cell.text, to: widths[index], ascii: ascii)
            let space = String(repeating: " ", count: max(0, widths[index] - displayWidth(of: text)))
            if columns[index].right { line.append(space) }
            line.append(text, cell.ink)
            if !columns[index].right { line.append(space) }
        }
        return line
    }

    private func columnWidths(fitting width: Int) -> [Int]? {
        var widths = columns.indices.map { index in
            rows.reduce(displayWidth(of: columns[index].title)) { max($0, displayWidth(of: $1[index].text)) }
        }
        var excess = widths.reduce(0, +) + Self.gap * max(0, columns.count - 1) - width
        while excess > 0 {
            let flexible = columns.indices.filter { index in columns[index].minimum.map { widths[index] > $0 } ?? false
            }
            guard let widest = flexible.max(by: { widths[$0] < widths[$1] }) else { return nil }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private func blocks(width: Int) -> [StyledLine] {
        var lines: [StyledLine] = []
        // Without headings a row is a sentence.
        guard columns.contains(where: { !$0.title.isEmpty }) else {
            return rows.flatMap { row in
                let cells = row.map(\.text).filter { !$0.isEmpty }
                return StyledLine.wrapped(cells.joined(separator: ", "), width: width)
            }
        }
        for (number, row) in rows.enumerated() {
            if number > 0 { lines.append(StyledLine()) }
            for (index, cell) in row.enumerated() where !cell.text.isEmpty {
                var first = StyledLine()
                if !columns[index].title.isEmpty { first.append(columns[index].title + ": ", .heading) }
                lines += StyledLine.wrapped(cell.text, cell.ink, first: first, width: width)
            }
        }
        return lines
    }
}
