import Diagram
import Query

extension LessonRunner {
    /// Shows what the words name, or the bytes of the thing in question.
    func explore(_ phrase: String?) {
        guard let lesson, let scope = task?.scope ?? scope else { return }
        // The thing in question is shown by its bytes alone: the rest is the exercise.
        if phrase == nil, let about = task?.exercise.about, let item = scope.names[about] {
            return pager.prepend([.block { LessonView.bytes(of: item, on: $0.screen) }])
        }
        let subject = task?.lesson ?? lesson
        guard let phrase else {
            let examples = Example.phrases(for: subject, scope).map { "e \($0)" }.joined(separator: ", ")
            return interrupt(
                examples.isEmpty ? "Say what: e and the name of something." : "Say what, as in \(examples).", .plain)
        }
        do throws(LanguageError) {
            let item = try Naming.item(phrase, in: subject.isUnlabelled ? scope.withoutNames : scope)
            guard let item else { return }
            if subject.isUnlabelled, item.kind == .finding {
                return interrupt("Here you judge for yourself: e shows frames, packets, messages and sessions.")
            }
            pager.prepend(LessonView.closeUp(item, in: scope, isJudged: !subject.isUnlabelled))
        } catch {
            interrupt(Naming.sentence(error, about: phrase), .bad)
        }
    }
}

/// How a learner names a thing: `frame 7`, `frame 2.7` for frame 7 of session 2, `packet 15`, or a selector.
enum Naming {
    /// The thing that `phrase` names; nil if a selector chooses nothing.
    ///
    /// - Throws: `LanguageError` that says what there is instead.
    static func item(_ phrase: String, in scope: Scope) throws(LanguageError) -> Item? {
        guard let (kind, numbers) = numbered(phrase) else {
            return try Selector.Reference(phrase).items(in: scope).first
        }
        let found = Absence.candidates(kind, numbers, in: scope.recording)
        guard let first = found.first else {
            throw LanguageError(problem: Absence.remark(kind, numbers, in: scope.recording), source: phrase)
        }
        guard found.count == 1 else {
            throw LanguageError(
                problem:
                    "Each session has a \(Checker.noun(kind)) \(first.number): type its session's number and a dot before it.",
                source: phrase)
        }
        return first
    }

    /// What is said to the learner who typed `phrase`.
    static func sentence(_ error: LanguageError, about phrase: String) -> String {
        guard error.source == phrase else { return error.description + "." }
        return error.problem.prefix(1).uppercased() + error.problem.dropFirst()
    }

    private static func numbered(_ phrase: String) -> (Item.Kind, [Int])? {
        var words = phrase.lowercased().split(separator: " ")
        // Frames are what is asked for most: `e 2.7` is one.
        if words.count == 1, words[0].first?.isNumber == true { words.insert("frame", at: 0) }
        guard words.count == 2 else { return nil }
        let kind = Item.Kind(rawValue: String(words[0]))
        let numbers = words[1].split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard let kind, (1...2).contains(numbers.count), !numbers.contains(nil) else { return nil }
        return (kind, numbers.compactMap { $0 })
    }
}

/// Words for the `e` of the help: what they show is no exercise's answer.
enum Example {
    private static let candidates = [
        "last close from server", "first frame from client", "second segment", "first ping", "last message from server",
        "first session", "first segment",
    ]

    /// At most three phrases that show something in `scope` which isn't to be found in an exercise of `lesson`.
    ///
    /// In an unlabelled lesson they say nothing of what they show.
    static func phrases(for lesson: Lesson?, _ scope: Scope?) -> [String] {
        guard let lesson, let scope else { return [] }
        if lesson.isUnlabelled { return numbers(in: scope.recording) }
        var answers: Set<Item.ID> = []
        for exercise in lesson.exercises {
            if case .find(let selector) = exercise.task {
                answers.formUnion(((try? selector.items(in: scope)) ?? []).map(\.id))
            }
            if let item = exercise.about.flatMap({ scope.names[$0] }) { answers.insert(item.id) }
        }
        let safe = candidates.filter { phrase in
            guard let item = try? Naming.item(phrase, in: scope) else { return false }
            return !answers.contains(item.id)
        }
        return Array(safe.prefix(3))
    }

    // A frame, a packet and a session by their numbers, none of them the first or the last where there are others.
    private static func numbers(in recording: Recording) -> [String] {
        func middle(_ kind: Item.Kind) -> Item? {
            let items = recording.items(kind)
            return items.isEmpty ? nil : items[items.count / 2]
        }
        let hasSessions = recording.sessions.count > 1
        return [
            middle(.frame).map { hasSessions ? "frame \($0.session).\($0.number)" : "frame \($0.number)" },
            middle(.packet).map { "packet \($0.number)" }, middle(.session).map { "session \($0.number)" },
        ].compactMap(\.self)
    }
}

extension Scope {
    /// The same scope without names for things.
    fileprivate var withoutNames: Scope {
        var scope = self
        scope.names = [:]
        return scope
    }
}
