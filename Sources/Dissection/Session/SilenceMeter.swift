import Wire

/// A stretch of a session in which neither side sent a byte.
public struct Silence: Hashable, Sendable {
    /// From here on, in nanoseconds, people are told of a silence: 10 s is less than the usual times between keepalive
    /// Pings (15–30 s) and than the shortest usual idle timeouts (30 s), and longer than a pause in lively traffic.
    public static let noteworthy: Int64 = 10_000_000_000

    /// How long, in nanoseconds.
    public var duration: Int64
    /// The frame that was complete before it; nil right after the handshake, or where the capture begins.
    public var afterFrame: Int?
    /// The frame that was completed next; nil where none was before the end.
    public var beforeFrame: Int?
}

/// Measures how long neither side sends anything.
struct SilenceMeter {
    /// The longest silence since the last frame was complete, in nanoseconds.
    private(set) var sinceFrame: Int64 = 0
    /// The longest of all.
    private(set) var longest = Silence(duration: 0)
    /// When the last byte came, from either side; nil where the next one's distance to it can't be told.
    private var last: Int64?

    init(since start: Timestamp? = nil) { last = start?.nanoseconds }

    /// Takes the time of the next bytes, `frames` frames being complete.
    mutating func hear(at time: Timestamp, frames: Int) {
        let now = time.nanoseconds
        guard let last else {
            self.last = now
            return
        }
        // Bytes that had to be held come with their own, earlier, time.
        guard now > last else { return }
        self.last = now
        note(now &- last, frames, before: frames + 1)
    }

    /// Notes that bytes are missing here: when they were sent is not known.
    mutating func interrupt() { last = nil }

    /// How long neither side has sent a byte at `time`; nil if that can't be told.
    func since(_ time: Timestamp) -> Int64? { last.map { max(time.nanoseconds &- $0, 0) } }

    /// Gives the silence before a frame, or inside it, that is complete now.
    mutating func endFrame() -> Int64 {
        defer { sinceFrame = 0 }
        return sinceFrame
    }

    /// Takes the end of the session, `frames` frames being complete, and gives the silence before it.
    ///
    /// - Parameters:
    ///   - marks: When FINs and a RST came; the first that no byte follows ends the silence.
    ///   - capture: When the capture ended; nil where TCP ended before.
    mutating func end(marks: [Timestamp], capture: Timestamp?, frames: Int) -> Int64? {
        if let before = longest.beforeFrame, before > frames { longest.beforeFrame = nil }
        guard let last else { return nil }
        let ends = marks.map(\.nanoseconds).filter { $0 >= last }
        guard let end = ends.min() ?? capture?.nanoseconds, end >= last else { return nil }
        note(end &- last, frames, before: nil)
        return end &- last
    }

    private mutating func note(_ duration: Int64, _ frames: Int, before: Int?) {
        if duration > sinceFrame { sinceFrame = duration }
        guard duration > longest.duration else { return }
        longest = Silence(duration: duration, afterFrame: frames == 0 ? nil : frames, beforeFrame: before)
    }
}
