public import Diagram
public import Dissection
import TLS
import Wire

/// One TLS record: its header's bits and, if it was opened, how it is protected and what is inside.
public final class RecordView: SingleView {
    /// Why there was no such record.
    public private(set) var problem: NotFound?

    /// The bytes of a record that are worth keeping: all of them.
    public static let wireLimit = RecordHeader.size + RecordHeader.mostBytes

    private let output: Output
    private let screen: Screen?
    private var wanted: Wanted
    private var record: RecordEvent?

    /// A view of record `number` of session `session` (nil: of the only one); as text for `screen`, or without one as SVG.
    public init(record number: Int, session: Int?, to output: Output, on screen: Screen?) {
        self.output = output
        self.screen = screen
        wanted = Wanted("record", number, session: session)
    }

    /// Waits for the record, and prints at the end.
    public func handle(_ event: DissectionEvent) {
        switch event {
        case .record(let event): if wanted.matches(event.record, session: event.session) { record = event }
        case .summary(let summary): write(sessions: summary.sessions)
        default: break
        }
    }

    private func write(sessions: Int) {
        problem = wanted.problem(isFound: record != nil, sessions: sessions)
        guard problem == nil, let record else { return }
        let isOpen = record.state == .opened || record.state == .clear
        let diagram = RecordDiagram(
            bytes: record.wire, anatomy: record.anatomy, content: isOpen ? record.content : nil,
            contentType: record.innerType, title: "\(record.record) from the \(record.from)")
        guard let screen else { return output.write(diagram.svg()) }
        let packets = record.packets.map(String.init).joined(separator: ", ")
        let place = "Session \(record.session), \(record.packets.count == 1 ? "packet" : "packets") \(packets), "
        output.paragraph(place + record.time.rfc3339, .dim, on: screen)
        switch record.state {
        case .closed(let closure):
            output.paragraph(
                "It stays closed: \(Printable.sentence(closure.phrase, ascii: screen.ascii)).", .doubtful, on: screen)
        case .incomplete: output.paragraph("Some of its bytes are not in the capture.", .doubtful, on: screen)
        case .clear, .opened: break
        }
        output.write(diagram.text(on: screen))
        if let sentence = alert(record) {
            output.line()
            output.paragraph(sentence, on: screen)
        }
    }

    /// What an alert says.
    private func alert(_ record: RecordEvent) -> String? {
        guard record.innerType == .alert, record.content.count == Alert.size else { return nil }
        let description = AlertDescription(rawValue: record.content[1])
        guard let name = description.name else { return nil }
        return (["The alert \(name).", description.meaning, description.usualCause] as [String?]).compactMap(\.self)
            .joined(separator: " ")
    }
}
