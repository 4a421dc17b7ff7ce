/// Quantities as the details of findings and the reports write them.
public enum Wording {
    /// `1 byte`, `12 bytes`: a count with its noun, which takes an s.
    public static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    /// A span of time in a unit that suits it: `350 µs`, `12.4 ms`, `3.02 s`, `4 min 7 s`.
    public static func duration(nanoseconds: Int64) -> String {
        let magnitude = nanoseconds.magnitude
        let sign = nanoseconds < 0 ? "−" : ""
        switch magnitude {
        case ..<1_000: return "\(sign)\(magnitude) ns"
        case ..<1_000_000: return sign + threeDigits(magnitude, unit: 1_000) + " µs"
        case ..<1_000_000_000: return sign + threeDigits(magnitude, unit: 1_000_000) + " ms"
        case ..<60_000_000_000: return sign + threeDigits(magnitude, unit: 1_000_000_000) + " s"
        default:
            let seconds = magnitude / 1_000_000_000
            if seconds < 3600 { return "\(sign)\(seconds / 60) min \(seconds % 60) s" }
            return "\(sign)\(seconds / 3600) h \(seconds / 60 % 60) min"
        }
    }

    /// `number / unit` with three significant digits, cut, and no trailing zeros.
    private static func threeDigits(_ number: UInt64, unit: UInt64) -> String {
        let whole = number / unit
        let decimals = whole >= 100 ? 0 : whole >= 10 ? 1 : 2
        guard decimals > 0 else { return String(whole) }
        var fraction = String(number % unit * (decimals == 1 ? 10 : 100) / unit)
        while fraction.utf8.count < decimals { fraction = "0" + fraction }
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return fraction.isEmpty ? String(whole) : "\(whole).\(fraction)"
    }
}
