import Wire

/// A JSON text laid out for people: a member a line, its keys in their order, its numbers and strings as they were written.
struct PrettyJSON {
    /// The lines, without line ends; characters of the text itself are not escaped.
    private(set) var lines: [[UInt8]] = []
    private var line: [UInt8] = []
    private var at = 0

    /// Nobody reads what is nested deeper, and few parsers take it.
    private static let depthLimit = 100

    /// The layout of `bytes`; nil unless all of them are one JSON object or array (RFC 8259).
    init?(_ bytes: [UInt8]) {
        let text = bytes.rawSpan
        JSONSkip.space(text, &at)
        guard at < text.byteCount, text.byte(at: at) == UInt8(ascii: "{") || text.byte(at: at) == UInt8(ascii: "["),
            value(text, depth: 0)
        else { return nil }
        JSONSkip.space(text, &at)
        guard at == text.byteCount else { return nil }
        breakLine(indent: 0)
    }

    private mutating func breakLine(indent: Int) {
        lines.append(line)
        line = Array(repeating: UInt8(ascii: " "), count: 2 * indent)
    }

    private mutating func value(_ text: RawSpan, depth: Int) -> Bool {
        guard at < text.byteCount, depth <= Self.depthLimit else { return false }
        switch text.byte(at: at) {
        case UInt8(ascii: "{"): return container(text, depth, close: UInt8(ascii: "}"))
        case UInt8(ascii: "["): return container(text, depth, close: UInt8(ascii: "]"))
        case UInt8(ascii: "\""): return string(text)
        case UInt8(ascii: "t"): return literal("true", text)
        case UInt8(ascii: "f"): return literal("false", text)
        case UInt8(ascii: "n"): return literal("null", text)
        default: return number(text)
        }
    }

    private mutating func container(_ text: RawSpan, _ depth: Int, close: UInt8) -> Bool {
        take(text)
        JSONSkip.space(text, &at)
        guard at < text.byteCount else { return false }
        if text.byte(at: at) == close {
            take(text)
            return true
        }
        while true {
            breakLine(indent: depth + 1)
            JSONSkip.space(text, &at)
            if close == UInt8(ascii: "}") {
                guard string(text) else { return false }
                JSONSkip.space(text, &at)
                guard at < text.byteCount, text.byte(at: at) == UInt8(ascii: ":") else { return false }
                take(text)
                line.append(UInt8(ascii: " "))
                JSONSkip.space(text, &at)
            }
            guard value(text, depth: depth + 1) else { return false }
            JSONSkip.space(text, &at)
            guard at < text.byteCount else { return false }
            if text.byte(at: at) == UInt8(ascii: ",") {
                take(text)
            } else {
                guard text.byte(at: at) == close else { return false }
                breakLine(indent: depth)
                take(text)
                return true
            }
        }
    }

    private mutating func take(_ text: RawSpan) {
        line.append(text.byte(at: at))
        at += 1
    }

    private mutating func string(_ text: RawSpan) -> Bool {
        guard at < text.byteCount, text.byte(at: at) == UInt8(ascii: "\"") else { return false }
        take(text)
        while at < text.byteCount {
            let byte = text.byte(at: at)
            // Control characters may not stand in it (RFC 8259 §7).
            guard byte >= 0x20 else { return false }
            take(text)
            if byte == UInt8(ascii: "\"") { return true }
            guard byte == UInt8(ascii: "\\") else { continue }
            guard at < text.byteCount else { return false }
            let escape = text.byte(at: at)
            take(text)
            switch escape {
            case UInt8(ascii: "u"):
                for _ in 0..<4 {
                    guard at < text.byteCount, Self.isHex(text.byte(at: at)) else { return false }
                    take(text)
                }
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
                UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
                break
            default: return false
            }
        }
        return false
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }

    private mutating func literal(_ word: String, _ text: RawSpan) -> Bool {
        for byte in word.utf8 {
            guard at < text.byteCount, text.byte(at: at) == byte else { return false }
            take(text)
        }
        return true
    }

    private mutating func number(_ text: RawSpan) -> Bool {
        if at < text.byteCount, text.byte(at: at) == UInt8(ascii: "-") { take(text) }
        if at < text.byteCount, text.byte(at: at) == UInt8(ascii: "0") {
            take(text)
        } else {
            guard digits(text) else { return false }
        }
        if at < text.byteCount, text.byte(at: at) == UInt8(ascii: ".") {
            take(text)
            guard digits(text) else { return false }
        }
        if at < text.byteCount, text.byte(at: at) | 0x20 == UInt8(ascii: "e") {
            take(text)
            if at < text.byteCount, text.byte(at: at) == UInt8(ascii: "+") || text.byte(at: at) == UInt8(ascii: "-") {
                take(text)
            }
            guard digits(text) else { return false }
        }
        return true
    }

    private mutating func digits(_ text: RawSpan) -> Bool {
        let start = at
        while at < text.byteCount, 0x30...0x39 ~= text.byte(at: at) { take(text) }
        return at > start
    }
}
