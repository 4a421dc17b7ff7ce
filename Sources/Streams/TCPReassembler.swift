import Wire

/// One direction of a TCP connection: puts its segments' payload in order (RFC 9293 §3.4, §3.10.7.4).
///
/// Offsets count the stream's bytes from 0: the byte after the SYN or, without a SYN, the first byte captured, or an
/// earlier one that the peer was still waiting for when the capture began. They have 64 bits; sequence numbers are taken
/// as the distance to the next one expected, modulo 2^32. Where two copies of a byte differ, the one captured first
/// counts.
struct TCPReassembler: Sendable {
    /// Whether sequence numbers can be turned into offsets.
    private(set) var isSynced = false
    /// Whether the SYN was captured.
    private(set) var sawSYN = false
    /// The stream offset of the next byte expected.
    private(set) var nextOffset = 0
    /// The FIN, which may lie ahead of bytes that are missing.
    private(set) var fin: (offset: Int, mark: PacketMark, acknowledgment: UInt32?)?
    /// How far its sender had come, as an empty segment ahead of what was captured shows.
    private var reach = 0
    /// When the hole before the next byte was first seen, or last got smaller.
    private(set) var holeSince: Int64 = 0
    /// Whether the hole is in the queue of `TCPStreams`.
    var isQueued = false
    /// Nothing is waited for: no more segments will come.
    var isFlushing = false
    /// Whether bytes are held that came in order, because the other direction waits for what they acknowledge.
    private(set) var isHoldingBack = false

    /// Segments that were sent again although they had arrived.
    private(set) var retransmissions = 0
    /// What its segments show besides.
    var evidence = SegmentEvidence()
    /// Whether the segment taken last is a probe: it asks for an answer, and brings nothing new.
    private(set) var isProbe = false

    /// The sequence number of the next byte expected.
    var nextNumber: UInt32 { nextSequence }
    private var nextSequence: UInt32 = 0
    /// The sequence number of the byte at offset 0.
    private var baseSequence: UInt32 = 0
    /// The stream offset up to which the peer has acknowledged, and whether it has at all.
    private var acknowledgedOffset = 0
    private var isAcknowledged = false
    /// The peer's first and its last acknowledgment number, kept for the time before the first segment of this direction.
    private var firstAcknowledgment: UInt32?
    private var earlyAcknowledgment: UInt32?
    /// Whether the peer's SYN was captured: its first acknowledgment is of the answer to that.
    var isAnswerExpected = false
    /// When the peer first acknowledged bytes of the hole, or the hole last got smaller; and with which packet.
    private var acknowledgedSince: Int64 = 0
    private var acknowledgedPacket = 0
    private(set) var finIsTold = false
    private(set) var held = HeldSegments()
    private var recent = RecentSegments()

    /// The largest window of TCP (RFC 7323 §2.3): nothing can be farther away in flight.
    static let largestWindow = 1 << 30
    /// A SYN may be captured after so many bytes of its own direction.
    static let lateBytes: UInt32 = 0xffff

    var heldCost: Int { held.cost }

    /// The stream offset up to which the peer has acknowledged; nil before it has.
    var acknowledged: Int? { isAcknowledged ? acknowledgedOffset : nil }

    /// Whether a packet of the peer acknowledged anything.
    var hasHeardAcknowledgment: Bool { isAcknowledged || earlyAcknowledgment != nil }

    /// Whether there is nothing to pull: no held bytes, no hole, no FIN that waits.
    var isQuiet: Bool { held.isEmpty && acknowledgedOffset <= nextOffset && (fin == nil || finIsTold) }

    /// Whether something of it is known that can't be told so far, because something is missing.
    var isWaiting: Bool {
        hasHole || !held.isEmpty || fin != nil && !finIsTold || !isSynced && earlyAcknowledgment != firstAcknowledgment
    }

