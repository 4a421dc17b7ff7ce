import WebSocket
import Wire

extension Session {
    /// Ends the session with its connection, or with the capture: says what stayed unfinished, and how it closed.
    mutating func end(_ end: ConnectionEnd, at place: ChunkPlace, scratch: inout Scratch) {
        lastTime = max(lastTime, place.time)
        if let unseen = end.unseen { directions[unseen.index].hasLostFrames = true }
        for index in 0..<2 {
            settleHeld(index, &scratch, isEnd: true)
            if let gap = directions[index].openGap {
                if gap.missing > 0 || gap.passedOver > 0 { directions[index].hasLostEnd = true }
                reportOpenGap(index, resumedIn: nil)
            }
            forgetPassed(index)
            judgeUnfinished(index, end.isClosed ? .connection(end.packets) : nil, place, &scratch)
        }
        tellPendingEnds()
        judgePings(end, place)
        countLife(end, place)
        judgeTransport(end, place)
        judgeConnection(end, place)
        judgeOutlivedReset(end, place)
        if let unseen = end.unseen { reportOneSided(unseen, place) }
        for index in 0..<2 { judgeIgnoredViolation(index, end, place) }
        for index in 0..<2 { releaseInflater(index) }
        totals.duration = max(lastTime.since(start), 0)
        var close = closeEvent(end)
        if sign.count > 0 { close.sign = sign }
        describeLife(&close, end)
        emitter.emit(close)
    }

    /// What may cut a frame or a message off.
    private enum Cut {
        /// The FIN of its own side, a packet.
        case fin(Int)
        /// The end of both directions, with those packets.
        case connection([Int])

        var packets: [Int] {
            switch self {
            case .fin(let packet): [packet]
            case .connection(let packets): packets
            }
        }

        /// The beginning of a sentence: what ended inside something of `side`.
        func phrase(_ side: Side) -> String {
            switch self {
            case .fin: "The \(side) ended TCP with a FIN"
            case .connection: "The connection ended"
            }
        }
    }

    /// Takes the FIN of `side`: what is unfinished then stays so, whatever comes of its peer.
    mutating func endSending(_ side: Side, _ place: ChunkPlace, _ scratch: inout Scratch) {
        settleHeld(side.index, &scratch, isEnd: true)
        judgeUnfinished(side.index, .fin(place.packet), place, &scratch)
        directions[side.index].hasEnded = true
    }

    /// Tells of a frame that is not complete, and reports what `cut` off, if that is certain: nil where the capture ends.
    private mutating func judgeUnfinished(
        _ index: Int, _ cut: Cut?, _ place: ChunkPlace, _ scratch: inout Scratch
    ) {
        // Asked in place: a copy of the direction would cost more than the rest.
        if directions[index].frame.isTold || directions[index].hasEnded { return }
        let cut = directions[index].hasLostFrames ? nil : cut
        let side = directions[index].side
        judgeHeader(index, place)
        if directions[index].frame.isOpen {
            if cut != nil { reconsiderLength(index) }
            let frame = directions[index].frame
            // Nothing more of it came: it is told with the time of what did.
            var last = place
            last.time = min(frame.time, place.time)
            endFrame(index, last, &scratch)
            guard let cut, frame.header.payloadLength >> 63 == 0, UInt64(frame.received) != frame.length else { return }
            directions[index].isCutOff = true
            emitAtEnd(
                .messageUnfinished, blame: side.blame, place,
                "\(cut.phrase(side)) inside the frame: \(Quantity.count(frame.received)) of "
                    + "\(Quantity.announced(frame.length, "payload byte")) had arrived.", from: side,
                frame: totals.frames, packets: Array(frame.packets))
        } else if directions[index].parser.partialHeaderLength > 0, let cut {
            emitAtEnd(
                .messageUnfinished, blame: side.blame, place,
                "\(cut.phrase(side)) inside a frame's header: "
                    + "\(Quantity.count(directions[index].parser.partialHeaderLength, "byte")) of it had arrived from the "
                    + "\(side).", from: side, packets: Array(directions[index].frame.packets))
        } else if directions[index].assembler.isOpen, let cut {
            emitAtEnd(
                .messageUnfinished, blame: side.blame, place,
                "The \(side)'s last message has \(Quantity.count(directions[index].message.frames.count, "fragment")), "
                    + "and the one with FIN never came.",
                from: side, frame: directions[index].message.frames.last, message: directions[index].message.number,
                packets: cut.packets)
        }
    }

