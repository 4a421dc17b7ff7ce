import Diagram
import Wire

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// How live lines say when something happened.
public enum TimeStyle: String, CaseIterable, Hashable, Sendable {
    /// The time of day where the program runs.
    case local
    /// The time of day in UTC.
    case utc
    /// Seconds since the first line.
    case relative
    /// Seconds since the line before.
    case delta
}

/// The times of live lines.
struct LiveClock {
    private let style: TimeStyle
    /// Seconds that local time is ahead of UTC at a time, in seconds since 1970.
    private let offset: (Int64) -> Int64
    /// The first time that was written, and the last one.
    private var first: Int64?
    private var last: Int64 = 0
    /// The offset, and the quarter of an hour for which it was asked for: clocks change at the end of one only.
    private var known: (quarter: Int64, offset: Int64)?
    /// The day of the last line, counted from 1970.
    private var day: Int64?

    /// The columns that a time takes, up to 1000 hours.
    static let width = 12

    /// Times in that style; `offset` says how far local time is ahead of UTC.
    init(_ style: TimeStyle, offset: @escaping (Int64) -> Int64 = Self.systemOffset) {
        self.style = style
        self.offset = offset
    }

    /// What is said before the first line, and again where another day begins; nil between.
    mutating func heading(before time: Timestamp, plain: Bool) -> String? {
        switch style {
        case .relative, .delta:
            guard first == nil else { return nil }
            return style == .relative ? "Times: seconds since the first line" : "Times: seconds since the line before"
        case .local, .utc:
            let (today, _) = TimeText.floorDivide(seconds(of: time), by: 86_400)
            guard today != day else { return nil }
            let isFirst = day == nil
            day = today
            // RFC 3339 has the date first.
            let local = Timestamp(nanoseconds: today &* 86_400_000_000_000, isNanosecond: false)
            let date = String(local.rfc3339.prefix(10))
            guard isFirst else { return date }
            return "Times: \(style == .utc ? "UTC" : "local, UTC\(Self.sign(offset(at: time)))"), \(date)"
        }
    }

    /// Writes the time in `width` columns: `14:03:07.250`, `   +0.012345`.
    mutating func append(_ time: Timestamp, to line: inout FittedLines, isAligned: Bool = true) {
        let before = first == nil ? time.nanoseconds : style == .delta ? last : first ?? last
        if first == nil { first = time.nanoseconds }
        last = time.nanoseconds
        switch style {
        case .local, .utc:
            let (_, second) = TimeText.floorDivide(seconds(of: time), by: 86_400)
            let fraction = TimeText.floorDivide(time.nanoseconds, by: 1_000_000_000).remainder
            line.append(decimal: UInt64(second / 3600), digits: 2)
            line.append(":")
            line.append(decimal: UInt64(second / 60 % 60), digits: 2)
            line.append(":")
            line.append(decimal: UInt64(second % 60), digits: 2)
            line.append(".")
            line.append(decimal: UInt64(fraction / 1_000_000), digits: 3)
        case .relative, .delta:
            let span = time.nanoseconds &- before
            let (whole, fraction) = (span.magnitude / 1_000_000_000, span.magnitude / 1000 % 1_000_000)
            let columns = ByteWriter.decimalDigits(of: whole)
            if isAligned { line.append(String(repeating: " ", count: max(0, Self.width - 8 - columns))) }
            line.append(span < 0 ? "-" : "+")
            line.append(decimal: Int(whole))
            line.append(".")
            line.append(decimal: fraction, digits: 6)
        }
    }

    /// The second that a time of day shows, since 1970 as if its zone were UTC.
    private mutating func seconds(of time: Timestamp) -> Int64 {
        TimeText.floorDivide(time.nanoseconds, by: 1_000_000_000).quotient + (style == .local ? offset(at: time) : 0)
    }

    private mutating func offset(at time: Timestamp) -> Int64 {
        let second = TimeText.floorDivide(time.nanoseconds, by: 1_000_000_000).quotient
        let quarter = TimeText.floorDivide(second, by: 900).quotient
        if let known, known.quarter == quarter { return known.offset }
        let value = offset(second)
        known = (quarter, value)
        return value
    }

    /// How far the system's zone is ahead of UTC at a time.
    static func systemOffset(at seconds: Int64) -> Int64 {
        var time = time_t(seconds)
        // The zone's name, to which it points, is left alone.
        var parts = unsafe tm()
        // Both outlive the call, which fills the second.
        guard unsafe localtime_r(&time, &parts) != nil else { return 0 }
        return unsafe Int64(parts.tm_gmtoff)
    }

    /// An offset as RFC 3339 has it: `+02:00`.
    private static func sign(_ offset: Int64) -> String {
        let minutes = offset.magnitude / 60
        let digits = { (value: UInt64) in (value < 10 ? "0" : "") + String(value) }
        return (offset < 0 ? "-" : "+") + digits(minutes / 60) + ":" + digits(minutes % 60)
    }
}
