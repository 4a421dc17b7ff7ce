public import WebSocket
public import Wire

/// A frame, as it stood on the wire.
public struct FrameEvent: Sendable {
    /// The session's number.
    public var session: Int
    /// The frame's number in its session, both directions counted together, from 1.
    public var frame: Int
    /// Who sent it; nil only mid-stream.
    public var from: Side?
    /// When its last byte was captured.
    public var time: Timestamp
    /// The packets that brought it, in stream order.
    public var packets: NumberList
    /// The offset of its first byte in this direction's plaintext.
    public var streamOffset: Int
    /// The TLS records that it was in, in stream order; empty without TLS.
    public var records = NumberList()
    /// Its header.
    public var header: FrameHeader
    /// The number of the message that it belongs to; nil for control frames.
    public var message: Int?
    /// Payload bytes that arrived: `header.payloadLength` unless the connection ended inside the frame, bytes are
    /// missing from the capture, or the header can't be trusted.
    public var received: Int
    /// The payload length that is meant, where the one in `header` can't be: its bytes are in the wrong order.
    public var meantLength: UInt64?
    /// What the capture lacks of its payload.
    public var holes = PayloadHoles()
    /// The frame's bytes, header first, as many as `DissectionOptions.wireLimit` keeps; only the bytes before the first
    /// gap.
    public var wire: [UInt8]
    /// What its payload inflates to, as far as `DissectionOptions.wireLimit` keeps it; nil if its message is not compressed.
    public var inflated: [UInt8]?
    /// Code and reason, as far as the capture has them, if it is a Close that was sent whole and has no body of one byte.
    public var close: CloseBody?
    /// The number of the Ping that it answers, the latest one, if it is a Pong of which that is certain.
    public var answers: Int?
    /// Nanoseconds from that Ping to this Pong, as they passed where the capture was made; nil where that has the Pong
    /// before the Ping.
    public var roundTripTime: Int64?
    /// The longest time, in nanoseconds, for which neither side had sent a byte before it was complete, counted from the
    /// frame that was complete before it; after a hole in the capture only what is certain.
    public var silence: Int64 = 0
}

extension FrameEvent {
    /// Whether every byte of it arrived.
    public var isComplete: Bool { UInt64(received) == length }

    /// Whether every byte of it was sent, as far as the capture shows: what has not arrived is missing from that.
    public var isSentWhole: Bool { UInt64(received) &+ UInt64(holes.missing) == length }

    /// How many bytes its payload has, as written or as meant.
    public var length: UInt64 { meantLength ?? header.payloadLength }

    /// Which Ping it answers, and after what time, if that is known: `answers #4 in 12.3 ms`; nil if it answers none.
    public func answer(ascii: Bool) -> String? {
        answers.map { ping in
            "answers #\(ping)" + (roundTripTime.map { " in \(Quantity.duration($0, ascii: ascii))" } ?? "")
        }
    }

    /// The part of the payload that `wire` holds, unmasked.
    public var payload: [UInt8] {
        var bytes = Array(wire.dropFirst(header.headerLength))
        if header.masked { bytes.unmask(with: header.maskingKey) }
        return bytes
    }
}
