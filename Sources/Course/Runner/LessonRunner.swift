public import Diagram
import Foundation
import Query

/// Leads a learner through the lessons: a line of input in, text out.
///
/// It does no input or output itself but saving progress: whoever runs it writes the text of `start` and of each `receive`, then
/// `prompt`, then reads a line, until `isFinished`.
public final class LessonRunner {
    /// Whether the learner has left.
    public private(set) var isFinished = false
    /// How far the learner is.
    public private(set) var progress: Progress

    private let course: Course
    private let store: ProgressStore
    private let text: LessonText
    private let screen: Screen
    private let loadNotice: String?

    private var lesson: Lesson?
    private var scope: Scope?
    private var steps: [LessonStep] = []
    private var step = 0
    private var hintsShown = 0
    // Predictions that the lesson hasn't settled yet.
    private var predictions: [(exercise: Exercise, answer: String)] = []

    /// A runner of `course` that goes on where `progress` says.
    public init(course: Course, progress: ProgressStore, screen: Screen) {
        self.course = course
        store = progress
        self.screen = screen
        text = LessonText(screen: screen)
        (self.progress, loadNotice) = progress.load()
    }

    /// What stands before the learner's input.
    public var prompt: String {
        guard !isFinished else { return "" }
        switch stop {
        case .exercise: return "> "
        case .pause: return screen.paint("(enter to go on, ? for help) ", .dim)
        case .end, nil: return screen.paint("(enter for the next lesson, l for the list, q to leave) ", .dim)
        }
    }

    private var stop: LessonStep.Stop? { steps.indices.contains(step) ? steps[step].stop : nil }

    /// Begins: at the lesson called `name`, or where the learner left.
    ///
    /// - Throws: `LessonError` when there is no such lesson; `CaptureError`, `LanguageError` when a lesson doesn't fit
    ///   its recording.
    public func start(_ name: String? = nil) throws -> String {
        let notice = loadNotice.map { text.note($0, .doubtful) } ?? ""
        if let name {
            guard let lesson = course.lesson(name) else { throw unknownLesson(name) }
            let resumes = progress.lesson == lesson.id && progress.step > 0
            return notice + (try open(lesson, at: resumes ? progress.step : 0))
        }
        if let id = progress.lesson, let lesson = course.lesson(id) {
            return notice + (try open(lesson, at: progress.step))
        }
        guard let first = course.lessons.first else { throw LessonError(problem: "there are no lessons") }
        return notice + (try open(first, at: 0))
    }

    private func unknownLesson(_ name: String) -> LessonError {
        let known = course.lessons.filter { !$0.isPlanned }.map { $0.number.map(String.init) ?? $0.id }.joined(
            separator: ", ")
        return LessonError(problem: "there is no lesson `\(name)`; there are \(known)")
    }

    private func open(_ lesson: Lesson, at step: Int) throws -> String {
        scope = try course.scope(of: lesson)
        self.lesson = lesson
        steps = LessonStep.steps(of: lesson)
        predictions = []
        let isResuming = step > 0 && step < steps.count
        let heading = text.heading(lesson, of: course)
        guard isResuming else { return heading + "\n" + (try show(0)) }
        return heading + "\n" + text.note("Going on where you left; p goes back.", .dim) + "\n" + (try show(step))
    }

    // Shows a step from its beginning and remembers it.
    private func show(_ number: Int) throws -> String {
        guard let lesson, let scope else { return "" }
        step = number
        hintsShown = 0
        var result = ""
        for part in steps[number].parts { result += try text.text(part, scope: scope) + "\n" }
        switch steps[number].stop {
        case .exercise(let exercise):
            if exercise.kind != .predict { result += try settlePredictions(scope) }
            result += try text.question(exercise, of: lesson, scope: scope)
            if progress.isSolved(exercise.id) { result += text.note("You have solved this one; n goes on.", .good) }
        case .pause: break
        case .end:
            result += try settlePredictions(scope)
            result += summary(of: lesson)
        }
        progress.lesson = lesson.id
        progress.step = number
        return result + save()
    }

    private func settlePredictions(_ scope: Scope) throws -> String {
        var result = ""
        for prediction in predictions {
            result += try text.settled(prediction.exercise, answer: prediction.answer, scope: scope) + "\n"
        }
        predictions = []
        return result
    }

    private func save() -> String {
        do {
            try store.save(progress)
            return ""
        } catch {
            return text.note("Your progress can't be saved in \(store.file.path): \(error.localizedDescription)", .bad)
        }
    }

    // MARK: Input

    /// Takes a line of input: a key, or an answer.
    ///
    /// - Throws: `CaptureError`, `LanguageError` when a lesson doesn't fit its recording.
    public func receive(_ line: String) throws -> String {
        let input = AnswerNotation.trimmed(line)
        let words = input.split(separator: " ", maxSplits: 1).map(String.init)
        let argument = words.count > 1 ? words[1] : nil
        switch (words.first?.lowercased(), argument) {
        case ("q", nil):
            isFinished = true
            let saved = save()
            return saved.isEmpty ? text.note("Saved. ws101 learn goes on here.", .dim) : saved
        case ("?", nil): return help
        case ("h", nil): return try hint()
        case ("n", nil): return try forward()
        case ("p", nil): return try back()
        case ("l", _): return try list(argument)
        case ("e", _): return explore(argument)
        default: return try answer(input)
        }
    }

