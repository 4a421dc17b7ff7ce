import CZlib
import TestKit
import Testing

@testable import WebSocket

@Suite struct DeflateScannerTests {
    /// What permessage-deflate cuts off (RFC 7692 §7.2.1).
    private static let tail: [UInt8] = [0, 0, 0xff, 0xff]

    @Test("Whoever keeps to the window is not accused, and the scanner counts as zlib does", arguments: 9...15)
    func soundSenders(windowBits: Int) {
        var dice = SplitMix(seed: UInt64(windowBits))
        let choices: [(level: Int32, strategy: Int32)] = [
            (0, Z_DEFAULT_STRATEGY), (1, Z_DEFAULT_STRATEGY), (6, Z_DEFAULT_STRATEGY), (9, Z_DEFAULT_STRATEGY),
            (6, Z_FIXED), (6, Z_HUFFMAN_ONLY), (6, Z_RLE),
        ]
        for (level, strategy) in choices {
            let deflater = Deflater(windowBits: Int32(windowBits), level: level, strategy: strategy)
            let zlib = Zlib()
            var scanner = DeflateScanner(windowBits: windowBits)
            for length in [0, 1, 200, 3000, 20000, 70000, 500] {
                let isText = Int.random(in: 0..<3, using: &dice) > 0
                let content = isText ? sentences(&dice, count: length) : noise(&dice, count: length)
                let message = deflater.message(content) + Self.tail
                scanner.beginMessage()
                #expect(scanner.scan(message) == nil)
                #expect(scanner.produced == length)
                #expect(zlib.message(message) == Zlib.Verdict(inflated: length, isSound: true))
            }
        }
    }

    @Test("A repetition further back than the window is found, with its distance and place", arguments: 8...14)
    func realExcess(windowBits: Int) {
        for beyond in [1, 2, 77] {
            var dice = SplitMix(seed: UInt64(windowBits * 100 + beyond))
            let first = noise(&dice, count: (1 << windowBits) + beyond)
            let deflater = Deflater(windowBits: 15, level: 9)
            let message = deflater.message(first + first.prefix(100))
            var scanner = DeflateScanner(windowBits: windowBits)
            // zlib never refers to the very first byte.
            let expected = DeflateScanner.Excess(distance: first.count, offset: first.count + 1)
            #expect(scanner.scan(message) == expected)
            var wider = DeflateScanner(windowBits: windowBits + 1)
            #expect(wider.scan(message) == nil)
        }
    }

    /// A first message of `length` bytes, and a second one of one byte and a reference.
    private func pair(length: Int, distance: Int) -> (first: [UInt8], second: [UInt8]) {
        var first = DeflateBuilder()
        first.stored(Array(repeating: 0x61, count: length))
        var second = DeflateBuilder()
        second.begin(type: 1)
        second.literals([0x62])
        second.copy258(distance: distance)
        second.endBlock()
        return (first.bytes, second.bytes)
    }

    @Test("The window's own distance is allowed, one more is not", arguments: 8...14)
    func boundary(windowBits: Int) {
        let window = 1 << windowBits
        for distance in [1, window - 1, window, window + 1, window + 2, 2 * window] {
            let messages = pair(length: 32768, distance: distance)
            var scanner = DeflateScanner(windowBits: windowBits)
            #expect(scanner.scan(messages.first) == nil)
            scanner.beginMessage()
            let expected = distance > window ? DeflateScanner.Excess(distance: distance, offset: 1) : nil
            #expect(scanner.scan(messages.second) == expected, "distance \(distance)")
        }
    }

