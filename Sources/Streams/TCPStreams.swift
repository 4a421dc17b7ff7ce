public import Wire

/// The TCP connections of a capture: segments in, byte streams out.
///
/// The caller keeps its own state of each flow in an array that is indexed by slots, and does for each segment:
///
/// ```swift
/// let place = streams.place(segment)
/// if place.status == .replacing { streams.finish(place.slot); drain(place.slot); /* end its own state */ }
/// if place.status != .known { /* begin its own state at place.slot */ }
/// let arrival = streams.receive(segment, at: place, bytes: packet, packet: number, time: time)
/// /* use arrival.bytes of the packet */
/// if arrival.hasMore { drain(place.slot) }
/// ```
///
/// where `drain` is `while let piece = streams.next(slot) { … }`. A gap is told when nothing speaks for its bytes any
/// more: the peer has acknowledged them and they did not come soon after, too much is held behind them, the
/// connection ended, or too much time passed. No memory is allocated for a segment that is in order.
public struct TCPStreams: Sendable {
    /// What may be remembered.
    public let limits: Limits

    /// What held segments of all flows take, in bytes, bookkeeping included.
    public internal(set) var heldBytes = 0

    var table: FlowTable
    /// Two for each slot: forward, backward.
    var directions: ContiguousArray<TCPReassembler> = []
    var ends: ContiguousArray<FlowEnd> = []
    var phases: ContiguousArray<Phase> = []
    /// The flows that a RST ended a moment ago, in the order of their RSTs.
    var resets = Queue<(slot: Int, number: Int, time: Int64)>()
    /// Roughly in the order in which the holes appeared.
    private var holes = Queue<Hole>()
    var now = PacketMark(packet: 0, time: Timestamp(nanoseconds: 0, isNanosecond: false))
    let seed = HashSeed.random()
    /// What may be the beginning of another connection with the endpoints of a flow, by its slot.
    var successors: [Int: Successor] = [:]

    /// What becomes of a flow.
    enum Phase: UInt8, Sendable {
        /// Its end has not come.
        case open
        /// A RST has come, and is to be told once nothing is missing before it.
        case reset
        /// The RST was told; what crossed it may still come, and what shows that it ended nothing.
        case lingering
        /// It is over, which is to be told.
        case ending
        /// It is over.
        case over
    }

    /// A direction that waits for missing bytes.
    private struct Hole: Sendable {
        var slot: Int
        var direction: FlowDirection
        /// The flow's number: the slot may have gone to another flow meanwhile.
        var number: Int
        var since: Int64
    }

    /// No flows yet.
    public init(limits: Limits = Limits()) {
        self.limits = limits
        table = FlowTable(limits: limits)
    }

    /// How many flows are known.
    public var count: Int { table.count }

    /// How many holes are remembered, to be given up when their time has come.
    var waitingHoles: Int { holes.count }

    /// The slots in use, in the order in which their flows began.
    public var slots: [Int] { table.slots }

    /// The flow that `segment` belongs to: by its endpoints, and by its SYN where the same endpoints connect again.
    ///
    /// With status `replacing` the old flow is still there, until `receive` begins the new one.
    public mutating func place(_ segment: TCPSegment) -> FlowPlace {
        let place = table.place(segment)
        if place.status == .known, segment.flags.contains(.syn) || !successors.isEmpty {
            return placeAgain(segment, place)
        }
        return place
    }

