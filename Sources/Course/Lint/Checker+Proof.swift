import Dissection
public import Query
import WebSocket

// What the lint tries on an exercise: the answer that must pass, and answers that must not.
extension Checker {
    /// What is wrong with the exercise over this recording: an answer that isn't unique or isn't taken, a wrong one that is, a
    /// text that can't be computed.
    var faults: [LanguageError] {
        var faults: [LanguageError] = []
        func attempt(_ body: () throws(LanguageError) -> Void) {
            do throws(LanguageError) { try body() } catch { faults.append(error) }
        }
        attempt { () throws(LanguageError) in
            let reference = try referenceAnswer()
            if case .text = exercise.task, Command(reference) != .answer(reference) {
                throw LanguageError(problem: "the answer `\(reference)` is a key of the runner's", source: exercise.id)
            }
            guard try check(reference).isRight else {
                throw LanguageError(problem: "the reference answer `\(reference)` is judged wrong", source: exercise.id)
            }
            try tryReplies(on: reference)
        }
        attempt { () throws(LanguageError) in
            for distractor in try distractors() where try check(distractor).isRight {
                throw LanguageError(problem: "the wrong answer `\(distractor)` is judged right", source: exercise.id)
            }
        }
        attempt { () throws(LanguageError) in
            guard case .find(let selector) = exercise.task, let about = exercise.about.flatMap({ scope.names[$0] }),
                try selector.items(in: scope).contains(where: { $0.id == about.id })
            else { return }
            throw LanguageError(problem: "the key `e` shows the answer", source: exercise.id)
        }
        attempt { () throws(LanguageError) in
            guard case .build = exercise.task else { return }
            for hint in exercise.hints + [exercise.explanation] {
                for shown in LiteralLint.hexRuns(in: try hint.resolved(in: scope).plainText) {
                    guard let frame = try? RecordedFrame(wire: shown, from: .client), frame.isWhole else { continue }
                    guard try check(Notation.hex(shown)).isRight else {
                        throw LanguageError(
                            problem: "it shows the frame `\(Notation.hex(shown))`, which its own check rejects",
                            source: exercise.id)
                    }
                }
            }
        }
        attempt { () throws(LanguageError) in
            _ = try exercise.question.resolved(in: scope)
            for hint in exercise.hints { _ = try hint.resolved(in: scope) }
            _ = try exercise.explanation.resolved(in: scope)
            for option in exercise.options { _ = try (option.text + option.reply).resolved(in: scope) }
        }
        return faults
    }

    /// An answer that must be right, as a learner would type it.
    ///
    /// - Throws: `LanguageError` when the recording gives none.
    public func referenceAnswer() throws(LanguageError) -> String {
        switch exercise.task {
        case .choose(let options):
            var right: [Int] = []
            for (index, option) in options.enumerated() where try option.condition.holds(in: scope) {
                right.append(index)
            }
            guard right.count == 1 else { throw fault("\(right.count) options are right, not one") }
            return AnswerNotation.letter(right[0])
        case .number(let expected, _), .text(let expected, _), .bytes(let expected):
            return try expected.value(in: scope).text
        case .build(_, _, let example): return try example.value(in: scope).text
        case .find(let selector): return reference(to: try selector.item(in: scope))
        case .flip(let name, let condition):
            for bit in try bits(of: name) where try flips(name, bit, condition) { return String(bit) }
            throw fault("no bit of `\(name)` makes `\(condition.source)` true")
        case .order(let things): return try rightOrder(things).map(String.init).joined(separator: " ")
        }
    }

    /// Answers that must be wrong: the other options, the values that replies are about, things that don't fit.
    ///
    /// - Throws: `LanguageError` when one of them has no value.
    func distractors() throws(LanguageError) -> [String] {
        var distractors = [""]
        for reply in exercise.replies {
            if case .answer(let expression) = reply.trigger { distractors.append(try expression.value(in: scope).text) }
        }
        switch exercise.task {
        case .choose(let options):
            for (index, option) in options.enumerated() where !(try option.condition.holds(in: scope)) {
                distractors.append(AnswerNotation.letter(index))
            }
        case .number, .text, .bytes: break
        case .build: distractors.append("00")
        case .find(let selector):
            let right = Set(try selector.items(in: scope).map(\.id))
            let other = scope.recording.items(selector.kind).first { !right.contains($0.id) }
            guard let other else { throw fault("every \(Self.noun(selector.kind)) is right") }
            distractors.append(reference(to: other))
        case .flip(let name, let condition):
            for bit in try bits(of: name) where !(try flips(name, bit, condition)) { distractors.append(String(bit)) }
        case .order(let things):
            let right = try rightOrder(things)
            distractors.append(right.reversed().map(String.init).joined(separator: " "))
        }
        return distractors
    }

    private func fault(_ problem: String) -> LanguageError { LanguageError(problem: problem, source: exercise.id) }

    private func reference(to item: Item) -> String {
        let isAlone = item.isPacket || item.kind == .session || scope.recording.sessions.count == 1
        return isAlone ? "\(item.number)" : "\(item.session).\(item.number)"
    }

    // The bits that a learner may be asked for: those of the header.
    private func bits(of name: String) throws(LanguageError) -> Range<Int> {
        guard case .frame(let frame)? = scope.names[name] else { throw fault("`\(name)` is no frame") }
        return 0..<frame.header.headerLength * 8
    }

    private func flips(_ name: String, _ bit: Int, _ condition: Expression) throws(LanguageError) -> Bool {
        guard let frame = try flippedFrame(name, bit: bit) else { return false }
        var inner = scope
        inner.subject = .frame(frame)
        return (try? condition.holds(in: inner)) ?? false
    }
}