    private func answer(_ input: String) throws -> String {
        guard let scope, case .exercise(let exercise)? = stop else { return try forward() }
        // A text that looks like a key is typed with = before it.
        let typed = input.hasPrefix("=") ? String(input.dropFirst()) : input
        let verdict = try Checker(exercise, scope: scope).check(typed)
        guard !typed.isEmpty else { return progress.isSolved(exercise.id) ? try forward() : text.verdict(verdict) }
        if exercise.kind == .predict {
            guard AnswerNotation.option(typed, of: exercise.options.count) != nil else { return text.verdict(verdict) }
            progress.record(typed, isRight: verdict.isRight, for: exercise.id)
            predictions.removeAll { $0.exercise.id == exercise.id }
            predictions.append((exercise, typed))
            return text.note("Noted. Now look.", .dim) + "\n" + (try forward())
        }
        progress.record(typed, isRight: verdict.isRight, for: exercise.id)
        guard verdict.isRight else { return text.verdict(verdict) + save() }
        return text.verdict(verdict) + "\n" + (try forward())
    }

    private func forward() throws -> String {
        if step + 1 < steps.count { return try show(step + 1) }
        guard let lesson, let next = course.lesson(after: lesson) else {
            return text.note("That was the last lesson. l lists them all, q leaves.")
        }
        return try open(next, at: 0)
    }

    private func back() throws -> String {
        if step > 0 { return try show(step - 1) }
        guard let lesson, let previous = course.lesson(before: lesson) else {
            return text.note("This is the beginning.")
        }
        return try open(previous, at: 0)
    }

    private func hint() throws -> String {
        guard let scope, case .exercise(let exercise)? = stop else {
            return text.note("There is nothing to solve here.")
        }
        guard hintsShown < exercise.hints.count else {
            return text.note("These were all the hints. n goes on without it, and p comes back.")
        }
        hintsShown += 1
        progress.recordHints(hintsShown, for: exercise.id)
        return try text.hint(hintsShown - 1, of: exercise, scope: scope) + save()
    }

    private func list(_ name: String?) throws -> String {
        guard let name else { return overview }
        guard let lesson = course.lesson(name) else { return text.note(unknownLesson(name).problem + ".", .bad) }
        return try open(lesson, at: 0)
    }

    private func explore(_ phrase: String?) -> String {
        guard let lesson, let scope else { return "" }
        // The thing in question is shown by its bytes alone: the rest is the exercise.
        if phrase == nil, case .exercise(let exercise)? = stop, let about = exercise.about,
            let item = scope.names[about]
        {
            return LessonView.bytes(of: item, on: screen)
        }
        guard let phrase else {
            let names = lesson.names.map(\.name).joined(separator: ", ")
            return text.note(
                "Say what: e \(lesson.names.first?.name ?? "first frame"), e last close from server, e second segment."
                    + (names.isEmpty ? "" : " This lesson's own names: \(names)."))
        }
        do throws(LanguageError) {
            let items = try Selector.Reference(phrase).items(in: scope)
            return items.prefix(1).map { LessonView.closeUp($0, in: scope, on: screen) }.joined()
        } catch {
            return text.note(error.description + ".", .bad)
        }
    }

    // MARK: Texts

    private var help: String {
        text.note("enter   submit an answer, or go on") + text.note("h       a hint")
            + text.note("n, p    next, previous")
            + text.note("e       explore the bytes in question; e WORDS: any other, as in e last close from server")
            + text.note("l       list the lessons; l 3 goes to lesson 3") + text.note("q       save and quit")
            + text.note("=TEXT   an answer that looks like a key")
    }

    private var overview: String {
        var table = TextTable([.init("", right: true), .init("lesson", minimum: 16), .init("solved", right: true)])
        for lesson in course.lessons {
            let solved = lesson.exercises.count { progress.isSolved($0.id) }
            let isHere = lesson.id == self.lesson?.id
            table.append([
                .init((isHere ? "* " : "") + (lesson.number.map(String.init) ?? "")),
                .init(lesson.title, isHere ? .heading : .plain),
                .init("\(solved)/\(lesson.exercises.count)", solved == lesson.exercises.count ? .good : .plain),
            ])
        }
        return table.text(on: screen) + text.note("l and a number goes there.", .dim)
    }

    private func summary(of lesson: Lesson) -> String {
        let open = lesson.exercises.filter { $0.kind != .predict && !progress.isSolved($0.id) }
        let all = lesson.exercises.count { $0.kind != .predict }
        var result = text.note("End of \(lesson.label): \(all - open.count) of \(all) solved.", .good)
        if !open.isEmpty { result += text.note("Still open: \(open.map(\.id).joined(separator: ", ")).", .doubtful) }
        return result
    }
}