    @Test func tellsOnlyTheFirstOfAMessage() {
        var writer = DeflateBuilder()
        writer.stored(Array(repeating: 0x61, count: 2000))
        writer.begin(type: 1)
        writer.copy258(distance: 300)
        writer.copy258(distance: 400)
        writer.endBlock()
        var scanner = DeflateScanner(windowBits: 8)
        let bytes = writer.bytes
        let first = scanner.scan(bytes)
        #expect(first == DeflateScanner.Excess(distance: 300, offset: 2000))
        #expect(scanner.scan(Self.tail) == nil)
        scanner.beginMessage()
        var next = DeflateBuilder()
        next.begin(type: 1)
        next.copy258(distance: 400)
        next.endBlock()
        #expect(scanner.scan(next.bytes) == DeflateScanner.Excess(distance: 400, offset: 0))
    }

    @Test("What goes back behind the begin of everything is invalid, which is zlib's to say")
    func behindTheBegin() {
        let messages = pair(length: 999, distance: 1000)
        let tooFar = pair(length: 999, distance: 1001)
        var scanner = DeflateScanner(windowBits: 8)
        #expect(scanner.scan(messages.first) == nil)
        scanner.beginMessage()
        #expect(scanner.scan(messages.second)?.distance == 1000)

        var other = DeflateScanner(windowBits: 8)
        let zlib = Zlib()
        #expect(other.scan(tooFar.first) == nil)
        #expect(zlib.message(tooFar.first).isSound)
        other.beginMessage()
        #expect(other.scan(tooFar.second) == nil)
        #expect(!zlib.message(tooFar.second).isSound)
        // From here on there is no context.
        other.beginMessage()
        #expect(other.scan(messages.second) == nil)
    }

    @Test func withoutContextTakeover() {
        let messages = pair(length: 999, distance: 1000)
        var scanner = DeflateScanner(windowBits: 8)
        _ = scanner.scan(messages.first)
        scanner.beginMessage(keepsContext: false)
        #expect(scanner.scan(messages.second) == nil)
    }

    @Test("RFC 7692 §7.2.3.4: behind a block with BFINAL the next one begins with the next byte")
    func finalBlocks() {
        var writer = DeflateBuilder()
        writer.begin(type: 1, isFinal: true)
        writer.literals([0x61])
        writer.endBlock()
        writer.align()
        writer.stored(Array(repeating: 0x62, count: 600), isFinal: true)
        writer.begin(type: 1)
        writer.copy258(distance: 601)
        writer.endBlock()
        var scanner = DeflateScanner(windowBits: 9)
        let expected = DeflateScanner.Excess(distance: 601, offset: 601)
        let bytes = writer.bytes
        #expect(scanner.scan(bytes) == expected)
        #expect(Zlib().message(bytes) == Zlib.Verdict(inflated: 859, isSound: true))
    }

    /// A message with blocks of each kind, whose first excess comes behind all of them.
    private static let mixed: (bytes: [UInt8], excess: DeflateScanner.Excess) = {
        var dice = SplitMix(seed: 7)
        let deflater = Deflater(windowBits: 9)
        let dynamic = deflater.message(sentences(&dice, count: 900)) + tail
        let fixed = Deflater(windowBits: 9, strategy: Z_FIXED).message(sentences(&dice, count: 100)) + tail
        var end = DeflateBuilder()
        end.stored(noise(&dice, count: 30))
        end.begin(type: 1)
        end.literals([0x41])
        end.copy258(distance: 1025)
        end.copy258(distance: 1026)
        end.endBlock()
        return (dynamic + fixed + end.bytes, DeflateScanner.Excess(distance: 1025, offset: 1031))
    }()

    @Test func everyCut() {
        let (bytes, excess) = Self.mixed
        for cut in 0...bytes.count {
            var scanner = DeflateScanner(windowBits: 9)
            let before = scanner.scan(bytes[..<cut])
            let behind = scanner.scan(bytes[cut...])
            #expect((before ?? behind) == excess)
            #expect(before == nil || behind == nil)
            #expect(scanner.produced == 1547)
        }
        var scanner = DeflateScanner(windowBits: 9)
        let answers = bytes.indices.compactMap { scanner.scan(bytes[$0..<$0 + 1]) }
        #expect(answers == [excess])
    }

