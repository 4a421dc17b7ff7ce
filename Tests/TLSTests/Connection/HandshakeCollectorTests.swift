import TestKit
import Testing
import Wire

@testable import TLS

@Suite struct HandshakeCollectorTests {
    private static let messages: [[UInt8]] = [
        [1, 0, 0, 3, 9, 9, 9], [14, 0, 0, 0], [11, 0, 1, 0] + [UInt8](repeating: 7, count: 256), [20, 0, 0, 1, 5],
    ]

    private func feed(_ bytes: [UInt8], _ collector: inout HandshakeCollector) -> [[UInt8]] {
        collector.feed(bytes.rawSpan)
    }

    @Test func findsMessagesCutAnywhere() {
        let bytes = Self.messages.flatMap(\.self)
        for cut in 0...bytes.count {
            var collector = HandshakeCollector()
            let (start, rest) = (Array(bytes[..<cut]), Array(bytes[cut...]))
            var found = collector.feed(start.rawSpan)
            found += collector.feed(rest.rawSpan)
            #expect(found == Self.messages)
        }
    }

    @Test func passesOverWhatIsTooLong() {
        var collector = HandshakeCollector()
        #expect(feed([11, 0xff, 0xff, 0xff], &collector) == [[11, 0xff, 0xff, 0xff]])
        let filler = [UInt8](repeating: 1, count: 16384)
        var rest = 0xff_ffff
        while rest > 0 {
            #expect(feed(Array(filler.prefix(rest)), &collector).isEmpty)
            #expect(collector.memory < 64 << 10)
            rest -= min(rest, filler.count)
        }
        #expect(feed([14, 0, 0, 0], &collector) == [[14, 0, 0, 0]])
    }

    @Test func beginsAgainBehindAHoleWhereAMessageMay() {
        var collector = HandshakeCollector()
        #expect(feed([11, 0, 1, 0, 7, 7], &collector).isEmpty)
        collector.lose()
        #expect(feed([7, 7, 7, 7, 7, 7], &collector).isEmpty)
        #expect(feed([24, 0, 0, 1, 0], &collector) == [[24, 0, 0, 1, 0]])
    }
}
