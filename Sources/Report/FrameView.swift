public import Diagram
public import Dissection
import WebSocket
import Wire

/// One frame as a bit diagram, with the findings about it.
public final class FrameView: SingleView {
    /// Why there was no such frame.
    public private(set) var problem: NotFound?

    private let output: Output
    private let screen: Screen?
    private var wanted: Wanted
    private var frame: FrameEvent?
    private var findings: [Finding] = []
    /// What was said last of bytes that are no frame, of each side.
    private var strays: [Side: Finding] = [:]

    /// A view of frame `number` of session `session` (nil: of the only one); as text for `screen`, or without one as SVG.
    public init(frame number: Int, session: Int?, to output: Output, on screen: Screen?) {
        self.output = output
        self.screen = screen
        wanted = Wanted("frame", number, session: session)
    }

    /// Waits for the frame and what is found about it, and prints at the end.
    public func handle(_ event: DissectionEvent) {
        switch event {
        case .frame(let event): if wanted.matches(event.frame, session: event.session) { take(event) }
        case .finding(let finding):
            guard finding.session == wanted.session ?? 1 else { break }
            if finding.frame == wanted.number { findings.append(finding) }
            if finding.stray != nil, let side = finding.from { strays[side] = finding }
        case .summary(let summary): write(sessions: summary.sessions)
        default: break
        }
    }

    /// Takes the frame, and what is said of bytes right before it.
    private func take(_ event: FrameEvent) {
        frame = event
        guard let finding = event.from.flatMap({ strays[$0] }), let (text, offset) = finding.stray,
            offset + text.count == event.streamOffset
        else { return }
        findings.insert(finding, at: 0)
    }

    private func write(sessions: Int) {
        problem = wanted.problem(isFound: frame != nil, sessions: sessions)
        guard problem == nil, let frame else { return }
        let diagram = FrameDiagram(frame, findings: findings)
        guard let screen else { return output.write(diagram.svg()) }
        let packets = frame.packets.map(String.init).joined(separator: ", ")
        let place = "Session \(frame.session), \(frame.packets.count == 1 ? "packet" : "packets") \(packets), "
        let message = frame.message.map { ", message \($0)" } ?? ""
        let answer = frame.answer(ascii: screen.ascii).map { ", \($0)" } ?? ""
        let records = frame.records.map(String.init).joined(separator: ", ")
        let carrier = records.isEmpty ? "" : ", TLS \(frame.records.count == 1 ? "record" : "records") \(records)"
        for line in wrap(place + frame.time.rfc3339 + message + carrier + answer, width: screen.width) {
            output.line(screen.paint(line, .dim))
        }
        output.write(diagram.text(on: screen))
    }
}
