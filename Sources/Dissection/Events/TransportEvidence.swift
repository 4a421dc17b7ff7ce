import Streams
public import Wire

/// What the TCP segments of one side show of the way to its peer, and of both of them.
public struct TransportEvidence: Hashable, Sendable {
    /// A packet, as evidence.
    public struct Mark: Hashable, Sendable {
        /// Its number.
        public var packet: Int
        /// When it was captured.
        public var time: Timestamp

        init(_ mark: PacketMark) { (packet, time) = (mark.packet, mark.time) }
    }

    /// Data or a FIN that the side sent again: its peer acknowledged it late, or never.
    public struct Unacknowledged: Hashable, Sendable {
        /// Bytes of payload in the segment; 0 for a FIN alone.
        public var length: Int
        /// How often it was sent again.
        public var times: Int
        /// The first copy and the last.
        public var first, last: Mark
        /// The size of the largest segment that the peer did acknowledge, in bytes of payload.
        public var largestAcknowledged: Int
        /// The frame that begins in the segment, or goes on in it; nil if it has none, or nobody knows.
        public var frame: Int?

        /// Whether its size may be what keeps it from arriving: smaller segments did, and no way has to carry so much.
        public var isLargerThanAcknowledged: Bool { length > safePayload && largestAcknowledged < length }
    }

    /// A receive window of 0, with which the side takes no data (RFC 9293 §3.8.6).
    public struct ClosedWindow: Hashable, Sendable {
        /// The packet that closed it.
        public var since: Mark
        /// How long it was closed, in nanoseconds; if it never opened again: until the connection's end.
        public var duration: Int64
        /// How often the peer asked whether it is open again.
        public var probes: Int
        /// Whether it never opened again.
        public var isClosed: Bool
    }

    /// Bytes that the side had sent, as the numbers of its later, empty packets show, and that neither were captured nor
    /// acknowledged.
    public struct LostAhead: Hashable, Sendable {
        /// How many.
        public var length: Int
        /// The first packet that shows it, and the last.
        public var first, last: Mark

        /// Nanoseconds between them.
        var span: Int64 { max(last.time.since(first.time), 0) }
    }

    /// Probes that ask the peer for a sign of life (RFC 9293 §3.8.4).
    public struct KeepAlives: Hashable, Sendable {
        /// How many there were.
        public var sent: Int
        /// How many of the last ones had no answer.
        public var unanswered: Int
        /// The first of those, and the last of all.
        public var first, last: Mark
    }

    /// So many bytes of payload every way carries in one segment.
    ///
    /// It has to carry IPv6 packets of 1,280 bytes (RFC 8200 §5), which hold 1,220 bytes of payload, or a few less with
    /// options of TCP.
    static let safePayload = 1180

    /// Its last packet, a RST aside; nil if none was captured.
    public var last: Mark?
    /// How many packets it sent, RSTs aside.
    public var packets = 0
    /// The lowest time to live of them and the highest, IPv6's hop limit; nil if it is not known.
    public var timeToLive: ClosedRange<Int>?
    /// The time to live of the RST that ended the connection, if the side sent it.
    public var resetTimeToLive: Int?
    /// Whether that RST acknowledges nothing: a host that knows nothing of the connection answers a segment so, and so does
    /// a firewall that speaks for it (RFC 9293 §3.10.7.1).
    public var isResetBare = false
    /// The RST that it sent although its peer had sent one before: nobody answers a RST with a RST.
    public var laterReset: Mark?
    /// What was never acknowledged.
    public var unacknowledged: Unacknowledged?
    /// What was acknowledged in the end, and had been sent again for the longest time.
    public var delayed: Unacknowledged?
    /// The window of its own that was closed longest.
    public var closedWindow: ClosedWindow?
    /// Its keep-alive probes.
    public var keepAlives: KeepAlives?
    /// What it sent, and what never came.
    public var lostAhead: LostAhead?
    /// How far it had acknowledged its peer's stream when it sent its first Close, as an offset in that; nil where it sent
    /// none, or that is not known.
    var acknowledgedByClose: Int?
    /// The same of its FIN.
    var acknowledgedByFIN: Int?
    /// The same of its last frame, a Close aside.
    var acknowledgedByLastFrame: Int?
    /// Whether some of what it sent was not acknowledged in the end.
    var hasPending = false
    /// Whether its FIN was sent before anything of the peer's head had come: of the request, or of the answer.
    var endedBeforeHead = false

