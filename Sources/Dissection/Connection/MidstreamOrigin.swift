/// Why a connection without a handshake is taken for WebSocket, and what could not be used of it; by direction, the
/// client's first.
struct MidstreamOrigin {
    /// What tells whose direction is whose.
    enum Role {
        /// Both directions were recognised: the client's frames are masked.
        case shape
        /// The only direction that was captured was recognised: whether its frames are masked tells whose it is.
        case shapeOfOne
        /// A frame, whose sender masks or does not, on the port that was named.
        case frame(port: UInt16)
        /// Nothing but the port that was named: it is the server's.
        case port(UInt16)
    }

    var role: Role
    /// Bytes before the first frame.
    var passedOver: [2 of Int] = [0, 0]
    /// Whether the first byte to come begins a frame.
    var isAligned: [2 of Bool] = [true, true]
    /// Whether nothing of the direction was captured so far.
    var isUnseen: [2 of Bool] = [false, false]
}