    /// Whether bytes are missing before others that are known to exist.
    var hasHole: Bool {
        guard let end = holeEnd else { return false }
        return end > nextOffset
    }
}

/// What `TCPReassembler` needs to know about a segment besides its header.
struct SegmentContext {
    var packet: Int
    var interface: Int
    var time: Timestamp
    var seed: HashSeed
    var heldLimit: Int
    var duplicateWindow: Int64
    /// Whether bytes are to be held though they are in order: they were sent after others that are missing.
    var holdsBack: Bool

    /// The packet, as evidence.
    @inline(__always)
    var packetMark: PacketMark { PacketMark(packet: packet, time: time) }

    func mark(_ segment: TCPSegment, _ bytes: RawSpan) -> SegmentMark {
        SegmentMark(segment, bytes, time: time, interface: interface, seed)
    }
}

// MARK: Segments in

extension TCPReassembler {
    /// Whether a segment comes in order, and nothing is to be done but take it: nearly all do.
    @inline(__always)
    func isNext(_ segment: TCPSegment) -> Bool {
        segment.sequence == nextSequence && isSynced && held.isEmpty && fin == nil
            && segment.payload.count == segment.payloadLength && segment.flags.isDisjoint(with: [.syn, .fin, .rst])
    }

    /// Takes the payload of the segment that is next.
    ///
    /// - Returns: whether bytes that the peer has acknowledged are still missing.
    @inline(__always)
    mutating func takeNext(
        _ segment: TCPSegment, _ packet: RawSpan, _ now: PacketMark, interface: Int, _ seed: HashSeed
    ) -> Bool {
        let length = segment.payload.count
        if length > 0 {
            recent.remember(
                packet.extracting(segment.payload), at: nextOffset, packet: now.packet, seed: seed,
                mark: SegmentMark(segment, packet, time: now.time, interface: interface, seed))
            advance(by: length, now)
            evidence.sent(length, to: nextOffset)
        }
        return acknowledgedOffset > nextOffset
    }

    /// Takes a segment of this direction; `packet` is the whole packet.
    @inline(never)
    mutating func receive(_ segment: TCPSegment, _ packet: RawSpan, _ context: SegmentContext) -> Arrival {
        let wireLength = max(segment.payloadLength, segment.payload.count)
        isProbe = false
        guard let start = sync(segment, context) else { return nothing(wireLength == 0 ? .empty : .ignored) }
        isProbe = self.isProbe(segment, at: start, wireLength)
        if wireLength == 0, start > nextOffset, fin == nil {
            reach = max(reach, start)
            if segment.flags.isDisjoint(with: [.syn, .fin, .rst]), start - nextOffset <= Self.largestWindow {
                evidence.hear(ahead: start, context.packetMark)
            }
        }
        noteRepeatedFIN(segment, at: start + wireLength, wireLength, context)
        if segment.flags.contains(.fin) { note(fin: start + wireLength, segment.acknowledged, context) }
        let limit = fin?.offset ?? .max
        let captured = start..<max(start, min(start + segment.payload.count, limit))
        let cut = captured.upperBound..<max(captured.upperBound, min(start + wireLength, limit))
        guard cut.upperBound > start else { return nothing(wireLength == 0 ? .empty : .ignored) }
        let first = segment.payload.lowerBound
        let payload = packet.extracting(first..<(first + captured.count))
        guard cut.upperBound > nextOffset else {
            // One byte just before the next is a keep-alive (RFC 9293 §3.8.4): its value means nothing.
            let isKeepAlive = wireLength == 1 && cut.upperBound == nextOffset
            let conflict =
                isKeepAlive || !cut.isEmpty ? nil : recent.conflict(payload, at: start, seed: context.seed)
            var fate = Arrival.Fate.repeated
            if !isKeepAlive, wireLength > 0 {
                fate = recent.repetition(
                    payload, at: start, mark: context.mark(segment, packet), packet: context.packet,
                    window: context.duplicateWindow, seed: context.seed)
                if fate == .retransmitted { retransmissions += 1 }
                noteRepetition(wireLength, at: start, fate, context)
            }
            var arrival = nothing(fate)
            arrival.conflict = conflict
            return arrival
        }

        evidence.sent(wireLength, to: start + wireLength)
        let wasQuiet = held.isEmpty
        var arrival = nothing(.held)
        var position = captured.lowerBound
        if context.holdsBack {
            isHoldingBack = true
        } else if start <= nextOffset, captured.upperBound > nextOffset {
            // What is held was captured before: it counts where they overlap.
            let end = min(captured.upperBound, held.first?.offset ?? .max)
            if end > nextOffset {
                let skipped = nextOffset - start
                arrival.bytes = (first + skipped)..<(first + end - start)
                arrival.fate = .delivered
                recent.remember(
                    packet.extracting(arrival.bytes), at: nextOffset, packet: context.packet, seed: context.seed,
                    mark: context.mark(segment, packet))
                advance(by: end - nextOffset, context.packetMark)
            }
            position = max(end, nextOffset)
        }
        position = max(position, nextOffset)
        if position < captured.upperBound || !cut.isEmpty {
            guard held.cost <= context.heldLimit else {
                if arrival.fate == .held { arrival.fate = .dropped }
                return arrival
            }
            let costBefore = held.cost
            if position < captured.upperBound {
                arrival.conflict = held.insert(
                    payload.extracting((position - start)..<captured.count), at: position, packet: context.packet,
                    time: context.time, acknowledgment: segment.acknowledged, limit: context.heldLimit)
            }
            held.insertCut(
                max(cut.lowerBound, nextOffset)..<cut.upperBound, packet: context.packet, time: context.time)
            if arrival.fate == .held, held.cost == costBefore { arrival.fate = .repeated }
            if wasQuiet { holeSince = context.time.nanoseconds }
        }
        arrival.hasMore = true
        return arrival
    }

