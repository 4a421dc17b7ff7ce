import Crypto
import WebSocket
import Wire

/// One WebSocket session from its 101 on: turns the two byte streams into frames, messages and findings.
///
/// What a frame breaks is in `Session+Frames`, what its end means in `Session+Closing`.
struct Session: ~Copyable {
    let number: Int
    /// The group of its connection.
    let group: Int
    let emitter: Emitter
    /// What is known of extensions, which give the reserved bits their meaning.
    let extensions: SessionExtensions
    /// When the session began: its upgrade request.
    let start: Timestamp
    var directions: SessionDirections
    var totals = SessionTotals()
    var lastTime: Timestamp
    /// What the session began with, for the states of its two sides.
    var opening: SessionOpening?
    var silence = SilenceMeter()
    /// The stream offsets at which the request and the answer begin, by `Side.index`, if that is known.
    var heads: [2 of Int?] = [nil, nil]
    /// The first frame: where the 101 was not captured, it shows that the session was open.
    var firstFrame: (time: Timestamp, packet: Int, frame: Int?)?
    /// Whether a side is not in the capture, as far as was known at the beginning: silences can't be told then.
    var isOneSided = false
    /// Whether the handshake is one of a draft before RFC 6455: no frame is judged.
    var isDraft = false
    var hasTruncatedPackets = false
    var hasOverlapConflict = false
    var hasToldOneSided = false
    /// What it is known by on another connection that carries it.
    var sign = LegSign()
    /// Whether it was told that TCP stayed open after the closing handshake.
    var isTransportLate = false
    /// The FINs and the RST that came inside a frame, until they are told.
    var pendingEnds: [PendingEnd] = []
    /// The TLS record that brings what comes next.
    var carrier: Carrier?
    private var messages = 0
    /// What makes the digests of the messages under way.
    var digests: [2 of SHA256?] = [nil, nil]

    init(number: Int, group: Int, emitter: Emitter, extensions: SessionExtensions, start: Timestamp) {
        self.number = number
        self.group = group
        self.emitter = emitter
        self.extensions = extensions
        self.start = start
        lastTime = start
        directions = SessionDirections(payloadLimit: emitter.options.payloadLimit)
    }

    /// A session whose handshake is not in the capture; tells what is unknown for that reason.
    init(midstream start: SessionEvent, _ origin: MidstreamOrigin, group: Int, emitter: Emitter) {
        self.init(
            number: start.session, group: group, emitter: emitter, extensions: .unknown, start: start.time)
        for index in 0..<2 {
            directions[index].assembler.lose()
            directions[index].pings = PingLedger(isIncomplete: true)
            if origin.isUnseen[index] { isOneSided = true }
            if !origin.isAligned[index] { loseBeginning(start, index, passedOver: origin.passedOver[index]) }
        }
        open(start)
        reportMidstream(start, origin)
    }

    /// Takes the next bytes that `side` sent.
    mutating func receive(_ chunk: RawSpan, from side: Side, at place: ChunkPlace, scratch: inout Scratch) {
        lastTime = place.time
        if !isOneSided { silence.hear(at: place.time, frames: totals.frames) }
        let index = side.index
        directions[index].streamEnd = place.offset &+ chunk.byteCount
        // What its peer sent until now is told before.
        if directions[1 - index].held != nil { settleHeld(1 - index, &scratch, isEnd: true) }
        take(chunk, index, place, &scratch)
    }

    /// Takes the next bytes of direction `index`, in whatever state it is.
    mutating func take(_ chunk: RawSpan, _ index: Int, _ place: ChunkPlace, _ scratch: inout Scratch) {
        if directions[index].held != nil {
            directions[index].held?.append(chunk, place, carrier)
            settleHeld(index, &scratch)
        } else if directions[index].parser.isLost {
            let found = directions[index].isStraying ? leaveStray(chunk, index, place) : resume(in: chunk, index, place)
            guard let start = found else { return }
            parsePassed(from: start, index, &scratch)
            let position = max(start, 0)
            var place = place
            place.offset += position
            parse(chunk.extracting(position..<chunk.byteCount), index, place, &scratch)
        } else {
            parse(chunk, index, place, &scratch)
        }
    }

