import HTTP
import Wire

// How upgrade requests end that opened nothing.
extension Connection {
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

    /// Takes the bytes of a PROXY protocol header with which a connection begins, and what follows it in `chunk`.
    ///
    /// - Returns: false if there is none; the bytes are still to be read then.
    mutating func takesProxyHeader(
        _ chunk: RawSpan, _ direction: Int, _ place: ChunkPlace, _ emitter: Emitter, _ scratch: inout Scratch
    ) -> Bool {
        guard proxyHeader == nil, chunk.byteCount > 0,
            preamble != nil || ProxyHeader.mayBegin(with: chunk.byte(at: 0))
        else { return false }
        let begun = preamble
        preamble = nil
        // The peer does not wait for the rest: it was no header.
        if let begun, begun.direction != direction {
            phase = .http(HTTPExchange())
            receivePlaintext(begun.bytes.rawSpan, begun.direction, begun.place, emitter, &scratch)
            receivePlaintext(chunk, direction, place, emitter, &scratch)
            return true
        }
        let waited = begun?.bytes.count ?? 0
        var first = begun?.bytes ?? []
        first.append(copying: chunk.extracting(first: min(chunk.byteCount, ProxyHeader.longest)))
        switch ProxyHeader.read(first) {
        case .more:
            preamble = (first, direction, begun?.place ?? place)
        case .header(let header):
            proxyHeader = (header, place)
            let consumed = header.length - waited
            guard consumed < chunk.byteCount else { break }
            var behind = place
            behind.offset += consumed
            receivePlaintext(chunk.extracting(consumed..<chunk.byteCount), direction, behind, emitter, &scratch)
        case .none:
            guard let begun else { return false }
            phase = .http(HTTPExchange())
            receivePlaintext(begun.bytes.rawSpan, direction, begun.place, emitter, &scratch)
            receivePlaintext(chunk, direction, place, emitter, &scratch)
        }
        return true
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
