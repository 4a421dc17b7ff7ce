import Diagram
import Foundation
import Query

/// Leads a learner through the lessons: a line of input in, a screenful of text out.
///
/// It does no input or output itself but saving progress: whoever runs it writes the text of `start` and of each `receive`, then
/// reads a line, until `isFinished`. What one screenful doesn't hold waits for the next line.
public final class LessonRunner: LineDialogue {
    /// Whether the learner has left.
    public internal(set) var isFinished = false
    /// How far the learner is.
    public internal(set) var progress: Progress
    /// What the learner's terminal shows at once; to be set again when it changes.
    public var page: Page
    /// What the learner types to go on another time; nil where whoever runs it says so.
    public var command: String? = "ws101 learn"
    var farewell: String { "Saved." + (command.map { " \($0) continues here." } ?? "") }

    let course: Course
    private let store: ProgressStore
    private let loadNotice: String?
    // What hinders saving, as it was said.
    private var saveProblem: String?

    private(set) var lesson: Lesson?
    private(set) var steps: [LessonStep] = []
    private(set) var step = 0
    // The step at which the learner came into the lesson's middle: without what leads to it.
    var entry: Int?
    var hintsShown = 0
    var pager = Pager()
    private(set) var scope: Scope?

    /// A runner of `course` that goes on where `progress` says.
    public init(course: Course, progress: ProgressStore, page: Page) {
        self.course = course
        store = progress
        self.page = page
        (self.progress, loadNotice) = progress.load()
    }

    /// What is asked now, of which lesson and over which recording; nil where nothing is.
    var task: (exercise: Exercise, lesson: Lesson, scope: Scope)? {
        guard let lesson, let scope else { return nil }
        switch stop {
        case .exercise(let exercise): return (exercise, lesson, scope)
        case .review(let review): return (review.exercise, review.lesson, review.scope)
        case .pause, .end, nil: return nil
        }
    }

    var stop: LessonStep.Stop? { steps.indices.contains(step) ? steps[step].stop : nil }

    // MARK: Lessons

    /// Begins: at the lesson called `name`, or where the learner left.
    ///
    /// - Throws: `LessonError` when there is no such lesson; `CaptureError`, `LanguageError` when a lesson doesn't fit
    ///   its recording.
    public func start(_ name: String? = nil) throws -> String {
        if let loadNotice { say(loadNotice, .doubtful) }
        if let name {
            try go(to: name)
        } else if let lesson = progress.lesson.flatMap({ course.lesson($0) }), !lesson.isPlanned {
            try open(lesson, isResumed: true)
        } else {
            guard let first = course.lessons.first(where: { !$0.isPlanned }) else {
                throw LessonError(problem: "there are no lessons")
            }
            try open(first, isResumed: false)
        }
        return try screenful()
    }

    /// Opens the lesson, or the lesson of the exercise, that is called `name`.
    func go(to name: String) throws {
        if let lesson = course.lesson(name) {
            try open(lesson, isResumed: progress.lesson == lesson.id)
        } else if let found = course.exercise(name) {
            try open(found.lesson, isResumed: false, at: found.exercise.id)
        } else {
            let known = course.lessons.filter { !$0.isPlanned }.map(\.name).joined(separator: ", ")
            throw LessonError(problem: "there is no lesson `\(name)`; there are \(known)")
        }
    }

    ///
    /// - Parameter isBackwards: whether the learner comes from the lesson after it, to its last step.
    func open(_ lesson: Lesson, isResumed: Bool, at place: String? = nil, isBackwards: Bool = false) throws {
        guard !lesson.isPlanned else { throw LessonError(problem: "\(lesson.label) is planned and not written yet") }
        scope = try course.scope(of: lesson)
        self.lesson = lesson
        steps = LessonStep.steps(of: lesson)
        var first = 0
        if let place {
            first = steps.index(of: place, number: 0)
        } else if isResumed {
            first = steps.index(of: progress.place, number: progress.step)
        } else if isBackwards {
            first = steps.count - 1
        }
        entry = first > 0 ? first : nil
        pager.forgetFolded()
        pager.append([.block { $0.heading(lesson) }, .gap])
        if isBackwards {
            say("This is its end; p goes back in it.", .dim)
        } else if first > 0 {
            if place == nil { say("Continuing where you left off; p goes back.", .dim) }
        } else if let review = try review(before: lesson) {
            steps.insert(LessonStep(parts: [], stop: .review(review), place: "review"), at: 0)
        }
        show(first)
    }

    private func review(before lesson: Lesson) throws -> Review? {
        guard course.secondFolder != nil,
            let (earlier, exercise) = progress.exerciseToReview(before: lesson, in: course.lessons),
            let scope = try? course.scope(of: earlier, second: true)
        else { return nil }
        return Review(lesson: earlier, exercise: exercise, scope: scope)
    }

    /// Shows a step from its beginning and remembers it.
    func show(_ number: Int) {
        guard let lesson, let scope else { return }
        step = number
        hintsShown = 0
        let step = steps[number]
        var pieces: [Piece] = []
        if case .review(let review) = step.stop {
            pieces += review.pieces
        } else {
            var parts = step.parts
            if number == entry, case .exercise(let exercise) = step.stop {
                parts = lesson.section(before: exercise)
                pieces += Lead(exercise, of: lesson, in: scope, shown: parts).pieces
            }
            if parts.contains(where: { if case .view = $0 { true } else { false } }) { pager.forgetFolded() }
            pieces += parts.flatMap { self.pieces($0, scope) }
        }
        pieces += settled(step, lesson, scope)
        switch step.stop {
        case .review: break
        case .exercise(let exercise): pieces.append(question(exercise, of: lesson, scope))
        case .pause: break
        case .end: pieces.append(summary(of: lesson))
        }
        pager.append(pieces.spaced)
        progress.lesson = lesson.id
        // The review is no step of the lesson's own.
        progress.step = step.place == "review" ? 0 : steps.first?.place == "review" ? number - 1 : number
        progress.place = step.place == "review" ? nil : step.place
        save()
    }

