/// A part of a view: what text and SVG are both made of.
enum Block {
    /// A heading.
    case heading(String)
    /// Lines that were laid out for the width of the view.
    case lines([StyledLine])
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
            case .lines(let more): lines += more
            case .picture(let diagram):
                if lines.last?.width ?? 0 > 0 { lines.append(StyledLine()) }
                lines += diagram.pictureLines(on: screen) + [StyledLine()]
            case .strip(let strip):
                lines += [StyledLine()] + strip.lines(width: screen.width, ascii: screen.ascii) + [StyledLine()]
            }
        }
        return lines.painted(on: screen)
    }
}
