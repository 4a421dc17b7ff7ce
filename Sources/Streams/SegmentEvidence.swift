import Wire

/// What the segments of one direction show besides the bytes that they bring: whether its sender is heard, and its
/// packets come from one place.
///
/// It has the same size for every flow; what few flows have is kept apart, so that a port scan takes no memory for it.
public struct SegmentEvidence: Hashable, Sendable {
    /// Data or a FIN that its sender sent again, and that was not acknowledged.
    public struct Unacknowledged: Hashable, Sendable {
        /// How many bytes of payload the segment has; 0 for a FIN alone.
        public var length: Int
        /// How often it was sent again.
        public var times: Int
        /// The first copy; the first that was sent again if that is not known.
        public var first: PacketMark
        /// The last copy.
        public var last: PacketMark
        /// The stream offset of its first byte.
        var offset: Int

        /// Nanoseconds from the first copy to the last.
        public var span: Int64 { last.time.since(first.time) }
    }

    /// Probes that ask the peer for a sign of life, without new bytes (RFC 9293 §3.8.4).
    public struct KeepAlives: Hashable, Sendable {
        /// How many there were.
        public var sent = 0
        /// How many of the last ones got no answer.
        public var unanswered = 0
        /// The first of those.
        public var first: PacketMark
        /// The last of all.
        public var last: PacketMark
        /// Whether a RST of their sender ended the flow before anything answered: what comes later answers nothing.
        var isFinal = false
    }

    /// A receive window of 0: the direction's sender takes no data (RFC 9293 §3.8.6).
    public struct ClosedWindow: Hashable, Sendable {
        /// The segment that closed it.
        public var since: PacketMark
        /// How long it was closed, in nanoseconds; while it still is: to the flow's last packet but a RST.
        public var duration: Int64
        /// How many probes or segments of the peer met it closed.
        public var probes: Int
        /// Whether it never opened again.
        public var isClosed: Bool
    }

    /// Bytes that the direction's sender had sent before a segment without bytes, as the number of that shows, and that
    /// neither came nor were acknowledged.
    public struct Ahead: Hashable, Sendable {
        /// The stream offset that the number means.
        var offset: Int
        /// How many bytes did not come; only known once the flow is over.
        public var length = 0
        /// The first such segment, and the last.
        public var first, last: PacketMark
    }

    /// A packet that was captured before one that comes earlier in the capture.
    public struct ClockJump: Hashable, Sendable {
        /// The packet that stands before it in the capture.
        public var before: PacketMark
        /// The packet with the earlier time.
        public var after: PacketMark

        /// How far the clock went back, in nanoseconds.
        public var amount: Int64 { before.time.since(after.time) }
    }

    /// The last packet, RSTs aside; nil before the first.
    public private(set) var last: PacketMark?
    /// When the last packet was captured, in nanoseconds; the least of all times before the first.
    @inline(__always)
    var lastTime: Int64 { last?.time.nanoseconds ?? .min }
    /// How many packets there were, RSTs aside, up to `UInt32.max`.
    public private(set) var packets: UInt32 = 0
    /// The lowest time to live of them; 0 where it is not known.
    public private(set) var lowestTimeToLive: UInt8 = 0
    /// The highest time to live of them; 0 where it is not known.
    public private(set) var highestTimeToLive: UInt8 = 0
    /// The time to live of the RST that ended the flow; 0 where there is none, or it is not known.
    public private(set) var resetTimeToLive: UInt8 = 0
    /// Whether that RST has no acknowledgment: a host that knows nothing of the connection answers a segment so (RFC 9293
    /// §3.10.7.1), and whoever does as if.
    public private(set) var isResetBare = false
    /// How many SYNs there were.
    public private(set) var synchronisations: UInt16 = 0
    /// How many bytes of payload the largest segment had that the peer has acknowledged.
    public private(set) var largestAcknowledged: UInt32 = 0

    /// What the packet taken last showed, until somebody asks for it.
    var news: SegmentNews?

    private var timeToLive: UInt8 = 0
    /// Whether the last window that it announced is 0.
    private(set) var isWindowClosed = false
    /// The first SYN.
    private(set) var firstSYN: PacketMark?
    /// The largest segment that the peer may yet acknowledge, and the stream offset behind it.
    private var largest: UInt32 = 0
    private var largestEnd = Int.max
    /// The stream offset of what is not acknowledged.
    private var unacknowledgedOffset = Int.max
    private var details: ContiguousArray<Details> = []

