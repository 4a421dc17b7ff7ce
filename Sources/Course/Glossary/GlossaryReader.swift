public import Foundation

// Reads glossary.md: CommonMark. What stands before the first heading of level 2 is for those who write it. Each such heading is
// the name of an entry; paragraphs that begin with `Also:`, `Source:` and `See:` say what the entry's properties of these names
// hold, the others are its text.
extension Glossary {
    /// The name of the file, in the folder of lessons.
    public static let fileName = "glossary.md"

    /// Reads the glossary in the folder of lessons `folder`; empty where there is none.
    ///
    /// - Throws: `LessonError` that says what is wrong in which line.
    public init(lessonsFolder folder: URL) throws(LessonError) {
        let file = folder.appendingPathComponent(Self.fileName)
        guard FileManager.default.fileExists(atPath: file.path) else {
            self.init()
            return
        }
        do throws(LessonError) {
            try self.init(try Self.entries(of: try CourseFile.text(at: file)))
        } catch {
            var located = error
            located.file = Self.fileName
            throw located
        }
    }

    /// Reads a glossary from the text of its file.
    ///
    /// - Throws: `LessonError` that says what is wrong in which line.
    public init(text: String) throws(LessonError) {
        do {
            try self.init(try Self.entries(of: text))
        } catch {
            var located = error
            located.file = Self.fileName
            throw located
        }
    }

    private static func entries(of text: String) throws(LessonError) -> [GlossaryEntry] {
        var entries: [GlossaryEntry] = []
        for located in try MarkdownParser.blocks(of: text, firstLine: 1) {
            if case .heading(2, let name) = located.block {
                try entries.last.map { entry throws(LessonError) in try check(entry) }
                entries.append(
                    GlossaryEntry(name: name.plainText, aliases: [], text: [], topics: [], line: located.line))
            } else if !entries.isEmpty {
                try entries[entries.count - 1].append(located)
            }
        }
        try entries.last.map { entry throws(LessonError) in try check(entry) }
        return entries
    }

    private static func check(_ entry: GlossaryEntry) throws(LessonError) {
        guard !entry.text.isEmpty else { throw LessonError(line: entry.line, problem: "`\(entry.name)` has no text") }
        guard !entry.topics.isEmpty || entry.lesson != nil else {
            throw LessonError(line: entry.line, problem: "`\(entry.name)` has no line `See:`")
        }
    }
}

extension GlossaryEntry {
    fileprivate mutating func append(_ located: LocatedBlock) throws(LessonError) {
        func fail(_ problem: String) -> LessonError { LessonError(line: located.line, problem: problem) }
        guard case .paragraph(let inlines) = located.block else { throw fail("an entry has paragraphs only") }
        guard inlines.expressions.isEmpty else {
            throw fail("an entry has no computed values: it belongs to no recording")
        }
        let words = inlines.plainText
        if let list = Self.value(of: "Also", in: words) {
            guard aliases.isEmpty else { throw fail("`\(name)` has a line `Also:` already") }
            aliases = Self.items(list)
        } else if let list = Self.value(of: "Source", in: words) {
            guard source == nil else { throw fail("`\(name)` has a line `Source:` already") }
            source = list
        } else if let list = Self.value(of: "See", in: words) {
            guard topics.isEmpty, lesson == nil else { throw fail("`\(name)` has a line `See:` already") }
            for item in Self.items(list) {
                guard item.hasPrefix("lesson ") else {
                    topics.append(item)
                    continue
                }
                guard lesson == nil else { throw fail("`\(name)` names two lessons") }
                lesson = String(item.dropFirst("lesson ".count))
            }
        } else {
            text.append(located.block)
        }
    }

    private static func value(of label: String, in text: String) -> String? {
        text.hasPrefix(label + ":") ? text.dropFirst(label.count + 1).trimmingCharacters(in: .whitespaces) : nil
    }

    private static func items(_ list: String) -> [String] {
        list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
}
