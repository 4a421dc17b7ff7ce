import Capture
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
    }

    private struct State {
        var pending: [UInt8] = []
        var skipped = 0
        var isWriting = false
        var isFinished = false
        var failure: SystemFailure?
    }

    private let file: FileHandle
    private let limit: Int
    private let policy: Policy
    private let state = Monitor(State())
    private var thread: SystemThread?
    /// How many lines were left out.
    public private(set) var skipped = 0

    /// A queue to `file` that holds up to `limit` bytes.
    public init(to file: FileHandle, _ policy: Policy, limit: Int = 1 << 22) {
        self.file = file
        self.limit = limit
        self.policy = policy
        thread = SystemThread { [self] in run() }
    }

    /// Why writing failed, if it did: nothing is written from then on.
    var failure: SystemFailure? { state.withLock { $0.failure } }

    /// Hands over whole lines.
    func put(_ lines: [UInt8]) {
        guard thread != nil else { return write(lines) }
        if case .wait = policy {
            state.wait { state in
                state.pending.count < self.limit || state.failure != nil ? () : nil
            }
        }
        state.change { state in
            if case .skip(let sentence) = policy {
                guard state.pending.count + lines.count <= limit else {
                    let count = lines.reduce(0) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
                    state.skipped += count
                    skipped += count
                    return
                }
                Self.tell(&state, sentence)
            }
            if state.failure == nil { state.pending += lines }
        }
    }

    /// Waits until everything is written.
    func drain() {
        guard thread != nil else { return }
        if case .skip(let sentence) = policy { state.change { Self.tell(&$0, sentence) } }
        state.wait { state in
            state.failure != nil || state.pending.isEmpty && !state.isWriting ? () : nil
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
        while true {
            lines.removeAll(keepingCapacity: true)
            let goesOn = state.wait { state -> Bool? in
                guard !state.pending.isEmpty else { return state.isFinished ? false : nil }
                swap(&lines, &state.pending)
                state.isWriting = true
                return true
            }
            guard goesOn else { return }
            write(lines)
        }
    }

    private func write(_ lines: [UInt8]) {
        let failure = SystemFailure(writing: lines.rawSpan, to: file.fileDescriptor)
        state.change { state in
            state.isWriting = false
            guard let failure else { return }
            state.failure = failure
            state.pending = []
        }
    }
}
