public import Wire

/// How one side ended TLS: with a close_notify, or without (RFC 8446 §6.1).
public struct TLSEnd: Hashable, Sendable {
    /// What its last record says.
    public enum Kind: String, Hashable, Sendable {
        /// It is a close_notify: the side ended TLS in order.
        case closeNotify = "close-notify"
        /// It stays closed, and is an alert or as long as one: probably a close_notify.
        case alertSized = "alert-sized"
        /// It is no alert: whatever followed is missing, as far as TLS can tell.
        case none
    }

    /// Whose end.
    public var side: Side
    /// What its last record says.
    public var kind: Kind
    /// When the last byte of that record was captured.
    public var time: Timestamp
    /// The packet that brought it.
    public var packet: Int

    /// The end of `side`, by its last record.
    public init(side: Side, kind: Kind, time: Timestamp, packet: Int) {
        self.side = side
        self.kind = kind
        self.time = time
        self.packet = packet
    }
}
