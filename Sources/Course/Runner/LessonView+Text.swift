import Diagram
import Dissection
import HTTP
import Query
import Report
import Wire

extension LessonView {
    /// The view, drawn for a screen.
    ///
    /// - Throws: `LanguageError` when there is nothing in the recording to show, or it can't be shown so.
    func text(in scope: Scope, on screen: Screen) throws(LanguageError) -> String {
        let items: [Item]
        switch subject {
        case .things(let reference): items = try reference.items(in: scope)
        case .value(let expression):
            guard case .bytes(let bytes) = try expression.value(in: scope) else {
                throw LanguageError(problem: "these are no bytes", source: expression.source)
            }
            return ByteView(bytes, rowLimit: Self.rowLimit).text(on: screen)
        case .term(let entry): return entry.note(on: screen)
        }
        switch kind {
        case .segments: return RecordingTables.segments(items).text(on: screen)
        case .frames: return RecordingTables.frames(items, width: screen.width).text(on: screen)
        case .packets: return RecordingTables.packets(items, width: screen.width).text(on: screen)
        default: break
        }
        guard let item = items.first else { return "" }
        switch (kind, item) {
        case (.frame, .frame(let frame)): return Self.frame(frame, on: screen)
        case (.bytes, _): return Self.bytes(of: item, on: screen)
        case (.picture, .frame(let frame)): return FrameDiagram(wire: frame.wire).picture(on: screen)
        case (.request, .session(let session)):
            return Self.head(session.start.handshake?.request.bytes ?? [], on: screen)
        case (.response, .session(let session)):
            return Self.head(session.start.handshake?.response?.bytes ?? [], on: screen)
        case (.handshake, .session(let session)): return Self.handshake(session, on: screen)
        case (.ladder, .session(let session)): return Self.ladder(session, judged: false, on: screen)
        case (.judged, .session(let session)): return Self.ladder(session, judged: true, on: screen)
        case (.states, .session(let session)): return Self.states(session, on: screen)
        case (.why, .session(let session)): return Self.diagnosis(of: session, in: scope.recording, on: screen)
        default:
            throw LanguageError(
                problem: "a \(item.kind.rawValue) can't be shown as \(kind.rawValue)", source: item.title)
        }
    }

    static func title(_ item: Item, in scope: Scope) -> String {
        let side = Property.side(of: item).map { " from the \($0.rawValue)" } ?? ""
        let isPart = item.kind != .session && scope.recording.sessions.count > 1
        let session = isPart ? " of session \(item.session)" : ""
        return "\(item.title.prefix(1).uppercased())\(item.title.dropFirst())\(session)\(side)"
    }

    private static func frame(_ frame: RecordedFrame, on screen: Screen) -> String { diagram(frame).text(on: screen) }

    static func diagram(_ frame: RecordedFrame, isJudged: Bool = true) -> FrameDiagram {
        FrameDiagram(wire: frame.wire, remarks: isJudged ? frame.findings.map(Remark.init) : [])
    }

    // The lines of a head as they stand there; a longer one goes on in the next row, further to the right.
    private static func head(_ bytes: [UInt8], on screen: Screen) -> String {
        String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").map { line in
            let text = Array(Printable.escaped(String(line), ascii: screen.ascii))
            let room = max(screen.width - 8, 8)
            // The first row has the indentation of the others more room.
            let first = min(text.count, room + 4)
            let rows =
                [text[..<first]]
                + stride(from: first, to: text.count, by: room).map { text[$0..<min($0 + room, text.count)] }
            return rows.enumerated().map { ($0 == 0 ? "    " : "        ") + String($1) + "\n" }.joined()
        }.joined()
    }

    private static let rowLimit = 24

    /// The bytes of a thing, for exploring.
    static func bytes(of item: Item, on screen: Screen) -> String {
        let bytes: [UInt8] =
            switch item {
            case .frame(let frame): frame.wire
            case .segment(let segment): segment.bytes
            case .message(let message): message.event.payload
            case .session(let session): session.start.handshake?.request.bytes ?? []
            case .record(let record): record.event.wire
            case .finding: []
            }
        return ByteView(bytes, rowLimit: rowLimit).text(on: screen)
    }

    /// A thing as it was on the wire: a session's request line by line, anything else in bytes.
    static func look(at item: Item, on screen: Screen) -> String {
        guard case .session(let session) = item else { return bytes(of: item, on: screen) }
        return head(session.start.handshake?.request.bytes ?? [], on: screen)
    }

    static func handshake(_ session: RecordedSession, isJudged: Bool = true, on screen: Screen) -> String {
        guard isJudged else {
            return session.start.handshake.map { HandshakeView($0, remarks: []).text(on: screen) } ?? ""
        }
        return HandshakeView(session.start)?.text(on: screen) ?? ""
    }

    private static func ladder(_ session: RecordedSession, judged: Bool, on screen: Screen) -> String {
        var ladder = Ladder(screen: screen)
        let timeline = session.timeline.filter { event in
            if case .finding = event { judged } else { true }
        }
        let events = [.session(session.start)] + timeline + (session.close.map { [.close($0)] } ?? [])
        return events.compactMap { ladder.row(for: $0) }.joined()
    }

    private static func states(_ session: RecordedSession, on screen: Screen) -> String {
        session.close.flatMap { StatesView($0, start: session.start) }?.text(on: screen) ?? ""
    }

    private static func diagnosis(of session: RecordedSession, in recording: Recording, on screen: Screen) -> String {
        let output = Output()
        let view = WhyView(session: session.number, to: output, on: screen, hints: false)
        for event in recording.events { view.handle(event) }
        return output.contents
    }
}
