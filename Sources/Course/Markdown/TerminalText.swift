import Diagram
import Wire

/// Styled words broken into lines of a width.
struct StyledWords {
    /// How a piece of text is set.
    enum Style: Hashable {
        case plain, strong, emphasis, code, heading, dim
    }

    private struct Piece {
        var text: String
        var style: Style
    }

    private var words: [[Piece]] = []
    // Whether the next piece continues the last word.
    private var isOpen = false

    init() {}

    init(_ inlines: [MarkdownInline], style: Style = .plain, screen: Screen) {
        append(inlines, style, screen)
    }

    mutating func append(_ inlines: [MarkdownInline], _ style: Style, _ screen: Screen) {
        for inline in inlines {
            switch inline {
            case .text(let text): append(Self.shown(text, screen), style)
            // Where no colour sets code apart, its backticks do.
            case .code(let text): append(Self.shown(screen.color ? text : "`\(text)`", screen), .code)
            case .value: break
            case .emphasis(let inner): append(inner, style == .plain ? .emphasis : style, screen)
            case .strong(let inner): append(inner, style == .plain ? .strong : style, screen)
            case .link(let inner, let address):
                append(inner, style, screen)
                if inner.plainText != address { append(Self.shown(" (\(address))", screen), .dim) }
            case .lineBreak:
                words.append([])
                isOpen = false
            }
        }
    }

    /// `text` as the screen can show it: letters that it lacks become escapes.
    static func shown(_ text: String, _ screen: Screen) -> String {
        // A lesson may hold what a terminal would obey, be it as an entity or in a YAML escape.
        let text = Printable.sentence(text)
        return screen.ascii && !text.utf8.allSatisfy { $0 < 0x80 } ? Printable.escaped(text, ascii: true) : text
    }

    mutating func append(_ text: String, _ style: Style) {
        var isFirst = true
        for part in text.split(separator: " ", omittingEmptySubsequences: false) {
            if !isFirst { isOpen = false }
            isFirst = false
            guard !part.isEmpty else { continue }
            let piece = Piece(text: String(part), style: style)
            if isOpen, !words.isEmpty {
                words[words.count - 1].append(piece)
            } else {
                words.append([piece])
                isOpen = true
            }
        }
    }

    /// The lines, painted, each at most `width` columns wide unless a single word is wider still.
    ///
    /// A code span may break at its spaces like other text.
    func lines(width: Int, on screen: Screen) -> [String] {
        var lines: [String] = []
        var line = ""
        var used = 0
        func flush() {
            lines.append(line)
            (line, used) = ("", 0)
        }
        for word in words {
            // An empty word is a line break that the author wants.
            guard !word.isEmpty else {
                flush()
                continue
            }
            let size = word.reduce(0) { $0 + displayWidth(of: $1.text) }
            if used > 0, used + 1 + size > width { flush() }
            if used > 0 {
                line += " "
                used += 1
            }
            for piece in word {
                // What is wider than a line is broken where the line ends.
                let parts = broken(piece.text[...], first: max(0, width - used), width: width)
                for (number, part) in parts.enumerated() {
                    if number > 0 { flush() }
                    line += part.isEmpty ? "" : Self.paint(String(part), piece.style, screen)
                    used += displayWidth(of: String(part))
                }
            }
        }
        if used > 0 || lines.isEmpty { flush() }
        return lines
    }

    private static func paint(_ text: String, _ style: Style, _ screen: Screen) -> String {
        switch style {
        case .plain: text
        case .strong, .heading: screen.paint(text, .heading)
        // Italics, which the palette of inks has no part in.
        case .emphasis: screen.color ? "\u{1b}[3m\(text)\u{1b}[23m" : text
        case .code: screen.paint(text, .field(.opcode))
        case .dim: screen.paint(text, .dim)
        }
    }
}

/// Renders the blocks of a lesson for a terminal; all computed values must have been replaced.
struct TerminalText {
    /// Prose is set no wider than this: longer lines tire the eye.
    static let maximumWidth = 88

    let screen: Screen
    private var width: Int { min(screen.width, Self.maximumWidth) }

    init(_ screen: Screen) { self.screen = screen }

    /// The blocks with an empty line between each, ended by a line end.
    func text(_ blocks: [MarkdownBlock]) -> String {
        lines(blocks, width: width).map { $0 + "\n" }.joined()
    }

    /// One paragraph, `lead` before its first line and as many spaces before the others.
    func paragraph(_ inlines: [MarkdownInline], lead: String = "", ink: Ink = .plain) -> String {
        let indent = displayWidth(of: lead)
        let lines = StyledWords(inlines, screen: screen).lines(width: max(1, width - indent), on: screen)
        return lines.enumerated().map { index, line in
            (index == 0 ? screen.paint(lead, ink) : String(repeating: " ", count: indent)) + line + "\n"
        }.joined()
    }

    private func lines(_ blocks: [MarkdownBlock], width: Int, isItem: Bool = false) -> [String] {
        var lines: [String] = []
        for block in blocks {
            // A list inside a list's item stands close to its text.
            if case .list = block, isItem {
            } else if !lines.isEmpty {
                lines.append("")
            }
            lines += self.lines(block, width: width)
        }
        return lines
    }

    private func lines(_ block: MarkdownBlock, width: Int) -> [String] {
        switch block {
        case .heading(let level, let inlines):
            let lines = StyledWords(inlines, style: .heading, screen: screen).lines(width: width, on: screen)
            guard level <= 2, !screen.color, !screen.plain else { return lines }
            let rule = screen.ascii ? "-" : "─"
            return lines + [String(repeating: rule, count: min(width, displayWidth(of: lines.last ?? "")))]
        case .paragraph(let inlines): return StyledWords(inlines, screen: screen).lines(width: width, on: screen)
        case .list(let start, let items): return list(start, items, width: width)
        case .quote(let blocks):
            let bar = screen.plain ? "  " : screen.paint(screen.ascii ? "| " : "│ ", .dim)
            return lines(blocks, width: max(1, width - 2)).map { bar + $0 }
        // Code keeps its lines: it is cut by nobody but the terminal.
        case .code(_, let inlines):
            var text = inlines.plainText
            while text.last == "\n" { text.removeLast() }
            return text.split(separator: "\n", omittingEmptySubsequences: false).map {
                "    "
                    + screen.paint(StyledWords.shown(String($0).replacing("\t", with: "    "), screen), .field(.opcode))
            }
        case .pause where screen.plain: return []
        case .pause: return [screen.paint(String(repeating: screen.ascii ? "-" : "─", count: min(width, 20)), .dim)]
        }
    }

    private func list(_ start: Int?, _ items: [[MarkdownBlock]], width: Int) -> [String] {
        var lines: [String] = []
        for (index, item) in items.enumerated() {
            let mark = start.map { "\($0 + index). " } ?? (screen.ascii ? "- " : "• ")
            let indent = displayWidth(of: mark)
            for (row, line) in self.lines(item, width: max(1, width - indent), isItem: true).enumerated() {
                guard !line.isEmpty else {
                    lines.append("")
                    continue
                }
                lines.append((row == 0 ? screen.paint(mark, .dim) : String(repeating: " ", count: indent)) + line)
            }
        }
        return lines
    }
}
