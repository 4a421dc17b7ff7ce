/// How people write numbers and bytes.
public enum Notation {
    /// The number that `text` writes: decimal, `0x…` hex or `0b…` binary, digits grouped by `_` if at all.
    public static func number(_ text: some StringProtocol) -> Int? {
        let digits = text.lowercased().filter { $0 != "_" }
        if digits.hasPrefix("0x") { return unsigned(digits.dropFirst(2), radix: 16) }
        if digits.hasPrefix("0b") { return unsigned(digits.dropFirst(2), radix: 2) }
        return unsigned(digits[...], radix: 10)
    }

    // `Int(_:radix:)` takes a sign, which has no place after a prefix.
    private static func unsigned(_ digits: Substring, radix: Int) -> Int? {
        digits.first?.isHexDigit == true ? Int(digits, radix: radix) : nil
    }

    /// The bytes that `text` writes in hex: pairs of digits of any case, set apart by white space, commas, colons,
    /// hyphens or not at all, each pair or the whole with `0x` or `\x` before it; nil for anything else, an odd digit and
    /// nothing at all included.
    public static func hexBytes(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        for group in hexGroups(text) {
            guard group.count.isMultiple(of: 2), group.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { return nil }
            var rest = group[...]
            while let byte = UInt8(rest.prefix(2), radix: 16) {
                bytes.append(byte)
                rest = rest.dropFirst(2)
            }
        }
        return bytes.isEmpty ? nil : bytes
    }

    /// How many hex digits `text` has, separators and prefixes apart; nil when it holds anything else.
    public static func hexDigitCount(_ text: some StringProtocol) -> Int? {
        let groups = hexGroups(text)
        guard groups.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isHexDigit } }) else { return nil }
        return groups.reduce(0) { $0 + $1.count }
    }

    private static func hexGroups(_ text: some StringProtocol) -> [String] {
        text.lowercased()
            .split { $0.isWhitespace || ",:-;".contains($0) }
            .map { $0.hasPrefix("0x") || $0.hasPrefix("\\x") ? String($0.dropFirst(2)) : String($0) }
            .filter { !$0.isEmpty }
    }

    /// Nanoseconds as seconds with nine decimals, as NDJSON writes them.
    static func seconds(_ nanoseconds: Int64) -> String {
        let (seconds, fraction) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
        let digits = String(fraction)
        return (nanoseconds < 0 ? "-" : "") + "\(seconds)." + String(repeating: "0", count: 9 - digits.count) + digits
    }

    /// `bytes` as pairs of lower-case hex digits with spaces between.
    public static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { hex($0) }.joined(separator: " ")
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }
}
