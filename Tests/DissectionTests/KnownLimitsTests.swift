import Testing

@testable import Dissection

@Suite struct KnownLimitsTests {
    private static let second: Int64 = 1_000_000_000

    @Test(
        arguments: [
            (60_000_000_000, 60), (59_000_000_000, 60), (61_200_000_000, 60), (62_000_000_000, nil),
            (55_400_000_000, 55), (350_000_000_000, 350), (3_660_000_000_000, 3600), (0, nil), (Int64.max, nil),
        ] as [(Int64, Int64?)])
    func knowsTimeouts(silence: Int64, seconds: Int64?) {
        #expect(IdleTimeout.near(silence)?.seconds == seconds)
    }

    /// A silence reads like the timeout that it is compared with.
    @Test(
        arguments: [
            (99_999_000_000, "100 s"), (349_999_000_000, "350 s"), (61_200_000_000, "61.2 s"), (60_000_000_000, "60 s"),
        ] as [(Int64, String)])
    func roundsAsTimersDo(silence: Int64, text: String) { #expect(IdleTimeout.text(silence) == text) }

    @Test(
        arguments: [
            (10_000_000_000, 10), (45_019_000_000, 45), (44_985_000_000, 45), (45_030_000_000, nil),
            (9_000_000_000, nil),
            (2_000_000_000, nil),
            (47_500_000_000, nil), (Int64.max, nil),
        ] as [(Int64, Int64?)])
    func tellsTimersFromChance(silence: Int64, seconds: Int64?) {
        #expect(IdleTimeout.wholeSeconds(silence) == seconds)
    }

    @Test(
        arguments: [
            (10_000_000_000, 10), (9_600_000_000, 10), (30_400_000_000, 30), (20_000_000_000, nil), (0, nil),
            (Int64.min, nil), (Int64.max, nil),
        ] as [(Int64, Int64?)])
    func knowsCloseTimeouts(wait: Int64, seconds: Int64?) {
        #expect(CloseTimeout.near(wait)?.seconds == seconds)
    }

    @Test(
        arguments: [
            (8192, 0, nil), (8193, 0, 8192), (70_000, 0, 65_536), (70_000, 65_536, 65_536), (70_000, 65_537, nil),
            (Int.max, 2_000_000, 104_857_600),
        ] as [(Int, Int, Int?)])
    func knowsSizes(bytes: Int, passed: Int, limit: Int?) {
        #expect(SizeLimit.exceeded(by: bytes, after: passed)?.bytes == limit)
    }
}
