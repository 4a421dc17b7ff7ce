import Dissection
import Foundation
import HTTP

extension SimulatedSession {
    /// A session whose opening handshake is what matters.
    mutating func playHandshake(_ scene: Scene) {
        guard scene == .failedHandshake else {
            let offered = dice.shuffled(["chat", "json", "graphql-ws", "mqtt", "soap"])
            let kept = Array(offered.prefix(dice.number(2...3)))
            var handshake = Handshake()
            handshake.subprotocols = (kept, dice.one(of: kept))
            upgrade(handshake)
            chat(1...2)
            return close(by: .client)
        }
        var handshake = Handshake()
        switch dice.number(0...4) {
        case 0: handshake.accept = { Data($0.key.utf8.prefix(20)).base64EncodedString() }
        case 1: handshake.omitted = ["Upgrade"]
        case 2: handshake.omitted = ["Connection"]
        case 3: handshake.omitted = ["Sec-WebSocket-Accept"]
        default:
            (handshake.status, handshake.body) = dice.one(of: [
                ("401 Unauthorized", "Log in first."), ("403 Forbidden", "Not from there."),
                ("404 Not Found", "No such room."),
                ("503 Service Unavailable", "Too many guests."),
            ])
        }
        upgrade(handshake)
        endTCP(handshake.body == nil ? .client : .server)
    }
}
