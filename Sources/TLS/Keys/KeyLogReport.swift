/// What a key log held, as far as it was read: never a secret.
public struct KeyLogReport: Hashable, Sendable {
    /// Lines that gave a secret, repeated ones included.
    public internal(set) var secrets = 0
    /// Connections that this key log told of first; each new `RSA` line counts as one.
    public internal(set) var connections = 0
    /// Lines with a known label whose secret opens no record (`EXPORTER_SECRET`, `ECH_SECRET` …).
    public internal(set) var unusedLines = 0
    /// Lines whose label is unknown.
    public internal(set) var unknownLabels = 0
    /// The first unknown label, cut after 64 bytes; it comes from a file: escape it.
    public internal(set) var firstUnknownLabel: String?
    /// Lines that are no line of a key log.
    public internal(set) var malformedLines = 0
    /// The number of the first malformed line (from 1).
    public internal(set) var firstMalformedLine: Int?
    /// What is wrong with that line.
    public internal(set) var firstProblem: KeyLogProblem?

    mutating func noteMalformed(line: Int, _ problem: KeyLogProblem) {
        malformedLines += 1
        guard firstProblem == nil else { return }
        firstMalformedLine = line
        firstProblem = problem
    }
}

/// What is wrong with a line of a key log.
public enum KeyLogProblem: Hashable, Sendable {
    /// The first word is none that a label could be: other bytes than A–Z, 0–9 and `_`.
    case notText
    /// There are not three words.
    case wordCount(Int)
    /// The word with this number (2 or 3) has characters that are no hexadecimal digits, or an odd number of them.
    case notHexadecimal(word: Int)
    /// The word with this number (2 or 3) stands for so many bytes, and should for others.
    case length(word: Int, bytes: Int, expected: [Int])
    /// The line is longer than any line with a known label can be.
    case tooLong
}

extension KeyLogProblem: CustomStringConvertible {
    /// The problem in words, as they follow "line 3: ".
    public var description: String {
        switch self {
        case .notText: "it does not begin with a label such as CLIENT_RANDOM"
        case .wordCount(let count): "it has \(count) \(count == 1 ? "word" : "words") instead of three"
        case .notHexadecimal(let word): "its \(Self.ordinal(word)) word is not hexadecimal"
        case .length(let word, let bytes, let expected):
            "its \(Self.ordinal(word)) word stands for \(bytes) bytes instead of "
                + expected.map(String.init).joined(separator: " or ")
        case .tooLong: "it is longer than \(KeyLogReader.longestLine) bytes"
        }
    }

    private static func ordinal(_ word: Int) -> String { word == 2 ? "second" : "third" }
}
