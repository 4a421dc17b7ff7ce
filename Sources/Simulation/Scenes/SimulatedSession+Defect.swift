import Dissection
import WebSocket

extension SimulatedSession {
    /// A session of which one frame breaks a rule; whoever received it fails the connection, as it must.
    mutating func playDefect(_ scene: Scene) {
        upgrade()
        chat(1...3)
        let side = dice.one(of: Side.allCases)
        let code: UInt16 =
            switch scene {
            case .brokenFrame: breakFrame(side)
            case .brokenOrder: breakOrder(side)
            default: breakPayload(side)
            }
        sendClose(side.peer, code)
        endTCP(.server)
    }

    private mutating func breakFrame(_ side: Side) -> UInt16 {
        let text = Array(dice.text(dice.number(3...12)).utf8)
        switch dice.number(0...2) {
        case 0: send(side, .text, text, isMaskedWrongly: true)
        case 1: send(side, .text, text, rsv: dice.number(1...3))
        default: send(side, Opcode(rawValue: UInt8(dice.one(of: [3, 4, 5, 6, 7, 11, 12, 13, 14, 15]))), text)
        }
        return 1002
    }

    private mutating func breakOrder(_ side: Side) -> UInt16 {
        let text = Array(dice.text(dice.number(3...12)).utf8)
        switch dice.number(0...3) {
        case 0: send(side, .ping, text, fin: false)
        case 1: send(side, .ping, Array(dice.text(dice.number(126...150)).utf8))
        case 2: send(side, .continuation, text)
        default: send(side, .text, text, lengthForm: .bits16)
        }
        return 1002
    }

    private mutating func breakPayload(_ side: Side) -> UInt16 {
        switch dice.number(0...2) {
        case 0:
            send(side, .text, Array(dice.text(4).utf8) + [0xe9, 0x20] + Array(dice.text(3).utf8))
            return 1007
        case 1: send(side, .close, [0x03])
        default: sendClose(side, dice.one(of: [1005, 1006, 1015]))
        }
        return 1002
    }
}
