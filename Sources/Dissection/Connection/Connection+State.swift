import HTTP
import TLS
import Wire

// What a connection is while it goes on.
extension Connection {
    /// Adds itself to where the capture has come to.
    func tell(_ state: inout CaptureState) {
        switch phase {
        case .webSocket, .draft:
            state.openSessions += 1
            return
        case .closedTLS:
            // A session that is not decrypted; a handshake that failed has ended with its connection.
            state.openSessions += 1
            return
        case .http(let exchange): if let attempt = exchange.attempt { tell(attempt, exchange, &state) }
        case .silent, .midstream, .forced, .other: break
        }
        guard !hasSession else { return }
        state.otherConnections += 1
        state.summary.otherConnections += 1
        if let layer = layers.last { tell(layer, &state) }
    }

    private func tell(_ attempt: HTTPExchange.Attempt, _ exchange: HTTPExchange, _ state: inout CaptureState) {
        // What came instead of an answer ends the waiting, and so does a refusal that is being read.
        guard exchange.strangeAnswer.isEmpty, exchange.refusal == nil, let client = exchange.clientDirection else {
            return
        }
        let server = endpoints[1 - client]
        let handshake = attempt.handshake(nil)
        state.add(
            .init(
                kind: .answer, tcpStream: tcpStream, client: endpoints[client], server: server,
                uri: handshake.uri(server: server, isSecure: !layers.isEmpty), time: attempt.place.time))
    }

    private func tell(_ layer: TLSLayer, _ state: inout CaptureState) {
        guard let first = layer.start else { return }
        guard layer.mayBeWebSocket else {
            if let dialogue = layer.dialogue {
                state.summary.turnedToTLS[dialogue.rawValue, default: 0] += 1
            } else {
                state.summary.closedConnections += 1
                if layer.isForHTTP2 { state.http2Connections += 1 }
            }
            return
        }
        guard layer.isWaiting else { return }
        let client = layer.connection.clientDirection ?? 0
        let facts = layer.connection.facts
        let server = endpoints[1 - client]
        let name = facts.serverName.map { $0 + (server.port == 443 ? "" : ":\(server.port)") }
        state.add(
            .init(
                kind: .keys, tcpStream: tcpStream, client: endpoints[client], server: server,
                uri: "wss://" + (name ?? "\(server)"), time: first.last.time))
    }
}

extension TLSLayer {
    /// Whether it is for HTTP/2, as its hellos tell: it was chosen, or nothing else is known and HTTP/1.1 was not offered.
    fileprivate var isForHTTP2: Bool {
        let facts = connection.facts
        if let chosen = facts.applicationProtocol { return chosen == "h2" }
        return facts.clientHello?.protocols.contains("h2") == true
    }
}
