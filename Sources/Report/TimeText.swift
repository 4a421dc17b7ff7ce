public import Wire

/// Writes times as RFC 3339 does, in UTC, with the capture's own precision: `2026-03-01T12:00:00.123456Z`.
///
/// Consecutive times mostly share their second: the text up to it is kept.
struct TimeText {
    private var second: Int64 = .min
    private var text: [UInt8] = []

    /// Appends the text of `time`, with six or nine decimals.
    mutating func append(_ time: Timestamp, to bytes: inout [UInt8]) {
        let (seconds, fraction) = Self.floorDivide(time.nanoseconds, by: 1_000_000_000)
        if seconds != second {
            second = seconds
            text.removeAll(keepingCapacity: true)
            Self.appendDate(seconds, to: &text)
        }
        bytes.append(contentsOf: text)
        if time.isNanosecond {
            Self.appendPadded(UInt64(fraction), digits: 9, to: &bytes)
        } else {
            Self.appendPadded(UInt64(fraction / 1000), digits: 6, to: &bytes)
        }
        bytes.append(UInt8(ascii: "Z"))
    }

    /// Appends `value` in decimal, with zeros in front up to `digits` digits.
    static func appendPadded(_ value: UInt64, digits: Int, to bytes: inout [UInt8]) {
        var scale: UInt64 = 1
        for _ in 1..<digits { scale *= 10 }
        while scale > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / scale % 10))
            scale /= 10
        }
    }

    /// Date and time of day up to the point before the fraction.
    private static func appendDate(_ seconds: Int64, to bytes: inout [UInt8]) {
        let (days, secondOfDay) = floorDivide(seconds, by: 86_400)
        let date = civilDate(days)
        appendPadded(UInt64(date.year), digits: 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        appendPadded(UInt64(date.month), digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        appendPadded(UInt64(date.day), digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        appendPadded(UInt64(secondOfDay / 3600), digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        appendPadded(UInt64(secondOfDay / 60 % 60), digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        appendPadded(UInt64(secondOfDay % 60), digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "."))
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

    private static func floorDivide(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension Timestamp {
    /// The time as RFC 3339 has it, in UTC, with the capture's own precision.
    public var rfc3339: String {
        var clock = TimeText()
        var bytes: [UInt8] = []
        clock.append(self, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
