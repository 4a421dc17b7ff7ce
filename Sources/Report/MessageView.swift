public import Diagram
public import Dissection
import WebSocket

/// One message: what carried it, what it holds, and the findings about it.
public final class MessageView: SingleView {
    /// Why there was no such message.
    public private(set) var problem: NotFound?

    private let output: Output
    private let screen: Screen
    private var wanted: Wanted
    private var message: MessageEvent?
    private var findings: [Finding] = []

    /// A view of message `number` of session `session` (nil: of the only one).
    public init(message number: Int, session: Int?, to output: Output, on screen: Screen) {
        self.output = output
        self.screen = screen
        wanted = Wanted("message", number, session: session)
    }

    /// Waits for the message and what is found about it, and prints at the end.
    public func handle(_ event: DissectionEvent) {
        switch event {
        case .message(let event): if wanted.matches(event.message, session: event.session) { message = event }
        case .finding(let finding):
            if finding.session == wanted.session ?? 1, finding.message == wanted.number { findings.append(finding) }
        case .summary(let summary): write(sessions: summary.sessions)
        default: break
        }
    }

    private func write(sessions: Int) {
        problem = wanted.problem(isFound: message != nil, sessions: sessions)
        guard problem == nil, let message else { return }
        paragraph("Message \(message.message)\(Self.sender(message.from)): \(Self.facts(message))", .heading)
        paragraph("Session \(message.session), \(Self.frames(message.frames)), \(message.time.rfc3339)", .dim)
        for finding in findings { FindingText.write(finding, to: output, on: screen) }
        output.line()
        PayloadText(to: output, on: screen).write(message)
    }

    private func paragraph(_ text: String, _ ink: Ink) { output.paragraph(text, ink, on: screen) }

    private static func sender(_ side: Side?) -> String { side.map { " from the \($0.rawValue)" } ?? "" }

    private static func facts(_ message: MessageEvent) -> String {
        var parts = [message.kind.rawValue]
        if let length = message.length {
            parts.append(Quantity.count(length, "byte"))
            if message.compressed {
                parts.append(
                    "compressed to \(Quantity.count(message.wireLength))\(Self.ratio(message.wireLength, length))")
            }
        } else {
            parts.append("\(Quantity.count(message.wireLength, "byte")), compressed")
        }
        if message.kind == .text, message.length != nil, !message.isValidText, message.missing == 0 {
            parts.append("not UTF-8")
        }
        if message.missing > 0 { parts.append("\(Quantity.count(message.missing, "byte")) missing from the capture") }
        return parts.joined(separator: ", ")
    }

    private static func ratio(_ wireLength: Int, _ length: Int) -> String {
        length == 0 ? "" : " (\(Quantity.percent(wireLength, of: length)))"
    }

    private static func frames(_ numbers: NumberList) -> String {
        let shown = numbers.prefix(8).map(String.init).joined(separator: ", ")
        let more = numbers.count > 8 ? " and \(numbers.count - 8) more" : ""
        return (numbers.count == 1 ? "frame " : "frames ") + shown + more
    }
}
