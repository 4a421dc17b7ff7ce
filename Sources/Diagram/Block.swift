/// A part of a view: what text and SVG are both made of.
enum Block {
    /// A heading.
    case heading(String)
    /// Lines that were laid out for the width of the view.
    case lines([StyledLine])
    /// Lines that were laid out for the width of the view, and what is said instead of them where it is read aloud.
    case drawn([StyledLine], spoken: [StyledLine])
    /// A bit diagram's fields in words.
    case fields(BitDiagram)
    /// Bytes in hex and as text.
    case bytes(ByteView)
    /// A table.
    case table(TextTable)
    /// A bit diagram, drawn in the medium's own way.
    case picture(BitDiagram)
    /// Parts of bytes side by side, drawn in the medium's own way.
    case strip(ByteStrip)
}

extension [Block] {
    /// The blocks for a terminal, an empty line before each heading but the first.
    func text(on screen: Screen) -> String {
        var lines: [StyledLine] = []
        for block in self {
            switch block {
            case .heading(let text):
                if !lines.isEmpty { lines.append(StyledLine()) }
                lines += wrap(Printable.sentence(text, ascii: screen.ascii), width: screen.width).map {
                    StyledLine($0, .heading)
                }
            case .lines(let more) where screen.plain:
                for line in more { lines += wrap(line.spoken, width: screen.width).map { StyledLine($0) } }
            case .lines(let more): lines += more
            case .drawn(let drawn, let spoken): lines += screen.plain ? spoken : drawn
            case .fields(let diagram): lines += diagram.fieldLines(on: screen)
            case .bytes(let view): lines += view.lines(on: screen)
            case .table(let table): lines += table.lines(on: screen)
            case .picture(let diagram):
                if lines.last?.width ?? 0 > 0 { lines.append(StyledLine()) }
                lines += diagram.pictureLines(on: screen) + [StyledLine()]
            case .strip(let strip): lines += [StyledLine()] + strip.lines(on: screen) + [StyledLine()]
            }
        }
        return lines.painted(on: screen)
    }
}
