public import WebSocket
public import Wire

/// A whole text or binary message.
public struct MessageEvent: Sendable {
    /// What the message holds.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// UTF-8 text (opcode 1).
        case text
        /// Anything (opcode 2).
        case binary
    }

    /// The session's number.
    public var session: Int
    /// The message's number in its session, in the order of first frames, both directions together, from 1.
    public var message: Int
    /// Who sent it; nil only mid-stream.
    public var from: Side?
    /// The time of its last frame.
    public var time: Timestamp
    /// What it holds.
    public var kind: Kind
    /// The numbers of its frames.
    public var frames: NumberList
    /// Whether permessage-deflate compressed it (RFC 7692).
    public var compressed: Bool
    /// Payload bytes on the wire.
    public var wireLength: Int
    /// Payload bytes after inflating; nil for a compressed message that can't be inflated to its end.
    public var length: Int?
    /// The first bytes of the payload, inflated as far as that goes, as many as `DissectionOptions.payloadLimit` keeps.
    public var payload: [UInt8]
    /// Whether a text message is UTF-8 to its end; false also when bytes are missing or can't be inflated.
    public var isValidText: Bool
    /// What the capture lacks of the payload, as it was on the wire; `payload` ends at the first hole.
    public var holes = PayloadHoles()
    /// Payload bytes that are missing from the capture.
    public var missing: Int { holes.missing }
    /// The SHA-256 of the whole payload, 32 bytes, if it was asked for and no byte is missing.
    public var digest: [UInt8]?
}
