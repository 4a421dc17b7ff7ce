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
        case .http(let exchange): if let attempt = exchange.attempt, tell(attempt, exchange, &state) { return }
        case .silent, .midstream, .forced, .other: break
        }
        guard !hasSession else { return }
        if let layer = layers.last, tell(layer, &state) { return }
        state.summary.otherConnections += 1
    }

    /// Adds the request if it waits for its answer; whether it does.
    private func tell(
        _ attempt: HTTPExchange.Attempt, _ exchange: HTTPExchange, _ state: inout CaptureState
    ) -> Bool {
        // What came instead of an answer ends the waiting, and so does a refusal that is being read.
        guard exchange.strangeAnswer.isEmpty, exchange.refusal == nil, let client = exchange.clientDirection else {
            return false
        }
        let server = endpoints[1 - client]
        let handshake = attempt.handshake(nil)
        state.add(
            .init(
                kind: .answer, tcpStream: tcpStream, client: endpoints[client], server: server,
                uri: handshake.uri(server: server, isSecure: !layers.isEmpty), time: attempt.place.time))
        return true
    }

    /// Adds what is known of TLS that is not decrypted; whether it waits for its keys.
    private func tell(_ layer: TLSLayer, _ state: inout CaptureState) -> Bool {
        guard let first = layer.start else { return false }
        guard layer.mayBeWebSocket else {
            if let dialogue = layer.dialogue {
                state.summary.turnedToTLS[dialogue.rawValue, default: 0] += 1
            } else {
                state.summary.closedConnections += 1
                if layer.isForHTTP2 { state.http2Connections += 1 }
            }
            return false
        }
        guard layer.isWaiting else { return false }
        let client = layer.connection.clientDirection ?? 0
        let facts = layer.connection.facts
        let server = endpoints[1 - client]
        let name = facts.serverName.map { $0 + (server.port == 443 ? "" : ":\(server.port)") }
        state.add(
            .init(
                kind: .keys, tcpStream: tcpStream, client: endpoints[client], server: server,
                uri: name ?? "\(server)", time: first.last.time))
        return true
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
