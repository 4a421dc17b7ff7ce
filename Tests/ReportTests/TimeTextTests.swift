import Report
import Testing
import Wire

struct TimeTextTests {
    @Test(arguments: [
        (0, false, "1970-01-01T00:00:00.000000Z"),
        (1, true, "1970-01-01T00:00:00.000000001Z"),
        (999, false, "1970-01-01T00:00:00.000000Z"),
        (-1, true, "1969-12-31T23:59:59.999999999Z"),
        (951_782_399_999_999_999, true, "2000-02-28T23:59:59.999999999Z"),
        (951_782_400_000_000_000, false, "2000-02-29T00:00:00.000000Z"),
        (1_709_251_199_000_000_000, false, "2024-02-29T23:59:59.000000Z"),
        (1_709_251_200_000_000_000, false, "2024-03-01T00:00:00.000000Z"),
        (4_107_542_400_000_000_000, false, "2100-03-01T00:00:00.000000Z"),
        (1_735_689_599_123_456_789, true, "2024-12-31T23:59:59.123456789Z"),
        (Int64.max, true, "2262-04-11T23:47:16.854775807Z"),
        (Int64.min, true, "1677-09-21T00:12:43.145224192Z"),
    ])
    func writesRFC3339(nanoseconds: Int64, isNanosecond: Bool, text: String) {
        #expect(Timestamp(nanoseconds: nanoseconds, isNanosecond: isNanosecond).rfc3339 == text)
    }
}
