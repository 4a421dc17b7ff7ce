import Dissection
import HTTP
import WebSocket

/// Looks, in the events of a live capture, for what the live lesson asks about.
final class LiveWatcher: DissectionHandler {
    /// What the learner is asked to do, in order.
    enum Task: CaseIterable {
        case opened, texted, closed, failed

        /// What to do, with the paths of the playground.
        var request: String {
            switch self {
            case .opened: "press Open at /echo"
            case .texted: "send a text of 2 to 80 bytes"
            case .closed: "press Close, with a code that you choose"
            case .failed: "press Open at /masked, where the server breaks a rule"
            }
        }

        /// That it was seen.
        var report: String {
            switch self {
            case .opened: "a session at /echo"
            case .texted: "your text, and its echo"
            case .closed: "the Close of your client"
            case .failed: "what your client did at /masked"
            }
        }
    }

    /// What there is to say.
    enum News: Hashable {
        /// Something was seen for the first time.
        case seen(Task)
        /// Something came that does not do, or does not yet: a sentence.
        case remark(String)
    }

    /// The lengths of a text that the lesson asks about, in bytes.
    static let lengths: ClosedRange<UInt64> = 2...80

    private(set) var seen: Set<Task> = []
    private var paths: [Int: String] = [:]
    /// Texts of the client that wait for their echo, by session.
    private var texts: [Int: [[UInt8]]] = [:]
    /// The sessions with a text and its echo.
    private var echoes: Set<Int> = []
    private var masked: Set<Int> = []
    private let tell: (News) -> Void
    private let finish: () -> Void

    /// A watcher that tells of each task once, and calls `finish` once all are done.
    init(tell: @escaping (News) -> Void, finish: @escaping () -> Void) {
        self.tell = tell
        self.finish = finish
    }

    /// What is to be done next; nil once everything was.
    var next: Task? { Task.allCases.first { !seen.contains($0) } }

    func handle(_ event: DissectionEvent) {
        switch event {
        case .session(let session) where session.outcome == .open:
            paths[session.session] = session.path
            if session.path == "/echo" { note(.opened) }
        case .frame(let frame) where paths[frame.session] == "/echo": takeTalk(frame)
        case .frame(let frame) where frame.from == .client && frame.header.opcode == .close:
            if masked.contains(frame.session) { note(.failed) }
        case .finding(let finding) where finding.rule == .frameServerMasked: masked.insert(finding.session)
        case .close(let close): end(close.session)
        default: break
        }
    }

    private func takeTalk(_ frame: FrameEvent) {
        let session = frame.session
        switch (frame.header.opcode, frame.from) {
        case (.text, .client) where !echoes.contains(session): takeText(frame)
        case (.text, .server) where texts[session]?.contains(frame.payload) == true:
            texts[session] = nil
            echoes.insert(session)
            note(.texted)
        case (.close, .client) where !seen.contains(.closed):
            if !echoes.contains(session) {
                remark("That session ended before a short text had come back. Open /echo again, and send one.")
            } else if frame.close?.code == nil {
                remark("That Close had no code. Open /echo again, send a text, and close with a code.")
            } else {
                note(.closed)
            }
        default: break
        }
    }

    private func takeText(_ frame: FrameEvent) {
        let length = frame.header.payloadLength
        guard frame.header.fin, Self.lengths.contains(length), UInt64(frame.payload.count) == length else {
            guard !seen.contains(.texted), texts[frame.session] == nil else { return }
            let what =
                frame.header.fin
                ? "That text has \(Quantity.count(Int(clamping: length), "byte"))" : "That text came in fragments"
            return remark("\(what). The lesson asks about one frame of 2 to 80 bytes: send another text.")
        }
        // No echo is later than so many texts.
        if texts[frame.session, default: []].count < 100 { texts[frame.session, default: []].append(frame.payload) }
    }

    private func end(_ session: Int) {
        if paths[session] == "/masked", !seen.contains(.failed) {
            remark("Your client ended that session without a Close: the lesson asks nothing about it.")
            note(.failed)
        }
        paths[session] = nil
        texts[session] = nil
    }

    private func remark(_ sentence: String) { tell(.remark(sentence)) }

    private func note(_ task: Task) {
        guard seen.insert(task).inserted else { return }
        tell(.seen(task))
        if next == nil { finish() }
    }
}
