import Testing
import Wire

@testable import Capture

@Suite struct TimeResolutionTests {
    struct Row: Sendable {
        var resolution: UInt8
        var offset: Int64
        var ticks: UInt64
        var nanoseconds: Int64
        var isNanosecond: Bool

        init(_ resolution: UInt8, _ offset: Int64, _ ticks: UInt64, _ nanoseconds: Int64, _ isNanosecond: Bool) {
            self.resolution = resolution
            self.offset = offset
            self.ticks = ticks
            self.nanoseconds = nanoseconds
            self.isNanosecond = isNanosecond
        }
    }

    @Test(arguments: [
        Row(6, 0, 1_700_000_000_123_456, 1_700_000_000_123_456_000, false),
        Row(9, 0, 1_700_000_000_123_456_789, 1_700_000_000_123_456_789, true),
        Row(0, 0, 1_700_000_000, 1_700_000_000_000_000_000, false),
        Row(3, 0, 1_700_000_000_123, 1_700_000_000_123_000_000, false),
        Row(7, 0, 17_000_000_001_234_567, 1_700_000_000_123_456_700, true),
        Row(12, 0, 1_700_000_000_123_456_789, 1_700_000_000_123_456, true),
        Row(127, 0, 1_700_000_000_123_456_789, 0, true),
        Row(0x80, 0, 1_700_000_000, 1_700_000_000_000_000_000, false),
        Row(0x8a, 0, 1_700_000_000 << 10 | 512, 1_700_000_000_500_000_000, false),
        Row(0x94, 0, 1_700_000_000 << 20 | 1 << 19, 1_700_000_000_500_000_000, true),
        Row(0xa0, 0, 1_700_000_000 << 32 | 1 << 30, 1_700_000_000_250_000_000, true),
        Row(0xff, 0, .max, 0, true),
        Row(6, 1_600_000_000, 100_000_000_000_001, 1_700_000_000_000_001_000, false),
        Row(6, -100, 1_700_000_000_000_000, 1_699_999_900_000_000_000, false),
        Row(6, 0, .max, .max, false),
        Row(9, 0, .max, .max, true),
        Row(0, 0, .max, .max, false),
        Row(6, .max, 1, .max, false),
        Row(6, .min, 0, .min, false),
    ])
    func convertsTicks(row: Row) {
        let clock = TimeResolution(resolution: row.resolution, offset: row.offset)
        #expect(clock.time(row.ticks).nanoseconds == row.nanoseconds)
        #expect(clock.isNanosecond == row.isNanosecond)
        #expect(clock.time(row.ticks).isNanosecond == row.isNanosecond)
    }
}