    @Test("Cut short, a message leaves nothing behind for the next one")
    func truncations() {
        let (bytes, excess) = Self.mixed
        for length in 0..<bytes.count {
            var scanner = DeflateScanner(windowBits: 9)
            _ = scanner.scan(bytes[..<length])
            scanner.beginMessage(keepsContext: false)
            #expect(scanner.scan(bytes) == excess)
        }
    }

    @Test("Damaged data: as far as zlib takes it, both count the same", arguments: 0..<8)
    func damaged(seed: UInt64) {
        var dice = SplitMix(seed: seed)
        var soundCount = 0
        for round in 0..<1500 {
            let strategy = [Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY][round % 3]
            var message = Deflater(strategy: strategy).message(sentences(&dice, count: 400)) + Self.tail
            for _ in 0..<Int.random(in: 1...3, using: &dice) {
                // Most of the damage to where the codes are described.
                let index = Int.random(in: 0..<(round % 2 == 0 ? min(70, message.count) : message.count), using: &dice)
                message[index] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
            }
            let verdict = Zlib().message(message)
            var scanner = DeflateScanner(windowBits: 8)
            _ = scanner.scan(message)
            // zlib writes what comes before an error; the scanner counts as far.
            #expect(scanner.produced == verdict.inflated)
            #expect(scanner.isInvalid == !verdict.isSound)
            if verdict.isSound { soundCount += 1 }
        }
        #expect(soundCount > 10 && soundCount < 1490)
    }

    @Test("Anything at all is survived, in whatever pieces, with the same count as zlib's", arguments: 0..<4)
    func garbage(seed: UInt64) {
        var dice = SplitMix(seed: seed)
        for _ in 0..<2000 {
            var bytes = noise(&dice, count: Int.random(in: 0..<300, using: &dice))
            // Begin with a block of each kind alike.
            if let first = bytes.first { bytes[0] = first & 0xf8 | [0, 2, 4, 4][Int.random(in: 0..<4, using: &dice)] }
            let verdict = Zlib().message(bytes)
            var scanner = DeflateScanner(windowBits: 10)
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 1...40, using: &dice))
                _ = scanner.scan(piece)
                rest = rest.dropFirst(piece.count)
            }
            #expect(scanner.produced == verdict.inflated)
            #expect(scanner.isInvalid == !verdict.isSound)
        }
    }

    @Test("Told where blocks end, it finds the same, whether it passes over them or not", arguments: 8...14)
    func toldBlockEnds(windowBits: Int) {
        var dice = SplitMix(seed: UInt64(windowBits))
        var excessCount = 0
        for senderBits in [9, windowBits, 15] as [Int] {
            let deflater = Deflater(windowBits: Int32(max(9, senderBits)))
            let zlib = Zlib()
            var plain = DeflateScanner(windowBits: windowBits)
            var told = DeflateScanner(windowBits: windowBits, isToldBlockEnds: true)
            for length in [400, 3000, 100, 60000, 5000, 20, 70000] {
                var content = sentences(&dice, count: length / 2)
                content += noise(&dice, count: length / 4)
                content += content.prefix(length / 4)
                let isFinal = Int.random(in: 0..<4, using: &dice) == 0
                let bytes = (isFinal ? deflater.finalMessage(content) : deflater.message(content)) + Self.tail
                plain.beginMessage()
                told.beginMessage()
                let expected = plain.scan(bytes)
                var found: DeflateScanner.Excess?
                let verdict = zlib.message(bytes) { stop in
                    let answer = told.scan(bytes[stop.used])
                    found = found ?? answer
                    if let unusedBits = stop.unusedBits, let last = stop.used.last {
                        told.blockEnded(lastByte: bytes[last], unusedBits: unusedBits, inflated: stop.inflated)
                    }
                }
                #expect(verdict.isSound)
                #expect(found == expected)
                #expect(told.produced == content.count)
                if expected != nil { excessCount += 1 }
            }
        }
        #expect(excessCount > 0)
    }
}
