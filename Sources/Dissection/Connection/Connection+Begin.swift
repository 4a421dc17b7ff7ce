import HTTP
import WebSocket
import Wire

// How a session begins with its upgrade request, and takes what waited for it.
extension Connection {
    /// Makes a session of an upgrade request and what became of it, and tells of both.
    mutating func begin(
        _ outcome: SessionEvent.Outcome, _ attempt: HTTPExchange.Attempt, _ handshake: UpgradeHandshake,
        _ answer: HTTPExchange.Answer?, _ client: Int, _ emitter: Emitter,
        strangeAnswer: [UInt8] = []
    ) -> SessionBox {
        hasSession = true
        let start = SessionEvent(
            session: emitter.nextSession(in: slot), client: endpoints[client], server: endpoints[1 - client],
            time: attempt.place.time, packet: attempt.place.packet, responseTime: answer?.place.time,
            responsePacket: answer?.place.packet, tcpStream: tcpStream, outcome: outcome, handshake: handshake,
            tunnel: tunnels.last, strangeAnswer: strangeAnswer, proxyHeader: proxyHeader?.header,
            earlierFINs: earlierFINs(attempt.place.packet, client), tls: security)
        emitter.emit(start)
        let session = SessionBox(
            Session(
                number: start.session, group: ConnectionGroup.of(slot), emitter: emitter,
                extensions: SessionExtensions(handshake, isResponseMissing: outcome == .open && answer == nil),
                start: attempt.place.time))
        session.value.isDraft = handshake.draft != nil
        session.value.directions[Side.client.index].streamEnd = attempt.end
        session.value.directions[Side.server.index].streamEnd = answer?.end ?? 0
        if attempt.hole == nil { session.value.heads[0] = attempt.request.start(before: attempt.end) }
        if let answer, answer.hole == nil {
            session.value.heads[1] = handshake.response?.start(before: answer.end)
        }
        session.value.open(start)
        tellEarly(&session.value, client)
        session.value.judgeHandshake(start, handshake)
        return session
    }

    /// Gives a session what waited for it to begin.
    func receive(
        _ held: [HTTPExchange.Held], in session: inout Session, client: Int, _ scratch: inout Scratch
    ) {
        // Their records are forgotten: the packets that completed those stand for them.
        session.carrier = nil
        for held in held {
            let side = held.direction == client ? Side.client : .server
            if let hole = held.hole {
                session.skip(hole, from: side, scratch: &scratch)
            } else {
                session.receive(held.bytes.rawSpan, from: side, at: held.place, scratch: &scratch)
            }
        }
        session.carrier = carrier
    }

    /// The FINs that came before `packet`.
    private func earlierFINs(_ packet: Int, _ client: Int) -> [TransportMark] {
        (0..<2).compactMap { direction in
            finPlaces[direction].flatMap { place in
                guard place.packet < packet else { return nil }
                return TransportMark(
                    side: direction == client ? .client : .server, time: place.time, packet: place.packet)
            }
        }
    }
}

extension MessageHead {
    /// The stream offset of its first byte, `end` being that after it; nil where lines of it are missing.
    fileprivate func start(before end: Int) -> Int? { isCut ? nil : end - bytes.count }
}

/// A session's place in memory: a packet's bytes change it in one access.
final class SessionBox {
    var value: Session

    init(_ value: consuming Session) { self.value = value }
}