    /// Nothing is known.
    init() {}
}

extension TransportEvidence {
    /// What `evidence` says, of a connection that had its last packet at `end`.
    ///
    /// - Parameter frame: The frame that begins in a packet, or goes on in it, if that is known.
    init(_ evidence: SegmentEvidence, end: Timestamp, frame: (Int) -> Int?) {
        last = evidence.last.map(Mark.init)
        packets = Int(evidence.packets)
        if evidence.lowestTimeToLive > 0 {
            timeToLive = Int(evidence.lowestTimeToLive)...Int(evidence.highestTimeToLive)
        }
        if evidence.resetTimeToLive > 0 { resetTimeToLive = Int(evidence.resetTimeToLive) }
        isResetBare = evidence.isResetBare
        laterReset = evidence.laterReset.map(Mark.init)
        func described(_ segment: SegmentEvidence.Unacknowledged) -> Unacknowledged {
            Unacknowledged(
                length: segment.length, times: segment.times, first: Mark(segment.first), last: Mark(segment.last),
                largestAcknowledged: Int(evidence.largestAcknowledged), frame: frame(segment.first.packet))
        }
        unacknowledged = evidence.unacknowledged.map(described)
        delayed = evidence.delayed.map(described)
        closedWindow = evidence.closedWindow.map {
            ClosedWindow(
                since: Mark($0.since),
                duration: $0.isClosed ? max(end.since($0.since.time), $0.duration) : $0.duration, probes: $0.probes,
                isClosed: $0.isClosed)
        }
        lostAhead = evidence.lostAhead.map {
            LostAhead(length: $0.length, first: Mark($0.first), last: Mark($0.last))
        }
        keepAlives = evidence.keepAlives.map {
            KeepAlives(sent: $0.sent, unanswered: $0.unanswered, first: Mark($0.first), last: Mark($0.last))
        }
    }

    /// What shows that something else than `side` may have sent `reset`, which bears its name, as a sentence; nil where
    /// nothing does.
    func foreignReset(_ reset: TransportMark) -> String? {
        if let sign = otherTimeToLive(of: reset.side) { return sign }
        guard wentOn(after: reset), let last else { return nil }
        return
            "The \(reset.side) still sent other packets after it, the last in packet \(last.packet): a host that resets a "
            + "connection sends nothing more on it."
    }

    /// Whether something else than the side that `reset` names may have sent it.
    public func isForeign(_ reset: TransportMark) -> Bool { isResetForeign || wentOn(after: reset) }

    /// Whether this side, which `reset` names, sent other packets after it: a host that resets a connection forgets it.
    public func wentOn(after reset: TransportMark) -> Bool {
        last.map { $0.packet > reset.packet && $0.time > reset.time } ?? false
    }

    /// What tells the RST that bears the name of `side` from its other packets, as a sentence; nil where nothing does.
    func otherTimeToLive(of side: Side) -> String? {
        guard isResetForeign, let reset = resetTimeToLive, let range = timeToLive else { return nil }
        let others = range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
        return
            "It arrived with a TTL of \(reset), the \(side)'s \(Quantity.count(packets, "other packet")) with \(others): "
            + "it came another way."
    }

    /// Whether the RST that bears this side's name may come from somewhere else: its time to live is not that of the
    /// side's other packets, by more than ways to one host differ.
    public var isResetForeign: Bool {
        guard let reset = resetTimeToLive, let range = timeToLive, packets >= 2 else { return false }
        return reset < range.lowerBound - 3 || reset > range.upperBound + 3
    }
}
