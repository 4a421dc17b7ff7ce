import Synchronization

/// The last lines of a live capture, put in by the thread that writes them, and looked at by another.
///
/// Lines are numbered from 0 on, for good: the oldest ones make room for the newest.
public final class Scrollback: Sendable {
    private struct State {
        var lines: [LiveLine] = []
        /// Where the oldest line stands in `lines`, which is a ring once it is full.
        var start = 0
        var count = 0
        /// The number of the oldest line.
        var first = 0
        var bytes = 0

        subscript(number: Int) -> LiveLine {
            get { lines[(start + number - first) % lines.count] }
            set { lines[(start + number - first) % lines.count] = newValue }
        }
    }

    private let lineLimit: Int
    private let byteLimit: Int
    private let state = Mutex(State())

    /// Room for so many lines, and so many bytes of them.
    public init(lines: Int = 20_000, bytes: Int = 16 << 20) {
        lineLimit = max(lines, 1)
        byteLimit = bytes
    }

    /// Puts in a line.
    ///
    /// - Returns: its number.
    @discardableResult
    public func append(_ line: LiveLine) -> Int {
        state.withLock { state in
            let size = Self.size(of: line)
            while state.count > 0, state.count == lineLimit || state.bytes + size > byteLimit { Self.drop(&state) }
            if state.count < state.lines.count {
                state.lines[(state.start + state.count) % state.lines.count] = line
            } else {
                // The ring is full, and grows: its oldest line has to stand first.
                if state.start > 0 {
                    state.lines = Array(state.lines[state.start...] + state.lines[..<state.start])
                    state.start = 0
                }
                state.lines.append(line)
            }
            state.count += 1
            state.bytes += size
            return state.first + state.count - 1
        }
    }

    private static func drop(_ state: inout State) {
        state.bytes -= size(of: state[state.first])
        state[state.first] = LiveLine("")
        state.start = (state.start + 1) % state.lines.count
        state.first += 1
        state.count -= 1
    }

    private static func size(of line: LiveLine) -> Int { line.text.utf8.count + line.payload.count + 100 }

    /// The numbers of the lines that are there.
    public var range: Range<Int> { state.withLock { $0.first..<($0.first + $0.count) } }

    /// Those lines of `range` that are there, with their numbers.
    public func lines(in range: Range<Int>) -> [(number: Int, line: LiveLine)] {
        state.withLock { state in
            range.clamped(to: state.first..<(state.first + state.count)).map { ($0, state[$0]) }
        }
    }

    /// The line of that number, if it is there.
    public subscript(number: Int) -> LiveLine? {
        state.withLock { state in
            state.first..<(state.first + state.count) ~= number ? state[number] : nil
        }
    }

    /// Marks a line, or takes its mark away.
    public func toggleMark(_ number: Int) {
        state.withLock { state in
            guard state.first..<(state.first + state.count) ~= number else { return }
            state[number].isMarked.toggle()
        }
    }
}
