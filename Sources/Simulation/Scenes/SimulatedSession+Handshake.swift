import Dissection
import Foundation
import HTTP

extension SimulatedSession {
    /// A session whose opening handshake is what matters.
    mutating func playHandshake(_ scene: Scene) {
        var handshake = Handshake()
        switch scene {
        case .refusal:
            (handshake.status, handshake.body) = dice.one(of: [
                ("401 Unauthorized", "Log in first."), ("403 Forbidden", "Not from there."),
                ("404 Not Found", "No such room."), ("429 Too Many Requests", "Slow down."),
                ("503 Service Unavailable", "Too many guests."),
            ])
            upgrade(handshake)
            return endTCP(.server)
        case .doubtfulResponse:
            switch dice.number(0...3) {
            case 0: handshake.accept = { Data($0.key.utf8.prefix(20)).base64EncodedString() }
            case 1: handshake.omitted = [dice.one(of: ["Upgrade", "Connection"])]
            case 2: handshake.omitted = ["Sec-WebSocket-Accept"]
            default:
                upgrade()
                return close(by: .client)
            }
            upgrade(handshake)
            return endTCP(.client)
        default:
            let offered = Array(
                dice.shuffled(["chat", "json", "graphql-ws", "mqtt", "soap"]).prefix(dice.number(2...3)))
            handshake.subprotocols = (offered, dice.one(of: offered))
            upgrade(handshake)
            chat(1...2)
            close(by: .client)
        }
    }
}
