import Capture
import Diagram
public import Dissection

/// One session's ladder as SVG, printed when the capture has ended.
public final class LadderView: SingleView {
    /// How many events a drawing holds: more would be a picture that nothing shows.
    static let eventLimit = 10_000
    /// How many of them may be comments.
    static let commentLimit = 1000

    /// Why there was no such session, or no drawing of it.
    public private(set) var problem: NotFound?

    private let output: Output
    private let number: Int
    private var events: [DissectionEvent] = []
    private var comments = 0

    /// A view of session `number`.
    public init(session number: Int, to output: Output) {
        self.output = output
        self.number = number
    }

    /// Gathers the session, and prints at the end.
    public func handle(_ event: DissectionEvent) {
        switch event {
        case .capture, .drops, .record: break
        case .comment(let comment): keep(comment)
        case .session, .frame, .message, .finding, .transport, .close: keep(event)
        case .summary(let summary): write(sessions: summary.sessions)
        }
    }

    /// Keeps a comment, which may be on a packet of the session: the drawing shows those that are.
    private func keep(_ comment: PacketComment) {
        guard comments < Self.commentLimit, events.count <= Self.eventLimit else { return }
        comments += 1
        events.append(.comment(comment))
    }

    private func keep(_ event: DissectionEvent) {
        if event.session == number, events.count <= Self.eventLimit { events.append(event) }
    }

    private func write(sessions: Int) {
        if events.count == comments {
            problem = Wanted.noSession(number, sessions)
        } else if events.count > Self.eventLimit {
            problem = NotFound(
                problem:
                    "session \(number) has more than \(Quantity.count(Self.eventLimit)) events, too many for a drawing",
                advice: "Without --format svg it is written as text; --frame N draws one frame.")
        } else {
            output.write(Ladder.svg(of: events))
        }
    }
}