    /// A part of a lesson in pieces.
    private func pieces(_ part: Lesson.Part, _ scope: Scope) -> [Piece] {
        switch part {
        case .prose(let blocks): CodeGroup.groups(in: blocks).flatMap { pieces($0, scope) }
        case .view(let view): [view.piece(in: scope)]
        case .exercise, .pause: []
        }
    }

    private func pieces(_ part: CodeGroup.Part, _ scope: Scope) -> [Piece] {
        switch part {
        case .block(let block): [Self.piece(block, scope)]
        case .group(let group): pieces(of: group, scope)
        }
    }

    /// A program in the language that the learner has chosen, and how it is had in the others.
    func pieces(of group: CodeGroup, _ scope: Scope) -> [Piece] {
        let note = group.note(progress.codeChoice)
        return group.shown(progress.codeChoice).map { Self.piece($0, scope) }
            + (note.isEmpty ? [] : [.prose { $0.note(note, .dim) }])
    }

    /// A block of prose as a piece.
    static func piece(_ block: MarkdownBlock, _ scope: Scope) -> Piece {
        let manner: Piece.Manner =
            switch block {
            case .heading: .heading
            case .code: .block
            // It introduces what follows.
            case .paragraph(let inlines) where inlines.plainText.hasSuffix(":"): .heading
            case .paragraph, .list, .quote, .pause: .prose
            }
        return Piece(manner: manner) { try $0.text(.prose([block]), scope: scope) }
    }

    // What became of the predictions that the lesson has settled by now, and what many believe.
    private func settled(_ step: LessonStep, _ lesson: Lesson, _ scope: Scope) -> [Piece] {
        var pieces = step.settles.compactMap { exercise -> Piece? in
            guard let answer = progress.answers[exercise.id], answer.tries > 0 else { return nil }
            return .prose { try $0.settled(exercise, answer: answer.answer, scope: scope) }
        }
        if step.tellsBelief { pieces.append(.prose { $0.belief(lesson) }) }
        return pieces
    }

    private func question(_ exercise: Exercise, of lesson: Lesson, _ scope: Scope) -> Piece {
        var note = ""
        if progress.isDone(exercise) {
            note =
                exercise.kind == .predict
                ? "You have predicted this already; n keeps it." : "You have solved this one already; n goes on."
        }
        return .block { text in
            try text.question(exercise, of: lesson, scope: scope) + (note.isEmpty ? "" : text.note(note, .good))
        }
    }

    private func summary(of lesson: Lesson) -> Piece {
        let open = lesson.exercises.filter { !progress.isDone($0) }.map { lesson.place(of: $0) }
        let done = progress.doneCount(of: lesson)
        let next = course.lesson(after: lesson)
        return .block { text in
            var result = text.note(
                "End of \(lesson.label.lowercased()): \(done) of \(lesson.exercises.count) done.", .good)
            if let first = open.first {
                let numbers = open.map(String.init).joined(separator: ", ")
                let places = open.count == 1 ? "exercise \(numbers)" : "exercises \(numbers)"
                result += text.note(
                    "Still open: \(places). Type l \(lesson.name).\(first) to go there.", .doubtful)
            }
            if let next {
                result += text.note(
                    "Next: \(next.label.lowercased()), \(next.title), about \(count(next.minutes, "minute")).")
            } else {
                result += text.note(
                    "That was the last lesson. ws101 learn --practice asks on, over sessions that ws101 makes up.")
            }
            return result
        }
    }

    // MARK: Showing

    /// Puts a sentence or two before all that waits to be shown.
    func say(_ text: String, _ ink: Ink = .plain) { pager.append([.prose { $0.note(text, ink) }, .gap]) }

    /// Says a word about what was typed, which goes with what follows it.
    func sayFirst(_ text: String) {
        pager.append([Piece(manner: .lead) { $0.note(text, .dim) }, .gap])
    }

    /// Saves progress at once; what hinders it is said once, and again when the learner leaves.
    func save() {
        do {
            try store.update(progress)
            saveProblem = nil
        } catch {
            let problem =
                "Your progress can't be saved in \(store.file.path): \(FileTrouble(error)). You can go on, but it will be forgotten. "
                + "Where there is another place for it, say so with XDG_STATE_HOME."
            guard problem != saveProblem || isFinished else { return }
            saveProblem = problem
            pager.prepend([.prose { $0.note(problem, .bad) }])
        }
    }

    /// What fits on the page of what waits, and the keys that can be pressed then.
    func screenful() throws -> String {
        let text = LessonText(screen: page.screen)
        guard !isFinished else { return try pager.screenful(text, room: nil) }
        let rows = Footer.rows(on: page.screen)
        // Besides: an empty line, the line of the prompt, and the line that was typed before.
        let body = try pager.screenful(text, room: page.rows.map { $0 - rows - 3 })
        return body + "\n" + footer.text(text)
    }
}
