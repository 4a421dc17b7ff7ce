import WebSocket
import Wire

// What control frames mean: Close, Ping, Pong (RFC 6455 §5.5), and who goes on after a violation.
extension Session {
    /// Takes the Close just told of, `body` being what is known of its body.
    mutating func takeClose(_ body: CloseBody?, _ index: Int, _ number: Int, _ place: ChunkPlace) {
        judge(body, index, number, place)
        guard directions[index].close == nil else { return }
        directions[index].close = SentClose(
            frame: number, body: body ?? CloseBody(code: nil, reason: []),
            time: place.time, packet: place.packet, end: directions[index].frame.end,
            acknowledged: place.acknowledged, before: directions[index].lastFrame,
            failure: failure(atClose: number, index, place))
        noteCalmClose(of: directions[index].side, place)
    }

    /// Notes how long `side` had had a violation when it began to close.
    ///
    /// What its peer sent later than the violation, and it had received too, gives a time that no delay on the way changes.
    private mutating func noteCalmClose(of side: Side, _ place: ChunkPlace) {
        let peer = side.peer.index
        guard directions[peer].close == nil, let violation = directions[peer].violation,
            let last = directions[peer].lastFrame, last.frame > violation.frame,
            place.acknowledged.map({ $0 >= last.end }) ?? false
        else { return }
        directions[peer].violation?.peerCloseDelay = last.time.since(violation.time)
    }

    private mutating func judge(_ body: CloseBody?, _ index: Int, _ number: Int, _ place: ChunkPlace) {
        let header = directions[index].frame.header.headerLength
        let payload = directions[index].frame.control
        // Bytes that are missing from the capture can't be judged.
        let isWhole = UInt64(directions[index].frame.received) == directions[index].frame.length
        if payload.count == 1, isWhole {
            let shown = (0x21..<0x7f).contains(payload[0]) ? ", \"\(String(decoding: payload, as: UTF8.self))\"" : ""
            report(
                .closePayloadOneByte, index, number, place,
                "The body is one byte\(shown); it must be empty, or begin with a code of two bytes.",
                bytes: header..<(header + 1))
        }
        guard let body, let code = body.code else { return }
        let codeBytes = header..<(header + 2)
        switch CloseCode(rawValue: code).verdict {
        case .valid: break
        case .reserved:
            report(
                .closeCodeReserved, index, number, place,
                "The code is \(code)\(CloseCode(rawValue: code).name.map { " (\($0))" } ?? ""), "
                    + "which must never appear in a Close frame.",
                bytes: codeBytes)
        case .invalid:
            report(
                .closeCodeInvalid, index, number, place,
                body.mistakeSentence
                    ?? "The code is \(code): "
                    + (code < 1000
                        ? "codes begin at 1000." : code < 5000 ? "it is not assigned." : "codes end at 4999."),
                bytes: codeBytes)
        case .unregistered:
            report(
                .closeCodeUnregistered, index, number, place,
                "The code is \(code); 3000–3999 is for codes registered with IANA, and this one is not. "
                    + "Private codes are 4000–4999.",
                bytes: codeBytes)
        }
        if body.mistake != .codeMissing, isWhole, let bad = body.invalidReasonOffset,
            let sentence = body.invalidReasonSentence
        {
            report(
                .closeReasonInvalidUtf8, index, number, place, sentence,
                bytes: (header + 2 + min(bad, body.reason.count - 1))..<(header + payload.count))
        }
    }

    /// Takes the Ping just told of.
    mutating func takePing(_ index: Int, _ number: Int, _ place: ChunkPlace) {
        // A Ping that must fail the connection asks for no Pong.
        let frame = directions[index].frame
        // One that waited for missing bytes before it is told after its Pong.
        let isLate =
            directions[1 - index].lastFrame.map { last in
                last.acknowledged.map { $0 >= frame.end } ?? (place.time < last.time)
            } ?? false
        guard frame.missing == 0, frame.violations.isEmpty, !isLate else {
            directions[index].pings.sentUnjudged(at: place.time)
            return
        }
        directions[index].pings.sent(
            .init(
                frame: number, payload: frame.control, time: place.time, packets: Array(frame.packets),
                end: frame.end))
    }

    /// The Ping that the Pong under way answers, if it is certain.
    mutating func answeredPing(_ index: Int, _ place: ChunkPlace) -> PingLedger.Answer? {
        guard directions[index].frame.missing == 0 else {
            directions[1 - index].pings.mayBeAnswered(byLength: directions[index].frame.header.payloadLength)
            return nil
        }
        return directions[1 - index].pings.answer(
            directions[index].frame.control, acknowledged: place.acknowledged, at: place.time)
    }

    /// Takes the Pong just told of.
    mutating func takePong(_ index: Int, _ number: Int, _ place: ChunkPlace, isAnswer: Bool) {
        let peer = 1 - index
        // Its Ping may be in what its sender has, and the capture lacks or has not told of so far.
        guard place.acknowledged ?? 0 <= directions[peer].streamEnd else { return }
        guard !isAnswer, directions[index].frame.missing == 0, !directions[peer].hasLostFrames,
            !directions[peer].pings.hasForgotten
        else { return }
        let waiting = directions[peer].pings.waiting.count
        report(
            .pongUnsolicited, index, number, place,
            waiting == 0
                ? "No Ping of the \(directions[peer].side) waits for an answer. This is allowed, as a one-way heartbeat."
                : "Its payload doesn't match any Ping of the \(directions[peer].side) that waits for an answer.",
            bytes: nil)
    }

    /// Counts what `side` sent after it had received a violation that it must answer by failing the connection.
    mutating func notePeerTraffic(_ header: FrameHeader, _ side: Side, _ place: ChunkPlace) {
        guard header.opcode != .close, let violation = directions[side.peer.index].violation,
            place.acknowledged ?? violation.end >= violation.end
        else { return }
        directions[side.peer.index].violation?.peerFramesSince += 1
    }
}
