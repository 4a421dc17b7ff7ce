import WebSocket
import Wire

// Sessions whose handshake is not in the capture.
extension Connection {
    /// Looks for frames from `chunk` on, as far as there may be some: the handshake is missing, or the port is to be
    /// decoded so.
    mutating func beginLooking(
        _ chunk: RawSpan, _ direction: Int, _ place: ChunkPlace, _ emitter: Emitter, _ scratch: inout Scratch
    ) {
        phase = .other
        noteDialogue(chunk)
        guard tunnels.isEmpty else { return }
        if serverPort(emitter.options) != nil {
            let start = ForcedStart(isFromStart: isFromStart)
            phase = .forced(start)
            look(for: start, chunk, direction, place, emitter, &scratch)
        } else if !isFromStart || beginnings[direction] != nil {
            // Where the first bytes are missing, the handshake may be among those.
            let probe = MidstreamProbe()
            phase = .midstream(probe)
            look(for: probe, chunk, direction, place, emitter, &scratch)
        }
    }

    /// Takes bytes that may be frames without a handshake, and begins a session once they are for certain.
    mutating func look(
        for probe: MidstreamProbe, _ chunk: RawSpan, _ direction: Int, _ place: ChunkPlace, _ emitter: Emitter,
        _ scratch: inout Scratch
    ) {
        switch probe.receive(chunk, direction: direction, at: place) {
        case .more: break
        case .hopeless: phase = .other
        case .found(let client):
            var origin = MidstreamOrigin(
                role: .shape, passedOver: [probe.passedOver(client), probe.passedOver(1 - client)])
            for (index, direction) in [client, 1 - client].enumerated() where probe.isUnheard(direction) {
                origin.role = .shapeOfOne
                origin.isAligned[index] = false
                origin.isUnseen[index] = true
            }
            let held = probe.takeHeld()
            let session = begin(origin, client, held.first?.place ?? place, emitter)
            for held in held {
                session.value.receive(
                    held.bytes.rawSpan, from: held.direction == client ? .client : .server, at: held.place,
                    scratch: &scratch)
            }
            phase = .webSocket(session, clientDirection: client)
        }
    }

    /// Takes bytes of a connection whose port is to be decoded as WebSocket: the first frame begins a session.
    mutating func look(
        for start: ForcedStart, _ chunk: RawSpan, _ direction: Int, _ place: ChunkPlace, _ emitter: Emitter,
        _ scratch: inout Scratch
    ) {
        guard let (server, port) = serverPort(emitter.options),
            let beginning = start.receive(chunk, direction: direction, at: place)
        else { return }
        let client = beginning.isMasked.map { $0 ? direction : 1 - direction } ?? 1 - server
        var origin = MidstreamOrigin(role: beginning.isMasked == nil ? .port(port) : .frame(port: port))
        origin.passedOver = [start.passedOver[client], start.passedOver[1 - client]]
        let other = direction == client ? Side.server : Side.client
        origin.isAligned[other.index] = start.isFromStart && origin.passedOver[other.index] == 0
        var place = place
        place.offset += beginning.position
        let session = begin(origin, client, place, emitter)
        session.value.receive(
            chunk.extracting(beginning.position..<chunk.byteCount), from: other.peer, at: place, scratch: &scratch)
        phase = .webSocket(session, clientDirection: client)
    }

    /// Ends a connection whose port is to be decoded as WebSocket, and in which no frame was certain.
    mutating func endLooking(
        for start: ForcedStart, _ end: TransportEnd, _ place: ChunkPlace, _ emitter: Emitter,
        _ scratch: inout Scratch
    ) {
        guard let (server, port) = serverPort(emitter.options), let first = start.first else { return }
        let origin = MidstreamOrigin(
            role: .port(port), passedOver: [start.passedOver[1 - server], start.passedOver[server]],
            isAligned: [false, false])
        let session = begin(origin, 1 - server, first, emitter)
        session.value.end(end.seen(from: 1 - server), at: place, scratch: &scratch)
    }

    /// The direction that is the server's by the port that is to be decoded as WebSocket, and the port.
    private func serverPort(_ options: DissectionOptions) -> (direction: Int, port: UInt16)? {
        guard !options.webSocketPorts.isEmpty else { return nil }
        // The receiver of the first packet is the server more often than its sender.
        for direction in [1, 0] where options.webSocketPorts.contains(endpoints[direction].port) {
            return (direction, endpoints[direction].port)
        }
        return nil
    }

    private mutating func begin(
        _ origin: MidstreamOrigin, _ client: Int, _ place: ChunkPlace, _ emitter: Emitter
    ) -> SessionBox {
        hasSession = true
        let start = SessionEvent(
            session: emitter.nextSession(in: slot), client: endpoints[client], server: endpoints[1 - client],
            time: place.time, packet: place.packet, responseTime: nil, responsePacket: nil, tcpStream: tcpStream,
            outcome: .midstream, handshake: nil, tunnel: tunnels.last, tls: security)
        emitter.emit(start)
        let session = SessionBox(
            Session(midstream: start, origin, group: ConnectionGroup.of(slot), emitter: emitter))
        tellEarly(&session.value, client)
        return session
    }
}