    /// Takes a segment of the flow at `place`, which `place(_:)` has just given.
    ///
    /// - Parameters:
    ///   - bytes: The whole packet; `segment.payload` lies in it.
    ///   - packet: The packet's number in the capture.
    ///   - time: When the packet was captured.
    ///   - interface: The interface that it was captured on.
    public mutating func receive(
        _ segment: TCPSegment, at place: FlowPlace, bytes: RawSpan, packet: Int, time: Timestamp, interface: Int = 0
    ) -> Arrival {
        let slot = place.slot
        let own = slot &* 2 &+ place.direction.rawValue
        let now = PacketMark(packet: packet, time: time)
        self.now = now
        var isFollowing = false
        if place.status != .known {
            begin(slot)
            if !successors.isEmpty { isFollowing = takeSuccessor(slot) }
            expectPeer(of: segment, own)
        } else if segment.sequence != directions[own].nextNumber || segment.flags.contains(.syn)
            || phases[slot] != .open
        {
            if isStray(segment, own) { return ignore(segment, stray: place) }
            // A SYN that begins no other connection, as far as is known, waits for its answer too.
            let isSYN = segment.flags.contains(.syn) && isReplaced(place, by: segment)
            if isSYN || isStrange(segment, at: place, bytes) {
                return keep(segment, at: place, bytes, now, interface: interface)
            }
        }
        if segment.flags.contains(.rst) || phases[slot] != .open {
            if segment.flags.contains(.ack) {
                if segment.flags.contains(.rst) {
                    directions[own ^ 1].acknowledge(byReset: segment.acknowledgment, now)
                } else {
                    directions[own ^ 1].acknowledge(segment.acknowledgment, now)
                }
            }
            if phases[slot] == .reset || phases[slot] == .lingering {
                endLingering(slot)
                takeBackReset(slot, segment, place.direction)
                noteAfterReset(slot, segment, place.direction)
            }
            if segment.flags.contains(.rst) || phases[slot].rawValue >= Phase.ending.rawValue {
                return receiveEnd(segment, place, now)
            }
        }
        let (seed, peer) = (seed, own ^ 1)
        let (heldLimit, duplicateWindow) = (limits.heldBytesPerDirection, limits.duplicateWindow)
        var (cost, isProbe, isPeerWaiting) = (0, false, false)
        var arrival: Arrival
        do {
            // One access to both directions: most of what there is to do here is to get at them.
            var both = directions.mutableSpan
            if segment.flags.contains(.ack) { both[peer].acknowledge(segment.acknowledgment, now) }
            // What a RST acknowledges, its sender, or who speaks for it, need not have received.
            both[peer].noteAcknowledgment()
            let holdsBack =
                isFollowing || both[peer].isAwaited && both[peer].isAwaited(by: segment.acknowledgment)
            if both[own].isNext(segment), !holdsBack || segment.payload.isEmpty {
                let offset = both[own].nextOffset
                let hasMore = both[own].takeNext(segment, bytes, now, interface: interface, seed)
                let peerTime = both[peer].evidence.lastTime
                if both[own].evidence.isUsual(segment, now, peerTime: peerTime) {
                    both[own].evidence.hearUsual(packet, time)
                } else {
                    let last = both[peer].evidence.last
                    both[own].evidence.hear(segment, now, peer: last)
                }
                let hasNews = both[own].evidence.news != nil
                isPeerWaiting = both[peer].isHoldingBack || both[peer].isAwaited
                let fate: Arrival.Fate = segment.payload.isEmpty ? .empty : .delivered
                if !hasMore, !hasNews, !isPeerWaiting {
                    // Nearly all end here. It is written where it goes to: a copy of it costs as much as all of this.
                    return Arrival(
                        bytes: segment.payload, offset: offset, fate: fate, hasMore: false, hasNews: false)
                }
                arrival = Arrival(
                    bytes: segment.payload, offset: offset, fate: fate, hasMore: hasMore, hasNews: hasNews)
            } else {
                cost = -both[own].heldCost
                arrival = both[own].receive(
                    segment, bytes,
                    SegmentContext(
                        packet: packet, interface: interface, time: time, seed: seed, heldLimit: heldLimit,
                        duplicateWindow: duplicateWindow, holdsBack: holdsBack))
                cost += both[own].heldCost
                isProbe = arrival.fate != .delivered && both[own].isProbe
                if !isProbe { both[own].evidence.hear(segment, now, peer: both[peer].evidence.last) }
                arrival.hasNews = both[own].evidence.news != nil
                isPeerWaiting = both[peer].isHoldingBack || both[peer].isAwaited
            }
        }
        if isProbe || arrival.hasNews { noteNews(segment, own, isProbe: isProbe, &arrival) }
        if arrival.hasMore {
            heldBytes += cost
            queueHole(slot, place.direction)
        }
        if isPeerWaiting || isFollowing {
            arrival.hasMore = true
            queueHole(slot, place.direction.reversed)
        }
        return arrival
    }

    /// The next thing that the flow in `slot` has to tell; nil when more segments are needed.
    public mutating func next(_ slot: Int) -> StreamPiece? {
        forgetUnseen(slot)
        if let direction = nextDirection(slot) {
            let index = slot * 2 + direction.rawValue
            let costBefore = directions[index].heldCost
            let piece = directions[index].next(direction, now: now, limits: limits, isFull: isFull(index), seed: seed)
            heldBytes += directions[index].heldCost - costBefore
            if let piece {
                if case .fin(_, let mark) = piece { end(slot, direction, mark) }
                return Self.withOffset(piece, peer: directions[index ^ 1])
            }
        }
        switch phases[slot] {
        case .open, .lingering, .over: return nil
        case .reset:
            // What is missing before it may have been captured after it.
            guard !directions[slot * 2].isWaiting, !directions[slot * 2 + 1].isWaiting else { return nil }
            phases[slot] = .lingering
            return tellReset(slot)
        case .ending:
            if let reset = tellReset(slot) { return reset }
            phases[slot] = .over
            table.markEnded(slot)
            release(slot)
            return .over
        }
    }

