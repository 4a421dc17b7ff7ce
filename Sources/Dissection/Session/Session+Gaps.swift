import WebSocket
import Wire

// What the capture does not hold: holes, cut packets, conflicting copies.
extension Session {
    /// Reports a hole that decoding got over.
    mutating func report(_ gap: SessionDirection.OpenGap, _ index: Int, consequence: String) {
        let between =
            gap.before.map { before in
                before == gap.after ? "at the end of packet \(before)" : "between packets \(before) and \(gap.after)"
            } ?? "before packet \(gap.after)"
        emitAtEnd(
            .streamGap, blame: .capture,
            ChunkPlace(packet: gap.after, time: gap.time, offset: gap.offset, acknowledged: nil),
            "\(Quantity.count(gap.missing, "byte")) of the \(directions[index].side)'s stream \(gap.missing == 1 ? "is" : "are") missing "
                + "\(between), at stream offset \(gap.offset). " + consequence
                + emitter.losses.sentence(after: gap.before, upTo: gap.after),
            from: directions[index].side, packets: [gap.before, gap.after].compactMap(\.self))
    }

    /// Reports a hole in the request's head, or in the answer's, whose end is known all the same.
    mutating func reportHole(_ hole: Hole, inHeadOf side: Side) {
        let head = side == .client ? "the request" : "the answer"
        report(hole, side, consequence: "They are of \(head), of which nothing is judged that may be in them.")
    }

    /// Reports a hole before there were frames.
    mutating func report(_ hole: Hole, _ side: Side, consequence: String) {
        if hole.isSnapLength {
            reportTruncatedPackets(side, hole.place, missing: hole.missing)
        } else {
            let gap = SessionDirection.OpenGap(
                missing: hole.missing, offset: hole.place.offset, before: hole.previous, after: hole.place.packet,
                time: hole.place.time)
            report(gap, side.index, consequence: consequence)
        }
    }

    /// Passes over a hole that was there before the session began.
    ///
    /// Where the snapshot length cut the handshake's packet, the next one begins with a frame, if the head was no longer.
    mutating func skip(_ hole: Hole, from side: Side, scratch: inout Scratch) {
        let isFirst = directions[side.index].lastFrame == nil
        skip(
            hole.missing, from: side, at: hole.place, previous: hole.previous, isReported: !hole.isSnapLength,
            scratch: &scratch)
        guard hole.isSnapLength else { return }
        reportTruncatedPackets(side, hole.place, missing: hole.missing)
        if isFirst { directions[side.index].search?.expectBeginning() }
    }

    /// Notes that a hole cost the frame boundaries of direction `index`, and begins to look for them.
    mutating func lose(_ gap: SessionDirection.OpenGap, _ index: Int) {
        directions[index].hasLostFrames = true
        directions[1 - index].pings.mayAllBeAnswered()
        directions[index].isStraying = false
        if directions[index].openGap == nil {
            directions[index].openGap = gap
            directions[index].search = boundarySearch(index)
        } else {
            directions[index].openGap?.missing += gap.missing
            directions[index].search?.skip(gap.missing)
        }
        forgetPassed(index)
    }

    /// Notes that the capture begins somewhere inside a frame of direction `index`, or may do so.
    mutating func loseBeginning(_ start: SessionEvent, _ index: Int, passedOver: Int) {
        directions[index].parser.lose()
        lose(.init(missing: 0, offset: 0, before: nil, after: start.packet, time: start.time), index)
        directions[index].openGap?.passedOver = passedOver
    }

    /// Notes that nothing of `side` was captured so far: should anything come, frames are looked for in it.
    mutating func loseSide(_ side: Side) {
        let index = side.index
        isOneSided = true
        silence.interrupt()
        directions[index].parser.lose()
        directions[index].assembler.lose()
        directions[index].pings = PingLedger(isIncomplete: true)
        directions[index].hasLostFrames = true
        directions[index].search = boundarySearch(index)
    }

    /// What looks for frames of direction `index`.
    func boundarySearch(_ index: Int) -> BoundarySearch {
        BoundarySearch(masked: index == Side.client.index, rsv1Defined: extensions.defineRSV1)
    }

    /// Reports that nothing of `side` is in the capture, and what is unknown for that reason.
    mutating func reportOneSided(_ unseen: Side, _ place: ChunkPlace) {
        guard !hasToldOneSided else { return }
        hasToldOneSided = true
        let seen = unseen.peer
        let answer = unseen == .server && opening?.answer == nil && opening?.outcome != .midstream
        emitAtEnd(
            .streamOneSided, blame: .capture, place,
            "Only the \(seen)'s direction was captured. \(answer ? "The answer, the" : "The") frames, a Close and the end "
                + "of TCP that the \(unseen) may have sent are unknown, and so is what it did with those of the \(seen). "
                + "Capture both directions: at the endpoint itself, or with both directions of the mirrored port.",
            from: seen)
    }

    /// Looks for frames in `chunk` behind a hole.
    ///
    /// - Returns: where the first of them begins, once one is certain: those before that lead to it are there, too. It is
    ///   negative where it lies so many bytes before the chunk.
    mutating func resume(in chunk: RawSpan, _ index: Int, _ place: ChunkPlace) -> Int? {
        guard let boundary = directions[index].search?.find(in: chunk) else {
            directions[index].openGap?.passedOver += chunk.byteCount
            pass(chunk, index, place)
            return nil
        }
        let framed = directions[index].passed.framed(
            before: chunk.extracting(first: boundary.position), fromClient: index == Side.client.index,
            rsv1Defined: extensions.defineRSV1)
        let start = boundary.position - framed
        directions[index].openGap?.passedOver += start
        directions[index].search = nil
        directions[index].hasLostEnd = false
        directions[index].parser.resume()
        var first = place
        first.offset += start
        if start < 0 {
            let piece = directions[index].passed.pieces.last { $0.place.offset <= first.offset }
            first.packet = piece?.place.packet ?? first.packet
            first.time = piece?.place.time ?? first.time
        }
        reportOpenGap(index, resumedIn: first)
        if start >= 0 { forgetPassed(index) }
        return start
    }

