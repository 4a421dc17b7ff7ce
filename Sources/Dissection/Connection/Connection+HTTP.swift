import HTTP
import Wire

// HTTP until it opens a session, and what becomes of requests that open none.
extension Connection {
    /// Takes a chunk of a connection that is HTTP; after a refusal it goes on in the same chunk, which may answer what the
    /// client had sent behind its request.
    mutating func receiveHTTP(
        _ exchange: HTTPExchange, _ chunk: RawSpan, _ direction: Int, _ place: ChunkPlace, _ emitter: Emitter,
        _ scratch: inout Scratch
    ) {
        var (chunk, place) = (chunk, place)
        while true {
            let outcome = exchange.receive(chunk, direction: direction, at: place)
            take(outcome, of: exchange, chunk, direction, place, emitter, &scratch)
            guard let consumed = outcome.resumption, consumed < chunk.byteCount else { return }
            chunk = chunk.extracting(consumed..<chunk.byteCount)
            place.offset += consumed
            guard case .http(let current) = phase, current === exchange else {
                return receivePlaintext(chunk, direction, place, emitter, &scratch)
            }
        }
    }

    private mutating func take(
        _ outcome: HTTPExchange.Outcome, of exchange: HTTPExchange, _ chunk: RawSpan, _ direction: Int,
        _ place: ChunkPlace, _ emitter: Emitter, _ scratch: inout Scratch
    ) {
        let client = 1 - direction
        switch outcome {
        case .more: break
        case .notHTTP:
            tellRefusal(of: exchange, emitter)
            guard exchange.attempt == nil else { break }
            if resumesTLS(chunk) { return beginTLS(chunk, direction, place, emitter, &scratch) }
            // What begins it is no head, or was one that led to nothing.
            if beginsWhole, takesLateHead(chunk, from: 1, direction, place, emitter, &scratch) { return }
            beginLooking(chunk, direction, place, emitter, &scratch)
        case .refused(let attempt, let handshake, let answer, _):
            refuse(attempt, handshake, answer, client, emitter)
            // What the client had sent behind it was no frames, then: it is HTTP again.
            receiveHeld(exchange.takeHeld(), client, emitter, &scratch)
        case .tunnelRefused(let authority, let status, _):
            refusedTunnel = .init(
                authority: authority, status: status, proxy: endpoints[direction], tcpStream: tcpStream,
                packet: place.packet)
            receiveHeld(exchange.takeHeld(), client, emitter, &scratch)
        case .tunnelled(let authority, let consumed):
            refusedTunnel = nil
            guard tunnels.count < Self.tunnelLimit else { return phase = .other }
            tunnels.append(authority)
            phase = .silent
            beginnings = [nil, nil]
            receiveHeld(exchange.takeHeld(), client, emitter, &scratch)
            guard consumed < chunk.byteCount else { break }
            var behind = place
            behind.offset += consumed
            receivePlaintext(
                chunk.extracting(consumed..<chunk.byteCount), direction, behind, emitter, &scratch)
        case .openedUnanswered(let attempt, let response):
            openUnanswered(attempt, response, of: exchange, emitter, &scratch)
        case .openedUnasked(let response, let consumed, let hole):
            openUnasked(response, hole, of: exchange, chunk, consumed, direction, place, emitter, &scratch)
        case .opened(let attempt, let handshake, let answer, let consumed):
            if let draft = handshake.draft, draft.framing != .rfc6455 {
                return openDraft(
                    draft, attempt, handshake, answer, exchange.takeHeld(), chunk, consumed, client, place, emitter)
            }
            let session = begin(.open, attempt, handshake, answer, client, emitter)
            phase = .webSocket(session, clientDirection: client)
            for hole in [attempt.hole, answer.hole] {
                if let hole { session.value.reportHole(hole, inHeadOf: hole.direction == client ? .client : .server) }
            }
            if exchange.isLost(client) { session.value.loseSide(.client) }
            let held = exchange.takeHeld()
            // What was captured before anything of the server may have been sent after it all the same.
            if let first = held.first(where: { $0.place.acknowledged.map { $0 < answer.end } ?? false }),
                first.hole == nil
            {
                session.value.reportFramesBefore101(first.place, bytes: held.reduce(0) { $0 + $1.bytes.count })
            }
            receive(held, in: &session.value, client: client, &scratch)
            guard consumed < chunk.byteCount else { break }
            var behind = place
            behind.offset += consumed
            session.value.receive(
                chunk.extracting(consumed..<chunk.byteCount), from: .server, at: behind, scratch: &scratch)
        }
    }

