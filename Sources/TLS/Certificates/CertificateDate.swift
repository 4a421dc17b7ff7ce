import SwiftASN1

/// A time in a certificate, in UTC and to the second; any year from 1 to 9999.
public struct CertificateDate: Hashable, Comparable, Sendable {
    /// Seconds since 1970-01-01 00:00:00 UTC, as in captures without leap seconds; negative before.
    public let secondsSince1970: Int64
    /// `2026-11-21 20:14:05 UTC`.
    public var description: String { "\(date) \(clock) UTC" }
    /// `2026-11-21T20:14:05Z`.
    public var rfc3339: String { "\(date)T\(clock)Z" }
    /// `2026-11-21`.
    public let date: String
    private let clock: String

    /// Whether the date on the left is earlier.
    public static func < (lhs: CertificateDate, rhs: CertificateDate) -> Bool {
        lhs.secondsSince1970 < rhs.secondsSince1970
    }

    init(year: Int, month: Int, day: Int, hours: Int, minutes: Int, seconds: Int) {
        let time = Int64(hours * 3600 + minutes * 60 + seconds)
        secondsSince1970 = Self.days(year, month, day) * 86400 + time
        let two = { (number: Int) in number < 10 ? "0\(number)" : String(number) }
        let zeros = String(repeating: "0", count: max(0, 4 - String(year).count))
        date = "\(zeros)\(year)-\(two(month))-\(two(day))"
        clock = "\(two(hours)):\(two(minutes)):\(two(seconds))"
    }

    /// Reads a UTCTime or a GeneralizedTime (RFC 5280 §4.1.2.5).
    init(_ node: ASN1Node) throws {
        if node.identifier == .utcTime {
            let time = try UTCTime(derEncoded: node)
            self.init(
                year: time.year, month: time.month, day: time.day, hours: time.hours, minutes: time.minutes,
                seconds: time.seconds)
        } else {
            let time = try GeneralizedTime(derEncoded: node)
            self.init(
                year: time.year, month: time.month, day: time.day, hours: time.hours, minutes: time.minutes,
                seconds: time.seconds)
        }
    }

    /// The days from 1970-01-01 to a day of the Gregorian calendar: years are counted from March, so that the leap day
    /// is the last one.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int64(era * 146_097 + dayOfEra - 719_468)
    }
}
