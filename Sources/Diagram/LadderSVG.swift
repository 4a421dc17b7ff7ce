public import Dissection

extension Ladder {
    /// The whole ladder of one session as a standalone SVG.
    ///
    /// `events` are those of the session in order; `light` chooses the background, nil takes what the viewer prefers.
    public static func svg(of events: some Sequence<DissectionEvent>, light: Bool? = nil) -> String {
        var source = LadderRows(ascii: false)
        let rows = events.flatMap { source.rows(for: $0) }
        var frames = 0
        for case .arrow(let arrow) in rows where arrow.number != nil { frames += 1 }
        var document = SVGDocument(
            title: "Timeline of a WebSocket session",
            summary:
                "The client's life line at the left, the server's at the right, \(frames) frames as arrows between them."
        )
        var drawing = LadderDrawing(document: document)
        for row in rows { drawing.draw(row) }
        document = drawing.finished()
        return document.finished(light: light)
    }
}

/// Draws the rows of a ladder one below the other.
private struct LadderDrawing {
    private var document: SVGDocument
    /// The vertical runs of the life lines: they begin below the names of the two ends.
    private var top: Int?
    private static let clientX = SVGDocument.margin + 160
    private static let serverX = SVGDocument.width - SVGDocument.margin - 8
    private static let rowHeight = 34

    init(document: SVGDocument) { self.document = document }

    mutating func finished() -> SVGDocument {
        if let top {
            for x in [Self.clientX, Self.serverX] {
                document.element(
                    "<line class=\"life\" x1=\"\(x)\" y1=\"\(top)\" x2=\"\(x)\" y2=\"\(document.y + 8)\"/>")
            }
            document.space(8)
        }
        return document
    }

    mutating func draw(_ row: LadderRow) {
        switch row {
        case .ends(let client, let server):
            document.space(SVGDocument.lineHeight)
            document.text(StyledLine(client, .client), x: Self.clientX - 8, y: document.y - 5)
            let width = displayWidth(of: server) * SVGDocument.characterTenths / 10
            document.text(StyledLine(server, .server), x: Self.serverX + 8 - width, y: document.y - 5)
            top = document.y
        case .arrow(let arrow): draw(arrow)
        case .remark(let remark):
            let x = Self.clientX + 16
            let columns = (Self.serverX - x) * 10 / SVGDocument.characterTenths - 1
            document.lines(remark.lines(width: columns, ascii: false), at: x)
        case .comment(let packet, let text):
            let x = Self.clientX + 16
            let columns = (Self.serverX - x) * 10 / SVGDocument.characterTenths - 1
            document.lines(StyledLine.wrapped(LadderRow.sentence(packet, text), .dim, width: columns), at: x)
        case .silence(let duration, let hasKeepAlives):
            let text = "⋮  \(LadderRow.silence(duration, hasKeepAlives, ascii: false))"
            document.lines([StyledLine(text, .dim)], at: Self.clientX + 16)
        case .note(let text): document.lines([StyledLine(text, .dim)], at: Self.clientX + 16)
        }
    }

    private mutating func draw(_ arrow: LadderArrow) {
        if top == nil { top = document.y }
        let y = document.y + 26
        let time = timeText(arrow.time, ascii: false)
        var lead = StyledLine(padded(time, to: 10, right: true), .dim)
        lead.append(arrow.number.map { " #\($0)" } ?? "")
        document.text(lead, x: SVGDocument.margin, y: y)
        let ink: Ink = arrow.from.map { $0 == .client ? .client : .server } ?? .dim
        let room = (Self.serverX - Self.clientX - 40) * 10 / SVGDocument.characterTenths
        var content = StyledLine(arrow.from == nil ? "? " : "", .doubtful)
        content.append(arrow.content(room: room - 2, ascii: false))
        let width = content.width * SVGDocument.characterTenths / 10
        document.text(content, x: arrow.from == .server ? Self.serverX - 20 - width : Self.clientX + 20, y: y - 6)
        let ends = (Self.clientX + 2, Self.serverX - 2)
        document.element(
            "<line class=\"arrow \(ink.cssClass)\" x1=\"\(ends.0)\" y1=\"\(y)\" x2=\"\(ends.1)\" y2=\"\(y)\"/>")
        switch arrow.from {
        case .client: head(ink, tip: ends.1, back: ends.1 - 9, y: y)
        case .server: head(ink, tip: ends.0, back: ends.0 + 9, y: y)
        case nil: break
        }
        document.space(Self.rowHeight)
    }

    private mutating func head(_ ink: Ink, tip: Int, back: Int, y: Int) {
        document.element(
            "<path class=\"arrow \(ink.cssClass)\" d=\"M\(tip) \(y)L\(back) \(y - 5)L\(back) \(y + 5)Z\"/>")
    }
}
