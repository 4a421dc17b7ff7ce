import Wire

/// A standalone SVG that grows downwards: text lines, bit diagrams, arrows.
///
/// Colours are in its own style sheet, for dark and light backgrounds as the viewer prefers, or for one of them. It
/// holds no script and refers to nothing outside. All text passes `Printable.xml`.
struct SVGDocument {
    /// Pixels from edge to edge.
    static let width = 920
    /// Pixels that stay free at the edges.
    static let margin = 24
    /// Pixels of a line of text, and a character's width in tenths.
    static let lineHeight = 20
    static let characterTenths = 84
    /// Columns of text that fit.
    static let columns = (width - 2 * margin) * 10 / characterTenths

    private let title: String
    private let summary: String
    private var body = ""
    /// Where the next element begins.
    private(set) var y = margin

    /// An empty document; `title` and `summary` are read out instead of the picture.
    init(title: String, summary: String) {
        self.title = title
        self.summary = summary
    }

    mutating func space(_ pixels: Int) { y += pixels }

    /// Adds an element; its attributes and content must be XML already.
    mutating func element(_ xml: String) { body += xml + "\n" }

    mutating func heading(_ text: String) {
        if y > Self.margin { y += 14 }
        for line in wrap(text, width: Self.columns * 8 / 9) {
            y += 22
            element("<text class=\"h\" x=\"\(Self.margin)\" y=\"\(y - 5)\">\(Printable.xml(line))</text>")
        }
        y += 4
    }

    mutating func lines(_ lines: [StyledLine], at x: Int = SVGDocument.margin) {
        for line in lines {
            y += Self.lineHeight
            text(line, x: x, y: y - 5)
        }
    }

    /// One line of text; every piece has its own place, so that columns stand under each other in any font.
    mutating func text(_ line: StyledLine, x: Int, y: Int) {
        var column = 0
        for span in line.spans {
            let leading = span.text.prefix { $0 == " " }.count
            let text = span.text.dropFirst(leading)
            if !text.isEmpty {
                let place = x + (column + leading) * Self.characterTenths / 10
                element(
                    "<text class=\"\(span.ink.cssClass)\" x=\"\(place)\" y=\"\(y)\">\(Printable.xml(String(text)))</text>"
                )
            }
            column += displayWidth(of: span.text)
        }
    }

    /// The whole document; `light` chooses one background, nil leaves the choice to the viewer.
    func finished(light: Bool?) -> String {
        let height = y + Self.margin
        return """
            <svg xmlns="http://www.w3.org/2000/svg" class="ws101" role="img" aria-labelledby="t d" width="\(Self.width)" \
            height="\(height)" viewBox="0 0 \(Self.width) \(height)">
            <title id="t">\(Printable.xml(title))</title>
            <desc id="d">\(Printable.xml(summary))</desc>
            <style>
            \(Self.styleSheet(light: light))
            </style>
            <rect class="page" width="\(Self.width)" height="\(height)"/>
            \(body)</svg>

            """
    }

    private static func styleSheet(light: Bool?) -> String {
        var sheet = ".ws101{\(variables(light: light ?? false))}\n"
        if light == nil { sheet += "@media (prefers-color-scheme: light){.ws101{\(variables(light: true))}}\n" }
        sheet += """
            .ws101 text{font:14px ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,"Liberation Mono",monospace;\
            fill:var(--text);white-space:pre}
            .ws101 .page{fill:var(--page)}
            .ws101 text.h{font-size:16px;font-weight:bold}
            .ws101 text.small{font-size:12px}
            .ws101 text.tiny{font-size:10px}
            .ws101 text.middle{text-anchor:middle}
            .ws101 .box{stroke:var(--line);stroke-width:1}
            .ws101 .life{stroke:var(--line);stroke-width:2}
            .ws101 .open{stroke-dasharray:4 4}

            """
        for ink in Ink.coloured {
            sheet += ".ws101 text.\(ink.cssClass){fill:var(--\(ink.cssClass))}"
        }
        sheet += "\n"
        for category in FieldCategory.allCases {
            let name = Ink.field(category).cssClass
            sheet += ".ws101 rect.\(name){fill:var(--\(name));fill-opacity:var(--tint)}"
        }
        sheet += "\n.ws101 rect.bar{fill-opacity:1}\n"
        for ink in [Ink.client, .server, .dim, .bad] {
            sheet +=
                ".ws101 .arrow.\(ink.cssClass){stroke:var(--\(ink.cssClass));fill:var(--\(ink.cssClass));stroke-width:1.5}"
        }
        return sheet
    }

    private static func variables(light: Bool) -> String {
        let page = light ? Palette.light : Palette.dark
        let tint = Double(Palette.tintPercent(light: light)) / 100
        var result =
            "--tint:\(tint);--page:\(page.css);--text:\(light ? "#1f2328" : "#e6edf3");--line:\(light ? "#59636e" : "#6e7681")"
        for ink in Ink.coloured {
            guard let colour = Palette.colour(of: ink, light: light) else { continue }
            result += ";--\(ink.cssClass):\(colour.css)"
        }
        return result
    }
}

extension Ink {
    /// The inks that have a colour of their own.
    fileprivate static var coloured: [Ink] {
        FieldCategory.allCases.map { Ink.field($0) } + [.dim, .client, .server, .bad, .doubtful, .good]
    }

    /// The name of the class, and of the variable, in the style sheet.
    var cssClass: String {
        switch self {
        case .plain, .session: "plain"
        case .heading: "strong"
        case .dim: "dim"
        case .client: "client"
        case .server: "server"
        case .bad: "bad"
        case .doubtful: "doubtful"
        case .good: "good"
        case .field(let category):
            switch category {
            case .flags: "flags"
            case .opcode: "opcode"
            case .mask: "mask"
            case .length: "length"
            case .extendedLength: "extended"
            case .maskingKey: "key"
            case .payload: "payload"
            case .error: "error"
            }
        }
    }
}

extension [Block] {
    /// The blocks as a standalone SVG.
    func svg(title: String, summary: String, light: Bool?) -> String {
        var document = SVGDocument(title: title, summary: summary)
        for block in self {
            switch block {
            case .heading(let text): document.heading(text)
            case .lines(let lines), .drawn(let lines, _): document.lines(lines)
            case .fields(let diagram): document.lines(diagram.fieldList(width: SVGDocument.columns, ascii: false))
            case .bytes(let view): document.lines(view.lines(width: SVGDocument.columns, ascii: false))
            case .table(let table): document.lines(table.lines(width: SVGDocument.columns, ascii: false))
            case .picture(let diagram): diagram.draw(in: &document)
            case .strip(let strip): strip.draw(in: &document)
            }
        }
        return document.finished(light: light)
    }
}
