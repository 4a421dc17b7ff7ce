import Diagram
import Query

extension LessonRunner {
    /// Takes a line of input: a key or its word, or an answer.
    ///
    /// - Throws: `CaptureError`, `LanguageError` when a lesson doesn't fit its recording.
    public func receive(_ line: String) throws -> String {
        try obey(Command(line) { course.lesson($0) != nil || course.exercise($0) != nil })
        return try screenful()
    }

    /// Leaves: what the learner is told then.
    public func leave() throws -> String {
        pager.removeAll()
        isFinished = true
        save()
        if pager.isEmpty { say(farewell, .dim) }
        return try screenful()
    }

    private func obey(_ command: Command) throws {
        if command != .proceed { pager.dropAsides() }
        let isMore = !pager.isEmpty
        switch command {
        case .proceed where isMore: return
        case .proceed: try proceed()
        case .quit:
            pager.removeAll()
            isFinished = true
            save()
            if pager.isEmpty { say(farewell, .dim) }
        case .help: pager.prepend(help)
        case .hint where isMore && task != nil: interrupt("There is more to read before the question.")
        case .hint: try hint()
        case .next where isMore && task != nil: pager.skipToLast()
        case .next:
            pager.removeAll()
            sayThatItStaysOpen()
            try forward(isBrief: true)
        case .previous:
            pager.removeAll()
            try back()
        case .list(nil): pager.prepend([.prose { [self] in CourseList(course, progress, here: lesson).text($0) }])
        case .list(let name?):
            pager.removeAll()
            do {
                try go(to: name)
            } catch let error as LessonError {
                say(error.problem + ".", .bad)
            }
        case .explore(let phrase): explore(phrase)
        case .code(let choice): show(code: choice)
        case .fields:
            if !pager.unfold() { interrupt("There is no picture here whose fields could be listed.") }
        case .again:
            // What leads to the question has scrolled away long ago.
            pager.removeAll()
            entry = step
            show(step)
        case .answer where isMore && task != nil:
            interrupt("That is not taken for an answer: the question is still to come.")
        case .answer(let text): try answer(text)
        }
    }

    // Says something before what waits.
    func interrupt(_ text: String, _ ink: Ink = .doubtful) { pager.prepend([.prose { $0.note(text, ink) }]) }

    // Enter where nothing waits.
    private func proceed() throws {
        if task == nil { return try forward() }
        if case .exercise(let exercise)? = stop, progress.isDone(exercise) { return try forward() }
        interrupt("Type an answer; h gives a hint, n goes on without an answer.")
    }

    private func answer(_ typed: String) throws {
        guard let task else { return interrupt("Nothing is asked here: enter goes on, ? shows the keys.") }
        let verdict = try Checker(task.exercise, scope: task.scope).check(typed)
        if case .review(let review)? = stop, let lesson {
            progress.recordReview(typed, isRight: verdict.isRight, of: review.exercise.id, in: lesson.id)
            save()
            pager.append([.prose { $0.verdict(verdict) }, .gap])
            if verdict.isRight { try forward() }
            return
        }
        let exercise = task.exercise
        guard exercise.kind == .predict else {
            progress.record(typed, isRight: verdict.isRight, for: exercise.id)
            save()
            pager.append([.prose { $0.verdict(verdict) }, .gap])
            if verdict.isRight { try forward() }
            return
        }
        guard try Checker(exercise, scope: task.scope).option(chosenBy: typed) != nil else {
            return pager.append([.prose { $0.verdict(verdict) }])
        }
        progress.record(typed, isRight: verdict.isRight, for: exercise.id)
        save()
        sayFirst("Noted. Now look.")
        try forward(isBrief: true)
    }

    // What becomes of an exercise that is left unsolved.
    private func sayThatItStaysOpen() {
        switch stop {
        case .review? where progress.reviews[lesson?.id ?? ""]?.isRight != true:
            sayFirst("Passed over. A later lesson may ask it again.")
        case .exercise(let exercise)? where !progress.isDone(exercise):
            guard let lesson else { return }
            let number = lesson.place(of: exercise)
            sayFirst(
                "Exercise \(number) stays open. l \(lesson.name).\(number) comes back to it; the lesson's end names what is open."
            )
        default: break
        }
    }

    // To the next step; `isBrief` passes over a pause with nothing before it.
    private func forward(isBrief: Bool = false) throws {
        if case .review(let review)? = stop, let lesson, progress.reviews[lesson.id] == nil {
            // Passed over: it isn't asked again at once.
            progress.recordReview("", isRight: false, of: review.exercise.id, in: lesson.id)
        }
        if isBrief, step + 2 < steps.count, steps[step + 1].isEmptyPause { return show(step + 2) }
        if step + 1 < steps.count { return show(step + 1) }
        guard let lesson, let next = course.lesson(after: lesson) else {
            return say("That was the last lesson. l lists them all, q leaves.")
        }
        try open(next, isResumed: false)
    }

    private func back() throws {
        if step > 1, steps[step - 1].isEmptyPause { return show(step - 2) }
        if step > 0 { return show(step - 1) }
        guard let lesson, let previous = course.lesson(before: lesson) else { return say("This is the beginning.") }
        try open(previous, isResumed: false, isBackwards: true)
    }

    // Shows the program that the learner has come to in the lesson, in the chosen language.
    private func show(code choice: CodeChoice?) {
        if let choice {
            progress.codeChoice = choice
            save()
        }
        let titles = CodeLanguage.allCases.map { "code \($0.rawValue)" } + ["code all"]
        let keys = titles.joined(separator: ", ")
        guard let scope, let group = steps[...step].flatMap(\.parts).lastCodeGroup else {
            let words =
                switch choice {
                case .one(let language)?: "No code so far. When a lesson shows some, it will be in \(language.title)."
                case .all?: "No code so far. When a lesson shows some, it will be in all languages."
                case nil: "No code so far. You choose its language: \(keys)."
                }
            return interrupt(words, .plain)
        }
        pager.prepend(pieces(of: group, scope).spaced)
    }

    private func hint() throws {
        guard let task else { return say("There is nothing to solve here.") }
        let exercise = task.exercise
        guard hintsShown < exercise.hints.count else {
            return say("Those were all the hints. n skips this exercise, and p comes back to it.")
        }
        let number = hintsShown
        hintsShown += 1
        if case .exercise? = stop {
            progress.recordHints(hintsShown, for: exercise.id)
            save()
        }
        pager.append([.prose { try $0.hint(number, of: exercise, scope: task.scope) }])
    }

    private var help: [Piece] {
        let example = Example.phrases(for: task?.lesson ?? lesson, task?.scope ?? scope).first ?? "frame N"
        let lines = [
            ("enter", "submit an answer, or go on"), ("h", "hint"), ("n, p", "next, previous (back)"),
            ("e", "explore the bytes in question"),
            (
                "e WORDS",
                "explore anything else, as in e \(example); e frame N, e packet N, e message N, e session N, "
                    + "and e frame S.N for frame N of session S"
            ),
            ("f", "the fields of the picture that was shown last"), ("r", "show this again"),
            ("code X", "the code in python, swift or javascript from here on; code all shows all three"),
            ("l", "list the lessons; l 3 goes to lesson 3, l 3.2 to its exercise 2"), ("q", "save and quit"),
            ("=TEXT", "an answer that looks like a key"),
        ]
        return [
            .prose { text in
                lines.map { text.row($0.0, $0.1, lead: 9) }.joined()
                    + text.note("The words work as well: hint, next, previous, back, explore, list, help, quit.", .dim)
            }
        ]
    }
}
