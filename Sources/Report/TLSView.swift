public import Diagram
public import Dissection
import TLS
import Wire

/// The TLS connection of a session: what was agreed, each message of the handshake with its fields, the records.
public final class TLSView: SingleView {
    /// Why there was nothing to show.
    public private(set) var problem: NotFound?

    /// Records that are listed before the rest is only counted.
    private static let mostRecords = 60

    private let output: Output
    private let screen: Screen
    private let number: Int
    private var start: SessionEvent?
    private var records: [RecordEvent] = []
    private var recordCount = 0

    /// A view of the TLS connection of session `number`.
    public init(session number: Int, to output: Output, on screen: Screen) {
        self.output = output
        self.screen = screen
        self.number = number
    }

    /// Waits for the session and its records, and prints at the end.
    public func handle(_ event: DissectionEvent) {
        switch event {
        case .session(let session): if session.session == number { start = session }
        case .record(let record):
            guard record.session == number else { return }
            recordCount += 1
            if records.count < Self.mostRecords { records.append(record) }
        case .summary(let summary): write(sessions: summary.sessions)
        default: break
        }
    }

    private func write(sessions: Int) {
        guard let start else {
            problem = Wanted.noSession(number, sessions)
            return
        }
        guard let view = SecurityView(start) else {
            problem = NotFound(
                problem: "session \(number) runs in clear text: there is no TLS in it",
                advice: "Without --tls, --session \(number) shows it.")
            return
        }
        let facts = view.security.handshake
        paragraph("Session \(number): \(start.title(ascii: screen.ascii)), \(start.security)", .heading)
        output.write(view.text(on: screen))
        output.line()
        writeMessages(facts)
        if !records.isEmpty { writeRecords(start) }
    }

    private func writeMessages(_ facts: HandshakeFacts) {
        guard !facts.messages.isEmpty else {
            return paragraph("No message of the handshake was captured, or could be opened.", .doubtful)
        }
        paragraph("The handshake, message by message", .heading)
        var table = TextTable([
            .init("#", right: true), .init("from"), .init("message", minimum: 8), .init("bytes", right: true),
            .init("record", right: true), .init("", minimum: 4),
        ])
        for (index, message) in facts.messages.enumerated() {
            table.append([
                .init(String(index + 1)), .init(message.from.rawValue, message.from == .client ? .client : .server),
                .init(message.name), .init(String(message.length)), .init(String(message.record)),
                .init(message.isProtected ? "opened" : "clear", .dim),
            ])
        }
        output.write(table.text(on: screen))
        if facts.messageCount > facts.messages.count {
            paragraph("… and \(facts.messageCount - facts.messages.count) more", .dim)
        }
        for message in facts.messages {
            output.line()
            let diagram = HandshakeMessageDiagram(
                bytes: message.bytes, context: message.context,
                title: "from the \(message.from.rawValue), record \(message.record)")
            output.write(diagram.text(on: screen))
        }
    }

    private func writeRecords(_ start: SessionEvent) {
        output.line()
        paragraph("Records", .heading)
        var table = TextTable([
            .init("#", right: true), .init("after", right: true), .init("from"), .init("content", minimum: 8),
            .init("bytes", right: true), .init("packets", minimum: 4), .init("", minimum: 6),
        ])
        let first = records[0].time
        for record in records {
            let type = record.innerType ?? record.contentType
            let packets = record.packets.prefix(3).map(String.init).joined(separator: ", ")
            table.append([
                .init(String(record.record)), .init(Quantity.duration(record.time.since(first), ascii: screen.ascii)),
                .init(record.from.rawValue, record.from == .client ? .client : .server),
                .init(type.name ?? "type \(type.rawValue)"), .init(String(record.length)),
                .init(packets + (record.packets.count > 3 ? (screen.ascii ? " ..." : " …") : "")), state(record),
            ])
        }
        output.write(table.text(on: screen))
        if recordCount > records.count {
            paragraph("… and \(Quantity.count(recordCount - records.count, "more record"))", .dim)
        }
    }

    private func state(_ record: RecordEvent) -> TextTable.Cell {
        switch record.state {
        case .clear: .init("clear", .dim)
        case .opened: .init("opened" + (record.padding > 0 ? ", padded" : ""))
        case .closed: .init("closed", .doubtful)
        case .incomplete: .init("incomplete", .bad)
        }
    }

    private func paragraph(_ text: String, _ ink: Ink = .plain) { output.paragraph(text, ink, on: screen) }
}