    /// The stream offset of the segment's payload; nil if it has no place in the stream.
    private mutating func sync(_ segment: TCPSegment, _ context: SegmentContext) -> Int? {
        var sequence = segment.sequence
        if isExpected {
            let first = segment.flags.contains(.syn) ? sequence &+ 1 : sequence
            if Int(first &- baseSequence) > Self.largestWindow { forgetBeginning() }
        }
        if segment.flags.contains(.syn) {
            sequence &+= 1
            if !isSynced { sync(at: sequence, context.packetMark) } else if sequence != baseSequence { return nil }
            sawSYN = true
            evidence.hearSYN(PacketMark(packet: context.packet, time: context.time))
        } else if !isSynced {
            let length = segment.payloadLength
            guard length > 0 || segment.flags.contains(.fin) else { return nil }
            // A keep-alive would begin the stream one byte too early.
            guard length != 1 || earlyAcknowledgment != sequence &+ 1 else { return nil }
            sync(at: beginning(before: sequence), context.packetMark)
        }
        return offset(of: sequence)
    }

    /// Takes it from the answer to its SYN where the direction begins, although nothing of it was captured so far: what the
    /// peer acknowledges can be waited for, then.
    mutating func expect(_ beginning: UInt32, _ now: PacketMark) {
        guard !isSynced else { return }
        let early = earlyAcknowledgment
        (isSynced, isAcknowledged) = (true, true)
        (baseSequence, nextSequence) = (beginning, beginning)
        if let early { acknowledge(early, now) }
    }

    /// Whether nothing of the direction was captured, and only the answer to its SYN tells where it begins.
    var isExpected: Bool { isSynced && evidence.last == nil }

    /// Forgets what the peer acknowledged far beyond all that was captured.
    mutating func forgetFarAcknowledgment() {
        if acknowledgedOffset - nextOffset > Int(Self.lateBytes), held.isEmpty { acknowledgedOffset = nextOffset }
    }

