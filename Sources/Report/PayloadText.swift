import Diagram
import Dissection
import WebSocket
import Wire

/// What a message holds, as far as it is kept: text with its own line ends, other bytes in hex.
struct PayloadText {
    private let output: Output
    private let screen: Screen
    private let indent: Int
    private let laysOutJSON: Bool

    /// Text for `screen`, each line `indent` columns from its edge; JSON gets a line for each member if it is laid out.
    init(to output: Output, on screen: Screen, indent: Int = 0, laysOutJSON: Bool = false) {
        self.output = output
        var screen = screen
        // A narrow screen is not made narrower than it can be.
        self.indent = min(indent, max(0, screen.width - 20))
        screen.width -= self.indent
        self.screen = screen
        self.laysOutJSON = laysOutJSON
    }

    /// Writes the payload of a message, and what of it is not there, and why.
    func write(_ message: MessageEvent) {
        let total = message.length ?? message.payload.count
        if message.compressed, message.length == nil {
            guard !message.payload.isEmpty else {
                let count = Quantity.count(message.wireLength, "compressed byte")
                return paragraph("Nothing can be shown: its \(count) could not be inflated to the end.", .dim)
            }
            paragraph("It could be inflated only as far as this.", .dim)
        } else if let text = message.text, !text.isEmpty {
            write(text, total: message.missing > 0 ? text.count : total)
            return writeHole(message)
        }
        if message.payload.isEmpty {
            paragraph(total == 0 ? "The message is empty." : "--payload-limit 0 keeps none of its bytes.", .dim)
        } else {
            let shown = message.missing > 0 ? message.payload.count : total
            let view = ByteView(message.payload, total: shown, rowLimit: message.payload.count)
            for line in view.text(on: screen).split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
                self.line(line)
            }
            writeHole(message)
        }
    }

    /// What is missing after the bytes shown.
    private func writeHole(_ message: MessageEvent) {
        guard let hole = message.holes.first.first, let length = message.length else { return }
        let rest = length - message.payload.count - message.missing
        paragraph(
            "\(Quantity.count(hole.length, "byte")) from byte \(hole.offset) on \(hole.length == 1 ? "is" : "are") missing from "
                + "the capture; what came after is not shown"
                + (rest > 0 ? " (\(Quantity.count(rest, "byte")))." : "."), .doubtful)
    }

    /// Text with its own line ends, everything else that a terminal would obey escaped.
    private func write(_ text: [UInt8], total: Int) {
        if laysOutJSON, total == text.count, let layout = PrettyJSON(text) {
            for line in layout.lines { write(laidOut: line) }
            return
        }
        for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let shown = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            for part in wrap(Printable.escaped(bytes: shown, ascii: screen.ascii), width: screen.width) {
                self.line(part)
            }
        }
        let rest = total - text.count
        if rest > 0 { paragraph("… \(Quantity.count(rest, "more byte")) (--payload-limit)", .dim) }
    }

    /// A line of laid out JSON; what has no room in it goes on below, further to the right.
    private func write(laidOut line: [UInt8]) {
        let depth = line.prefix { $0 == UInt8(ascii: " ") }.count
        let margin = min(depth, screen.width / 2)
        let text = Printable.escaped(bytes: line.dropFirst(depth), ascii: screen.ascii)
        for (index, part) in wrap(text, width: screen.width - margin - 2).enumerated() {
            self.line(String(repeating: " ", count: index == 0 ? margin : margin + 2) + part)
        }
    }

    private func line(_ text: some StringProtocol) { output.line(String(repeating: " ", count: indent) + text) }

    private func paragraph(_ text: String, _ ink: Ink) {
        for line in wrap(screen.typeset(text), width: screen.width) { self.line(screen.paint(line, ink)) }
    }
}