    /// Nothing was heard yet.
    public init() {}

    /// What few flows have.
    private struct Details: Hashable, Sendable {
        var unacknowledged: Unacknowledged?
        var delayed: Unacknowledged?
        var keepAlives: KeepAlives?
        var window: ClosedWindow?
        var longestWindow: ClosedWindow?
        var clockJump: ClockJump?
        var loneNumber: LoneNumber?
        var ahead: Ahead?
        var laterReset: PacketMark?
        var outlivedReset: PacketMark?
        var strayAcknowledgment: UInt32?
    }

    /// An acknowledgment beyond missing bytes that is of one number more than the one before it.
    struct LoneNumber: Hashable, Sendable {
        /// The stream offset that it acknowledges.
        var end: Int
        /// The packet.
        var mark: PacketMark
        /// Whether the one before it was such a step, too: the sender sends single bytes.
        var isRepeated: Bool
    }

    /// No sender waits less for an acknowledgment before it sends again (Linux: 200 ms); copies that come sooner may be
    /// the same packet, captured twice.
    private static let retransmissionTime: Int64 = 200_000_000
    /// Several queues, and clocks of several processors, are never so far apart.
    private static let largestSkew: Int64 = 100_000_000
}

extension SegmentEvidence {
    /// Whether it shows anything that few flows do: what follows here.
    public var hasDetails: Bool { !details.isEmpty }
    /// What was sent again, and never acknowledged.
    public var unacknowledged: Unacknowledged? { details.first?.unacknowledged }
    /// What was acknowledged in the end, and had been sent again for the longest time.
    public var delayed: Unacknowledged? { details.first?.delayed }
    /// The keep-alive probes.
    public var keepAlives: KeepAlives? { details.first?.keepAlives }
    /// The window that was closed longest; of several the first.
    public var closedWindow: ClosedWindow? {
        let (open, longest) = (details.first?.window, details.first?.longestWindow)
        guard let open else { return longest }
        return open.duration > longest?.duration ?? -1 ? open : longest
    }
    /// What the sender had sent, and what never came; nil while the flow goes on.
    public var lostAhead: Ahead? { details.first?.ahead.flatMap { $0.length > 0 ? $0 : nil } }
    /// The packet that acknowledged one number more than had been acknowledged before, up to the stream offset `end`, which
    /// is that of a FIN; nil where none did, or the sender sends single bytes.
    func loneNumber(before end: Int) -> PacketMark? {
        details.first?.loneNumber.flatMap { $0.end == end && !$0.isRepeated ? $0.mark : nil }
    }
    /// The first time that the capture's clock went back, by more than packets are swapped.
    public var clockJump: ClockJump? { details.first?.clockJump }
    /// The RST that its sender sent after one of the peer had ended the flow: it crossed that, or answers what the peer, or
    /// who spoke for it, still sent.
    public var laterReset: PacketMark? { details.first?.laterReset }
    /// The first RST in its sender's name after which both sides went on.
    public var outlivedReset: PacketMark? { details.first?.outlivedReset }
    /// The acknowledgment number of a segment that came instead of the answer to the peer's SYN.
    var strayAcknowledgment: UInt32? { details.first?.strayAcknowledgment }
}

// MARK: What the flow hears

extension SegmentEvidence {
    /// Whether a packet of the direction shows nothing but that its sender is there; `peerTime` is the other direction's
    /// `lastTime`.
    @inline(__always)
    func isUsual(_ segment: TCPSegment, _ mark: PacketMark, peerTime: Int64) -> Bool {
        let time = mark.time.nanoseconds
        return time >= lastTime && time >= peerTime && segment.timeToLive == timeToLive && segment.window != 0
            && !isWindowClosed
    }

    /// Takes a packet that is usual.
    @inline(__always)
    mutating func hearUsual(_ packet: Int, _ time: Timestamp) {
        last = PacketMark(packet: packet, time: time)
        packets &+= packets == .max ? 0 : 1
    }

