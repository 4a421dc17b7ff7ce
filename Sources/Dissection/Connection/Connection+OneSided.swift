import HTTP
import Wire

// Connections of which only one direction was captured.
extension Connection {
    /// Begins the session of an upgrade request whose answer is not in the capture, or not whole, but frames of the client
    /// are.
    mutating func openUnanswered(
        _ attempt: HTTPExchange.Attempt, of exchange: HTTPExchange, _ client: Int, _ emitter: Emitter,
        _ scratch: inout Scratch
    ) {
        let handshake = attempt.handshake(nil)
        var session = begin(.open, attempt, handshake, nil, client, emitter)
        session.loseSide(.server)
        for held in exchange.takeHeld() {
            session.receive(held.bytes.rawSpan, from: .client, at: held.place, scratch: &scratch)
        }
        phase = .webSocket(SessionBox(session), clientDirection: client)
    }

    /// Begins the session of a 101, sent in `direction`, whose request is not in the capture.
    mutating func openUnasked(
        _ response: ResponseHead, _ chunk: RawSpan, _ consumed: Int, _ direction: Int, _ place: ChunkPlace,
        _ emitter: Emitter, _ scratch: inout Scratch
    ) {
        hasSession = true
        let client = 1 - direction
        let start = SessionEvent(
            session: emitter.nextSession(in: slot), client: endpoints[client], server: endpoints[direction],
            time: place.time, packet: place.packet, responseTime: place.time, responsePacket: place.packet,
            tcpStream: tcpStream, outcome: .open, handshake: nil, loneResponse: response, tunnel: tunnels.last,
            tls: security)
        emitter.emit(.session(start))
        var session = Session(
            number: start.session, group: ConnectionGroup.of(slot), emitter: emitter,
            extensions: SessionExtensions(response),
            start: place.time)
        session.open(start)
        tellEarly(&session, client)
        session.loseSide(.client)
        if consumed < chunk.byteCount {
            var behind = place
            behind.offset += consumed
            session.receive(
                chunk.extracting(consumed..<chunk.byteCount), from: .server, at: behind, scratch: &scratch)
        }
        phase = .webSocket(SessionBox(session), clientDirection: client)
    }

    /// Ends a connection whose upgrade request waits for an answer that the capture can't hold.
    mutating func endUnseen(
        _ attempt: HTTPExchange.Attempt, of exchange: HTTPExchange, _ end: TransportEnd, _ client: Int,
        _ place: ChunkPlace, _ emitter: Emitter, _ scratch: inout Scratch
    ) {
        if exchange.holdsFrames {
            openUnanswered(attempt, of: exchange, client, emitter, &scratch)
            guard case .webSocket(let session, _) = phase else { return }
            session.value.end(end.seen(from: client), at: place, scratch: &scratch)
        } else {
            let handshake = attempt.handshake(nil)
            var session = begin(.unknown, attempt, handshake, nil, client, emitter)
            session.endUnknown(end.seen(from: client), at: place, isAnswerLost: exchange.isAnswerLost)
        }
    }
}
