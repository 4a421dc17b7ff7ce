import Wire

// What is known of a flow: how it ended, how far it has come, what its segments show.
extension TCPStreams {
    /// How the flow in `slot` ended: a RST at once, FINs as `next(_:)` tells them.
    public func end(of slot: Int) -> FlowEnd { ends[slot] }

    /// The stream offset of the next byte expected.
    public func offset(_ slot: Int, _ direction: FlowDirection) -> Int {
        directions[slot * 2 + direction.rawValue].nextOffset
    }

    /// How far the sender of `direction` has acknowledged the other direction's stream, as an offset in that; nil before
    /// it has acknowledged any of it, SYN included.
    public func acknowledged(_ slot: Int, by direction: FlowDirection) -> Int? {
        directions[slot * 2 + direction.reversed.rawValue].acknowledged
    }

    /// How far the FIN of `direction` acknowledges the other direction's stream, as an offset in that; nil without a FIN, or
    /// where that can't be told.
    public func acknowledgedByFIN(_ slot: Int, _ direction: FlowDirection) -> Int? {
        let own = slot * 2 + direction.rawValue
        return directions[own].fin?.acknowledgment.flatMap { directions[own ^ 1].offset(acknowledgedBy: $0) }
    }

    /// How far the RST that ended the flow acknowledges the stream of its sender's peer, as an offset in that; nil without one,
    /// where it has no such number, or one beyond what was captured.
    public func acknowledgedByReset(_ slot: Int) -> Int? {
        let end = ends[slot]
        guard end.reset != nil, let direction = end.resetDirection, let number = end.resetAcknowledgment else {
            return nil
        }
        let peer = directions[slot * 2 + direction.reversed.rawValue]
        return peer.offset(acknowledgedBy: number).flatMap { $0 <= peer.nextOffset + 1 ? $0 : nil }
    }

    /// Whether the FIN of `direction` acknowledges that of the other one, which was sent before it, then; nil without a FIN,
    /// or where that can't be told.
    public func finAnswers(_ slot: Int, _ direction: FlowDirection) -> Bool? {
        let own = slot * 2 + direction.rawValue
        return directions[own].finAnswers(directions[own ^ 1])
    }

    /// The packet that acknowledged the FIN of `direction`, the flow having ended, where that FIN is not in the capture; nil
    /// where nothing shows one.
    public func unseenFIN(_ slot: Int, _ direction: FlowDirection) -> PacketMark? {
        // What a RST acknowledges need not have been sent.
        guard isSeen(slot, direction), let mark = directions[slot * 2 + direction.rawValue].unseenFIN,
            mark.packet != ends[slot].reset?.packet
        else { return nil }
        return mark
    }

    /// How many segments of a direction certainly came again because their sender sent them again.
    public func retransmissions(_ slot: Int, _ direction: FlowDirection) -> Int {
        directions[slot * 2 + direction.rawValue].retransmissions
    }

    /// What the segments of a direction show besides their bytes, the flow having ended.
    public func evidence(_ slot: Int, _ direction: FlowDirection) -> SegmentEvidence {
        let own = slot * 2 + direction.rawValue
        var evidence = directions[own].evidence.settled(
            peer: directions[own ^ 1].evidence.last,
            end: max(directions[own].nextOffset, directions[own].acknowledged ?? 0))
        if ends[slot].reset != nil, ends[slot].resetDirection == direction {
            evidence.settle(last: ends[slot].lastOfSender)
        }
        return evidence
    }

    /// The last packet of the flow in `slot`, as far as the flow had not ended before it.
    public func lastPacket(_ slot: Int) -> PacketMark? {
        var latest = ends[slot].reset
        for index in (slot * 2)...(slot * 2 + 1) {
            guard let last = directions[index].evidence.last, last.packet >= latest?.packet ?? 0 else { continue }
            latest = last
        }
        return latest
    }

    /// What the segment of that direction showed that was taken last, once.
    public mutating func takeNews(_ slot: Int, _ direction: FlowDirection) -> SegmentNews? {
        let own = slot * 2 + direction.rawValue
        defer { directions[own].evidence.news = nil }
        return directions[own].evidence.news
    }

    /// Whether the sender of a direction has acknowledged anything of the other one.
    public func hasAcknowledged(_ slot: Int, _ direction: FlowDirection) -> Bool {
        directions[slot * 2 + direction.reversed.rawValue].hasHeardAcknowledgment
    }

    /// Whether a packet of a direction was captured: bytes, SYN or FIN of its own, or an acknowledgment of the other's.
    public func isSeen(_ slot: Int, _ direction: FlowDirection) -> Bool {
        let own = directions[slot * 2 + direction.rawValue]
        return own.isSynced && !own.isExpected
            || directions[slot * 2 + direction.reversed.rawValue].hasHeardAcknowledgment
    }

    /// Whether the SYN of a direction was captured: offset 0 is the first byte that its sender sent.
    public func sawSYN(_ slot: Int, _ direction: FlowDirection) -> Bool {
        directions[slot * 2 + direction.rawValue].sawSYN
    }
}