    /// Takes the parser's steps through `chunk`; `isDecided` if it begins with a frame for certain.
    mutating func parse(
        _ chunk: RawSpan, _ index: Int, _ place: ChunkPlace, _ scratch: inout Scratch, isDecided: Bool = false
    ) {
        var position = 0
        var mayStray = !isDecided
        var isNoted = false
        while true {
            if mayStray, position < chunk.byteCount, StrayText.mayBegin(with: chunk.byte(at: position)),
                directions[index].parser.isBetweenFrames, !isFrame(chunk, at: &position, index, place)
            {
                return
            }
            mayStray = false
            switch directions[index].parser.next(in: chunk, at: &position) {
            case .needMore:
                if directions[index].parser.partialHeaderLength > 0 {
                    directions[index].frame.note(place, carrier)
                    directions[index].frame.headerTime = place.time
                }
                return
            case .header(let header):
                directions[index].frame.note(place, carrier)
                isNoted = true
                beginFrame(header, index, at: place.offset + position - header.headerLength)
                if header.length7 >= 126, let meant = header.certainLength {
                    directions[index].parser.extend(to: meant, received: 0)
                    mean(meant, index)
                }
            case .payload(let range, let payloadIndex):
                if !isNoted { directions[index].frame.note(place, carrier) }
                directions[index].frame.payloadTime = place.time
                takePayload(chunk.extracting(range), payloadIndex, index, &scratch)
            case .end:
                if directions[index].frame.header.length7 == 126, waitsForOrder(index) {
                    let next = chunk.extracting(position..<chunk.byteCount)
                    switch meansReversed(before: next, index) {
                    case true?: continue
                    case false?: break
                    case nil:
                        var place = place
                        place.offset += position
                        directions[index].awaitsOrder = true
                        return hold(next, index, place)
                    }
                }
                completeFrame(index, place, &scratch)
                if position == chunk.byteCount { return }
                (mayStray, isNoted) = (true, false)
            case .untrusted:
                endFrame(index, place, &scratch)
                directions[index].hasLostFrames = true
            }
        }
    }

    /// Passes over `count` bytes that `side` sent and the capture does not hold.
    ///
    /// `isReported` is false where another finding says so already, `isCertain` where there may be more or fewer bytes.
    mutating func skip(
        _ count: Int, from side: Side, at place: ChunkPlace, previous: Int?, isReported: Bool,
        isCertain: Bool = true, scratch: inout Scratch
    ) {
        // What the snapshot length cut off came with the rest of its packet.
        if isReported || isOneSided {
            silence.interrupt()
        } else {
            silence.hear(at: place.time, frames: totals.frames)
        }
        let index = side.index
        directions[index].streamEnd = place.offset &+ count
        settleHeld(index, &scratch, isEnd: true)
        let gap = SessionDirection.OpenGap(
            missing: count, offset: place.offset, before: previous, after: place.packet, time: place.time,
            isSnapLength: !isReported)
        switch isCertain ? directions[index].parser.skip(count) : directions[index].parser.lose() {
        case .insidePayload:
            let frame = directions[index].frame.received + directions[index].frame.missing
            directions[index].frame.holes.add(count, at: frame)
            if directions[index].frame.isOpen, directions[index].frame.header.opcode.isData { miss(count, index) }
            if isReported {
                report(gap, index, consequence: "They are payload of one frame, and decoding goes on in it.")
            }
            // The hole may reach to the frame's end.
            let nothing: [UInt8] = []
            parse(nothing.rawSpan, index, place, &scratch)
        case .lost:
            if directions[index].frame.isOpen { endFrame(index, place, &scratch, isLost: isCertain) }
            directions[index].assembler.lose()
            sign.lose(index)
            loseContext(index)
            lose(gap, index)
        }
    }

