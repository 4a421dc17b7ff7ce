import Diagram
import Query

/// Leads through practice: a line of input in, a screenful of text out, until the learner leaves.
public final class PracticeRunner: LineDialogue {
    /// Whether the learner has left.
    public private(set) var isFinished = false
    /// What the learner's terminal shows at once; to be set again when it changes.
    public var page: Page

    private var practice: Practice
    private var round: Practice.Round?
    // What happened in this round so far.
    private var tries = 0
    private var hintsShown = 0
    private var hasLooked = false
    private var pager = Pager()

    /// A runner of `practice`.
    public init(_ practice: Practice, page: Page) {
        self.practice = practice
        self.page = page
    }

    /// Begins with the first exercise.
    ///
    /// - Throws: what `Practice.next` throws.
    public func start() throws -> String {
        pager.append([
            .block { $0.title("Practice") }, .gap,
            .prose { [practice] text in
                text.note(
                    "Sessions that ws101 makes up, and one question about each. After three right answers in a row it gets harder, "
                        + "after two misses easier. The same questions again: \(practice.command)", .dim)
            }, .gap,
        ])
        try ask()
        return try screenful()
    }

    /// Takes a line of input: a key or its word, or an answer.
    ///
    /// - Throws: what `Practice.next` throws.
    public func receive(_ line: String) throws -> String {
        try obey(Command(line))
        return try screenful()
    }

    /// Leaves: how the practice went.
    public func leave() throws -> String {
        finish()
        return try screenful()
    }

    private func ask() throws {
        let round = try practice.next()
        self.round = round
        (tries, hintsShown, hasLooked) = (0, 0, false)
        pager.append(pieces(of: round))
    }

    private func pieces(of round: Practice.Round) -> [Piece] {
        let drill = round.drill
        let title = "Question \(round.number), level \(drill.level)"
        let heading = Piece(manner: .heading) { $0.note(title, .heading) }
        let question = Piece.block {
            try $0.question(drill.exercise, of: drill.lesson, scope: round.scope, title: "")
        }
        return ([heading] + drill.parts.flatMap { self.pieces(of: $0, round.scope) } + [question]).spaced
    }

    private func pieces(of part: Lesson.Part, _ scope: Scope) -> [Piece] {
        switch part {
        case .prose(let blocks): blocks.map { LessonRunner.piece($0, scope) }
        case .view(let view): [view.piece(in: scope)]
        case .exercise, .pause: []
        }
    }

    private func obey(_ command: Command) throws {
        guard let round else { return }
        if command != .proceed { pager.dropAsides() }
        let isMore = !pager.isEmpty
        switch command {
        case .proceed where isMore: return
        case .proceed: interrupt("Type an answer; h gives a hint, n shows the answer and goes on.")
        case .quit: finish()
        case .help: pager.prepend(help)
        case .hint where isMore: interrupt("There is more to read before the question.")
        case .hint: hint(round)
        case .next where isMore: pager.skipToLast()
        case .next: try give(round)
        case .previous: interrupt("Practice goes on only; the same seed asks the same again.")
        case .list: interrupt("The lessons are in ws101 learn; this is practice.")
        case .code: interrupt("There are no programs here.")
        case .explore(let phrase): explore(phrase, round)
        case .fields:
            hasLooked = true
            if !pager.unfold() { interrupt("There is no picture here whose fields could be listed.") }
        case .again:
            pager.removeAll()
            pager.append(pieces(of: round))
        case .answer where isMore: interrupt("That is not taken for an answer: the question is still to come.")
        case .answer(let text): try answer(text, round)
        }
    }

    private func interrupt(_ text: String) { pager.prepend([.prose { $0.note(text, .doubtful) }]) }

    private func answer(_ typed: String, _ round: Practice.Round) throws {
        let verdict = try Checker(round.drill.exercise, scope: round.scope).check(typed)
        tries += 1
        pager.append([.prose { $0.verdict(verdict) }, .gap])
        guard verdict.isRight else { return }
        try goOn(wasRight: tries == 1 && hintsShown == 0 && !hasLooked)
    }

    private func hint(_ round: Practice.Round) {
        let exercise = round.drill.exercise
        guard hintsShown < exercise.hints.count else {
            return interrupt("Those were all the hints. n shows the answer and goes on.")
        }
        let number = hintsShown
        hintsShown += 1
        pager.append([.prose { try $0.hint(number, of: exercise, scope: round.scope) }])
    }

    // The answer of a question that is passed over.
    private func give(_ round: Practice.Round) throws {
        let answer = try Checker(round.drill.exercise, scope: round.scope).answer
        let words =
            round.drill.exercise.kind == .build ? "For example \(answer.value)." : "The answer is \(answer.value)."
        pager.append([.prose { $0.said(words, answer.explanation, .doubtful) }, .gap])
        try goOn(wasRight: false)
    }

    private func goOn(wasRight: Bool) throws {
        if let level = practice.record(wasRight: wasRight) {
            let words = wasRight ? "Three in a row: on to level \(level)." : "Back to level \(level) for a while."
            pager.append([.prose { $0.note(words, wasRight ? .good : .dim) }, .gap])
        }
        try ask()
    }

    private func explore(_ phrase: String?, _ round: Practice.Round) {
        guard let phrase else { return interrupt("Say what, as in e frame 2 or e packet 4. It counts as help.") }
        do throws(LanguageError) {
            guard let item = try Naming.item(phrase, in: round.scope) else { return }
            hasLooked = true
            pager.prepend(LessonView.closeUp(item, in: round.scope))
        } catch {
            interrupt(Naming.sentence(error, about: phrase))
        }
    }

    private func finish() {
        pager.removeAll()
        isFinished = true
        let result =
            practice.finished == 0
            ? ""
            : "\(practice.right) of \(count(practice.finished, "question")) right at the first try; you are at level \(practice.level). "
        pager.append([
            .prose { [practice] in $0.note("\(result)The same questions again: \(practice.command)", .dim) }
        ])
    }

    private var help: [Piece] {
        let lines = [
            ("enter", "submit an answer, or go on"), ("h", "hint"), ("n", "show the answer and go on"),
            ("e WORDS", "look closer, as in e frame 2: that counts as help"),
            ("f", "the fields of the picture that was shown last: that counts as help"), ("r", "show this again"),
            ("q", "quit"), ("=TEXT", "an answer that looks like a key"),
        ]
        return [.prose { text in lines.map { text.row($0.0, $0.1, lead: 9) }.joined() }]
    }

    // MARK: Showing

    private func screenful() throws -> String {
        let text = LessonText(screen: page.screen)
        guard !isFinished else { return try pager.screenful(text, room: nil) }
        let body = try pager.screenful(text, room: page.rows.map { $0 - Footer.rows(on: page.screen) - 3 })
        return body + "\n" + footer(text).text(text)
    }

    private func footer(_ text: LessonText) -> Footer {
        var keys = pager.isEmpty ? [("h", "hint")] : [("enter", "more")]
        if pager.isEmpty { keys.append(("n", "answer")) }
        keys += [("q", "quit"), ("?", "help")]
        let bar = text.bar(practice.level, of: Drill.levels.upperBound)
        return Footer(place: "Practice level \(bar)", keys: keys)
    }
}
