import Wire

// What a RST does to a flow: it ends it, unless both sides go on as if it had never come.
extension TCPStreams {
    /// A RST, or a segment behind the end.
    mutating func receiveEnd(_ segment: TCPSegment, _ place: FlowPlace, _ mark: PacketMark) -> Arrival {
        let slot = place.slot
        let own = slot * 2 + place.direction.rawValue
        let offset = directions[own].nextOffset
        let isReset = segment.flags.contains(.rst)
        let fate: Arrival.Fate = isReset || segment.payloadLength > 0 ? .ignored : .empty
        let hasMore = phases[slot] == .ending
        var arrival = Arrival(bytes: 0..<0, offset: offset, fate: fate, conflict: nil, hasMore: hasMore)
        guard isReset, phases[slot].rawValue < Phase.ending.rawValue,
            directions[own].accepts(reset: segment.sequence),
            directions[own ^ 1].evidence.strayAcknowledgment != segment.sequence
        else { return arrival }
        guard !ends[slot].isEnded else {
            // Nobody answers a RST with a RST: this one crossed the other, or answers something that came later.
            if ends[slot].resetDirection != place.direction { directions[own].evidence.hear(laterReset: mark) }
            return arrival
        }
        directions[own].evidence.hear(reset: segment, peer: directions[own ^ 1].evidence.last)
        ends[slot].reset = mark
        ends[slot].resetDirection = place.direction
        ends[slot].resetNumber = segment.sequence
        ends[slot].resetNext = directions[own].nextNumber
        ends[slot].resetAcknowledgment = segment.flags.contains(.ack) ? segment.acknowledgment : nil
        ends[slot].lastOfSender = directions[own].evidence.last
        ends[slot].resetIsTold = false
        phases[slot] = .reset
        linger(slot, mark)
        table.markEnded(slot)
        for direction in FlowDirection.allCases { queueHole(slot, direction) }
        arrival.fate = .empty
        arrival.hasMore = true
        return arrival
    }

    /// The RST of a flow that ended, once.
    mutating func tellReset(_ slot: Int) -> StreamPiece? {
        guard let reset = ends[slot].reset, let direction = ends[slot].resetDirection, !ends[slot].resetIsTold else {
            return nil
        }
        ends[slot].resetIsTold = true
        return .reset(direction, reset)
    }

    /// Takes what the RST acknowledges of what was captured, some of it perhaps after it.
    mutating func acknowledgeByReset(_ slot: Int) {
        guard let reset = ends[slot].reset, let direction = ends[slot].resetDirection,
            let number = ends[slot].resetAcknowledgment
        else { return }
        directions[slot * 2 + direction.reversed.rawValue].acknowledge(byReset: number, reset)
    }

    private mutating func linger(_ slot: Int, _ reset: PacketMark) {
        guard let number = table.number(of: slot) else { return }
        resets.append((slot, number, reset.time.nanoseconds))
    }

    /// Ends a flow whose RST came so long ago that nobody goes on after it any more, asked or not.
    mutating func endLingering(_ slot: Int) {
        if let reset = ends[slot].reset, hasPassed(reset.time.nanoseconds, at: now.time.nanoseconds) {
            finish(slot)
            phases[slot] = .ending
        }
    }

    /// Notes a segment that was captured after the RST of a flow: whether its sender, which the RST names, sent it after
    /// that, too.
    mutating func noteAfterReset(_ slot: Int, _ segment: TCPSegment, _ direction: FlowDirection) {
        guard let reset = ends[slot].reset, ends[slot].resetDirection == direction, !segment.flags.contains(.rst) else {
            return
        }
        guard precedes(segment, ends[slot].resetNumber) else {
            ends[slot].lastOfSender = now
            return
        }
        let end = segment.sequence &+ UInt32(truncatingIfNeeded: segment.payloadLength)
        if !isAfterSwap(reset), end.isAhead(of: ends[slot].resetNext) { ends[slot].resetNext = end }
    }

    /// Whether the segment was sent before a RST with that sequence number, as its own numbers say.
    private func precedes(_ segment: TCPSegment, _ reset: UInt32) -> Bool {
        let length = segment.payloadLength + (segment.flags.contains(.fin) ? 1 : 0)
        let end = segment.sequence &+ UInt32(truncatingIfNeeded: length)
        return length > 0 ? !end.isAhead(of: reset) : reset.isAhead(of: segment.sequence)
    }