    /// Keeps bytes in which frames may turn out to have been.
    private mutating func pass(_ chunk: RawSpan, _ index: Int, _ place: ChunkPlace) {
        let before = directions[index].passed.count
        let room = PassedBytes.groupLimit - emitter.passedBytes[group]
        directions[index].passed.append(chunk, place, carrier, room: room)
        emitter.passedBytes[group] += directions[index].passed.count - before
    }

    /// Keeps nothing of direction `index` that may turn out to have been frames.
    mutating func forgetPassed(_ index: Int) {
        guard directions[index].passed.count > 0 else { return }
        emitter.passedBytes[group] -= directions[index].passed.count
        directions[index].passed.removeAll()
    }

    /// Tells the frames that were passed over, the first of which begins -`start` bytes before what came last.
    mutating func parsePassed(from start: Int, _ index: Int, _ scratch: inout Scratch) {
        guard start < 0 else { return }
        let (pieces, skipped) = (directions[index].passed.pieces, directions[index].passed.count + start)
        forgetPassed(index)
        replay(pieces, from: skipped, index, &scratch)
    }

    /// Reports a hole that cost the frame boundaries, once they are found again, or the end is there.
    mutating func reportOpenGap(_ index: Int, resumedIn place: ChunkPlace?) {
        guard let gap = directions[index].openGap else { return }
        directions[index].openGap = nil
        directions[1 - index].pings.mayAllBeAnswered()
        guard gap.missing > 0 else { return reportBeginning(gap, index, resumedIn: place) }
        // That the snapshot length cut packets is told once, and nothing else was lost.
        if gap.isSnapLength, gap.passedOver == 0, place != nil { return }
        let passed =
            gap.passedOver == 0
            ? "" : " \(Quantity.count(gap.passedOver, "byte")) after it could not be used."
        let consequence =
            place.map { "Frames could be recognised again from stream offset \($0.offset) on, in packet \($0.packet)." }
            ?? "No certain frame boundary followed, so nothing more of this side is decoded."
        report(gap, index, consequence: consequence + passed)
    }

    /// Reports what stood before the first frame of a side, whose beginning is not in the capture.
    private mutating func reportBeginning(
        _ gap: SessionDirection.OpenGap, _ index: Int, resumedIn place: ChunkPlace?
    ) {
        guard gap.passedOver > 0 else { return }
        let consequence =
            place.map { "Frames could be recognised from stream offset \($0.offset) on, in packet \($0.packet)." }
            ?? "No certain frame boundary is among them, so nothing of this side is decoded."
        let count = Quantity.count(gap.passedOver, "byte")
        emitAtEnd(
            .streamMidstream, blame: .capture,
            ChunkPlace(packet: gap.after, time: place?.time ?? lastTime, offset: 0, acknowledged: nil),
            "The first \(count) of the \(directions[index].side)'s stream in this capture could not be used: they may "
                + "belong to a frame that began before it. " + consequence,
            from: directions[index].side, packets: [place?.packet ?? gap.after])
    }

    /// Reports that the handshake is not in the capture, and what else is unknown.
    mutating func reportMidstream(_ start: SessionEvent, _ origin: MidstreamOrigin) {
        var detail: String
        switch origin.role {
        case .shape:
            detail =
                "The capture begins after the handshake, so the URI, the headers and the extensions are unknown. The frames "
                + "were recognised by their shape, and \(start.client) is the client because its frames are masked. "
                + "What came before packet \(start.packet) is not shown."
        case .shapeOfOne:
            detail =
                "The capture begins after the handshake, so the URI, the headers and the extensions are unknown. The frames of "
                + "one direction, the only one that was captured until then, were recognised by their shape, and "
                + "\(start.client) is the client by their masking. What came before packet \(start.packet) is not shown."
        case .frame(let port):
            detail =
                "The capture holds no handshake, so the URI, the headers and the extensions are unknown. The connection was "
                + "taken for WebSocket because port \(port) is to be decoded so, and \(start.client) is the client "
                + "by the masking of the first frame."
        case .port(let port):
            detail =
                "The capture holds no handshake, so the URI, the headers and the extensions are unknown. The connection was "
                + "taken for WebSocket because port \(port) is to be decoded so; no frame tells by its masking who is "
                + "the client, and \(start.server) is the server because that port is its."
        }
        for side in Side.allCases where origin.isAligned[side.index] && origin.passedOver[side.index] > 0 {
            let count = Quantity.count(origin.passedOver[side.index], "byte")
            detail += " Before the \(side)'s first frame here, \(count) of its stream could not be used."
        }
        emitAtEnd(
            .streamMidstream, blame: .capture,
            ChunkPlace(packet: start.packet, time: start.time, offset: 0, acknowledged: nil), detail, from: nil,
            packets: [start.packet])
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
                + "The first copy is the one decoded here; which one the receiver took is unknown.",
            from: side, packets: [place.packet])
    }
}
