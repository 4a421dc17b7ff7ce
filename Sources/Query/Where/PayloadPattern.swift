import Foundation

/// What the payloads of messages are searched for: a text, or a regular expression between slashes.
///
/// A text is searched for byte by byte, in UTF-8, with its case. A regular expression is one of ICU's, as in `/error|warn/`, with
/// an `i` after it to ignore case; bytes that are no UTF-8 are U+FFFD for it. The work is bounded: the first 64 KB of a message are
/// searched, and a search that takes too many steps is given up.
public struct PayloadPattern: Sendable {
    /// How many bytes of a message are searched.
    public static let searchLimit = 1 << 16

    /// What a search comes to.
    public enum Result: Sendable {
        /// It is there.
        case found
        /// It is not there.
        case notFound
        /// It took too long.
        case givenUp
    }

    private enum Kind: Sendable {
        case text([UInt8])
        case expression(NSRegularExpression)
    }

    private let kind: Kind

    /// Reads `error` or `/err(or)?/i`.
    ///
    /// - Throws: `LanguageError` where it is empty, or not a regular expression.
    public init(_ text: String) throws(LanguageError) {
        guard !text.isEmpty else {
            throw LanguageError(problem: "there is nothing to search for", source: text, column: 1)
        }
        guard text.count > 2, text.hasPrefix("/"), let end = text.lastIndex(of: "/"), end > text.startIndex,
            ["", "i"].contains(text[text.index(after: end)...])
        else {
            kind = .text(Array(text.utf8))
            return
        }
        let pattern = String(text[text.index(after: text.startIndex)..<end])
        let ignoresCase = text.hasSuffix("i")
        do {
            kind = .expression(
                try NSRegularExpression(pattern: pattern, options: ignoresCase ? [.caseInsensitive] : []))
        } catch {
            throw LanguageError(problem: "this is not a regular expression", source: text)
        }
    }

    /// Searches the beginning of `payload`.
    public func search(_ payload: [UInt8]) -> Result {
        let bytes = payload.prefix(Self.searchLimit)
        switch kind {
        case .text(let text): return Self.contains(bytes, text) ? .found : .notFound
        case .expression(let expression): return Self.search(bytes, expression)
        }
    }

    private static func contains(_ bytes: ArraySlice<UInt8>, _ text: [UInt8]) -> Bool {
        var rest = bytes
        while rest.count >= text.count, let start = rest.dropLast(text.count - 1).firstIndex(of: text[0]) {
            if rest[start...].starts(with: text) { return true }
            rest = rest[(start + 1)...]
        }
        return false
    }

    // The engine reports at each place where it tries to find a match, and each time that it has taken some ten thousand
    // steps. So many of the latter are two million steps, a fraction of a second.
    private static let mostReports = 200

    private static func search(_ bytes: ArraySlice<UInt8>, _ expression: NSRegularExpression) -> Result {
        let text = String(decoding: bytes, as: UTF8.self)
        var result = Result.notFound
        var reports = 0
        let limit = text.utf16.count + mostReports
        // The flag that ends the search lives as long as the call.
        unsafe expression.enumerateMatches(
            in: text, options: [.reportProgress], range: NSRange(location: 0, length: text.utf16.count)
        ) { match, flags, stop in
            if match != nil {
                result = .found
                unsafe stop.pointee = true
            } else if flags.contains(.internalError) {
                result = .givenUp
                unsafe stop.pointee = true
            } else if flags.contains(.progress) {
                reports += 1
                guard reports > limit else { return }
                result = .givenUp
                unsafe stop.pointee = true
            }
        }
        return result
    }
}