    /// Waits no longer for a direction of which nothing was captured, once it should have come: what it has sent is no hole.
    private mutating func forgetUnseen(_ slot: Int) {
        for index in (slot * 2)...(slot * 2 + 1) where directions[index].isExpected {
            if directions[index].isDue(now: now, limits: limits, isFull: isFull(index)) {
                directions[index].forgetBeginning()
            }
        }
    }

    /// The piece, what it acknowledges as an offset in the stream of `peer`.
    private static func withOffset(_ piece: StreamPiece, peer: TCPReassembler) -> StreamPiece {
        guard case .bytes(var chunk) = piece, let number = chunk.acknowledgment else { return piece }
        chunk.acknowledged = peer.offset(acknowledgedBy: number)
        return .bytes(chunk)
    }

    /// The direction that has something to tell, and was captured first; a direction whose sender has acknowledged what is
    /// still to be captured waits for that.
    private mutating func nextDirection(_ slot: Int) -> FlowDirection? {
        var best: (direction: FlowDirection, packet: Int)?
        for direction in FlowDirection.allCases {
            let index = slot * 2 + direction.rawValue
            if let packet = directions[index].nextPacket(now: now, limits: limits, isFull: isFull(index)) {
                let isWaiting =
                    directions[index ^ 1].isAwaited && directions[index].hasHeard(of: directions[index ^ 1])
                    && !directions[index ^ 1].isDue(now: now, limits: limits, isFull: isFull(index ^ 1))
                if isWaiting, !directions[index].hasHole { continue }
                if directions[index].isWaiting(for: directions[index ^ 1]) { continue }
                if directions[index].isFINWaiting(for: directions[index ^ 1]) { continue }
                if packet < best?.packet ?? .max { best = (direction, packet) }
            } else {
                queueHole(slot, direction)
            }
        }
        return best?.direction
    }

    /// Whether nothing more may be held for the direction at `index`, or on its account.
    // Inlined: a call while the directions are in use would copy all of them.
    @inline(__always)
    private func isFull(_ index: Int) -> Bool {
        heldBytes > limits.heldBytes || directions[index ^ 1].heldCost > limits.heldBytesPerDirection
    }

    /// Waits no longer for what is missing in `slot`: the capture ends, or the slot goes to another flow.
    ///
    /// `next(_:)` then tells everything that is held, with the gaps between.
    public mutating func finish(_ slot: Int) {
        for direction in FlowDirection.allCases {
            let index = slot * 2 + direction.rawValue
            // What a direction that was not captured at all has sent is another matter than bytes missing from one.
            if isSeen(slot, direction) {
                directions[index].syncByAcknowledgments()
            } else if directions[index].isExpected {
                directions[index].forgetBeginning()
            }
            directions[index].isFlushing = true
        }
        acknowledgeByReset(slot)
    }

    /// A flow that has waited long enough at the capture time `time`, for missing bytes or for what crossed its RST; nil if
    /// there is none.
    ///
    /// To be asked once in a while, and drained: a flow that receives nothing more would otherwise wait for the end.
    public mutating func nextOverdue(at time: Timestamp) -> Int? {
        forgetSuccessors(at: time.nanoseconds)
        if let slot = nextReset(at: time.nanoseconds) { return slot }
        while let hole = holes.first {
            let index = hole.slot * 2 + hole.direction.rawValue
            guard table.number(of: hole.slot) == hole.number, directions[index].hasHole else {
                if table.number(of: hole.slot) == hole.number { directions[index].isQueued = false }
                _ = holes.takeFirst()
                continue
            }
            if directions[index].holeSince != hole.since {
                var later = hole
                later.since = directions[index].holeSince
                _ = holes.takeFirst()
                holes.append(later)
                continue
            }
            guard
                directions[index].isDue(
                    now: PacketMark(packet: now.packet, time: time), limits: limits, isFull: isFull(index))
            else { return nil }
            directions[index].isQueued = false
            _ = holes.takeFirst()
            now.time = time
            return hole.slot
        }
        return nil
    }

