import WebSocket
import Wire

/// Numbers as people read them.
public enum Quantity {
    /// A count with a comma between thousands: `1,150,000`.
    public static func count(_ value: Int) -> String { Digits.grouped(value) }

    /// A count with its noun: `1 frame`, `12 frames`.
    public static func count(_ value: Int, _ noun: String, plural: String? = nil) -> String {
        "\(count(value)) \(value == 1 ? noun : plural ?? noun + "s")"
    }

    /// An announced length with its noun: `12 bytes`; one that no program sends in hexadecimal, as it is no size.
    public static func announced(_ length: UInt64, _ noun: String) -> String {
        length < FrameHeader.impossibleLength
            ? count(Int(length), noun) : "an impossible 0x\(String(length, radix: 16)) \(noun)s"
    }

    /// A part of a whole: `38 %`, `4.2 %`; more than a whole is possible.
    public static func percent(_ part: Int, of whole: Int) -> String {
        let value = whole == 0 ? 0 : 100 * Double(part) / Double(whole)
        return fixed(value, decimals: value > 0 && value < 9.95 ? 1 : 0) + " %"
    }

    /// Bytes in the unit that leaves one to four digits: `812 B`, `12.3 KB`, `4.0 MB`; 1 KB is 1000 bytes.
    public static func bytes(_ value: Int) -> String {
        guard value >= 1000 else { return "\(value) B" }
        var scaled = Double(value)
        for unit in ["KB", "MB", "GB"] {
            scaled /= 1000
            if scaled < 999.95 { return "\(fixed(scaled, decimals: 1)) \(unit)" }
        }
        return "\(fixed(scaled / 1000, decimals: 1)) TB"
    }

    /// A span of nanoseconds: `87 µs`, `12.3 ms`, `4.56 s`, `3 min 20 s`, `2 h 05 min`.
    public static func duration(_ nanoseconds: Int64, ascii: Bool = false) -> String {
        if nanoseconds < 0 { return "-" + duration(nanoseconds == .min ? .max : -nanoseconds, ascii: ascii) }
        let value = Double(nanoseconds)
        switch nanoseconds {
        case 0..<1000: return "\(nanoseconds) ns"
        case 0..<1_000_000: return "\(fixed(value / 1e3, decimals: 0)) \(ascii ? "us" : "µs")"
        case 0..<1_000_000_000: return "\(fixed(value / 1e6, decimals: 1)) ms"
        case 0..<60_000_000_000: return "\(fixed(value / 1e9, decimals: 2)) s"
        default:
            // To the precision of shorter spans: a timer of 100 s may fire some microseconds early.
            let seconds = nanoseconds / 1_000_000_000 + (nanoseconds % 1_000_000_000 >= 995_000_000 ? 1 : 0)
            if seconds < 3600 { return "\(seconds / 60) min \(padded(seconds % 60)) s" }
            return "\(count(Int(seconds / 3600))) h \(padded(seconds / 60 % 60)) min"
        }
    }

    /// A number with that many decimals, rounded.
    public static func fixed(_ value: Double, decimals: Int) -> String {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = Int((value * scale).rounded())
        guard decimals > 0 else { return String(scaled) }
        let fraction = String(scaled % Int(scale))
        return "\(scaled / Int(scale))." + String(repeating: "0", count: decimals - fraction.count) + fraction
    }

    private static func padded(_ value: Int64) -> String { value < 10 ? "0\(value)" : String(value) }
}
