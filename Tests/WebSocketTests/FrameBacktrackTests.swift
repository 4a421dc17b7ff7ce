import TestKit
import Testing
import WebSocket
import Wire

/// Where the first frame begins that leads to the end of `bytes`.
private func first(_ bytes: [UInt8], fromClient: Bool = false, segments: Set<Int> = []) -> Int {
    FrameBacktrack(fromClient: fromClient, rsv1Defined: true, segments: segments).firstFrame(before: bytes.rawSpan)
}

@Suite struct FrameBacktrackTests {
    private let text = FrameEncoder.encode(opcode: .text, payload: Array("a text that is long enough".utf8))
    private let short = FrameEncoder.encode(opcode: .binary, payload: [1, 2, 3])
    private let long = FrameEncoder.encode(opcode: .binary, payload: [UInt8](repeating: 1, count: 300))
    private let tail = Array("the end of a frame".utf8)

    @Test func framesThatLeadToTheEnd() {
        for frame in [text, long] {
            #expect(first(tail + frame + short + text) == tail.count)
        }
        let masked = FrameEncoder.encode(
            opcode: .text, payload: Array("a text that is long enough".utf8), maskingKey: MaskingKey(0x37fa_213d))
        #expect(first(tail + masked + masked, fromClient: true) == tail.count)
    }

    /// A short one may be there by chance: the one behind it is believed.
    @Test func aShortFirstFrameIsNotBelieved() {
        #expect(first(tail + short) == tail.count + short.count)
        #expect(first(tail + short + short) == tail.count + short.count)
        #expect(first(tail + short + text) == tail.count + short.count)
        #expect(first(tail + short, segments: [tail.count]) == tail.count)
    }

    /// с is d1 81: where it and a space stand as far before the end as the space says, no frame begins.
    @Test func aLetterIsNoHeader() {
        let words = Array("это с ".utf8) + [UInt8](repeating: 0x61, count: 32)
        #expect(first(words) == words.count)
    }

    @Test func nothingLeadsToTheEnd() {
        #expect(first([]) == 0)
        #expect(first([0x81]) == 1)
        #expect(first(tail) == tail.count)
        #expect(first(text + tail) == text.count + tail.count)
        // Nothing follows a Close.
        let close = FrameEncoder.encode(opcode: .close, payload: CloseBody(code: 1000, reason: []).payload)
        #expect(first(tail + close, segments: [tail.count]) == tail.count + close.count)
    }

    /// Random bytes before a frame hardly ever lead to it.
    @Test func chance() {
        var random = SplitMix(seed: 5)
        var mistakes = 0
        for _ in 0..<300 {
            let noise = (0..<400).map { _ in UInt8.random(in: 0...255, using: &random) }
            if first(noise) < noise.count { mistakes += 1 }
        }
        #expect(mistakes <= 2)
    }

    /// As much work as there are bytes, whatever they are.
    @Test(arguments: [[0x82, 0], [0x82, 1], [0x82, 2, 0x82, 0], [0x02, 0, 0x80, 0]] as [[UInt8]])
    func manyHeaders(pattern: [UInt8]) {
        let bytes = (0..<130_000).map { pattern[$0 % pattern.count] }
        #expect(first(bytes) <= bytes.count)
    }
}
