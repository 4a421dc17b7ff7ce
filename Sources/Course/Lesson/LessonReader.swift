public import Foundation
import Query

// Reads lesson.md: YAML front matter between two lines `---`, then CommonMark. Fenced blocks whose info string begins with
// `ws101` are views (```` ```ws101 frame: hello ````) or exercises (```` ```ws101 number ````, YAML inside).
extension Lesson {
    /// Reads the lesson in `folder`, which may show entries of `glossary`.
    ///
    /// - Throws: `LessonError` that says what is wrong in which line.
    public init(folder: URL, glossary: Glossary = Glossary()) throws(LessonError) {
        let text: String
        do throws(LessonError) {
            text = try CourseFile.text(at: folder.appendingPathComponent("lesson.md"))
        } catch {
            var located = error
            located.lesson = folder.lastPathComponent
            throw located
        }
        try self.init(text: text, folder: folder.lastPathComponent, glossary: glossary)
        directory = folder
    }

    /// Reads a lesson from the text of its lesson.md; it may show entries of `glossary`.
    ///
    /// - Throws: `LessonError` that says what is wrong in which line.
    ///
    /// - Parameter isPractice: whether it is no lesson but a file of practice, whose recordings are simulated.
    public init(
        text: String, folder: String, glossary: Glossary = Glossary(), isPractice: Bool = false
    ) throws(LessonError) {
        do {
            try self.init(source: text, folder: folder, glossary, isPractice: isPractice)
        } catch {
            var located = error
            located.lesson = folder
            throw located
        }
    }

