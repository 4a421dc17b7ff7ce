import Wire

/// A stretch of a session in which neither side sent a byte, new or again; TCP's keep-alive probes do not count.
public struct Silence: Hashable, Sendable {
    /// What TCP sent that was nothing new.
    public enum Repetition: String, Hashable, Sendable {
        /// A segment that came again.
        case retransmission
        /// A probe of a closed window.
        case windowProbe
    }

    /// From here on, in nanoseconds, people are told of a silence: 10 s is less than the usual times between keepalive
    /// Pings (15–30 s) and than the shortest usual idle timeouts (30 s), and longer than a pause in lively traffic.
    public static let noteworthy: Int64 = 10_000_000_000

    /// How long, in nanoseconds.
    public var duration: Int64
    /// The frame that was complete before it; nil right after the handshake, or where the capture begins.
    public var afterFrame: Int?
    /// The frame that was completed next; nil where none was before the end.
    public var beforeFrame: Int?
    /// What it began with, if that was nothing new: it came after `afterFrame`.
    public var afterRepetition: Repetition?
    /// What ended it, if that was nothing new: it came before `beforeFrame`, or before the end.
    public var beforeRepetition: Repetition?
    /// How many keep-alive probes were sent in it.
    public var keepAlives = 0
}

/// Measures how long neither side sends anything.
struct SilenceMeter {
    /// The longest silence since the last frame was complete, in nanoseconds.
    private(set) var sinceFrame: Int64 = 0
    /// The longest of all.
    private(set) var longest = Silence(duration: 0)
    /// When the last byte came, from either side; nil where the next one's distance to it can't be told.
    private var last: Int64?
    /// What else was sent last, and since then, as far as it was no new bytes.
    private var others: (repetition: Silence.Repetition?, keepAlives: Int)?

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
        if others != nil { others = nil }
    }

    /// Takes the time of something that TCP sent, and that was nothing new.
    mutating func hear(_ repetition: Silence.Repetition, at time: Timestamp, frames: Int) {
        let now = time.nanoseconds
        if let last, now > last { note(now &- last, frames, before: frames + 1, repetition) }
        last = max(now, last ?? now)
        others = (repetition, 0)
    }

    /// Notes a keep-alive probe, which ends no silence.
    mutating func noteKeepAlive() { others = (others?.repetition, (others?.keepAlives ?? 0) + 1) }

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

    private mutating func note(
        _ duration: Int64, _ frames: Int, before: Int?, _ repetition: Silence.Repetition? = nil
    ) {
        if duration > sinceFrame { sinceFrame = duration }
        guard duration > longest.duration else { return }
        longest = Silence(
            duration: duration, afterFrame: frames == 0 ? nil : frames, beforeFrame: before,
            afterRepetition: others?.repetition, beforeRepetition: repetition, keepAlives: others?.keepAlives ?? 0)
    }
}
