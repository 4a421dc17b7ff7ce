import Dissection
import WebSocket

extension SimulatedSession {
    /// A session that ends in one of the ways that sessions end in.
    mutating func playEnding() {
        upgrade()
        chat(1...4)
        let side = dice.one(of: Side.allCases)
        switch dice.number(0...6) {
        case 0:
            close(
                by: side,
                side == .client ? dice.one(of: [1000, 4000, 4010]) : dice.one(of: [1000, 1001, 1011, 1012, 4001]),
                dice.coin() ? dice.one(of: ["bye", "restart", "done"]) : "")
        case 1: close(by: side, nil)
        case 2: endTCP(side)
        case 3: connection.reset(side)
        case 4:
            // The peer never answers.
            sendClose(side, 1000)
            pause(2000...4000)
            endTCP(side)
        case 5:
            send(side, .text, [0x68, 0xff, 0x69])
            sendClose(side.peer, 1007)
            endTCP(.server)
        default:
            // The client breaks TCP off as soon as it has the answer.
            sendClose(.client, 1000)
            sendClose(.server, 1000)
            endTCP(.client)
        }
    }
}