    private mutating func beginFrame(_ header: FrameHeader, _ index: Int, at offset: Int) {
        directions[index].frame.begin(header, at: offset)
        if directions[index].hasToldHeader {
            directions[index].hasToldHeader = false
            directions[index].frame.isTold = true
            return
        }
        directions[index].frame.violations = header.violations(
            from: index == Side.client.index, rsv1Defined: extensions.defineRSV1)
        if extensions.defineOthers { directions[index].frame.violations.subtract(.extensible) }
        if emitter.options.wireLimit > 0 {
            directions[index].frame.wire.append(
                contentsOf: FrameEncoder.header(header).prefix(emitter.options.wireLimit))
        }
        guard header.opcode.isData else { return }
        if sign.wants(index) { sign.begin(header, index) }
        let role = directions[index].assembler.begin(
            header, compressionNegotiated: extensions.compress || extensions.compressFrames)
        directions[index].frame.role = role
        directions[index].frame.isCompressed =
            extensions.compressFrames ? header.rsv1 : directions[index].assembler.isCompressed
        directions[index].frame.messageOffset = directions[index].assembler.message.wireLength
        if header.opcode != .continuation {
            digests[index] = emitter.options.digest ? SHA256() : nil
            if directions[index].frame.isCompressed { beginInflating(index) }
        } else if extensions.compressFrames, header.rsv1 {
            directions[index].assembler.compress()
            beginInflating(index)
        }
        if header.rsv1 || directions[index].trial != nil {
            beginTrial(index)
            if directions[index].frame.isTried { digests[index] = nil }
        }
    }

    /// Ends the frame under way, of which all has come.
    @inline(__always)
    mutating func completeFrame(_ index: Int, _ place: ChunkPlace, _ scratch: inout Scratch) {
        if directions[index].frame.header.opcode == .close { tellSuspect(1 - index, place, &scratch) }
        endFrame(index, place, &scratch)
    }

    /// Ends the frame under way, complete or not: tells of it, of what it breaks, and of the message that it completes.
    ///
    /// `isLost` says that what has not come of it is missing from the capture.
    mutating func endFrame(_ index: Int, _ place: ChunkPlace, _ scratch: inout Scratch, isLost: Bool = false) {
        guard !directions[index].frame.isTold else { return directions[index].frame.finish() }
        if let end = pendingEnds.first, directions[index].frame.time > end.place.time { tellPendingEnds() }
        let side = directions[index].side
        let header = directions[index].frame.header
        let isData = header.opcode.isData
        let isComplete =
            UInt64(directions[index].frame.received + directions[index].frame.missing) == directions[index].frame.length
        if isComplete, header.fin || extensions.compressFrames, directions[index].frame.isCompressed {
            endInflating(index, into: &scratch.inflated)
        } else if isComplete, header.fin, directions[index].frame.isTried {
            endTrial(index, into: &scratch.inflated)
        }
        let number = totals.frames + 1
        if number == 1 { firstFrame = (place.time, directions[index].frame.packets.last ?? place.packet, 1) }
        count(header, received: directions[index].frame.received, side)
        if isData {
            numberMessage(index, number)
            if sign.wants(index) {
                sign.end(
                    header, index, at: place.time, isWhole: isComplete && directions[index].frame.missing == 0)
            }
        }
        // A hole that takes its end takes none of its meaning.
        let isClose = header.opcode == .close && (isComplete || isLost)
        let close = isClose ? directions[index].frame.closeBody : nil
        let answer = header.opcode == .pong && isComplete ? answeredPing(index, place) : nil
        let quiet = silence.endFrame()
        if emitter.options.tellsFrames {
            emitter.emit(
                .frame(
                    FrameEvent(
                        session: self.number, frame: number, from: side, time: place.time,
                        packets: directions[index].frame.packets, streamOffset: directions[index].frame.streamOffset,
                        records: directions[index].frame.records, header: header,
                        message: isData ? directions[index].message.number : nil,
                        received: directions[index].frame.received,
                        meantLength: directions[index].frame.meantLength,
                        holes: directions[index].frame.holes(reachingEnd: isLost), wire: directions[index].frame.wire,
                        inflated: directions[index].frame.isCompressed ? directions[index].frame.inflated : nil,
                        close: close, answers: answer?.frame, roundTripTime: answer?.roundTripTime, silence: quiet)))
        }
        judgeFrame(index, number, place)
        notePeerTraffic(header, side, place)
        if isClose {
            takeClose(close, index, number, place)
        } else if isComplete {
            switch header.opcode {
            case .ping: takePing(index, number, place)
            case .pong: takePong(index, number, place, isAnswer: answer != nil)
            default: if isData { endMessage(index, place) }
            }
        }
        directions[index].lastFrame = .init(
            frame: number, time: place.time, header: header, acknowledged: place.acknowledged,
            end: directions[index].frame.end)
        directions[index].recentFrames.note(number, packet: place.packet)
        directions[index].frame.finish()
    }

