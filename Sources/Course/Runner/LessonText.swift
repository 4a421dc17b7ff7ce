public import Diagram
import Dissection
import Query

/// The text of lessons for a screen: what the runner shows and what is printed without a terminal.
public struct LessonText {
    /// The screen.
    public let screen: Screen
    private let prose: TerminalText

    /// The text for `screen`.
    public init(screen: Screen) {
        self.screen = screen
        prose = TerminalText(screen)
    }

    /// A whole lesson, its exercises with the command that checks an answer; nothing is asked.
    ///
    /// - Throws: `LanguageError` when the lesson doesn't fit its recording.
    public func printed(_ lesson: Lesson, of course: Course) throws -> String {
        let scope = try course.scope(of: lesson)
        var text = heading(lesson, of: course)
        for part in lesson.parts {
            switch part {
            case .prose, .view: text += "\n" + (try self.text(part, scope: scope))
            case .exercise(let exercise):
                text += "\n" + (try question(exercise, of: lesson, scope: scope))
                text += note("Check it: ws101 learn check \(exercise.id) --answer ANSWER", .dim)
            case .pause: break
            }
        }
        return text
    }

    /// The title, the objective, and what many believe.
    func heading(_ lesson: Lesson, of course: Course) -> String {
        let dot = screen.ascii ? "-" : "·"
        var text = prose.text([
            .heading(1, [.text("\(lesson.label) \(dot) \(lesson.title)")]),
            .paragraph([.text(lesson.objective)]),
        ])
        text += "\n" + prose.paragraph([.text(lesson.misconception)], lead: "Many believe: ", ink: .dim)
        return text
    }

    /// Prose or a view; exercises and pauses have no text of their own here.
    func text(_ part: Lesson.Part, scope: Scope) throws(LanguageError) -> String {
        switch part {
        case .prose(let blocks): prose.text(try blocks.resolved(in: scope))
        case .view(let view): try view.text(in: scope, on: screen)
        case .exercise, .pause: ""
        }
    }

    /// An exercise's question, with its options.
    func question(_ exercise: Exercise, of lesson: Lesson, scope: Scope) throws(LanguageError) -> String {
        let exercises = lesson.exercises
        let number = (exercises.firstIndex { $0.id == exercise.id } ?? 0) + 1
        let dot = screen.ascii ? "-" : "·"
        let title = exercise.kind == .predict ? "Predict" : "Exercise"
        var text = note("\(title) \(number) of \(exercises.count) \(dot) \(exercise.id)", .heading)
        text += prose.text(try exercise.question.resolved(in: scope))
        switch exercise.task {
        case .choose(let options):
            for (index, option) in options.enumerated() {
                text += prose.paragraph(
                    try option.text.resolved(in: scope), lead: "  \(AnswerNotation.letter(index))) ", ink: .doubtful)
            }
        case .order(let things):
            for (index, thing) in things.enumerated() {
                text += prose.paragraph(
                    try thing.text.resolved(in: scope), lead: "  \(index + 1)  ", ink: .doubtful)
            }
        case .number, .text, .bytes, .build, .find, .flip: break
        }
        return text + note(Self.instruction(exercise, in: scope), .dim)
    }

    private static func instruction(_ exercise: Exercise, in scope: Scope) -> String {
        switch exercise.task {
        case .choose: "Type a letter."
        case .number(_, let unit): unit.map { "Type a number of \($0)." } ?? "Type a number."
        case .text: "Type the text."
        case .bytes: "Type the bytes in hex."
        case .build(let side, _, _): "Type all bytes of a frame that the \(side.rawValue) sends, in hex."
        case .find(let selector):
            selector.kind != .segment && selector.kind != .session && scope.recording.sessions.count > 1
                ? "Type its session's number and its own, as in 2.1."
                : "Type the number of a \(Checker.noun(selector.kind))."
        case .flip: "Type the bit's number as in the diagram; the very first bit is 0."
        case .order: "Type the numbers in the right order."
        }
    }

    /// What is said about an answer.
    func verdict(_ verdict: Verdict) -> String {
        let mark = verdict.isRight ? (screen.ascii ? "Right. " : "✓ Right. ") : (screen.ascii ? "No. " : "✗ ")
        return prose.paragraph(verdict.remark, lead: mark, ink: verdict.isRight ? .good : .bad)
    }

    /// A hint.
    func hint(_ number: Int, of exercise: Exercise, scope: Scope) throws(LanguageError) -> String {
        prose.paragraph(
            try exercise.hints[number].resolved(in: scope), lead: "Hint \(number + 1) of \(exercise.hints.count): ",
            ink: .doubtful)
    }

    /// What became of a prediction, now that the lesson has shown it.
    func settled(_ exercise: Exercise, answer: String, scope: Scope) throws(LanguageError) -> String {
        let verdict = try Checker(exercise, scope: scope).check(answer)
        var remark: [MarkdownInline] = [.text(verdict.isRight ? "Just so. " : "The recording says otherwise. ")]
        remark += verdict.remark
        return prose.paragraph(
            remark, lead: "You predicted \(answer.lowercased()): ", ink: verdict.isRight ? .good : .doubtful)
    }

    /// A sentence or two of the runner's own.
    func note(_ text: String, _ ink: Ink = .plain) -> String {
        let width = min(screen.width, TerminalText.maximumWidth)
        // What a learner typed may stand in it.
        return wrap(Printable.escaped(text, ascii: screen.ascii), width: width).map { screen.paint($0, ink) + "\n" }
            .joined()
    }
}
