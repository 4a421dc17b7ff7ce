import Diagram
import Testing
import Wire

@testable import Report

@Suite struct LiveClockTests {
    /// 2026-03-28T22:59:59.5Z, an hour and a half second before 2026-03-29 where it is an hour later.
    private let start: Int64 = 1_774_738_799_500_000_000

    private func text(_ clock: inout LiveClock, _ nanoseconds: Int64) -> String {
        let time = Timestamp(nanoseconds: nanoseconds, isNanosecond: false)
        var lines = FittedLines(for: Screen(width: 80, color: false, ascii: false))
        let heading = clock.heading(before: time, plain: false).map { $0 + " | " } ?? ""
        lines.begin()
        clock.append(time, to: &lines)
        return heading + String(decoding: [UInt8](copying: lines.bytes), as: UTF8.self)
    }

    @Test func tellsLocalTimeAndEachNewDay() {
        var clock = LiveClock(.local) { _ in 3600 }
        #expect(text(&clock, start) == "Times: local, UTC+01:00, 2026-03-28 | 23:59:59.500")
        #expect(text(&clock, start + 499_000_000) == "23:59:59.999")
        #expect(text(&clock, start + 500_000_000) == "2026-03-29 | 00:00:00.000")
    }

    @Test func followsTheChangeOfClocks() {
        var clock = LiveClock(.local) { $0 < 1_774_746_000 ? 3600 : 7200 }
        _ = text(&clock, 1_774_745_999_000_000_000)
        #expect(text(&clock, 1_774_745_999_000_000_000) == "01:59:59.000")
        #expect(text(&clock, 1_774_746_000_000_000_000) == "03:00:00.000")
    }

    @Test func tellsZonesBehindUTC() {
        var clock = LiveClock(.local) { _ in -12_600 }
        #expect(text(&clock, start) == "Times: local, UTC-03:30, 2026-03-28 | 19:29:59.500")
        #expect(LiveClock.systemOffset(at: 0).magnitude < 86_400)
    }

    @Test func tellsUTC() {
        var clock = LiveClock(.utc) { _ in 3600 }
        #expect(text(&clock, start) == "Times: UTC, 2026-03-28 | 22:59:59.500")
    }

    @Test func countsFromTheFirstLine() {
        var clock = LiveClock(.relative)
        #expect(text(&clock, start) == "Times: seconds since the first line |    +0.000000")
        #expect(text(&clock, start + 12_345_678_000) == "  +12.345678")
        #expect(text(&clock, start - 1_000) == "   -0.000001")
    }

    @Test func countsFromTheLineBefore() {
        var clock = LiveClock(.delta)
        #expect(text(&clock, start) == "Times: seconds since the line before |    +0.000000")
        #expect(text(&clock, start + 1_500_000_000) == "   +1.500000")
        #expect(text(&clock, start + 1_500_001_000) == "   +0.000001")
    }
}
