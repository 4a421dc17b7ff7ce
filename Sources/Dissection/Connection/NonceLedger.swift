import Wire

/// The Sec-WebSocket-Keys of a capture, to find one that is used twice (RFC 6455 §4.1: chosen at random each time).
struct NonceLedger {
    /// More keys than this are not remembered.
    static let limit = 65536
    private var uses: [String: (session: Int, answered: Timestamp?)] = [:]

    /// Remembers `key` and gives the earlier session that used it, if any.
    ///
    /// A handshake that was under way at the same time is no earlier one: a proxy passes the key on, and a capture may
    /// hold both of its legs. One whose answer the capture lacks may have been under way for long.
    mutating func earlierUse(of key: String, by start: SessionEvent) -> Int? {
        let earlier = uses[key]
        if let earlier, let answered = earlier.answered { return answered < start.time ? earlier.session : nil }
        if earlier != nil || uses.count < Self.limit && key.utf8.count <= 64 {
            uses[key] = (start.session, start.responseTime)
        }
        return nil
    }
}
