import Wire

// What the capture does not hold: holes, cut packets, conflicting copies.
extension Session {
    /// Reports a hole that decoding got over.
    mutating func report(_ gap: SessionDirection.OpenGap, _ index: Int, consequence: String) {
        let between = gap.before.map { "between packets \($0) and \(gap.after)" } ?? "before packet \(gap.after)"
        emitAtEnd(
            .streamGap, blame: .capture,
            ChunkPlace(packet: gap.after, time: gap.time, offset: gap.offset, acknowledged: nil),
            "\(Quantity.count(gap.missing, "byte")) of the \(directions[index].side)'s stream \(gap.missing == 1 ? "is" : "are") missing "
                + "\(between), at stream offset \(gap.offset). " + consequence,
            from: directions[index].side, packets: [gap.before, gap.after].compactMap(\.self))
    }

    /// Reports a hole that cost the frame boundaries, once they are found again, or the end is there.
    mutating func reportOpenGap(_ index: Int, resumedIn place: ChunkPlace?) {
        guard let gap = directions[index].openGap else { return }
        directions[index].openGap = nil
        let passed =
            gap.passedOver == 0 ? "" : " \(Quantity.count(gap.passedOver, "byte")) behind it could not be used."
        let consequence =
            place.map { "Frames could be told again from stream offset \($0.offset) on, in packet \($0.packet)." }
            ?? "No certain frame boundary followed, so nothing more of this side is decoded."
        report(gap, index, consequence: consequence + passed)
    }

    /// Reports that the handshake is not in the capture.
    mutating func reportMidstream(_ start: SessionEvent) {
        emitAtEnd(
            .streamMidstream, blame: .capture,
            ChunkPlace(packet: start.packet, time: start.time, offset: 0, acknowledged: nil),
            "The capture begins after the handshake, so that URI, headers and extensions are unknown. The frames were "
                + "recognised by their shape, and \(start.client) is the client because its frames are masked. What "
                + "came before packet \(start.packet) is not shown.",
            from: nil, packets: [start.packet])
    }

    /// Reports, once a session, that the snapshot length cut packets.
    mutating func reportTruncatedPackets(_ side: Side, _ place: ChunkPlace, missing: Int) {
        guard !hasTruncatedPackets else { return }
        hasTruncatedPackets = true
        emitAtEnd(
            .streamTruncatedPackets, blame: .capture, place,
            "Packet \(place.packet) was captured without its last \(Quantity.count(missing, "byte")); there may be more such. "
                + "Capture again with a larger snapshot length (-s 0 with tcpdump).",
            from: side, packets: [place.packet])
    }

    /// Reports, once a session, that two copies of the same bytes differ.
    mutating func reportOverlapConflict(_ side: Side, _ place: ChunkPlace) {
        guard !hasOverlapConflict else { return }
        hasOverlapConflict = true
        emitAtEnd(
            .streamOverlapConflict, blame: .network, place,
            "Packet \(place.packet) carries other bytes than an earlier packet for the same place of the \(side)'s stream. "
                + "The first copy is the one decoded here; what the receiver took can't be told.",
            from: side, packets: [place.packet])
    }
}