    /// Waits no longer for a direction of which nothing comes.
    mutating func forgetBeginning() {
        (firstAcknowledgment, earlyAcknowledgment) = (
            baseSequence, baseSequence &+ UInt32(truncatingIfNeeded: acknowledgedOffset)
        )
        (isSynced, isAcknowledged, acknowledgedOffset) = (false, false, 0)
    }

    /// Where the stream begins whose first captured segment has this sequence number.
    ///
    /// It is where the peer's first acknowledgment was, if that is earlier: the bytes between were sent, then, and are not
    /// in the capture so far.
    private func beginning(before sequence: UInt32) -> UInt32 {
        guard let first = firstAcknowledgment, (1...Self.largestWindow).contains(Int(sequence &- first)) else {
            return sequence
        }
        return first
    }

    /// Takes it that bytes were sent where the peer's acknowledgments have moved on, although no segment of this direction
    /// tells of them; to be asked once no more will come.
    mutating func syncByAcknowledgments() {
        guard !isSynced, let first = firstAcknowledgment, let last = earlyAcknowledgment, first != last else { return }
        sync(at: first, PacketMark(packet: 0, time: Timestamp(nanoseconds: 0, isNanosecond: false)))
    }

    private mutating func sync(at sequence: UInt32, _ mark: PacketMark) {
        isSynced = true
        baseSequence = sequence
        nextSequence = sequence
        if let early = earlyAcknowledgment { acknowledge(early, mark) }
    }

    private mutating func note(fin offset: Int, _ acknowledgment: UInt32?, _ context: SegmentContext) {
        guard fin == nil, offset >= nextOffset else { return }
        // A number behind the FIN was seen before: this is not its first copy, and what that acknowledged is not known.
        fin = (
            offset, PacketMark(packet: context.packet, time: context.time), reach > offset ? nil : acknowledgment
        )
        held.truncate(at: offset)
        if held.isEmpty { holeSince = context.time.nanoseconds }
    }

    /// Takes the acknowledgment number of a segment of the other direction.
    @inline(__always)
    mutating func acknowledge(_ number: UInt32, _ mark: PacketMark) {
        guard isSynced else { return acknowledgeEarly(number, mark) }
        let offset = offset(of: number)
        if offset > acknowledgedOffset || !isAcknowledged, offset - nextOffset <= Self.largestWindow {
            if acknowledgedOffset > nextOffset {
                if offset == acknowledgedOffset + 1 { evidence.acknowledgedOneMore(upTo: offset, mark) }
            } else if offset > nextOffset {
                if held.isEmpty { holeSince = mark.time.nanoseconds }
                (acknowledgedSince, acknowledgedPacket) = (mark.time.nanoseconds, mark.packet)
                // Of a FIN that was captured it is nothing to keep.
                if offset == nextOffset + 1, fin == nil { evidence.acknowledgedOneMore(upTo: offset, mark) }
            }
            acknowledgedOffset = max(offset, acknowledgedOffset)
            isAcknowledged = true
        }
    }

    /// Takes the acknowledgment number of a RST: it shows that somebody is there, but not that there are more bytes than
    /// were captured.
    ///
    /// A host that ignores the RST ignores its number too.
    @inline(never)
    mutating func acknowledge(byReset number: UInt32, _ mark: PacketMark) {
        guard isSynced else {
            if firstAcknowledgment == nil { acknowledgeEarly(number, mark) }
            return
        }
        let end = fin?.offset == nextOffset ? nextOffset + 1 : nextOffset
        if offset(of: number) <= end { acknowledge(number, mark) }
    }

    /// The same while nothing of this direction was captured.
    @inline(never)
    private mutating func acknowledgeEarly(_ number: UInt32, _ mark: PacketMark) {
        let isFirst = firstAcknowledgment == nil
        if isFirst { firstAcknowledgment = number }
        earlyAcknowledgment = number
        if isFirst, isAnswerExpected { expect(number, mark) }
    }

