/// One line of text with its colours: what terminal and SVG have in common.
///
/// The texts are safe to show already: what comes from the wire has passed `Printable`.
struct StyledLine: Hashable {
    /// A piece of a line in one colour.
    struct Span: Hashable {
        var text: String
        var ink: Ink
    }

    private(set) var spans: [Span] = []
    private(set) var width = 0

    init() {}

    init(_ text: String, _ ink: Ink = .plain) { append(text, ink) }

    mutating func append(_ text: String, _ ink: Ink = .plain) {
        guard !text.isEmpty else { return }
        width += displayWidth(of: text)
        if spans.last?.ink == ink {
            spans[spans.count - 1].text += text
        } else {
            spans.append(Span(text: text, ink: ink))
        }
    }

    mutating func append(_ line: StyledLine) {
        for span in line.spans { append(span.text, span.ink) }
    }

    /// Adds spaces up to column `column`.
    mutating func pad(to column: Int) { append(String(repeating: " ", count: max(column - width, 0))) }

    /// The line broken into lines of at most `width` columns, `indent` spaces before each but the first.
    ///
    /// It is broken behind a space where there is one in the second half of a line, otherwise anywhere.
    func folded(to width: Int, indent: Int) -> [StyledLine] {
        guard self.width > width else { return [self] }
        var rest = spans.flatMap { span in span.text.unicodeScalars.map { (scalar: $0, ink: span.ink) } }[...]
        var lines: [StyledLine] = []
        while !rest.isEmpty {
            var line = StyledLine(lines.isEmpty ? "" : String(repeating: " ", count: indent))
            var end = rest.startIndex
            var used = line.width
            while end < rest.endIndex, used + columns(of: rest[end].scalar) <= width || end == rest.startIndex {
                used += columns(of: rest[end].scalar)
                end += 1
            }
            if end < rest.endIndex, rest[end].scalar != " " {
                let half = rest[rest.startIndex..<end].suffix(max(0, (width - indent) / 2))
                if let space = half.lastIndex(where: { $0.scalar == " " }) { end = space + 1 }
            }
            for (scalar, ink) in rest[rest.startIndex..<end] { line.append(String(scalar), ink) }
            lines.append(line)
            rest = rest[end...]
            if rest.first?.scalar == " " { rest = rest.dropFirst() }
        }
        return lines
    }

    /// The line for a terminal, without spaces at its end.
    func painted(on screen: Screen) -> String {
        var result = ""
        for (index, span) in spans.enumerated() {
            var text = span.text
            if index == spans.count - 1 { while text.last == " " { text.removeLast() } }
            result += screen.paint(text, span.ink)
        }
        return result
    }

    /// The line without spaces at its end.
    var trimmed: StyledLine {
        var line = self
        while let last = line.spans.last {
            let kept = last.text.count - last.text.reversed().prefix { $0 == " " }.count
            line.width -= last.text.count - kept
            line.spans[line.spans.count - 1].text = String(last.text.prefix(kept))
            guard kept == 0 else { break }
            line.spans.removeLast()
        }
        return line
    }

    /// `statement` two columns behind `lead`, or wrapped below it, `indent` columns to the right, where it does not fit.
    static func placed(_ statement: String, behind lead: StyledLine, indent: Int, width: Int) -> [StyledLine] {
        guard lead.width + 2 + displayWidth(of: statement) > width else {
            var line = lead
            line.append("  " + statement)
            return [line]
        }
        let space = StyledLine(String(repeating: " ", count: indent))
        return lead.trimmed.folded(to: width, indent: 3) + wrapped(statement, first: space, width: width)
    }

    /// Lines of at most `width` columns: `text` wrapped, `first` before the first line, as many spaces before the rest.
    static func wrapped(_ text: String, _ ink: Ink = .plain, first: StyledLine = StyledLine(), width: Int)
        -> [StyledLine]
    {
        // A lead that leaves hardly any room gets a line of its own, and the text a small indent.
        let crowded = first.width > 4 && width - first.width < min(16, displayWidth(of: text))
        let indent = crowded ? 3 : first.width
        let lines = wrap(text, width: width - indent).enumerated().map { index, text in
            var line = index == 0 && !crowded ? first : StyledLine(String(repeating: " ", count: indent))
            line.append(text, ink)
            return line
        }
        return crowded ? first.folded(to: width, indent: 3) + lines : lines
    }
}

extension [StyledLine] {
    /// The lines for a terminal, each with its line end.
    func painted(on screen: Screen) -> String {
        map { $0.painted(on: screen) + "\n" }.joined()
    }
}
