public import Wire

/// A step in the life of one side of a session, as its API reports it (`readyState` in a browser; RFC 6455 §4.1, §7.1).
///
/// Time and packet are those of the capture: what a side learns from the wire counts from the packet that brings it.
public struct StateChange: Hashable, Sendable {
    /// The states, in their order.
    public enum State: String, CaseIterable, Hashable, Sendable {
        /// The upgrade request is under way.
        case connecting
        /// The 101 was sent, or has arrived.
        case open
        /// A Close was sent, or has arrived.
        case closing
        /// TCP is closed, or the handshake failed.
        case closed
    }

    /// The state that begins.
    public var state: State
    /// When.
    public var time: Timestamp
    /// The packet that shows it.
    public var packet: Int
    /// The Close that shows it; nil where no frame does.
    public var frame: Int?
    /// What shows it, in a short sentence.
    public var evidence: String
}
