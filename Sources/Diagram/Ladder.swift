public import Dissection
import Wire

/// The timeline of one session as a ladder: the client's life line at the left, the server's at the right, an arrow
/// for everything that passed between them, findings under what they are about.
///
/// It draws event by event, so that a live session can be watched; nothing but the message under way is remembered.
public struct Ladder {
    let screen: Screen
    private var rows: LadderRows

    /// A ladder for `screen`; below 60 columns the life lines give way to an arrow in each line.
    public init(screen: Screen) {
        self.screen = screen
        rows = LadderRows(ascii: screen.ascii)
    }

    /// The lines that `event` adds, each at most as wide as the screen, each with its line end; nil if it adds none.
    ///
    /// Times count from the upgrade request, or from the first event where there is none.
    public mutating func row(for event: DissectionEvent) -> String? {
        let drawn = rows.rows(for: event).flatMap { lines(for: $0) }
        return drawn.isEmpty ? nil : drawn.painted(on: screen)
    }

    private var isWide: Bool { screen.width >= 60 }
    private var ascii: Bool { screen.ascii }
    private var bar: String { ascii ? "|" : "│" }
    private var dash: String { ascii ? "-" : "─" }

    /// Columns before the client's life line: the time, the frame's number.
    private static let timeWidth = 10
    private static let numberWidth = 6
    private var indent: Int { Self.timeWidth + 1 + Self.numberWidth + 1 }

    private func lines(for row: LadderRow) -> [StyledLine] {
        if screen.plain { return spoken(row) }
        return switch row {
        case .ends(let client, let server): ends(client, server)
        case .arrow(let arrow): isWide ? [wide(arrow)] : narrow(arrow)
        case .remark(let remark): lines(of: remark)
        case .silence(let duration, let hasKeepAlives): [silence(duration, hasKeepAlives)]
        case .comment(let packet, let text):
            StyledLine.wrapped(
                LadderRow.sentence(packet, text), .dim,
                first: StyledLine((isWide ? leading() : "") + "  "), width: screen.width)
        case .note(let text):
            StyledLine.wrapped(text, .dim, first: StyledLine(isWide ? leading() : ""), width: screen.width)
        }
    }

    /// The life lines go on, and nothing passes between them.
    private func silence(_ duration: Int64, _ hasKeepAlives: Bool) -> StyledLine {
        let dots = ascii ? ":" : "⋮"
        let text = LadderRow.silence(duration, hasKeepAlives, ascii: ascii)
        guard isWide else {
            let lead = screen.width >= 40 ? String(repeating: " ", count: Self.timeWidth + 1) : ""
            return StyledLine(truncated("\(lead)\(dots) \(text)", to: screen.width, ascii: ascii), .dim)
        }
        var line = StyledLine("\(leading())\(dots)  \(text)", .dim)
        line.pad(to: screen.width - 1)
        line.append(dots, .dim)
        return line
    }

    private func leading() -> String { String(repeating: " ", count: indent) }

    private func lines(of remark: Remark) -> [StyledLine] {
        remark.lines(width: screen.width, ascii: ascii, indent: isWide ? indent + 2 : 2)
    }

    private func ends(_ client: String, _ server: String) -> [StyledLine] {
        guard isWide else {
            return [
                StyledLine(truncated("\(ascii ? "->" : "→") from \(client)", to: screen.width, ascii: ascii), .client),
                StyledLine(truncated("\(ascii ? "<-" : "←") from \(server)", to: screen.width, ascii: ascii), .server),
            ]
        }
        let room = screen.width - indent
        var line = StyledLine(padded("time", to: Self.timeWidth, right: true), .dim)
        line.append(" " + padded("frame", to: Self.numberWidth, right: true) + " ", .dim)
        let left = truncated(client, to: room / 2 - 1, ascii: ascii)
        let right = truncated(server, to: room - room / 2 - 1, ascii: ascii)
        line.append(left, .client)
        line.pad(to: screen.width - displayWidth(of: right))
        line.append(right, .server)
        return [line]
    }

    /// The time and the frame's number; `#` marks the number.
    private func lead(_ arrow: LadderArrow) -> StyledLine {
        var line = StyledLine(padded(timeText(arrow.time, ascii: ascii), to: Self.timeWidth, right: true) + " ", .dim)
        line.append(padded(arrow.number.map { "#\($0)" } ?? "", to: Self.numberWidth, right: true) + " ")
        return line
    }

    private func wide(_ arrow: LadderArrow) -> StyledLine {
        var line = lead(arrow)
        let ink: Ink = arrow.from.map { $0 == .client ? .client : .server } ?? .dim
        let room = screen.width - line.width - 2
        let content = arrow.content(room: room - 6, ascii: ascii)
        let rest = String(repeating: dash, count: max(0, room - 5 - content.width))
        line.append(bar, .dim)
        switch arrow.from {
        case .client:
            line.append(dash + dash + " ", ink)
            line.append(content)
            line.append(" " + rest + (ascii ? ">" : "▶"), ink)
        case .server:
            line.append((ascii ? "<" : "◀") + rest + " ", ink)
            line.append(content)
            line.append(" " + dash + dash, ink)
        case nil:
            line.append(dash + "? ", ink)
            line.append(content)
            line.append(" " + rest + "?", ink)
        }
        line.append(bar, .dim)
        return line
    }

    /// Without life lines: where it is narrow, what a frame carries gets a line of its own rather than none.
    private func narrow(_ arrow: LadderArrow) -> [StyledLine] {
        var line = StyledLine()
        if screen.width >= 40 {
            line.append(padded(timeText(arrow.time, ascii: ascii), to: Self.timeWidth, right: true) + " ", .dim)
        }
        switch arrow.from {
        case .client: line.append((ascii ? "->" : "→") + " ", .client)
        case .server: line.append((ascii ? "<-" : "←") + " ", .server)
        case nil: line.append("? ", .dim)
        }
        if let number = arrow.number { line.append("#\(number) ") }
        let room = screen.width - line.width
        if arrow.fits(room) {
            line.append(arrow.content(room: room, ascii: ascii))
            return [line]
        }
        let indent = String(repeating: " ", count: line.width)
        var lines = StyledLine.wrapped(arrow.label, arrow.ink, first: line, width: screen.width)
        if let excerpt = arrow.excerpt {
            var below = StyledLine(indent)
            if excerpt.isWrapped {
                let text = excerpt.isText ? "\"\(excerpt.text)\"" : excerpt.text
                let lead = room < 20 ? StyledLine("   ") : below
                return lines + StyledLine.wrapped(text, .field(.payload), first: lead, width: screen.width)
            }
            below.append(excerpt.line(room: room, ascii: ascii))
            lines.append(below)
        }
        return lines
    }
}

/// A time as people read it: `0.123 ms`, `12.345 s`, `2:46:40`; ten columns below 100 hours.
func timeText(_ nanoseconds: Int64, ascii: Bool) -> String {
    let sign = nanoseconds < 0 ? (ascii ? "-" : "−") : ""
    let microseconds = nanoseconds.magnitude / 1000
    let three = { (value: UInt64) in String(repeating: "0", count: 3 - String(value).count) + String(value) }
    if microseconds < 1_000_000 { return "\(sign)\(microseconds / 1000).\(three(microseconds % 1000)) ms" }
    let milliseconds = microseconds / 1000
    if milliseconds < 10_000_000 { return "\(sign)\(milliseconds / 1000).\(three(milliseconds % 1000)) s" }
    let two = { (value: UInt64) in (value < 10 ? "0" : "") + String(value) }
    let seconds = milliseconds / 1000
    return "\(sign)\(seconds / 3600):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
}
