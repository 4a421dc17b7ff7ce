import Testing
import WebSocket
import Wire

@Suite struct MessageInflaterWholeTests {
    private let content = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 7) }

    @Test(arguments: [1, 1000, .max]) func givesAllOfAMessage(size: Int) {
        let message = Deflater().message(content)
        let inflater = MessageInflater(takesContextOver: true, isCertain: true)
        inflater.begin()
        var inflated: [UInt8] = []
        var start = 0
        while start < message.count {
            let end = start + min(size, message.count - start)
            let piece = Array(message[start..<end])
            inflated += inflater.inflated(piece.rawSpan, isLast: end == message.count) ?? []
            start = end
        }
        #expect(inflated == content)
        #expect(inflater.problem == nil)
    }

    @Test func givesNoMoreThanIsWanted() {
        let message = Deflater().message(content)
        for (most, isEnough) in [(content.count, true), (content.count - 1, false), (0, false)] {
            let inflater = MessageInflater(takesContextOver: true, isCertain: true)
            inflater.begin()
            #expect((inflater.inflated(message.rawSpan, isLast: true, atMost: most) != nil) == isEnough)
            #expect(inflater.problem == nil)
        }
    }

    @Test func keepsTheProblem() {
        let inflater = MessageInflater(takesContextOver: true, isCertain: true)
        inflater.begin()
        let bytes: [UInt8] = [0x07, 0xff]
        #expect(inflater.inflated(bytes.rawSpan, isLast: true) == [])
        #expect(inflater.problem == .corrupt("invalid block type"))
    }
}
