public import Dissection

/// Writes one JSON document: `capture`, `sessions` in order of their numbers, each with its `frames`, `messages`,
/// `findings` and `close`, `comments` on packets if there are any, and `summary`.
///
/// A session is written as soon as it and all before it have ended; what is under way is held in memory.
public final class JSONWriter: DissectionHandler {
    private final class Session {
        var head = JSONText()
        var frames = JSONText()
        var messages = JSONText()
        var findings = JSONText()
        var close: CloseEvent?
    }

    private let output: Output
    private var text = JSONText()
    private var sessions: [Int: Session] = [:]
    private var comments = JSONText()
    private var next = 1

    /// A writer to `output`.
    public init(to output: Output) {
        self.output = output
    }

    /// Takes the event in, and writes what is complete.
    public func handle(_ event: DissectionEvent) {
        switch event {
        case .capture: begin(event)
        case .session(let session): self.session(session.session).head.content(of: event)
        case .frame(let frame): self.session(frame.session).frames.item(event)
        case .message(let message): self.session(message.session).messages.item(event)
        case .finding(let finding): self.session(finding.session).findings.item(event)
        case .comment: comments.item(event)
        case .close(let close):
            self.session(close.session).close = close
            writeEnded()
        case .summary: end(event)
        }
    }

    private func begin(_ event: DissectionEvent) {
        text.beginObject()
        text.beginObject("capture")
        text.content(of: event)
        text.endObject()
        text.beginArray("sessions")
        drain()
    }

    private func end(_ event: DissectionEvent) {
        for number in sessions.keys.sorted() { write(session(number)) }
        sessions.removeAll()
        text.endArray()
        if !comments.bytes.isEmpty { text.array("comments", of: comments) }
        text.beginObject("summary")
        text.content(of: event)
        text.endObject()
        text.endObject()
        text.endLine()
        drain()
    }

    private func writeEnded() {
        while let session = sessions[next], session.close != nil {
            write(session)
            sessions[next] = nil
            next += 1
        }
    }

    private func write(_ session: Session) {
        text.beginObject()
        text.insert(items: session.head)
        text.array("frames", of: session.frames)
        text.array("messages", of: session.messages)
        text.array("findings", of: session.findings)
        if let close = session.close {
            text.beginObject("close")
            text.content(of: .close(close))
            text.endObject()
        }
        text.endObject()
        drain()
    }

    /// The session with that number, made unless it is there.
    private func session(_ number: Int) -> Session {
        if let session = sessions[number] { return session }
        let session = Session()
        sessions[number] = session
        return session
    }

    private func drain() {
        text.write(to: output)
        text.forgetBytes()
    }
}

extension JSONText {
    /// An event's object as the next item.
    fileprivate mutating func item(_ event: DissectionEvent) {
        beginObject()
        content(of: event)
        endObject()
    }

    /// An array of items that were written elsewhere.
    fileprivate mutating func array(_ key: StaticString, of items: borrowing JSONText) {
        beginArray(key)
        insert(items: items)
        endArray()
    }
}
