/// The words that the course uses, each explained once: `explain` and the lessons show the same text.
public struct Glossary: Sendable {
    /// The entries, in the order of the file.
    public let entries: [GlossaryEntry]
    /// The place of each entry by its name and its aliases, as `key(of:)` writes them.
    private let places: [String: Int]

    /// A glossary without entries.
    public init() { (entries, places) = ([], [:]) }

    /// The glossary of these entries.
    ///
    /// - Throws: `LessonError` when two share a name, in any spelling.
    init(_ entries: [GlossaryEntry]) throws(LessonError) {
        var places: [String: Int] = [:]
        for (place, entry) in entries.enumerated() {
            for name in [entry.name] + entry.aliases {
                let key = Self.key(of: name)
                guard !key.isEmpty else { throw LessonError(line: entry.line, problem: "`\(name)` can't be a name") }
                if let other = places.updateValue(place, forKey: key) {
                    throw LessonError(
                        line: entry.line, problem: "`\(name)` is a name of `\(entries[other].name)` already")
                }
            }
        }
        self.entries = entries
        self.places = places
    }

    /// The entry with that name or alias, in any case, with any hyphens and spaces, also in the plural; nil if there is none.
    public func entry(_ name: String) -> GlossaryEntry? {
        let key = Self.key(of: name)
        let place = places[key] ?? (key.hasSuffix("s") ? places[String(key.dropLast())] : nil)
        return place.map { entries[$0] }
    }

    /// Letters and digits only, in small letters: `half-open` and `Half open` are the same.
    private static func key(of name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }
}

/// A word of the course and what it means.
public struct GlossaryEntry: Sendable {
    /// The word.
    public var name: String
    /// Other names under which it is found.
    public var aliases: [String]
    /// What it means: paragraphs without computed values.
    public var text: [MarkdownBlock]
    /// Where it is defined, as `RFC 6455 §5.3`; nil where no document does.
    public var source: String?
    /// What `explain` knows besides.
    public var topics: [String]
    /// The id of the lesson that teaches it, or the fact that this lesson teaches; nil where none does.
    public var lesson: String?
    /// The line of the file at which it begins.
    public var line: Int

    /// The text without its markup, a paragraph each.
    public var paragraphs: [String] { text.map(\.plainText) }
}

extension Course {
    /// The lesson that teaches what `entry` explains: the one with that id, else the first with that fact; nil while there is
    /// none.
    public func lesson(teaching entry: GlossaryEntry) -> Lesson? {
        guard let name = entry.lesson else { return nil }
        let ready = lessons.filter { !$0.isPlanned }
        return ready.first { $0.id == name } ?? ready.first { $0.facts.contains { $0.rawValue == name } }
    }
}
