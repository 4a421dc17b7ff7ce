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
            directions[own].accepts(reset: segment.sequence)
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
        phases[slot] = .reset
        finish(slot)
        table.markEnded(slot)
        arrival.fate = .empty
        arrival.hasMore = true
        return arrival
    }

    mutating func linger(_ slot: Int, _ reset: PacketMark) {
        guard let number = table.number(of: slot) else { return }
        resets.append((slot, number, reset.time.nanoseconds))
    }

    /// Ends a flow whose RST came so long ago that nobody goes on after it any more, asked or not.
    mutating func endLingering(_ slot: Int) {
        if let reset = ends[slot].reset, hasPassed(reset.time.nanoseconds, at: now.time.nanoseconds) {
            phases[slot] = .ending
        }
    }

    /// Opens a flow again that a RST seemed to end, if this segment of `direction` shows that neither side took it for the
    /// end: the receiver ignored it (RFC 5961 §3), or never got it, and its sender is not the one that it names.
    mutating func takeBackReset(_ slot: Int, _ segment: TCPSegment, _ direction: FlowDirection) {
        guard phases[slot] == .lingering, !segment.flags.contains(.rst), let reset = ends[slot].reset,
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
        return now.packet &- reset.packet > limits.swappedPackets
            && now.time.since(reset.time) > limits.swappedTime
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
            guard table.number(of: reset.slot) == reset.number, phases[reset.slot] == .lingering,
                // The flow may have outlived that RST, and met another one.
                ends[reset.slot].reset?.time.nanoseconds == reset.time
            else { continue }
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
