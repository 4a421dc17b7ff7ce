/// When something of a recording was captured, by the recording's own clock.
struct Moment: Sendable {
    /// Nanoseconds since the first packet of its session, negative before it; nil for what belongs to none.
    var sinceSession: Int64?
    /// Nanoseconds since the first packet of the recording; nil for a frame that a learner made.
    var sinceRecording: Int64?
}
