public import Wire

/// What a segment brought.
@frozen
public struct Arrival: Hashable, Sendable {
    /// What became of a segment's payload.
    @frozen
    public enum Fate: Hashable, Sendable {
        /// It has none.
        case empty
        /// Some of it is in order: `bytes`.
        case delivered
        /// It came early, or what of it is new did, and is held.
        case held
        /// Nothing of it is new: a keep-alive, or one of the next two, which of them can't be told.
        case repeated
        /// Nothing of it is new: the same packet was captured shortly before, as with two interfaces that both saw it.
        case duplicate
        /// Nothing of it is new: its sender sent it again.
        case retransmitted
        /// It came early, and the limits let no more be held.
        case dropped
        /// It lies behind the end of its direction or of its flow, or contradicts the flow's initial sequence number.
        case ignored
    }

    /// The packet's bytes that come next in the stream, counted from the packet's first byte; often all of the payload.
    public var bytes: Range<Int>
    /// The stream offset of the first of them.
    public var offset: Int
    /// What became of the payload.
    public var fate: Fate
    /// Where the segment contradicts an earlier copy of the same bytes, which is the one that counts.
    public var conflict: OverlapConflict?
    /// Whether `TCPStreams.next(_:)` has to be asked: for held bytes that are in order now, gaps, and ends.
    public var hasMore: Bool
    /// Whether `TCPStreams.takeNews(_:_:)` has to be asked.
    public var hasNews = false
}

/// Two copies of the same bytes of a stream that differ.
@frozen
public struct OverlapConflict: Hashable, Sendable {
    /// Stream offsets that hold a difference: its first byte is one (or, for bytes delivered before, one is among them).
    public var offsets: Range<Int>
    /// The number of the packet that brought the earlier copy.
    public var earlierPacket: Int
}

/// What a flow has to tell besides the bytes that arrive in order.
public enum StreamPiece: Hashable, Sendable {
    /// Bytes that came early and are next in order now.
    case bytes(StreamChunk)
    /// Bytes that are missing; the stream goes on behind them.
    case gap(StreamGap)
    /// The end of a direction: its FIN, reached after all its bytes.
    case fin(FlowDirection, PacketMark)
    /// What ends both directions: a RST, sent in this direction. What crossed it on the way may still come, and if both sides
    /// go on after it, it has ended nothing.
    case reset(FlowDirection, PacketMark)
    /// Nothing comes any more: both FINs were told, or the time is over in which something may have crossed the RST.
    case over
}

/// Bytes of a stream that had to be held.
public struct StreamChunk: Hashable, Sendable {
    /// Whose bytes.
    public var direction: FlowDirection
    /// The stream offset of the first one.
    public var offset: Int
    /// The bytes, at least one.
    public var bytes: [UInt8]
    /// The number of the packet that brought them.
    public var packet: Int
    /// When that packet was captured.
    public var time: Timestamp
    /// The acknowledgment number of that packet, if it has one.
    var acknowledgment: UInt32?
    /// How far it acknowledges the other direction's stream, as an offset in that; nil where that can't be told.
    public internal(set) var acknowledged: Int?
}

/// Bytes of a stream that are not in the capture.
public struct StreamGap: Hashable, Sendable {
    /// Why bytes are missing.
    public enum Reason: Hashable, Sendable {
        /// No packet with them was captured.
        case lost
        /// Their packet was captured, but cut off before them by the snapshot length.
        case snapLength
    }

    /// Whose bytes.
    public var direction: FlowDirection
    /// The stream offset of the first one.
    public var offset: Int
    /// How many, at least one.
    public var length: Int
    /// Why they are missing.
    public var reason: Reason
    /// The packet that brought the bytes or the FIN behind them, or in which the snapshot length cut them off; the
    /// flow's last packet so far if only an acknowledgment tells of them.
    public var mark: PacketMark
}

/// A packet, as evidence.
public struct PacketMark: Hashable, Sendable {
    /// Its number.
    public var packet: Int
    /// When it was captured.
    public var time: Timestamp

    /// The packet `packet`, captured at `time`.
    public init(packet: Int, time: Timestamp) {
        self.packet = packet
        self.time = time
    }
}

/// How a flow ended, as far as it has.
public struct FlowEnd: Hashable, Sendable {
    /// The FIN of the direction `forward`, once all bytes before it were told.
    public var forwardFIN: PacketMark?
    /// The FIN of the direction `backward`, once all bytes before it were told.
    public var backwardFIN: PacketMark?
    /// The direction of the RST, if one ended the flow.
    public var resetDirection: FlowDirection?
    /// The RST's sequence number.
    var resetNumber: UInt32 = 0
    /// The RST.
    public var reset: PacketMark?
    /// The sequence number after what its sender had sent when it came, as far as is known.
    var resetNext: UInt32 = 0
    /// The RST's acknowledgment number, if it has one.
    var resetAcknowledgment: UInt32?
    /// The last packet of its sender, without those that were sent before it and captured after it.
    var lastOfSender: PacketMark?
    /// Whether the RST was told.
    var resetIsTold = false

    /// The FIN of a direction, once all bytes before it were told.
    public func fin(_ direction: FlowDirection) -> PacketMark? { direction == .forward ? forwardFIN : backwardFIN }

    /// Whether nothing more can come: a RST, or the FINs of both directions.
    public var isEnded: Bool { reset != nil || forwardFIN != nil && backwardFIN != nil }
}
