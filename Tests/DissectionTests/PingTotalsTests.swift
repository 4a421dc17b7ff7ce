import Testing

@testable import Dissection

@Suite struct PingTotalsTests {
    @Test func spreadsHoldEndsAndMean() {
        var spread = Spread()
        #expect((spread.count, spread.minimum, spread.mean, spread.maximum) == (0, 0, 0, 0))
        for span in [30, 10, 50] as [Int64] { spread.add(span) }
        #expect((spread.count, spread.minimum, spread.mean, spread.maximum) == (3, 10, 30, 50))
    }

    @Test func hostileSpansDoNotTrap() {
        var spread = Spread()
        for span in [Int64.max, .max, .min, 1] { spread.add(span) }
        #expect((spread.minimum, spread.maximum) == (0, .max))
        #expect(spread.mean == .max / 4)
    }
}
