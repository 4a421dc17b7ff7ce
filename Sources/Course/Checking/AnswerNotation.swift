import Foundation
import Query

/// How learners write their answers: generous about everything that doesn't matter.
enum AnswerNotation {
    /// A number in decimal, `0x…` hex or `0b…` binary, with or without separators of thousands, and with the unit behind
    /// it or not.
    static func number(_ answer: String, unit: String?) -> Int? {
        var text = trimmed(answer).lowercased()
        if let unit {
            let singular = unit.hasSuffix("s") ? String(unit.dropLast()) : unit
            for suffix in [unit, singular] + (abbreviations[unit] ?? []) where text.hasSuffix(suffix.lowercased()) {
                text = trimmed(String(text.dropLast(suffix.count)))
                break
            }
        }
        if let point = text.lastIndex(of: "."), text[point...].dropFirst().allSatisfy({ $0 == "0" }) {
            text = String(text[..<point])
        }
        // `byte 21`, `packet 9`: the noun says nothing else.
        let words = text.split(separator: " ")
        if words.count == 2, counted.contains(words[0]) { text = String(words[1]) }
        let groups = text.split { " ,_'\u{a0}\u{2009}\u{202f}".contains($0) }
        // Separators of thousands stand between thousands; in other bases people group as they like.
        let isDecimal = !text.hasPrefix("0x") && !text.hasPrefix("0b")
        if isDecimal, groups.dropFirst().contains(where: { $0.count != 3 }) { return nil }
        let digits = groups.joined()
        guard digits.hasPrefix("+") else { return Notation.number(digits) }
        return Notation.number(digits.dropFirst())
    }

    // Of the units whose abbreviation is no hex digit.
    private static let abbreviations = [
        "seconds": ["sec", "s"], "milliseconds": ["msec", "ms"], "percent": ["%"], "minutes": ["min"],
    ]

    private static let counted: Set<Substring> = [
        "byte", "bit", "offset", "packet", "frame", "message", "session", "record", "code", "status", "port",
    ]

    /// The letter of an option: `b`, `B`, `b)`, `(b)`; as an index from 0.
    static func option(_ answer: String, of count: Int) -> Int? {
        let text = unquoted(trimmed(answer)).lowercased().filter { !"().".contains($0) }
        guard text.utf8.count == 1, let letter = text.utf8.first, letter >= 97, letter < 97 + UInt8(count) else {
            return nil
        }
        return Int(letter - 97)
    }

    /// The letter that `option` reads.
    static func letter(_ index: Int) -> String { String(UnicodeScalar(97 + UInt8(index))) }

    /// Texts are compared without case, quotes around them and differences in white space.
    static func folded(_ text: String) -> String {
        unquoted(trimmed(text).lowercased()).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The text without quotation marks of one kind around it.
    static func unquoted(_ text: String) -> String {
        for (opening, closing) in [
            ("\"", "\""), ("'", "'"), ("`", "`"), ("“", "”"), ("„", "“"), ("‘", "’"), ("«", "»"),
        ]
        where text.count >= 2 && text.hasPrefix(opening) && text.hasSuffix(closing) {
            return String(text.dropFirst().dropLast())
        }
        return text
    }

    /// A bit: `9`, `bit 9`, or `byte 1 bit 1`, counted from 0 and from the most significant bit as in the RFC's picture.
    static func bit(_ answer: String) -> Int? {
        let numbers = self.numbers(answer)
        let words = trimmed(answer).lowercased()
        switch numbers.count {
        case 1 where !words.hasPrefix("byte"): return numbers[0]
        case 2 where words.hasPrefix("bit") && words.contains("byte") && numbers[1] < 1 << 20 && numbers[0] < 8:
            return numbers[1] * 8 + numbers[0]
        case 2 where words.hasPrefix("byte") && numbers[0] < 1 << 20 && numbers[1] < 8:
            return numbers[0] * 8 + numbers[1]
        default: return nil
        }
    }

    /// The digits 1…9 of `answer`, each a thing to put in order: `2 1 3`, `2, 1, 3`, `213`.
    static func order(_ answer: String) -> [Int]? {
        var order: [Int] = []
        for character in answer where !" ,;>-<.".contains(character) {
            guard let digit = character.wholeNumberValue, digit > 0 else { return nil }
            order.append(digit)
        }
        return order.isEmpty ? nil : order
    }

    /// The decimal numbers in `answer`, with words or the usual marks between them: `2.1`, `frame 7`, `#3`.
    ///
    /// A session's comes first, as in `frame 1 of session 2`. There are none where anything else stands between them.
    static func numbers(_ answer: String) -> [Int] {
        var numbers: [Int] = []
        var session: Int?
        var last = ""
        for word in answer.lowercased().split(whereSeparator: { $0.isWhitespace || ",.:;/#()".contains($0) }) {
            if word.allSatisfy({ $0.isASCII && $0.isNumber }) {
                guard let number = Int(word) else { return [] }
                if last == "session", session == nil { session = number } else { numbers.append(number) }
            } else {
                guard word.allSatisfy(\.isLetter) else { return [] }
            }
            last = String(word)
        }
        return (session.map { [$0] } ?? []) + numbers
    }

    static func trimmed(_ text: String) -> String { text.trimmingCharacters(in: .whitespacesAndNewlines) }
}
