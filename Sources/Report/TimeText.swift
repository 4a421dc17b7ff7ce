public import Wire

/// Writes times as RFC 3339 does, in UTC, with the capture's own precision: `2026-03-01T12:00:00.123456Z`.
///
/// Consecutive times mostly share their second: the text up to it is kept.
struct TimeText {
    /// The nanoseconds at which the second of `text` begins; nil before the first one.
    private var begin: Int64?
    /// The text up to the point before the fraction.
    private var text = [20 of UInt8](repeating: 0)

    /// Appends the text of `time`, with six or nine decimals.
    @inline(__always)
    mutating func append(_ time: Timestamp, to bytes: inout ByteWriter) {
        if let begin, UInt64(bitPattern: time.nanoseconds &- begin) < 1_000_000_000 {
        } else {
            keepSecond(of: time)
        }
        let fraction = UInt64(bitPattern: time.nanoseconds &- (begin ?? 0))
        bytes.append(text)
        if time.isNanosecond {
            bytes.append(decimal: fraction, digits: 9)
        } else {
            bytes.append(decimal: fraction / 1000, digits: 6)
        }
        bytes.append("Z")
    }

    @inline(never)
    private mutating func keepSecond(of time: Timestamp) {
        let seconds = Self.floorDivide(time.nanoseconds, by: 1_000_000_000).quotient
        // The first of all seconds begins before the first time that 64 bits hold: differences are right nevertheless.
        begin = seconds &* 1_000_000_000
        var bytes = ByteWriter()
        Self.appendDate(seconds, to: &bytes)
        for index in text.indices { text[index] = bytes.bytes.byte(at: index) }
    }

    /// Date and time of day up to the point before the fraction.
    private static func appendDate(_ seconds: Int64, to bytes: inout ByteWriter) {
        let (days, secondOfDay) = floorDivide(seconds, by: 86_400)
        let date = civilDate(days)
        bytes.append(decimal: UInt64(date.year), digits: 4)
        bytes.append("-")
        bytes.append(decimal: UInt64(date.month), digits: 2)
        bytes.append("-")
        bytes.append(decimal: UInt64(date.day), digits: 2)
        bytes.append("T")
        bytes.append(decimal: UInt64(secondOfDay / 3600), digits: 2)
        bytes.append(":")
        bytes.append(decimal: UInt64(secondOfDay / 60 % 60), digits: 2)
        bytes.append(":")
        bytes.append(decimal: UInt64(secondOfDay % 60), digits: 2)
        bytes.append(".")
    }

    /// The date of the Gregorian calendar that lies `days` days after 1970-01-01.
    ///
    /// Counted in eras of 400 years that begin with a March, so that the leap day ends a year. 64 bits of nanoseconds
    /// reach from 1677 to 2262: every year is positive and has four digits.
    private static func civilDate(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = floorDivide(days + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    static func floorDivide(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension Timestamp {
    /// The time as RFC 3339 has it, in UTC, with the capture's own precision.
    public var rfc3339: String {
        var clock = TimeText()
        var bytes = ByteWriter()
        clock.append(self, to: &bytes)
        return String(decoding: bytes)
    }
}
