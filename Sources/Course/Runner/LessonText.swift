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
    /// - Parameter check: what to type to have an answer to the exercise of that number checked.
    /// - Throws: `LanguageError` when the lesson doesn't fit its recording.
    public func printed(
        _ lesson: Lesson, of course: Course, check: ((Int) -> String)? = nil
    ) throws -> String {
        let scope = try course.scope(of: lesson)
        let check = check ?? { "ws101 learn check \(lesson.name).\($0) --answer ANSWER" }
        var text = heading(lesson)
        for step in LessonStep.steps(of: lesson) {
            for part in step.parts { text += "\n" + (try self.text(part, scope: scope)) }
            if step.tellsBelief { text += "\n" + belief(lesson) }
            guard case .exercise(let exercise) = step.stop else { continue }
            text += "\n" + (try question(exercise, of: lesson, scope: scope))
            text += note("Check it: \(check(lesson.place(of: exercise)))", .dim)
        }
        return text
    }

    /// The title, the objective and how long it takes.
    func heading(_ lesson: Lesson) -> String {
        let dot = screen.ascii ? "-" : "·"
        let text = prose.text([
            .heading(1, [.text("\(lesson.label) \(dot) \(lesson.title)")]), .paragraph([.text(lesson.objective)]),
        ])
        return text + "\n" + note("About \(count(lesson.minutes, "minute")).", .dim)
    }

    /// What many believe: said when the lesson has shown that it isn't so.
    func belief(_ lesson: Lesson) -> String { said("Many believe:", [.text(lesson.misconception)], .dim) }

    /// Prose or a view; exercises and pauses have no text of their own here.
    func text(_ part: Lesson.Part, scope: Scope) throws(LanguageError) -> String {
        switch part {
        case .prose(let blocks): prose.text(try blocks.resolved(in: scope))
        case .view(let view): try view.text(in: scope, on: screen)
        case .exercise, .pause: ""
        }
    }

    /// An exercise's question, with its options; `title` stands above it, unless it is empty.
    func question(
        _ exercise: Exercise, of lesson: Lesson, scope: Scope, title: String? = nil
    ) throws(LanguageError) -> String {
        let place = "\(lesson.place(of: exercise)) of \(lesson.exercises.count)"
        let own = exercise.kind == .predict ? "Exercise \(place): predict" : "Exercise \(place)"
        let heading = title ?? own
        var text = heading.isEmpty ? "" : note(heading, .heading)
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
            !selector.kind.isPacket && selector.kind != .session && scope.recording.sessions.count > 1
                && (try? Checker(exercise, scope: scope).session(of: selector)) == .some(nil)
                ? "Type its session's number, a dot, and its own number."
                : "Type the number of a \(Checker.noun(selector.kind))."
        case .flip: "Type the bit's number as in the diagram; the very first bit is 0."
        case .order: "Type the numbers in the right order."
        }
    }

    /// What is said about an answer.
    func verdict(_ verdict: Verdict) -> String {
        let sign = screen.ascii ? "" : verdict.isRight ? "✓" : "✗"
        let word = verdict.opening(isNeeded: screen.ascii)
        let lead = [sign, word].filter { !$0.isEmpty }.joined(separator: " ")
        return said(lead, verdict.remark, verdict.isRight ? .good : .bad)
    }

    /// A hint.
    func hint(_ number: Int, of exercise: Exercise, scope: Scope) throws(LanguageError) -> String {
        said(
            "Hint \(number + 1) of \(exercise.hints.count):", try exercise.hints[number].resolved(in: scope), .doubtful)
    }

    /// What became of a prediction, now that the lesson has shown it.
    func settled(_ exercise: Exercise, answer: String, scope: Scope) throws(LanguageError) -> String {
        let checker = Checker(exercise, scope: scope)
        let verdict = try checker.check(answer)
        let letter = try checker.option(chosenBy: answer).map(AnswerNotation.letter) ?? "?"
        return said(
            "You predicted \(letter)\(verdict.isRight ? ", and so it is." : ". The recording says otherwise.")",
            verdict.remark, verdict.isRight ? .good : .doubtful)
    }

    /// The heading of a page.
    func title(_ text: String) -> String { prose.text([.heading(1, [.text(text)])]) }

    /// A paragraph that begins with `lead`.
    func said(_ lead: String, _ inlines: [MarkdownInline], _ ink: Ink) -> String {
        let width = min(screen.width, TerminalText.maximumWidth)
        var lines = StyledWords([.text(lead + " ")] + inlines, screen: screen).lines(width: width, on: screen)
        if let first = lines.first, first.hasPrefix(lead) {
            lines[0] = screen.paint(lead, ink) + first.dropFirst(lead.count)
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// A sentence or two of the runner's own.
    func note(_ text: String, _ ink: Ink = .plain) -> String {
        let width = min(screen.width, TerminalText.maximumWidth)
        // What a learner typed may stand in it.
        return wrap(Printable.sentence(text, ascii: screen.ascii), width: width).map { screen.paint($0, ink) + "\n" }
            .joined()
    }

    /// A key and what it does, the key in `lead` columns.
    func row(_ key: String, _ does: String, lead: Int) -> String {
        prose.paragraph([.text(does)], lead: padded(key, to: lead), ink: .heading)
    }

    /// `3/7` with a bar of as many cells as there are exercises, at most ten.
    func bar(_ done: Int, of total: Int) -> String {
        let cells = min(total, 10)
        let full = total == 0 ? 0 : done * cells / total
        let bar =
            String(repeating: screen.ascii ? "#" : "▓", count: full)
            + String(repeating: screen.ascii ? "." : "░", count: cells - full)
        return (screen.ascii ? "[\(bar)]" : bar) + " \(done)/\(total)"
    }
}

/// `1 minute`, `2 minutes`.
func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