    /// Notes what the peer has acknowledged by a segment that is no RST.
    @inline(__always)
    mutating func noteAcknowledgment() { evidence.acknowledged(upTo: acknowledgedOffset) }

    /// Forgets that the last segment was a probe.
    mutating func forgetProbe() { isProbe = false }

    /// Whether a RST with this sequence number lies where the receiver may be waiting (RFC 9293 §3.10.7.4, RFC 5961 §3).
    func accepts(reset sequence: UInt32) -> Bool {
        guard isSynced else { return true }
        let offset = offset(of: sequence)
        return offset >= min(acknowledgedOffset, nextOffset) - 1 && offset - nextOffset <= Self.largestWindow
    }

    /// Whether a SYN with this sequence number begins another connection, `peer` being the other direction.
    func isReplaced(bySYN sequence: UInt32, peer: TCPReassembler) -> Bool {
        guard isSynced else {
            // The peer's first acknowledgment is of this very SYN, or of a little more: it was only captured late.
            if let firstAcknowledgment, firstAcknowledgment &- (sequence &+ 1) <= Self.lateBytes { return false }
            return peer.isSynced && (!peer.sawSYN || peer.nextOffset > 0)
        }
        let before = baseSequence &- (sequence &+ 1)
        // Without a SYN so far, one a little before the first byte may just be late in the file.
        return sawSYN ? before != 0 : before > Self.lateBytes
    }

    /// Whether a segment asks for an answer without new bytes: it repeats the last byte that the peer has, or none
    /// (RFC 9293 §3.8.4; Linux asks for a closed window in the same way).
    private func isProbe(_ segment: TCPSegment, at start: Int, _ length: Int) -> Bool {
        guard length <= 1, segment.flags.isDisjoint(with: [.syn, .fin]), isAcknowledged else { return false }
        return start == acknowledgedOffset - 1 && start + length <= nextOffset
    }

    /// Notes a segment of which nothing is new, if the peer has not acknowledged it.
    private mutating func noteRepetition(
        _ length: Int, at start: Int, _ fate: Arrival.Fate, _ context: SegmentContext
    ) {
        guard isAcknowledged, start + length > acknowledgedOffset, fate != .duplicate else { return }
        evidence.sentAgain(
            length, at: max(start, acknowledgedOffset), first: recent.first(at: start),
            isCertain: fate == .retransmitted, PacketMark(packet: context.packet, time: context.time))
    }

    /// Notes a FIN that came before, if the peer has not acknowledged it.
    private mutating func noteRepeatedFIN(
        _ segment: TCPSegment, at offset: Int, _ length: Int, _ context: SegmentContext
    ) {
        guard segment.flags.contains(.fin), length == 0, let fin, fin.offset == offset, isAcknowledged,
            acknowledgedOffset <= offset
        else { return }
        evidence.sentAgain(
            0, at: offset, first: fin.mark, isCertain: false, PacketMark(packet: context.packet, time: context.time))
    }

    @inline(__always)
    func offset(of sequence: UInt32) -> Int {
        nextOffset &+ Int(Int32(bitPattern: sequence &- nextSequence))
    }

    @inline(__always)
    private mutating func advance(by length: Int, _ now: PacketMark) {
        nextSequence &+= UInt32(truncatingIfNeeded: length)
        nextOffset &+= length
        holeSince = now.time.nanoseconds
        acknowledgedSince = now.time.nanoseconds
        acknowledgedPacket = now.packet
    }

    private func nothing(_ fate: Arrival.Fate) -> Arrival {
        Arrival(bytes: 0..<0, offset: nextOffset, fate: fate, conflict: nil, hasMore: !isQuiet)
    }
}

// MARK: Pieces out