    /// Takes again, as they would have come, bytes of `direction` that waited for an answer.
    private mutating func receiveHeld(
        _ held: [HTTPExchange.Held], _ direction: Int, _ emitter: Emitter,
        _ scratch: inout Scratch
    ) {
        for held in held where held.direction == direction {
            if let hole = held.hole {
                skipPlaintext(
                    hole.missing, direction, hole.place, isSnapLength: hole.isSnapLength, &scratch)
            } else {
                receivePlaintext(held.bytes.rawSpan, direction, held.place, emitter, &scratch)
            }
        }
    }

    /// Makes a session of an upgrade request that was refused.
    mutating func refuse(
        _ attempt: HTTPExchange.Attempt, _ handshake: UpgradeHandshake, _ answer: HTTPExchange.Answer, _ client: Int,
        _ emitter: Emitter
    ) {
        let session = begin(.refused, attempt, handshake, answer, client, emitter)
        if let hole = answer.bodyHole {
            session.value.report(
                hole, .server, consequence: "They are of the refusal's body, which is shown up to there.")
        }
        session.value.endRefused(at: answer.place)
    }

    /// Begins the session of a draft whose frames are not those of RFC 6455.
    mutating func openDraft(
        _ draft: WebSocketDraft, _ attempt: HTTPExchange.Attempt, _ handshake: UpgradeHandshake,
        _ answer: HTTPExchange.Answer, _ held: [HTTPExchange.Held], _ chunk: RawSpan, _ consumed: Int, _ client: Int,
        _ place: ChunkPlace, _ emitter: Emitter
    ) {
        let stream = DraftStream(begin(.draft, attempt, handshake, answer, client, emitter), draft)
        phase = .draft(stream, clientDirection: client)
        for held in held {
            let side = held.direction == client ? Side.client : .server
            if held.hole == nil {
                stream.receive(held.bytes.rawSpan, from: side, at: held.place)
            } else {
                stream.skip(from: side)
            }
        }
        stream.receive(chunk.extracting(consumed..<chunk.byteCount), from: .server, at: place)
    }

    /// Tells of the refusal whose body is under way, if there is one: no more of that will be read.
    mutating func tellRefusal(of exchange: HTTPExchange, _ emitter: Emitter) {
        guard let client = exchange.clientDirection,
            case .refused(let attempt, let handshake, let answer, _)? = exchange.takeRefusal()
        else { return }
        refuse(attempt, handshake, answer, client, emitter)
    }

    /// Ends a connection that is HTTP: what waits for an answer gets none any more.
    mutating func endHTTP(
        _ exchange: HTTPExchange, _ end: TransportEnd, _ place: ChunkPlace, _ emitter: Emitter,
        _ scratch: inout Scratch
    ) {
        tellRefusal(of: exchange, emitter)
        guard let client = exchange.clientDirection else { return }
        exchange.settleRequest(client)
        let isOver = end.hasBegun
        // A request that the capture breaks off is no news.
        let isRequestWhole = exchange.isWhole(client, acknowledged: end.acknowledged[1 - client])
        guard let attempt = exchange.attempt ?? (isOver && isRequestWhole ? exchange.unfinishedAttempt : nil) else {
            return
        }
        if !end.isSeen[1 - client] || exchange.isAnswerLost {
            return endUnseen(attempt, of: exchange, end, client, place, emitter, &scratch)
        }
        var handshake = attempt.handshake(nil)
        handshake.unfinished = handshake.unfinished ?? exchange.unfinishedResponse
        handshake.unfinished?.isFinal =
            isOver && isRequestWhole && exchange.isWhole(1 - client, acknowledged: end.acknowledged[client])
        let session = begin(
            .unanswered, attempt, handshake, nil, client, emitter, strangeAnswer: exchange.strangeAnswer)
        session.value.endUnanswered(
            end, client, place, strangeAnswer: exchange.strangeAnswer, unfinished: handshake.unfinished)
    }
}
