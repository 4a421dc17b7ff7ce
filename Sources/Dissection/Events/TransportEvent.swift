public import Wire

/// What TCP did under a session, besides carrying its bytes.
public struct TransportEvent: Sendable {
    /// What it was.
    public enum Kind: Hashable, Sendable {
        /// A FIN: its sender sends nothing more.
        case fin
        /// How the sender ended TLS, where that is known: at its close_notify, or right before its FIN.
        case tlsEnd(TLSEnd.Kind)
        /// A RST: the connection is broken off.
        case reset
        /// A segment of so many bytes that its sender sent again, for the so manieth time, without an acknowledgment; a FIN
        /// alone has 0 bytes.
        case sentAgain(length: Int, times: Int)
        /// A keep-alive probe, so many in a row having had no answer, itself included.
        case keepAlive(unanswered: Int)
        /// A probe of the peer's closed window, the so manieth.
        case windowProbe(times: Int)
        /// A window that opens again, after so many nanoseconds.
        case windowOpened(after: Int64)
    }

    /// The session's number.
    public var session: Int
    /// Who sent it.
    public var from: Side
    /// When.
    public var time: Timestamp
    /// The packet.
    public var packet: Int
    /// What it was.
    public var kind: Kind
    /// Nanoseconds since the last byte of either side, at a FIN, a RST, and what is sent again; nil if that can't be told.
    public var silence: Int64?
}