    private mutating func judgeConnection(_ end: ConnectionEnd, _ place: ChunkPlace) {
        let client = directions[0].close
        let server = directions[1].close
        let hasLostFrames = directions[0].hasLostFrames || directions[1].hasLostFrames
        let late = lateReply(end)
        let isClean = client != nil && server != nil
        // A RST after a Close is harmless if the peer had answered that, and here nobody knows.
        if end.unseen != nil, client != nil || server != nil { return }
        if let late {
            judgeLateReply(late, place)
        } else if let reset = end.reset, !isClean {
            let sign = transport(reset.side, end).foreignReset(reset)
            let who = sign == nil ? "The \(reset.side) sent a RST" : "A RST came in the \(reset.side)'s name"
            emitAtEnd(
                .connectionReset, blame: .network, place,
                who + sinceLastFrame(reset.time) + ". " + (sign ?? unread(end, by: reset.side)),
                from: reset.side, packets: [reset.packet])
        }
        if isClean, late == nil, !hasLostFrames { judgeOpenTransport(end, place) }
        guard end.isClosed else { return }
        if client == nil, server == nil, !hasLostFrames {
            emitAtEnd(
                .connectionAbnormal, blame: abnormalBlame(end), place,
                how(end) + " Neither side had sent a Close, so both APIs report 1006.",
                from: end.reset?.side ?? end.firstFIN?.side,
                packets: end.packets)
        }
        for (close, side) in [(client, Side.client), (server, Side.server)] {
            guard let close, !isClean, !hasLostFrames, failure(of: side) == nil else { continue }
            // Nor does a client answer that never was open.
            if side == .server, objection(end)?.isSure == true { continue }
            let hasBrokenOff = didNotWait(side, end)
            // Nobody answers what has not come.
            let hasArrived = hasBrokenOff || end.arrival(of: close.packet, close.time, from: side) != nil
            emitAtEnd(
                .closeNoReply, blame: hasArrived ? (hasBrokenOff ? side : side.peer).blame : .network, place,
                "The \(side)'s Close in frame \(close.frame) was never answered"
                    + (hasBrokenOff
                        ? ": the \(side) did not wait for that. "
                        : hasArrived ? ". " : ", and never acknowledged. ") + how(end)
                    + " The \(side)'s API reports 1006.", from: side, frame: close.frame, packets: [close.packet])
        }
        // What the capture's order alone tells accuses nobody.
        if isClean, end.reset == nil, let first = end.firstFIN, first.side == .client, end.isFINOrderKnown,
            !isTransportLate
        {
            emitAtEnd(
                .closeTcpOrder, blame: .client, place,
                "The client sent the first FIN\(end.finOrder == .reversed ? ", as acknowledgments show" : ""). The server is "
                    + "to close TCP first, so that TIME_WAIT stays with it.",
                from: .client, packets: [first.packet])
        }
    }

    private func abnormalBlame(_ end: ConnectionEnd) -> Blame {
        if end.reset != nil { return .network }
        return end.firstFIN?.side.blame ?? .network
    }

    /// A sentence: who ended TCP, how, and after how long a silence.
    private func how(_ end: ConnectionEnd) -> String {
        if let reset = end.reset {
            let isForeign = transport(reset.side, end).isForeign(reset)
            let who =
                isForeign
                ? "The connection was reset in the \(reset.side)'s name" : "The \(reset.side) reset the connection"
            return who + sinceLastFrame(reset.time) + "."
        }
        guard let fin = end.firstFIN else { return "The connection ended." }
        return "The \(fin.side) ended TCP with a FIN" + sinceLastFrame(fin.time) + "."
    }

    private func sinceLastFrame(_ time: Timestamp) -> String {
        let frames = (0..<2).compactMap { index in
            directions[index].lastFrame.map { (side: directions[index].side, $0) }
        }
        // A frame that is cut off is told at its end, and may have had its last byte before others.
        guard let (side, frame) = frames.max(by: { ($0.1.time, $0.1.frame) < ($1.1.time, $1.1.frame) }) else {
            return ", \(Quantity.duration(time.since(start))) after the upgrade request, with no frame sent"
        }
        let silence = time.since(frame.time)
        let phrase =
            "the last frame (frame \(frame.frame), \(frame.header.opcode.name) from the \(side))"
        if silence < 0 { return ", before \(phrase)" }
        return ", \(silence > 0 ? Quantity.duration(silence) : "right") after \(phrase)"
    }