    /// Whether so much time has passed since the RST that the capture can't have swapped it with what comes now.
    private func isAfterSwap(_ reset: PacketMark) -> Bool { now.time.since(reset.time) > limits.swappedTime }

    /// Opens a flow again that a RST seemed to end, if this segment of `direction` shows that neither side took it for the
    /// end: the receiver ignored it (RFC 5961 §3), or never got it, and its sender is not the one that it names.
    mutating func takeBackReset(_ slot: Int, _ segment: TCPSegment, _ direction: FlowDirection) {
        guard phases[slot] == .reset || phases[slot] == .lingering, !segment.flags.contains(.rst),
            let reset = ends[slot].reset,
            let sender = ends[slot].resetDirection
        else { return }
        let isOutlived =
            direction != sender && segment.flags.contains(.ack)
            && isBehindReset(slot, acknowledgment: segment.acknowledgment, reset)
        guard isOutlived || areHeardLong(after: reset, slot, direction) else { return }
        directions[slot * 2 + sender.rawValue].evidence.outlive(reset)
        (ends[slot].reset, ends[slot].resetDirection) = (nil, nil)
        for index in (slot * 2)...(slot * 2 + 1) { directions[index].isFlushing = false }
        let haveEnded = ends[slot].isEnded
        phases[slot] = haveEnded ? .ending : .open
        if !haveEnded { table.markOpen(slot) }
    }

    /// Whether the receiver of the RST acknowledges bytes that its sender sent only after it.
    private func isBehindReset(_ slot: Int, acknowledgment number: UInt32, _ reset: PacketMark) -> Bool {
        guard let sender = ends[slot].resetDirection else { return false }
        let stream = directions[slot * 2 + sender.rawValue]
        let end = ends[slot]
        guard number.isAhead(of: end.resetNext), let offset = stream.offset(acknowledgedBy: number) else {
            return false
        }
        // What it acknowledges has to be in the capture, after the RST.
        guard offset <= stream.nextOffset || stream.fin.map({ offset <= $0.offset + 1 }) == true else { return false }
        if number.isAhead(of: end.resetNumber) { return true }
        // The RST is ahead of it: it may have overtaken those bytes, in the capture or on the way.
        if number != end.resetNumber, let fin = stream.fin, offset > fin.offset { return true }
        // What came so soon after it that the capture may have swapped them is not among what counts here; and the RST may
        // have been sent right after all that is acknowledged.
        return number != end.resetNumber && isAfterSwap(reset)
    }

    /// Whether both sides sent something so long after the RST that it had arrived.
    private func areHeardLong(after reset: PacketMark, _ slot: Int, _ direction: FlowDirection) -> Bool {
        let crossed = reset.time.nanoseconds &+ limits.crossingTime
        let peer = directions[slot * 2 + direction.reversed.rawValue].evidence
        return now.time.nanoseconds > crossed && peer.lastTime > crossed
            && peer.last.map { $0.packet > reset.packet } ?? false
    }

    /// Whether nobody goes on any more after a RST of that time; a clock that was set back makes nobody wait for long.
    private func hasPassed(_ reset: Int64, at time: Int64) -> Bool {
        (time &- reset).magnitude > UInt64(limits.resetPatience)
    }

    /// A flow whose RST came so long before `time` that nobody goes on after it any more.
    mutating func nextReset(at time: Int64) -> Int? {
        while let reset = resets.first {
            guard hasPassed(reset.time, at: time) || resets.count > limits.lingeringFlows else { return nil }
            _ = resets.takeFirst()
            guard table.number(of: reset.slot) == reset.number,
                phases[reset.slot] == .reset || phases[reset.slot] == .lingering,
                // The flow may have outlived that RST, and met another one.
                ends[reset.slot].reset?.time.nanoseconds == reset.time
            else { continue }
            finish(reset.slot)
            phases[reset.slot] = .ending
            return reset.slot
        }
        return nil
    }
}

extension UInt32 {
    /// Whether this sequence number comes after `other`, modulo 2^32 (RFC 9293 §3.4).
    @inline(__always)
    func isAhead(of other: UInt32) -> Bool { Int32(bitPattern: self &- other) > 0 }
}
