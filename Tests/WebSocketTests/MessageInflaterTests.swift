import TestKit
import Testing
import WebSocket
import Wire

/// Feeds a message in pieces of `size` bytes, and gives what it inflates to.
private func inflate(
    _ message: [UInt8], with inflater: MessageInflater, piece size: Int = .max, room: Int = 16384
) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: room)
    var content: [UInt8] = []
    inflater.begin()
    var start = 0
    while start < message.count {
        let end = start + min(size, message.count - start)
        let piece = Array(message[start..<end])
        var position = 0
        var count = 0
        repeat {
            count = inflater.inflate(piece.rawSpan, at: &position, into: &output)
            content += output.prefix(count)
        } while position < piece.count || count == output.count
        start = end
    }
    let count = inflater.end(into: &output)
    return content + output.prefix(count)
}

private let hello = Array("Hello".utf8)

@Suite struct MessageInflaterTests {
    /// RFC 7692 §7.2.3: the same text in every form that the RFC shows.
    @Test(
        arguments: [
            // §7.2.3.1: one compressed block.
            [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00],
            // §7.2.3.3: a block without compression.
            [0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00],
            // §7.2.3.4: a block with BFINAL set.
            [0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00],
            // §7.2.3.5: two blocks.
            [0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00],
            // BFINAL set, and nothing behind it.
            [0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00],
        ] as [[UInt8]]) func everyFormOfHello(message: [UInt8])
    {
        for size in 1...message.count {
            let inflater = MessageInflater(takesContextOver: true, isCertain: true)
            #expect(inflate(message, with: inflater, piece: size) == hello)
            #expect(inflater.problem == nil)
        }
    }

    /// RFC 7692 §7.2.3.2: the second message refers to the first.
    @Test func contextIsTakenOver() {
        let inflater = MessageInflater(takesContextOver: true, isCertain: true)
        #expect(inflate([0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00], with: inflater) == hello)
        #expect(inflate([0xf2, 0x00, 0x11, 0x00, 0x00], with: inflater) == hello)
        #expect(inflater.problem == nil)
    }

    @Test func contextOutlivesAFinalBlock() {
        let inflater = MessageInflater(takesContextOver: true, isCertain: true)
        #expect(inflate([0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00], with: inflater) == hello)
        #expect(inflate([0xf2, 0x00, 0x11, 0x00, 0x00], with: inflater) == hello)
    }

    /// zlib, asked to stop at blocks for a narrow window, stops behind the last block once more.
    @Test(arguments: [9, 15]) func finalBlockAtTheEnd(windowBits: Int) {
        let inflater = MessageInflater(windowBits: windowBits, takesContextOver: true, isCertain: true)
        #expect(inflate([0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00], with: inflater) == hello)
        #expect(inflater.problem == nil)
        #expect(inflate([0xf2, 0x00, 0x11, 0x00, 0x00], with: inflater) == hello)
        #expect(inflater.problem == nil)
    }

    @Test func withoutTakeoverAReferenceIsCorrupt() {
        let inflater = MessageInflater(takesContextOver: false, isCertain: true)
        #expect(inflate([0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00], with: inflater) == hello)
        #expect(inflate([0xf2, 0x00, 0x11, 0x00, 0x00], with: inflater) == [0x48])
        #expect(inflater.problem == .corrupt("invalid distance too far back"))
        // The next message stands on its own again.
        #expect(inflate([0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00], with: inflater) == hello)
        #expect(inflater.problem == nil)
    }

    @Test(arguments: [[0x00], [0x02, 0x00], []] as [[UInt8]]) func emptyMessages(message: [UInt8]) {
        let inflater = MessageInflater(takesContextOver: true, isCertain: true)
        #expect(inflate(message, with: inflater) == [])
        #expect(inflater.problem == nil)
    }

    @Test func dataThatEndsInsideABlock() {
        let inflater = MessageInflater(takesContextOver: true, isCertain: true)
        #expect(inflate([0xf2, 0x48, 0xcd], with: inflater).starts(with: Array("He".utf8)))
        #expect(inflater.problem != nil)
    }

    @Test func reservedBlockTypeIsCorrupt() {
        let inflater = MessageInflater(takesContextOver: true, isCertain: true)
        #expect(inflate([0x06, 0x00], with: inflater) == [])
        #expect(inflater.problem == .corrupt("invalid block type"))
    }

    /// Behind a loss, what refers to the lost bytes is not guessed, and what does not is inflated.
    @Test func lostContext() {
        let inflater = MessageInflater(takesContextOver: true, isCertain: true)
        _ = inflate([0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00], with: inflater)
        inflater.loseContext()
        #expect(inflate([0xf2, 0x00, 0x11, 0x00, 0x00], with: inflater) == [0x48])
        #expect(inflater.problem == .contextLost)
        #expect(inflate([0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00], with: inflater) == hello)
        #expect(inflater.problem == nil)
        #expect(inflate([0xf2, 0x00, 0x11, 0x00, 0x00], with: inflater) == hello)
        #expect(inflater.problem == nil)
    }

    @Test func withoutAHandshakeNothingIsCalledCorrupt() {
        let inflater = MessageInflater(takesContextOver: true, isCertain: false)
        #expect(inflate([0x06, 0x00], with: inflater) == [])
        #expect(inflater.problem == .contextLost)
    }

    /// 200 KB that would inflate to 200 MB.
    @Test func bombStopsAtTheLimit() {
        let bomb = Deflater(level: 9).message([UInt8](repeating: 0, count: 200_000_000))
        let inflater = MessageInflater(takesContextOver: true, isCertain: true)
        var output = [UInt8](repeating: 0, count: 65536)
        var position = 0
        var total = 0
        var count = 0
        inflater.begin()
        repeat {
            count = inflater.inflate(bomb.rawSpan, at: &position, into: &output)
            total += count
        } while position < bomb.count || count == output.count
        #expect(bomb.count < 200_000)
        #expect(inflater.problem == .limit)
        #expect(total <= MessageInflater.freeLength + bomb.count * MessageInflater.ratioLimit + output.count)
        #expect(inflate([0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00], with: inflater) == hello)
        #expect(inflater.problem == nil)
    }
}
