public import Dissection

/// Passes on only the events about one session, frame or message; those about the whole capture always pass.
public final class Selection: DissectionHandler {
    /// What is wanted.
    public struct Choice: Hashable, Sendable {
        /// The session's number; nil is every session.
        public var session: Int?
        /// The frame's number in its session.
        public var frame: Int?
        /// The message's number in its session.
        public var message: Int?

        /// A choice of these numbers.
        public init(session: Int? = nil, frame: Int? = nil, message: Int? = nil) {
            self.session = session
            self.frame = frame
            self.message = message
        }
    }

    private let choice: Choice
    private let handler: any DissectionHandler

    /// Passes what `choice` wants to `handler`.
    public init(_ choice: Choice, to handler: any DissectionHandler) {
        self.choice = choice
        self.handler = handler
    }

    /// Passes the event on if it is wanted.
    public func handle(_ event: DissectionEvent) {
        if wants(event) { handler.handle(event) }
    }

    private func wants(_ event: DissectionEvent) -> Bool {
        switch event {
        case .capture, .summary: true
        // It is about a packet, whose session is not known.
        case .comment, .drops: choice == Choice()
        case .session(let event): isChosen(event.session)
        case .close(let event): isChosen(event.session) && choice.frame == nil && choice.message == nil
        case .transport(let event): isChosen(event.session) && choice.frame == nil && choice.message == nil
        case .record(let event): isChosen(event.session) && choice.frame == nil && choice.message == nil
        case .frame(let event): isChosen(event.session) && isChosen(frame: event.frame, message: event.message)
        case .message(let event):
            isChosen(event.session) && (choice.message.map { $0 == event.message } ?? (choice.frame == nil))
        case .finding(let finding):
            isChosen(finding.session) && isChosen(frame: finding.frame, message: finding.message)
        }
    }

    private func isChosen(_ session: Int) -> Bool { choice.session.map { $0 == session } ?? true }

    private func isChosen(frame: Int?, message: Int?) -> Bool {
        (choice.frame == nil || choice.frame == frame) && (choice.message == nil || choice.message == message)
    }
}
