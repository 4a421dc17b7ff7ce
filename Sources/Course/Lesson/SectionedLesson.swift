public import Foundation
public import Query

/// A lesson in sections, of which those are asked that fit the recording: what was captured is not known beforehand.
///
/// Its folder has a file for each section; they follow each other by name. The first one is the head of the lesson: front matter
/// without `names` and `requires`, and how the text begins. Each other one has `names`, `requires` and nothing else as its front
/// matter, may use the names of those before it, and fits if the lesson so far and it together pass the lint over the recording.
/// `number == WORD` in it, where WORD is a placeholder, becomes the number of one of the sessions that come into question.
public struct SectionedLesson: Sendable {
    private struct Section {
        var names: [Substring] = []
        var requires: [Substring] = []
        var body: [Substring] = []
    }

    /// What no session has for its number.
    private static let none = -1

    private let head: (front: [Substring], body: [Substring])
    private let sections: [Section]
    private let folder: String

    /// The lesson whose sections are in `folder`.
    ///
    /// - Throws: `LessonError` when one can't be read, or is no section.
    public init(folder: URL) throws(LessonError) {
        let files: [URL]
        do {
            files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
                .filter { $0.pathExtension == "md" }.sorted { $0.lastPathComponent < $1.lastPathComponent }
        } catch {
            throw LessonError(file: folder.path, problem: "the sections can't be read: \(FileTrouble(error))")
        }
        self.folder = folder.lastPathComponent
        var texts: [(front: [Substring], body: [Substring])] = []
        for file in files { texts.append(try Self.parts(of: try CourseFile.text(at: file), file)) }
        guard let first = texts.first else { throw LessonError(file: folder.path, problem: "there are no sections") }
        head = first
        sections = texts.dropFirst().map { front, body in
            let names = front.drop { $0 != "names:" }.dropFirst().prefix { $0.hasPrefix(" ") }
            let requires = front.drop { $0 != "requires:" }.dropFirst().prefix { $0.hasPrefix(" ") }
            return Section(names: Array(names), requires: Array(requires), body: body)
        }
    }

    private static func parts(
        of text: String, _ file: URL
    ) throws(LessonError) -> (front: [Substring], body: [Substring]) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
            throw LessonError(file: file.path, problem: "a section begins with YAML between two lines `---`")
        }
        return (Array(lines[1..<end]), Array(lines[(end + 1)...]))
    }

    /// The text of the lesson about `recording`: with every section that fits.
    ///
    /// - Parameter sessions: the placeholders, and for each the numbers of the sessions that it may stand for. The one with which
    ///   most sections fit is chosen; of several, the first.
    /// - Returns: nil where no section fits.
    public func text(over recording: Recording, sessions: KeyValuePairs<String, [Int]>) -> String? {
        var numbers = Dictionary(uniqueKeysWithValues: sessions.map { ($0.key, Self.none) })
        var best = fitting(recording, numbers)
        for (placeholder, candidates) in sessions {
            for candidate in candidates {
                var attempt = numbers
                attempt[placeholder] = candidate
                let sections = fitting(recording, attempt)
                if sections.count > best.count { (best, numbers) = (sections, attempt) }
            }
        }
        return best.isEmpty ? nil : text(best, numbers)
    }

    private func fitting(_ recording: Recording, _ numbers: [String: Int]) -> [Section] {
        sections.reduce(into: []) { chosen, section in
            let text = text(chosen + [section], numbers)
            guard let lesson = try? Lesson(text: text, folder: folder),
                LessonLint.problems(of: lesson, over: recording).isEmpty
            else { return }
            chosen.append(section)
        }
    }

    private func text(_ sections: [Section], _ numbers: [String: Int]) -> String {
        let front =
            head.front + ["names:"] + sections.flatMap(\.names) + ["requires:"] + sections.flatMap(\.requires)
        let bodies = [head.body] + sections.map(\.body)
        let lines = ["---"] + front + ["---"] + Array(bodies.joined(separator: ["---"]))
        return numbers.reduce(lines.joined(separator: "\n")) { text, number in
            text.replacing("number == \(number.key)", with: "number == \(number.value)")
        }
    }
}