    /// Whether more flows wait for what crossed their RSTs than may: `nextOverdue(at:)` has to be asked at once.
    public var isCrowded: Bool { resets.count > limits.lingeringFlows }

    /// Forgets the flow in `slot`; further segments with its endpoints begin a new one.
    ///
    /// A flow that ended need not be removed: late segments still find it, and it is the first to make room.
    public mutating func remove(_ slot: Int) {
        release(slot)
        table.remove(slot)
    }
}

extension TCPStreams {
    private mutating func begin(_ slot: Int) {
        if slot == ends.count {
            directions.append(TCPReassembler())
            directions.append(TCPReassembler())
            ends.append(FlowEnd())
            phases.append(.open)
        } else {
            release(slot)
            directions[slot * 2] = TCPReassembler()
            directions[slot * 2 + 1] = TCPReassembler()
            ends[slot] = FlowEnd()
            phases[slot] = .open
        }
    }

    /// Takes from a SYN, or the answer to one, where the other direction begins, if nothing of that was captured so far: an
    /// answer acknowledges the SYN alone, and whoever sent a SYN acknowledges the answer to it first.
    mutating func expectPeer(of segment: TCPSegment, _ own: Int) {
        guard segment.flags.contains(.syn), !segment.flags.contains(.rst) else { return }
        directions[own ^ 1].isAnswerExpected = true
        if segment.flags.contains(.ack) { directions[own ^ 1].expect(segment.acknowledgment, now) }
    }

    /// Notes what few segments show besides their bytes.
    @inline(never)
    private mutating func noteNews(_ segment: TCPSegment, _ own: Int, isProbe: Bool, _ arrival: inout Arrival) {
        if isProbe {
            noteProbe(own)
            directions[own].evidence.hear(segment, now, peer: directions[own ^ 1].evidence.last)
        }
        guard let news = directions[own].evidence.news else { return }
        // Whatever comes again while the window is closed asks for it to open.
        if case .sentAgain = news { noteWindowProbe(own) }
        arrival.hasNews = true
    }

    /// A probe is about the peer's window where that is closed, and about the peer itself otherwise.
    private mutating func noteProbe(_ own: Int) {
        directions[own].forgetProbe()
        guard !directions[own ^ 1].evidence.isWindowClosed else { return noteWindowProbe(own) }
        directions[own].evidence.probed(now, peer: directions[own ^ 1].evidence.last)
    }

    private mutating func noteWindowProbe(_ own: Int) {
        guard directions[own ^ 1].evidence.isWindowClosed else { return }
        let times = directions[own ^ 1].evidence.metClosedWindow(now)
        directions[own].evidence.news = .windowProbe(times: times)
    }

    func isReplaced(_ place: FlowPlace, by segment: TCPSegment) -> Bool {
        let own = place.slot * 2 + place.direction.rawValue
        // The answer to a SYN begins a connection only where the SYN itself is not in the capture.
        let isEnded = ends[place.slot].isEnded
        if segment.flags.contains(.ack), !isEnded { return false }
        if isEnded, !directions[own].isSynced { return true }
        return directions[own].isReplaced(bySYN: segment.sequence, peer: directions[own ^ 1])
    }

    private mutating func end(_ slot: Int, _ direction: FlowDirection, _ mark: PacketMark) {
        if direction == .forward { ends[slot].forwardFIN = mark } else { ends[slot].backwardFIN = mark }
        if ends[slot].forwardFIN != nil, ends[slot].backwardFIN != nil, ends[slot].reset == nil {
            phases[slot] = .ending
        }
    }

    private mutating func release(_ slot: Int) {
        for index in (slot * 2)...(slot * 2 + 1) {
            heldBytes -= directions[index].heldCost
            directions[index].release()
        }
    }

    mutating func queueHole(_ slot: Int, _ direction: FlowDirection) {
        let index = slot * 2 + direction.rawValue
        guard !directions[index].isQueued, directions[index].hasHole, let number = table.number(of: slot) else {
            return
        }
        directions[index].isQueued = true
        // Flows that lost their slots leave holes behind: there is no use in more of those than of others.
        if holes.count > 2 * directions.count + 64 {
            holes.removeAll { hole in table.number(of: hole.slot) != hole.number }
        }
        holes.append(
            Hole(
                slot: slot, direction: direction, number: number, since: directions[index].holeSince))
    }
}
