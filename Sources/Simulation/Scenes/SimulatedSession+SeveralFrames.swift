import Dissection
import WebSocket

extension SimulatedSession {
    /// A session in which it matters where one frame or message ends and the next begins.
    mutating func playSeveralFrames(_ scene: Scene) {
        upgrade()
        switch scene {
        case .fullSegment: playFullSegment(of: dice.one(of: Side.allCases), 2...5)
        case .clientSegment: playFullSegment(of: .client, 2...3)
        case .cutFrame: playCutFrame()
        default: playFragments()
        }
        close(by: dice.one(of: Side.allCases))
    }

    private mutating func playFullSegment(of side: Side, _ count: ClosedRange<Int>) {
        var bytes: [UInt8] = []
        for _ in 0..<dice.number(count) { bytes += frame(side, .text, Array(dice.text(dice.number(2...9)).utf8)) }
        connection.send(bytes, from: side)
        pause(5...50)
    }

    private mutating func playCutFrame() {
        let first = frame(.server, .text, Array(dice.text(dice.number(3...9)).utf8))
        let second = frame(.server, .text, Array(dice.text(dice.number(8...20)).utf8))
        let kept = dice.number(2...(second.count - 2))
        connection.send(first + second.prefix(kept), from: .server)
        pause(20...80)
        connection.send(Array(second.dropFirst(kept)), from: .server)
        pause(5...50)
    }

    // Messages of one side, each whole or in fragments; its control frames may stand between fragments.
    private mutating func playFragments() {
        let messages = dice.number(2...3)
        let inFragments = dice.number(0...(messages - 1))
        for message in 0..<messages {
            let text = dice.text(dice.number(9...15))
            guard message == inFragments || dice.coin() else {
                say(.server, text)
                continue
            }
            let pieces = split(Array(text.utf8), into: dice.number(2...3))
            for (index, piece) in pieces.enumerated() {
                send(.server, index == 0 ? .text : .continuation, piece, fin: index == pieces.count - 1)
                guard index < pieces.count - 1, dice.coin() else { continue }
                send(.server, .ping, [])
                send(.client, .pong, [])
            }
        }
    }

    private mutating func split(_ bytes: [UInt8], into count: Int) -> [[UInt8]] {
        let cuts = [0] + dice.shuffled(Array(1..<bytes.count)).prefix(count - 1).sorted() + [bytes.count]
        return zip(cuts, cuts.dropFirst()).map { Array(bytes[$0..<$1]) }
    }
}