extension TCPReassembler {
    /// Where the hole before the next byte ends: at a byte that is held, at the FIN, or where the peer has acknowledged.
    private var holeEnd: Int? {
        if let first = held.first { return first.offset }
        if let fin { return fin.offset }
        // One number more than there are bytes acknowledges a FIN, which may be all that is missing.
        guard acknowledgedOffset > nextOffset + 1 else { return nil }
        return evidence.loneNumber(before: acknowledgedOffset) == nil ? acknowledgedOffset : acknowledgedOffset - 1
    }

    /// Whether the hole is not waited for any longer.
    func isDue(now: PacketMark, limits: Limits, isFull: Bool) -> Bool {
        guard let end = holeEnd, end > nextOffset else { return false }
        if isFlushing || isFull || held.cost > limits.heldBytesPerDirection { return true }
        let waited = now.time.nanoseconds &- holeSince
        guard isAcknowledged else { return waited > limits.gapPatience }
        if acknowledgedOffset < end { return waited > limits.retransmissionPatience }
        // What the peer has was sent; a capture may hold it a little after its acknowledgment.
        let since = now.time.nanoseconds &- acknowledgedSince
        let isLate = now.packet &- acknowledgedPacket > limits.swappedPackets && since.magnitude > limits.swappedTime
        return isLate || since > limits.acknowledgedPatience || waited > limits.gapPatience
    }

    /// Whether the peer has acknowledged bytes that were not captured so far: what it sent since was sent after them.
    @inline(__always)
    var isAwaited: Bool {
        isAcknowledged && acknowledgedOffset > nextOffset &+ 1 && !isFlushing && held.first?.offset != nextOffset
    }

    /// The packet that stands for what is to be told next; nil if there is nothing yet.
    func nextPacket(now: PacketMark, limits: Limits, isFull: Bool) -> Int? {
        if let first = held.first, first.offset == nextOffset { return first.packet }
        if let fin, fin.offset <= nextOffset { return finIsTold ? nil : fin.mark.packet }
        // What was sent after the missing bytes comes after them.
        return isDue(now: now, limits: limits, isFull: isFull) ? 0 : nil
    }

    /// The next thing to tell: bytes that are in order now, a gap that is due, the FIN.
    mutating func next(
        _ direction: FlowDirection, now: PacketMark, limits: Limits, isFull: Bool, seed: HashSeed
    ) -> StreamPiece? {
        if held.first?.offset == nextOffset, let piece = held.takeFirst() {
            defer {
                advance(by: piece.length, now)
                if held.isEmpty { isHoldingBack = false }
            }
            if piece.isCut {
                return .gap(
                    StreamGap(
                        direction: direction, offset: nextOffset, length: piece.length, reason: .snapLength,
                        mark: PacketMark(packet: piece.packet, time: piece.time)))
            }
            recent.remember(piece.bytes.rawSpan, at: nextOffset, packet: piece.packet, seed: seed)
            return .bytes(
                StreamChunk(
                    direction: direction, offset: nextOffset, bytes: piece.bytes, packet: piece.packet,
                    time: piece.time, acknowledgment: piece.acknowledgment))
        }
        if let fin, fin.offset <= nextOffset {
            if finIsTold { return nil }
            finIsTold = true
            return .fin(direction, fin.mark)
        }
        guard isDue(now: now, limits: limits, isFull: isFull), let end = holeEnd else { return nil }
        let mark = held.first.map { PacketMark(packet: $0.packet, time: $0.time) } ?? fin?.mark ?? now
        let gap = StreamGap(
            direction: direction, offset: nextOffset, length: end - nextOffset, reason: .lost, mark: mark)
        advance(by: end - nextOffset, now)
        return .gap(gap)
    }

    /// Lets go of everything that only further segments would need.
    mutating func release() {
        held.removeAll()
        isHoldingBack = false
        recent.removeAll()
    }
}

extension TCPSegment {
    /// The acknowledgment number, if it is valid.
    fileprivate var acknowledged: UInt32? { flags.contains(.ack) ? acknowledgment : nil }
}
