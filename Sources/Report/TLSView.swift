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
    private static let mostAlerts = 8

    private let output: Output
    private let screen: Screen
    private let number: Int
    private var start: SessionEvent?
    private var records: [RecordEvent] = []
    private var recordCount = 0
    private var later: LaterHandshake?
    private var alerts: [RecordEvent] = []

    /// A view of the TLS connection of session `number`.
    public init(session number: Int, to output: Output, on screen: Screen) {
        self.output = output
        self.screen = screen
        self.number = number
    }

    /// Waits for the session and its records, and prints at the end.
    public func handle(_ event: DissectionEvent) {
        switch event {
        case .session(let session):
            guard session.session == number else { return }
            start = session
            later = session.tls.map { LaterHandshake(after: $0.handshake) }
        case .record(let record):
            guard record.session == number else { return }
            recordCount += 1
            later?.take(record)
            if record.innerType == .alert, alerts.count < Self.mostAlerts { alerts.append(record) }
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
        writeAlerts()
        if !records.isEmpty { writeRecords(start) }
    }

    private func writeMessages(_ facts: HandshakeFacts) {
        let items = facts.messages.map { HandshakeItem($0) } + (later?.items ?? [])
        guard !items.isEmpty else {
            return paragraph("No message of the handshake was captured, or could be opened.", .doubtful)
        }
        paragraph("The handshake, message by message", .heading)
        var table = TextTable([
            .init("#", right: true), .init("from"), .init("message", minimum: 8), .init("bytes", right: true),
            .init("record", right: true), .init("", minimum: 4),
        ])
        for (index, item) in items.enumerated() {
            table.append([
                .init(String(index + 1)), .init(item.from.rawValue, item.from == .client ? .client : .server),
                .init(item.name), .init(String(item.length)), .init(String(item.record)),
                .init(item.isProtected ? "opened" : "clear", .dim),
            ])
        }
        output.write(table.text(on: screen))
        for item in items {
            output.line()
            let diagram = HandshakeMessageDiagram(
                bytes: item.bytes, context: item.context, title: "from the \(item.from.rawValue), record \(item.record)"
            )
            output.write(diagram.text(on: screen))
        }
    }

    private func writeAlerts() {
        let sentences = alerts.compactMap { record in
            AlertSentence(record).map { "Record \(record.record) from the \(record.from): \($0.text)" }
        }
        guard !sentences.isEmpty else { return }
        output.line()
        paragraph(sentences.count == 1 ? "Alert" : "Alerts", .heading)
        for sentence in sentences { paragraph(sentence) }
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
