public import Capture

/// Everything that the dissector told, in memory, by session: for small captures, and for looking at single things.
public final class Trace: DissectionHandler {
    /// One session and all that happened in it.
    public struct Session: Sendable {
        /// How it began.
        public var start: SessionEvent
        /// Its frames; frame N stands at index N − 1.
        public var frames: [FrameEvent] = []
        /// Its whole messages, in the order in which they were completed.
        public var messages: [MessageEvent] = []
        /// Its TLS records, if they were told.
        public var records: [RecordEvent] = []
        /// Its findings, in order.
        public var findings: [Finding] = []
        /// Everything after the start, in the order of the events.
        public var timeline: [DissectionEvent] = []
        /// How it ended; nil while it goes on.
        public var close: CloseEvent?

        /// The message with that number, if it is complete.
        public func message(_ number: Int) -> MessageEvent? { messages.first { $0.message == number } }

        /// The findings about frame `number`.
        public func findings(onFrame number: Int) -> [Finding] { findings.filter { $0.frame == number } }
    }

    /// What the capture says about itself.
    public private(set) var capture: CaptureInfo?
    /// The sessions; session N stands at index N − 1.
    public private(set) var sessions: [Session] = []
    /// The comments on packets, the first 10,000 of them.
    public private(set) var comments: [PacketComment] = []
    /// What was lost before packets, the first 10,000 places of it.
    public private(set) var drops: [PacketDrops] = []
    /// The counts over the whole capture; nil before its end.
    public private(set) var summary: SummaryEvent?

    private static let commentLimit = 10_000

    private let only: Int?

    /// A trace that keeps every session, or only the one with number `session` (the others keep their start and close).
    public init(only session: Int? = nil) {
        only = session
    }

    /// Keeps one event.
    public func handle(_ event: DissectionEvent) {
        switch event {
        case .capture(let info): capture = info
        case .session(let start): sessions.append(Session(start: start))
        case .frame(let frame): keep(event, in: frame.session) { $0.frames.append(frame) }
        case .message(let message): keep(event, in: message.session) { $0.messages.append(message) }
        case .finding(let finding): keep(event, in: finding.session) { $0.findings.append(finding) }
        case .transport(let transport): keep(event, in: transport.session) { _ in }
        case .record(let record): keep(event, in: record.session) { $0.records.append(record) }
        case .close(let close): sessions[close.session - 1].close = close
        case .drops(let loss): if drops.count < Self.commentLimit { drops.append(loss) }
        case .comment(let comment): if comments.count < Self.commentLimit { comments.append(comment) }
        case .summary(let summary): self.summary = summary
        }
    }

    private func keep(_ event: DissectionEvent, in number: Int, _ change: (inout Session) -> Void) {
        guard only == nil || only == number else { return }
        change(&sessions[number - 1])
        sessions[number - 1].timeline.append(event)
    }
}
