/// What a segment shows besides its bytes, as it comes: `SegmentEvidence` has what remains of it.
public enum SegmentNews: Hashable, Sendable {
    /// Its sender sent it again, the peer not having acknowledged it: so many bytes, for the so manieth time.
    case sentAgain(length: Int, times: Int)
    /// It asks for a sign of life, and so many probes in a row had no answer before it came.
    case keepAlive(unanswered: Int)
    /// It asks whether the peer's window is open again, for the so manieth time.
    case windowProbe(times: Int)
    /// Its sender takes data again, after so many nanoseconds in which its window was closed.
    case windowOpened(after: Int64)
    /// It was captured before a packet that stands before it in the capture.
    case clockBack
}