    /// Takes a packet of the direction, RSTs aside; `peer` is the last one of the other direction.
    @inline(never)
    mutating func hear(_ segment: TCPSegment, _ mark: PacketMark, peer: PacketMark?) {
        if let last, mark.time.nanoseconds < last.time.nanoseconds { hearEarlier(mark, peer) }
        if let peer, mark.time.nanoseconds < peer.time.nanoseconds { hearEarlier(mark, peer) }
        hearUsual(mark.packet, mark.time)
        if segment.timeToLive != timeToLive { hear(timeToLive: segment.timeToLive) }
        if segment.window == 0 || isWindowClosed { hear(window: segment, mark) }
    }

    private mutating func hear(timeToLive value: UInt8) {
        timeToLive = value
        guard value > 0 else { return }
        lowestTimeToLive = lowestTimeToLive == 0 ? value : min(lowestTimeToLive, value)
        highestTimeToLive = max(highestTimeToLive, value)
    }

    private mutating func hear(window segment: TCPSegment, _ mark: PacketMark) {
        // The windows of SYNs are never scaled, and whoever sends a FIN or begins says nothing about its buffer.
        guard segment.flags.isDisjoint(with: [.syn, .fin]), segment.flags.contains(.ack) else { return }
        isWindowClosed = segment.window == 0
        var opened: Int64?
        defer { if let opened { news = .windowOpened(after: opened) } }
        change { details in
            if let since = details.window?.since {
                details.window?.duration = max(mark.time.since(since.time), 0)
                guard segment.window > 0 else { return }
                details.window?.isClosed = false
                opened = details.window?.duration
                if let window = details.window, window.duration > details.longestWindow?.duration ?? -1 {
                    details.longestWindow = window
                }
                details.window = nil
            } else if segment.window == 0 {
                details.window = ClosedWindow(since: mark, duration: 0, probes: 0, isClosed: true)
            }
        }
    }

    private mutating func hearEarlier(_ mark: PacketMark, _ peer: PacketMark?) {
        // Against the packet right before it in the capture: what follows a jump is not another one.
        guard let before = [last, peer].compactMap(\.self).max(by: { $0.packet < $1.packet }) else { return }
        let jump = ClockJump(before: before, after: mark)
        guard jump.amount > Self.largestSkew else { return }
        news = .clockBack
        guard details.first?.clockJump == nil else { return }
        change { $0.clockJump = jump }
    }

    /// Takes the RST that ends the flow; `peer` is the last packet of the other direction.
    mutating func hear(reset segment: TCPSegment, peer: PacketMark?) {
        (resetTimeToLive, isResetBare) = (segment.timeToLive, !segment.flags.contains(.ack))
        if let probes = keepAlives, probes.last.packet > peer?.packet ?? 0 { change { $0.keepAlives?.isFinal = true } }
    }

    /// Takes a RST that came after the peer's.
    mutating func hear(laterReset mark: PacketMark) {
        if laterReset == nil { change { $0.laterReset = mark } }
    }

    /// The RST `reset` did not end the flow.
    mutating func outlive(_ reset: PacketMark) {
        (resetTimeToLive, isResetBare) = (0, false)
        if keepAlives != nil { change { $0.keepAlives?.isFinal = false } }
        if outlivedReset == nil { change { $0.outlivedReset = reset } }
    }

    /// Takes a segment of an older connection, with that acknowledgment number, that came instead of the answer to a SYN.
    mutating func hear(strayAcknowledgment number: UInt32) { change { $0.strayAcknowledgment = number } }

    /// Takes `mark` as the last packet.
    mutating func settle(last mark: PacketMark?) { last = mark }

    /// Takes a SYN, the first one or one that comes again.
    mutating func hearSYN(_ mark: PacketMark) {
        if firstSYN == nil { firstSYN = mark }
        synchronisations &+= synchronisations == .max ? 0 : 1
    }

    /// Takes a segment of `length` new bytes that end at the stream offset `end`.
    @inline(__always)
    mutating func sent(_ length: Int, to end: Int) {
        guard length > Int(largestAcknowledged), length > Int(largest) else { return }
        largest = UInt32(truncatingIfNeeded: length)
        largestEnd = end
    }

