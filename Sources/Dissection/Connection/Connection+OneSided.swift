import HTTP
import Wire

// Connections of which only one direction was captured.
extension Connection {
    /// Begins the session of an upgrade request whose answer is not in the capture, or not whole, and of which is certain
    /// all the same that it was a 101.
    mutating func openUnanswered(
        _ attempt: HTTPExchange.Attempt, _ response: ResponseHead?, of exchange: HTTPExchange, _ emitter: Emitter,
        _ scratch: inout Scratch
    ) {
        let client = exchange.clientDirection ?? 0
        let handshake = attempt.handshake(response)
        let place = response == nil ? nil : exchange.headPlaces[1 - client]
        let answer = place.map { HTTPExchange.Answer(place: $0, end: $0.offset) }
        let session = begin(.open, attempt, handshake, answer, client, emitter)
        if let hole = attempt.hole { session.value.reportHole(hole, inHeadOf: .client) }
        let held = exchange.takeHeld()
        if !held.contains(where: { $0.direction != client }) { session.value.loseSide(.server) }
        receive(held, in: &session.value, client: client, &scratch)
        phase = .webSocket(session, clientDirection: client)
    }

    /// Begins the session of a 101, sent in `direction`, whose request is not in the capture.
    mutating func openUnasked(
        _ response: ResponseHead, _ hole: Hole?, of exchange: HTTPExchange, _ chunk: RawSpan, _ consumed: Int,
        _ direction: Int, _ place: ChunkPlace, _ emitter: Emitter, _ scratch: inout Scratch
    ) {
        hasSession = true
        let client = 1 - direction
        let start = SessionEvent(
            session: emitter.nextSession(in: slot), client: endpoints[client], server: endpoints[direction],
            time: place.time, packet: place.packet, responseTime: place.time, responsePacket: place.packet,
            tcpStream: tcpStream, outcome: .open, handshake: nil, loneResponse: response, tunnel: tunnels.last,
            tls: security)
        emitter.emit(start)
        let session = SessionBox(
            Session(
                number: start.session, group: ConnectionGroup.of(slot), emitter: emitter,
                extensions: response.isCut ? .unknown : SessionExtensions(response),
                start: place.time))
        session.value.directions[Side.server.index].streamEnd = place.offset + consumed
        session.value.open(start)
        tellEarly(&session.value, client)
        if let hole { session.value.reportHole(hole, inHeadOf: .server) }
        session.value.loseSide(.client)
        if let hole = exchange.hole(of: client) { session.value.skip(hole, from: .client, scratch: &scratch) }
        if consumed < chunk.byteCount {
            var behind = place
            behind.offset += consumed
            session.value.receive(
                chunk.extracting(consumed..<chunk.byteCount), from: .server, at: behind, scratch: &scratch)
        }
        phase = .webSocket(session, clientDirection: client)
    }

    /// Ends a connection whose upgrade request waits for an answer that the capture can't hold.
    mutating func endUnseen(
        _ attempt: HTTPExchange.Attempt, of exchange: HTTPExchange, _ end: TransportEnd, _ client: Int,
        _ place: ChunkPlace, _ emitter: Emitter, _ scratch: inout Scratch
    ) {
        let response = exchange.lostAnswer
        if exchange.holdsFrames || response?.status == 101 {
            openUnanswered(attempt, response, of: exchange, emitter, &scratch)
            guard case .webSocket(let session, _) = phase else { return }
            session.value.end(end.seen(from: client), at: place, scratch: &scratch)
        } else if let response, let answered = exchange.headPlaces[1 - client] {
            let handshake = attempt.handshake(response)
            let session = begin(
                .refused, attempt, handshake, HTTPExchange.Answer(place: answered, end: answered.offset), client,
                emitter)
            if let hole = exchange.hole(of: 1 - client) { session.value.reportHole(hole, inHeadOf: .server) }
            session.value.endRefused(at: place)
        } else {
            let handshake = attempt.handshake(nil)
            let session = begin(.unknown, attempt, handshake, nil, client, emitter)
            session.value.endUnknown(
                end.seen(from: client), at: place, lost: exchange.isAnswerLost, exchange.hole(of: 1 - client))
        }
    }
}