    private init(
        source: String, folder: String, _ glossary: Glossary, isPractice: Bool = false
    ) throws(LessonError) {
        // A carriage return before a line feed is one character with it.
        let lines = source.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let controls = line.unicodeScalars.filter { $0.properties.generalCategory == .control && $0 != "\t" }
            guard let control = controls.first else { continue }
            let code = String(control.value, radix: 16, uppercase: true)
            let name = String(repeating: "0", count: max(0, 4 - code.count)) + code
            throw LessonError(line: index + 1, problem: "the control character U+\(name) can't stand in a lesson")
        }
        guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
            throw LessonError(line: 1, problem: "a lesson begins with YAML between two lines `---`")
        }
        let map = try YAMLMap(lines[1..<end].joined(separator: "\n"), firstLine: 2)
        try map.allow([
            "id", "part", "number", "title", "minutes", "planned", "unlabelled", "objective", "misconception",
            "recording", "names",
            "also", "requires", "facts", "reviews",
        ])
        self.folder = folder
        id = try map.string("id")
        part = map.has("part") ? try map.number("part", in: 1...99) : 1
        number = map.has("number") ? try map.number("number", in: 1...999) : nil
        minutes = map.has("minutes") ? try map.number("minutes", in: 1...999) : 15
        isPlanned = map.has("planned") ? try map.truth("planned") : false
        isUnlabelled = map.has("unlabelled") ? try map.truth("unlabelled") : false
        reviews = map.has("reviews") ? try map.strings("reviews").map(\.text) : []
        title = try map.string("title")
        objective = try map.string("objective")
        parts = []
        guard !isPlanned else {
            (misconception, recording, names, requires, facts) = ("", "", [], [], [])
            return
        }
        misconception = isPractice ? "" : try map.string("misconception")
        recording = isPractice ? Drill.recording : try map.string("recording")
        names = try Self.names(map)
        requires = try Self.requirements(map)
        facts = try Fact.named(by: map)
        let body = lines[(end + 1)...].joined(separator: "\n")
        parts = try Self.parts(try MarkdownParser.blocks(of: body, firstLine: end + 2), glossary)
        index()
        for exercise in exercises where (exercise.drill != nil) != isPractice {
            throw LessonError(
                line: exercise.line,
                problem: isPractice
                    ? "a drill has a `scene` and a `level`" : "`scene` and `level` belong to practice, not to a lesson")
        }
    }

    // `names` chooses in the lesson's own recording; `also` has a group of names for each further one.
    private static func names(_ map: YAMLMap) throws(LessonError) -> [Name] {
        var names: [Name] = []
        var taken: Set<String> = []
        try add(try map.pairs("names"), of: nil, to: &names, &taken)
        for (recording, group) in try map.groups("also") {
            try add(try group.allPairs(), of: recording, to: &names, &taken)
        }
        return names
    }

    private static func add(
        _ pairs: [(key: String, value: String, line: Int)], of recording: String?, to names: inout [Name],
        _ taken: inout Set<String>
    ) throws(LessonError) {
        for pair in pairs {
            guard !Selector.isReserved(pair.key), taken.insert(pair.key).inserted else {
                throw LessonError(line: pair.line, problem: "`\(pair.key)` can't be used as a name, or not again")
            }
            do throws(LanguageError) {
                let selector = try Selector(pair.value)
                names.append(Name(name: pair.key, recording: recording, selector: selector, line: pair.line))
            } catch {
                throw LessonError(line: pair.line, problem: error.description)
            }
        }
    }

    private static func requirements(_ map: YAMLMap) throws(LessonError) -> [Query.Expression] {
        var requirements: [Query.Expression] = []
        for requirement in try map.strings("requires") {
            do throws(LanguageError) {
                requirements.append(try Query.Expression(requirement.text))
            } catch {
                throw LessonError(line: requirement.line, problem: error.description)
            }
        }
        return requirements
    }

    private static func parts(_ blocks: [LocatedBlock], _ glossary: Glossary) throws(LessonError) -> [Part] {
        var parts: [Part] = []
        var prose: [MarkdownBlock] = []
        func endProse() {
            if !prose.isEmpty { parts.append(.prose(prose)) }
            prose = []
        }
        for located in blocks {
            switch located.block {
            case .pause:
                endProse()
                parts.append(.pause)
            case .code(let info, _) where info == "ws101" || info.hasPrefix("ws101 "):
                endProse()
                parts.append(try directive(info, located, glossary))
            case let block: prose.append(block)
            }
        }
        endProse()
        return parts
    }

    private static func directive(
        _ info: String, _ located: LocatedBlock, _ glossary: Glossary
    ) throws(LessonError) -> Part {
        let words = info.dropFirst("ws101".count).split(separator: ":", maxSplits: 1).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        let source = located.source ?? ""
        if words.count == 1, let kind = Exercise.Kind(rawValue: words[0]) {
            return .exercise(try Exercise(kind: kind, text: source, line: located.line))
        }
        guard words.count == 2, let kind = LessonView.Kind(rawValue: words[0]) else {
            let views = LessonView.Kind.allCases.map { "`ws101 \($0.rawValue): selector`" }
            let exercises = Exercise.Kind.allCases.map { "`ws101 \($0.rawValue)`" }
            throw LessonError(
                line: located.line,
                problem: "`\(info)` is none of \((views + exercises).joined(separator: ", "))")
        }
        guard source.allSatisfy(\.isWhitespace) else {
            throw LessonError(line: located.line, problem: "a view has no text of its own")
        }
        let subject = try subject(words[1], kind, located.line, glossary)
        return .view(LessonView(kind: kind, subject: subject, line: located.line))
    }

    private static func subject(
        _ text: String, _ kind: LessonView.Kind, _ line: Int, _ glossary: Glossary
    ) throws(LessonError) -> LessonView.Subject {
        if kind == .term {
            guard let entry = glossary.entry(text) else {
                throw LessonError(line: line, problem: "the glossary has no entry `\(text)`")
            }
            return .term(entry)
        }
        do throws(LanguageError) {
            return .things(try Selector.Reference(text))
        } catch {
            if kind == .bytes, let expression = try? Query.Expression(text) { return .value(expression) }
            throw LessonError(line: line, problem: error.description)
        }
    }
}