    /// Tells of the unfinished frame of direction `index` if it breaks a rule already: its receiver need not wait for its
    /// end, and answers with the Close that is to be told next.
    private mutating func tellSuspect(_ index: Int, _ place: ChunkPlace, _ scratch: inout Scratch) {
        settleHeld(index, &scratch, isEnd: true)
        judgeHeader(index, place)
        reconsiderLength(index)
        guard directions[index].frame.isOpen, directions[index].frame.isSuspect else { return }
        // It is told now, and with the time of what came of it.
        var last = place
        last.time = min(directions[index].frame.time, place.time)
        let meant = directions[index].frame.meantLength
        let arrived = UInt64(directions[index].frame.received + directions[index].frame.missing)
        endFrame(index, last, &scratch)
        directions[index].frame.isTold = true
        // All that was meant has come: frames follow, the answer to that Close among them.
        if meant == arrived { return directions[index].parser.extend(to: arrived, received: arrived) }
        directions[index].assembler.lose()
        loseContext(index)
    }

    private mutating func count(_ header: FrameHeader, received: Int, _ side: Side) {
        if side == .client {
            totals.clientFrames += 1
            totals.clientBytes += header.headerLength + received
        } else {
            totals.serverFrames += 1
            totals.serverBytes += header.headerLength + received
        }
    }

    private mutating func numberMessage(_ index: Int, _ frame: Int) {
        switch directions[index].frame.role {
        case .first, .interrupting:
            messages += 1
            directions[index].message.begin(messages)
        case .continued: break
        case .unexpected: directions[index].message.number = nil
        }
        directions[index].message.note(frame: frame)
    }

    private mutating func endMessage(_ index: Int, _ place: ChunkPlace) {
        let header = directions[index].frame.header
        guard directions[index].assembler.end(header), let number = directions[index].message.number else { return }
        totals.messages += 1
        // Asked in place, field by field: a copy of the message would cost more than all of this.
        let isCompressed = directions[index].assembler.message.compressed
        let isWhole =
            directions[index].assembler.message.missing == 0
            && !(isCompressed && directions[index].inflater?.problem != nil)
        let wireLength = directions[index].assembler.message.wireLength
        let length = directions[index].assembler.message.length
        if isCompressed, isWhole { totals.countCompressed(wireLength, to: length, directions[index].side) }
        let isValidText = isWhole && directions[index].assembler.message.isValidText
        if emitter.options.tellsMessages {
            emitter.emit(
                .message(
                    MessageEvent(
                        session: self.number, message: number, from: directions[index].side, time: place.time,
                        kind: directions[index].assembler.message.opcode == .text ? .text : .binary,
                        frames: directions[index].message.frames, compressed: isCompressed, wireLength: wireLength,
                        length: !isCompressed ? wireLength : isWhole ? length : nil,
                        payload: directions[index].assembler.message.payload, isValidText: isValidText,
                        holes: directions[index].assembler.message.holes,
                        digest: isWhole ? digests[index].map { Array($0.finalize()) } : nil)))
        }
        digests[index] = nil
        if isWhole, !isValidText, !extensions.changePayloads { judgeMessageEnd(index, place) }
    }
}

extension Side {
    /// Where this side's direction stands in `Session.directions`.
    var index: Int { self == .client ? 0 : 1 }
}
