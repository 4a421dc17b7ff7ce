import Dissection
import WebSocket

extension SimulatedSession {
    /// A session whose first frame is the one in question.
    mutating func playOneFrame(_ scene: Scene) {
        upgrade()
        let side = dice.one(of: Side.allCases)
        switch scene {
        case .anyFrame:
            let word = Array(dice.text(dice.number(2...8)).utf8)
            switch dice.one(of: [Opcode.text, .binary, .ping, .close]) {
            case .ping:
                send(side, .ping, word)
                send(side.peer, .pong, word)
            case .close: return close(by: side, dice.one(of: [1000, 1001, 4000]), dice.text(5))
            case let opcode: send(side, opcode, opcode == .binary ? dice.bytes(word.count) : word)
            }
        case .shortText: say(side, dice.text(dice.number(2...60)))
        case .maskedWord: say(.client, dice.word(3...6))
        case .clientText: say(.client, dice.text(dice.number(9...24)))
        case .clientLong: say(.client, dice.text(dice.one(of: [dice.number(20...110), dice.number(126...900)])))
        case .longText: say(.server, dice.text(dice.number(126...1200)))
        case .anyLength:
            say(
                side,
                dice.text(dice.one(of: [dice.number(2...125), dice.number(126...900), dice.number(65_536...65_600)])))
        case .hugeMessage: send(side, .binary, dice.bytes(dice.number(65_536...66_500)))
        case .foreignText: say(side, dice.foreignText())
        case .clientPing:
            let payload = Array(dice.one(of: ["hi", "42", "ok", "up", "77", "beat", "t=9"]).utf8)
            send(.client, .ping, payload)
            send(.server, .pong, payload)
        case .serverClose:
            return close(
                by: .server, dice.one(of: [1000, 1001, 1003, 1008, 1009, 1011, 1012, 3000, 4000, 4001, 4100]), "")
        case .clientClose:
            return close(
                by: .client, dice.one(of: [1000, 3001, 4001, 4002, 4321]),
                dice.one(of: ["bye", "done", "later", "idle", "logout"]))
        default: break
        }
        chat(0...2)
        close(by: dice.one(of: Side.allCases))
    }
}
