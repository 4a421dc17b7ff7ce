import Terminal

/// A text that is looked at a screenful at a time.
struct TextPage {
    /// What it is, for the line below it.
    var title: String
    /// Its lines.
    var lines: [[StyledRun]]
    /// How many lines there is room for.
    var rows = 22
    private(set) var top = 0
    /// How many columns are left out on the left.
    private(set) var shift = 0

    /// A text whose lines are coloured by sequences of SGR.
    init(title: String, _ lines: [some StringProtocol]) {
        self.title = title
        self.lines = lines.map { StyledRun.runs(of: $0) }
    }

    /// The lines on the screen.
    var visible: ArraySlice<[StyledRun]> { lines[min(top, lines.count)..<min(top + rows, lines.count)] }

    /// Where one is: `1–20 of 45`.
    func place(ascii: Bool) -> String {
        guard lines.count > rows else { return "" }
        return "\(top + 1)\(ascii ? "-" : "–")\(min(top + rows, lines.count)) of \(lines.count)"
    }

    /// Moves as the key says.
    mutating func move(_ key: LiveKey) {
        switch key {
        case .up: top -= 1
        case .down: top += 1
        case .pageUp: top -= rows
        case .pageDown, .goOn: top += rows
        case .first: top = 0
        case .last: top = lines.count
        default: break
        }
        top = max(0, min(top, lines.count - rows))
    }

    /// Moves aside by that many columns.
    mutating func move(aside columns: Int) { shift = max(0, shift + columns) }
}
