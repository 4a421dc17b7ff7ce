import Capture
import Dissection
public import Foundation
import Wire

/// Writes lines to a file on a thread of its own: whoever makes them never waits for whoever reads them.
///
/// Lines that find no room, because the reader is slower or a terminal was stopped, are left out and counted; where they
/// are missing, a line says so.
public final class LineQueue: @unchecked Sendable {
    /// What becomes of lines that find no room.
    public enum Policy: Sendable {
        /// They are left out; the line that says so is made of their number.
        case skip(@Sendable (Int) -> String)
        /// They are waited for: a part of the results would be worth nothing.
        case wait

        /// Lines for people are left out, and so is said.
        public static let text = Policy.skip { count in
            "… \(Quantity.count(count, "line")) not shown: whoever reads them is slower than the traffic"
        }

        /// Lines of NDJSON are left out; `{"type":"skipped","lines":12}` stands for them.
        public static let ndjson = Policy.skip { count in #"{"type":"skipped","lines":\#(count)}"# }
    }

    private struct State {
        var pending: [UInt8] = []
        var skipped = 0
        var isWriting = false
        var isFinished = false
        /// The line that is to stand below the others; nil: none.
        var status: String?
        var isStatusNew = false
        var failure: SystemFailure?
        /// Whether nothing is written: somebody else has the terminal.
        var isHeld = false
    }

    private let file: FileHandle
    private let limit: Int
    private let policy: Policy
    private let state = Monitor(State())
    private var thread: SystemThread?

    /// A queue to `file` that holds up to `limit` bytes.
    public init(to file: FileHandle, _ policy: Policy, limit: Int = 1 << 22) {
        self.file = file
        self.limit = limit
        self.policy = policy
        thread = SystemThread { [self] in run() }
    }

    /// Why writing failed, if it did: nothing is written from then on.
    var failure: SystemFailure? { state.withLock { $0.failure } }

    /// Hands over whole lines; for any thread.
    public func put(_ lines: [UInt8]) {
        guard thread != nil else { return write(lines) }
        if case .wait = policy {
            state.wait { state in
                state.pending.count < self.limit || state.failure != nil ? () : nil
            }
        }
        state.change { state in
            guard !state.isHeld else { return }
            if case .skip(let sentence) = policy {
                guard state.pending.count + lines.count <= limit else {
                    state.skipped += lines.reduce(0) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
                    return
                }
                Self.tell(&state, sentence)
            }
            if state.failure == nil { state.pending += lines }
        }
    }

    /// Has a line stand on standard error, below the others; nil takes it away.
    ///
    /// The thread that writes the lines does it: nobody else waits for a terminal that was stopped, and lines and status
    /// do not run into each other.
    func show(status: String?) {
        guard thread != nil else { return }
        state.change { state in
            state.status = status
            state.isStatusNew = true
        }
    }

    /// Writes nothing from now on, so that somebody else can have the terminal: what comes is left out.
    ///
    /// - Returns: false where what came before can't be written within a second, as on a terminal that was stopped: it goes
    ///   on as before then.
    public func hold() -> Bool {
        state.change { $0.isHeld = true }
        let isDone = state.wait(milliseconds: 1000) { state in
            state.failure != nil || state.pending.isEmpty && !state.isWriting ? true : nil
        }
        guard isDone == nil else { return true }
        state.change { $0.isHeld = false }
        return false
    }

    /// Writes again; the lines that `lines` makes come first.
    public func release(_ lines: () -> [UInt8]) {
        state.change { state in
            guard state.isHeld else { return }
            state.isHeld = false
            if state.failure == nil { state.pending += lines() }
            state.isStatusNew = true
        }
    }

    /// Waits until everything is written.
    func drain() {
        guard thread != nil else { return }
        if case .skip(let sentence) = policy { state.change { Self.tell(&$0, sentence) } }
        state.wait { state in
            state.failure != nil || state.pending.isEmpty && !state.isWriting && !state.isStatusNew ? () : nil
        }
    }

    /// Ends the thread; to be called once, when nothing more comes.
    func finish() {
        drain()
        state.change { $0.isFinished = true }
        thread?.join()
        thread = nil
    }

    private static func tell(_ state: inout State, _ sentence: (Int) -> String) {
        guard state.skipped > 0 else { return }
        state.pending += Array((sentence(state.skipped) + "\n").utf8)
        state.skipped = 0
    }

    private func run() {
        var lines: [UInt8] = []
        var status: String?
        var isStatusThere = false
        while true {
            lines.removeAll(keepingCapacity: true)
            let goesOn = state.wait { state -> Bool? in
                guard !state.pending.isEmpty || state.isStatusNew && !state.isHeld else {
                    return state.isFinished ? false : nil
                }
                swap(&lines, &state.pending)
                status = state.status
                state.isStatusNew = false
                state.isWriting = true
                return true
            }
            guard goesOn else { return }
            if isStatusThere { StandardStreams.writeError(Array("\r\u{1b}[K".utf8).rawSpan) }
            write(lines)
            if let status { StandardStreams.writeError(Array("\r\(status)\u{1b}[K".utf8).rawSpan) }
            isStatusThere = status != nil
            state.change { $0.isWriting = false }
        }
    }

    private func write(_ lines: [UInt8]) {
        guard !lines.isEmpty, let failure = SystemFailure(writing: lines.rawSpan, to: file.fileDescriptor) else {
            return
        }
        state.change { state in
            state.failure = failure
            state.pending = []
        }
    }
}
