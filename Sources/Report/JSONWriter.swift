import Capture
public import Dissection

/// Writes one JSON document: `capture`, `sessions` in order of their numbers, each with its TLS `records` if there are any, its `frames`, `messages`,
/// `findings` and `close`, `comments` on packets and `drops` before packets if there are any, and `summary`.
///
/// A session is written as soon as it and all before it have ended. What has to wait is held in memory up to a limit, and
/// behind that in a temporary file.
public final class JSONWriter: DissectionHandler {
    /// So many bytes are held in memory.
    public static let usualMemoryLimit = 16 << 20

    private final class Session {
        var head = WaitingItems()
        var records = WaitingItems()
        var frames = WaitingItems()
        var messages = WaitingItems()
        var findings = WaitingItems()
        var close: CloseEvent?
    }

    private let output: Output
    private let memoryLimit: Int
    private var text = JSONText()
    private var sessions: [Int: Session] = [:]
    private var comments = WaitingItems()
    private var drops = WaitingItems()
    private var next = 1
    private var held = 0
    private var file: TemporaryFile?
    /// Whether there is no such file, or no more room in it: everything stays in memory then.
    private var isFileFull = false

    /// A writer to `output` that holds about `memoryLimit` bytes in memory.
    public init(to output: Output, memoryLimit: Int = usualMemoryLimit) {
        self.output = output
        self.memoryLimit = memoryLimit
    }

    /// Takes the event in, and writes what is complete.
    public func handle(_ event: DissectionEvent) {
        switch event {
        case .capture: begin(event)
        case .session(let session): held += self.session(session.session).head.add(content: event)
        case .record(let record): held += self.session(record.session).records.add(event)
        case .frame(let frame): held += self.session(frame.session).frames.add(event)
        case .message(let message): held += self.session(message.session).messages.add(event)
        case .finding(let finding): held += self.session(finding.session).findings.add(event)
        case .transport: break
        case .comment: held += comments.add(event)
        case .drops: held += drops.add(event)
        case .close(let close):
            session(close.session).close = close
            writeEnded()
        case .summary: end(event)
        }
        if held > memoryLimit, !isFileFull { putAside() }
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
        for number in sessions.keys.sorted() {
            write(session(number))
            sessions[number] = nil
        }
        text.endArray()
        if !comments.isEmpty {
            text.beginArray("comments")
            insert(comments)
            text.endArray()
        }
        if !drops.isEmpty {
            text.beginArray("drops")
            insert(drops)
            text.endArray()
        }
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
        insert(session.head)
        if !session.records.isEmpty {
            text.beginArray("records")
            insert(session.records)
            text.endArray()
        }
        text.beginArray("frames")
        insert(session.frames)
        text.endArray()
        text.beginArray("messages")
        insert(session.messages)
        text.endArray()
        text.beginArray("findings")
        insert(session.findings)
        text.endArray()
        if let close = session.close {
            text.beginObject("close")
            text.content(of: .close(close))
            text.endObject()
        }
        text.endObject()
        drain()
    }

    private func insert(_ items: borrowing WaitingItems) {
        guard !items.isEmpty else { return }
        text.beginItems()
        drain()
        held -= items.heldCount
        do throws(SystemFailure) {
            try items.write(to: output, from: file)
        } catch {
            output.fail("what was put aside can't be read back: \(error.message)")
        }
    }

    /// The session with that number, made unless it is there.
    private func session(_ number: Int) -> Session {
        if let session = sessions[number] { return session }
        let session = Session()
        sessions[number] = session
        return session
    }

    /// Moves everything that waits into the file.
    private func putAside() {
        do throws(SystemFailure) {
            let file: TemporaryFile
            if let made = self.file { file = made } else { file = try TemporaryFile() }
            self.file = file
            held -= try comments.putAside(in: file)
            held -= try drops.putAside(in: file)
            for session in sessions.values {
                held -= try session.head.putAside(in: file)
                held -= try session.records.putAside(in: file)
                held -= try session.frames.putAside(in: file)
                held -= try session.messages.putAside(in: file)
                held -= try session.findings.putAside(in: file)
            }
        } catch {
            isFileFull = true
        }
    }

    private func drain() {
        text.write(to: output)
        text.forgetBytes()
    }
}