    private func unread(_ end: ConnectionEnd, by side: Side) -> String {
        if end.unseen != nil { return "What it had read is unknown." }
        let (index, peer) = (side.peer.index, side.peer)
        if directions[index].frame.isOpen || directions[index].assembler.isOpen {
            return "It had not got the \(peer)'s last message to its end."
        }
        if let close = directions[index].close {
            return "It may not have read the \(peer)'s Close in frame \(close.frame)."
        }
        guard let last = directions[index].lastFrame else { return "The \(peer) had sent no frame." }
        if let reset = end.reset, last.time > reset.time {
            return "The \(peer)'s frame \(last.frame) came after it, and was no longer read."
        }
        return "Whether it had read the \(peer)'s frames up to frame \(last.frame) is unknown."
    }

    private mutating func judgeIgnoredViolation(_ index: Int, _ end: ConnectionEnd, _ place: ChunkPlace) {
        guard end.unseen == nil, let violation = ignoredViolation(index, end) else { return }
        let peer = directions[1 - index].side
        let what = violation.rule.rawValue + (violation.isFrame ? " in frame \(violation.frame)" : "")
        let close = directions[1 - index].close?.body.code.map { " with \($0)" } ?? ""
        let did =
            violation.peerFramesSince > 0
            ? "sent \(Quantity.count(violation.peerFramesSince, "further frame")) after \(what)"
            : "had \(what) for \(Quantity.duration(violation.peerCloseDelay ?? 0)) or more before it closed\(close), as if "
                + "nothing were wrong"
        emitAtEnd(
            .peerIgnoredViolation, blame: peer.blame, place,
            "The \(peer) \(did). It must fail the connection for that, best with a Close \(violation.code).",
            from: peer,
            frame: violation.isFrame ? violation.frame : nil,
            packets: violation.packets)
    }

    /// The first violation of one side for which its peer had to fail the connection, if the peer did not.
    func ignoredViolation(_ index: Int, _ end: ConnectionEnd) -> SessionDirection.Violation? {
        guard let violation = directions[index].violation else { return nil }
        let peer = directions[1 - index].side
        let close = directions[1 - index].close
        if violation.peerFramesSince == 0 {
            // Whoever is busy may close before it has read what has come.
            let hasClosedCalmly = close?.body.code.map { [1000, 1001].contains($0) } ?? false
            return hasClosedCalmly && violation.peerCloseDelay ?? 0 >= Self.shortestAnswer ? violation : nil
        }
        // A Close with a code that blames the other side, or ending TCP without one, is failing the connection.
        if let code = close?.body.code, code != 1000, code != 1001, !(3000...4999).contains(code) { return nil }
        if close == nil, end.reset?.side ?? end.firstFIN?.side == peer { return nil }
        return violation
    }

    private func closeEvent(_ end: ConnectionEnd) -> CloseEvent {
        let client = directions[0].close
        let server = directions[1].close
        let isLate = lateReply(end) != nil
        let isClean = client != nil && server != nil && !isLate
        let tcpEnd: CloseEvent.TCPEnd
        let last: TransportMark?
        if let reset = end.reset, !(isClean && end.firstFIN != nil) {
            (tcpEnd, last) = (.reset, reset)
        } else {
            (tcpEnd, last) = (end.firstFIN == nil ? .none : .fin, end.firstFIN)
        }
        return CloseEvent(
            session: number, time: lastTime, initiator: initiator, clean: isClean,
            clientSent: client?.body, serverSent: server?.body,
            clientEvent: apiEvent(.client, end), serverEvent: apiEvent(.server, end),
            tcpEnd: tcpEnd, tcpEndBy: last?.side, tcpEndTime: last?.time,
            state: end.isClosed ? .closed : client != nil || server != nil ? .closing : .open, totals: totals,
            isReplyLate: isLate,
            mayLackClose: directions[0].close == nil && directions[0].hasLostEnd
                || directions[1].close == nil && directions[1].hasLostEnd,
            clientFailure: failure(of: .client), serverFailure: failure(of: .server))
    }

    /// Reports a finding that the session's end makes certain.
    mutating func emitAtEnd(
        _ rule: Rule, blame: Blame, _ place: ChunkPlace, _ detail: String, from: Side?, frame: Int? = nil,
        message: Int? = nil, packets: [Int] = [], title: String? = nil
    ) {
        emit(
            Finding(
                session: number, rule: rule, blame: blame, detail: detail, mustFailWith: nil, frame: frame,
                message: message, from: from, packets: packets, place: nil, time: place.time, ownTitle: title))
    }
}

extension Side {
    /// The blame that falls on this side.
    var blame: Blame { self == .client ? .client : .server }
}