    /// The peer has acknowledged everything up to the stream offset `end`.
    @inline(__always)
    mutating func acknowledged(upTo end: Int) {
        if end >= largestEnd {
            largestAcknowledged = max(largestAcknowledged, largest)
            (largest, largestEnd) = (0, .max)
        }
        if end > unacknowledgedOffset {
            unacknowledgedOffset = .max
            change { details in
                if let late = details.unacknowledged, late.span > details.delayed?.span ?? 0 { details.delayed = late }
                details.unacknowledged = nil
            }
        }
    }

    /// Takes an acknowledgment of one number more than the one before it, the bytes before both being missing.
    mutating func acknowledgedOneMore(upTo end: Int, _ mark: PacketMark) {
        change { details in
            let isRepeated = details.loneNumber.map { $0.end == end - 1 } ?? false
            details.loneNumber = LoneNumber(end: end, mark: mark, isRepeated: isRepeated)
        }
    }

    /// Takes a segment that brings nothing new, and was not acknowledged: sent again, unless it may be another capture
    /// of the same packet.
    ///
    /// - Parameters:
    ///   - offset: The stream offset of its first byte; of its FIN if it has no bytes.
    ///   - first: The packet that brought it first, if that is known.
    ///   - isCertain: Whether the packet is certainly another one than before.
    mutating func sentAgain(
        _ length: Int, at offset: Int, first: PacketMark?, isCertain: Bool, _ mark: PacketMark
    ) {
        let earlier = details.first?.unacknowledged.flatMap { $0.offset == offset ? $0 : nil }
        guard let before = earlier?.last ?? first ?? last else { return }
        guard isCertain || mark.time.since(before.time) >= Self.retransmissionTime else { return }
        var again =
            earlier
            ?? Unacknowledged(length: length, times: 0, first: first ?? mark, last: mark, offset: offset)
        again.times += 1
        again.last = mark
        news = .sentAgain(length: length, times: again.times)
        // What comes first in the stream is what the peer waits for.
        if earlier == nil, unacknowledgedOffset < offset { return }
        unacknowledgedOffset = offset
        change { $0.unacknowledged = again }
    }

    /// Takes a probe that brings nothing new, `peer` being the last packet of the other direction.
    mutating func probed(_ mark: PacketMark, peer: PacketMark?) {
        let earlier = details.first?.keepAlives
        let isAnswered = earlier.map { $0.last.packet < peer?.packet ?? 0 } ?? true
        var probes = earlier ?? KeepAlives(first: mark, last: mark)
        probes.sent += 1
        probes.unanswered = isAnswered ? 1 : probes.unanswered + 1
        if isAnswered { probes.first = mark }
        probes.last = mark
        change { $0.keepAlives = probes }
        news = .keepAlive(unanswered: probes.unanswered)
    }

    /// Takes a probe or a segment that the peer sent although the window of this direction's sender is closed.
    ///
    /// - Returns: how many there were since it closed.
    mutating func metClosedWindow(_ mark: PacketMark) -> Int {
        var probes = 0
        change { details in
            guard let since = details.window?.since else { return }
            details.window?.probes += 1
            details.window?.duration = max(mark.time.since(since.time), 0)
            probes = details.window?.probes ?? 0
        }
        return probes
    }

    /// Takes a segment without bytes that the direction's sender sent after bytes up to the stream offset `offset`, which
    /// have not come so far.
    mutating func hear(ahead offset: Int, _ mark: PacketMark) {
        change { details in
            var ahead = details.ahead ?? Ahead(offset: offset, first: mark, last: mark)
            ahead.offset = max(ahead.offset, offset)
            ahead.last = mark
            details.ahead = ahead
        }
    }

    /// What is told once the flow is over: a probe that the peer answered is answered, and of what has not come up to the
    /// stream offset `end` nothing will.
    func settled(peer: PacketMark?, end: Int) -> SegmentEvidence {
        var settled = self
        // One number alone is a FIN's.
        if let ahead = details.first?.ahead, ahead.offset - end > 1 {
            settled.change { $0.ahead?.length = ahead.offset - end }
        }
        if let probes = keepAlives, !probes.isFinal, probes.last.packet < peer?.packet ?? 0 {
            settled.change { $0.keepAlives?.unanswered = 0 }
        }
        return settled
    }

    private mutating func change(_ body: (inout Details) -> Void) {
        if details.isEmpty { details.append(Details()) }
        body(&details[0])
    }
}
