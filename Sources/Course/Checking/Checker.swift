import Dissection
public import Query

/// Judges the answers to one exercise over one recording.
public struct Checker: Sendable {
    /// The exercise.
    public var exercise: Exercise
    /// The lesson's names over the recording.
    public var scope: Scope

    /// The checker of `exercise`, whose lesson's names over the recording are `scope`.
    public init(_ exercise: Exercise, scope: Scope) {
        self.exercise = exercise
        self.scope = scope
    }

    /// Judges an answer as the learner typed it.
    ///
    /// - Throws: `LanguageError` when an expression of the exercise has no value in this recording: a fault of the lesson.
    public func check(_ answer: String) throws(LanguageError) -> Verdict {
        guard answer.contains(where: { !$0.isWhitespace }) else {
            return .wrong([.text("That is empty: type an answer, or h for a hint.")])
        }
        // Longer than any answer can be; nothing below has to bear more.
        guard answer.utf8.count <= 4096 else { return .wrong([.text("That is too long.")]) }
        let judgement = try judge(answer)
        if judgement.isRight { return .right(try exercise.explanation.resolved(in: scope)) }
        if let reply = try reply(to: judgement) { return .wrong(reply) }
        return .wrong([.text(judgement.remark ?? "Not that. Look again, or type h for a hint.")])
    }

    /// The hint of that number, from 1, without markup; nil if there is none.
    ///
    /// - Throws: `LanguageError` when a value in it can't be computed.
    public func hint(_ number: Int) throws(LanguageError) -> String? {
        guard exercise.hints.indices.contains(number - 1) else { return nil }
        return try exercise.hints[number - 1].resolved(in: scope).plainText
    }

    // What a reply sees: the answer's value, and the properties of the frame or thing that was meant.
    private func scope(of judgement: Judgement) -> Scope {
        var inner = scope
        inner.subject = judgement.subject
        if let value = judgement.value { inner.values["answer"] = value }
        return inner
    }

    private func reply(to judgement: Judgement) throws(LanguageError) -> [MarkdownInline]? {
        let inner = scope(of: judgement)
        for reply in exercise.replies {
            let applies: Bool
            switch reply.trigger {
            case .answer(let expression):
                guard let value = judgement.value else { continue }
                applies = Self.areEqual(value, try expression.value(in: scope))
            case .condition(let condition):
                // Without a value or a frame there is nothing that the condition could be about.
                guard judgement.value != nil || judgement.subject != nil else { continue }
                applies = Self.holds(condition, in: inner)
            }
            if applies { return try reply.text.resolved(in: inner) }
        }
        return nil
    }

    /// Computes every reply as for `answer`, whether it fits or not.
    ///
    /// - Throws: `LanguageError` when a condition or a text has no value.
    func tryReplies(on answer: String) throws(LanguageError) {
        let inner = scope(of: try judge(answer))
        for reply in exercise.replies {
            if case .condition(let condition) = reply.trigger { _ = try condition.holds(in: inner) }
            _ = try reply.text.resolved(in: inner)
        }
    }

    // A learner's frame may lack what a condition asks about: its answer is no then.
    private static func holds(_ condition: Expression, in scope: Scope) -> Bool {
        (try? condition.holds(in: scope)) ?? false
    }

    private static func areEqual(_ left: Value, _ right: Value) -> Bool {
        if case .text(let left) = left, case .text(let right) = right {
            return AnswerNotation.folded(left) == AnswerNotation.folded(right)
        }
        return left.isSame(as: right)
    }

    private func judge(_ answer: String) throws(LanguageError) -> Judgement {
        switch exercise.task {
        case .choose(let options): return try judgeOption(answer, options)
        case .number(let expected, let unit): return try judgeNumber(answer, expected, unit)
        case .text(let expected, let isExact): return try judgeText(answer, expected, isExact: isExact)
        case .bytes(let expected): return try judgeBytes(answer, expected)
        case .build(let side, let condition, let example):
            return try judgeFrame(answer, from: side, condition, example)
        case .find(let selector): return try judgeFind(answer, selector)
        case .flip(let name, let condition): return try judgeFlip(answer, name, condition)
        case .order(let things): return try judgeOrder(answer, things)
        }
    }

    // MARK: Choosing and typing

    private func judgeOption(_ answer: String, _ options: [Exercise.Option]) throws(LanguageError) -> Judgement {
        guard let index = try option(chosenBy: answer) else {
            let last = AnswerNotation.letter(options.count - 1)
            return .wrong("Type the letter of an answer, \(options.count == 2 ? "a or \(last)" : "a to \(last)").")
        }
        if try options[index].condition.holds(in: scope) { return .right() }
        let reply = try options[index].reply.resolved(in: scope)
        return .wrong(reply.isEmpty ? nil : reply.plainText)
    }

    /// The option that is meant, by its letter or its words; nil where none is.
    func option(chosenBy answer: String) throws(LanguageError) -> Int? {
        if let index = AnswerNotation.option(answer, of: exercise.options.count) { return index }
        let words = AnswerNotation.folded(answer)
        for (index, option) in exercise.options.enumerated()
        where AnswerNotation.folded(try option.text.resolved(in: scope).plainText) == words {
            return index
        }
        return nil
    }

    private func judgeNumber(
        _ answer: String, _ expected: Expression, _ unit: String?
    ) throws(LanguageError) -> Judgement {
        guard case .number(let right) = try expected.value(in: scope) else { throw mismatch(expected, "a number") }
        let readings = AnswerForms.readings(of: answer, in: scope.recording)
        guard let number = readings.lazy.compactMap({ AnswerNotation.number($0, unit: unit) }).first else {
            if let remark = Mistake.remark(onNoNumber: answer, right: right, unit: unit) { return .wrong(remark) }
            // An example that isn't the answer.
            let example = right == 42 ? "21, 0x15 and 0b10101" : "42, 0x2a and 0b101010"
            return .wrong("That isn't a whole number. \(example) are three ways to write the same one.")
        }
        if number == right { return .right(.number(number)) }
        return .wrong(
            Mistake.remark(
                onNumber: number, typed: answer, right: right, isCount: unit != nil || right < Self.leastCode),
            .number(number))
    }

    // Close codes and the like: nobody counts so far.
    private static let leastCode = 1000

    private func judgeText(
        _ answer: String, _ expected: Expression, isExact: Bool
    ) throws(LanguageError) -> Judgement {
        guard case .text(let right) = try expected.value(in: scope) else { throw mismatch(expected, "a text") }
        let text = AnswerForms.bare(answer)
        let readings = AnswerForms.readings(of: answer, in: scope.recording)
        let isNearly = readings.contains { AnswerNotation.folded($0) == AnswerNotation.folded(right) }
        if isExact ? readings.contains(right) : isNearly { return .right(.text(text)) }
        return .wrong(isNearly ? "Almost: capital and small letters matter here." : nil, .text(text))
    }

    private func judgeBytes(_ answer: String, _ expected: Expression) throws(LanguageError) -> Judgement {
        guard case .bytes(let right) = try expected.value(in: scope) else { throw mismatch(expected, "bytes") }
        let answer = AnswerForms.bare(answer)
        guard let bytes = Notation.hexBytes(answer) else { return .wrong(Mistake.remark(onHex: answer)) }
        if bytes == right { return .right(.bytes(bytes)) }
        return .wrong(Mistake.remark(onBytes: bytes, right: right), .bytes(bytes))
    }

    private func mismatch(_ expression: Expression, _ wanted: String) -> LanguageError {
        LanguageError(problem: "the answer of \(exercise.id) must be \(wanted)", source: expression.source)
    }

    // MARK: Frames

    private func judgeFrame(
        _ answer: String, from side: Side, _ condition: Expression, _ example: Expression
    ) throws(LanguageError) -> Judgement {
        var right: RecordedFrame?
        if case .bytes(let wire)? = try? example.value(in: scope) { right = try? RecordedFrame(wire: wire, from: side) }
        let answer = AnswerForms.bare(answer)
        guard let bytes = Notation.hexBytes(answer) else { return .wrong(Mistake.remark(onHex: answer)) }
        let frame: RecordedFrame
        do {
            frame = try RecordedFrame(wire: bytes, from: side)
        } catch {
            return .wrong(Mistake.remark(onUnfinishedHeader: error, of: bytes, from: side, example: right))
        }
        var inner = scope
        inner.subject = .frame(frame)
        if frame.isWhole, Self.holds(condition, in: inner) { return .right(.bytes(bytes), subject: .frame(frame)) }
        return .wrong(Mistake.remark(onFrame: frame, example: right), .bytes(bytes), subject: .frame(frame))
    }

    private func judgeFlip(
        _ answer: String, _ name: String, _ condition: Expression
    ) throws(LanguageError) -> Judgement {
        guard let bit = AnswerNotation.bit(answer) else {
            return .wrong(
                "Type the number of the bit, counted from 0, or its byte and its bit there: byte B bit b."
            )
        }
        let frame = try flippedFrame(name, bit: bit)
        guard let frame else { return .wrong("The frame has no bit \(bit).") }
        var inner = scope
        inner.subject = .frame(frame)
        if Self.holds(condition, in: inner) { return .right(.number(bit), subject: .frame(frame)) }
        return .wrong(Mistake.remark(onFlipped: frame, bit: bit), .number(bit), subject: .frame(frame))
    }

    /// The frame that the lesson calls `name` with bit `bit` flipped; nil if it has no such bit, or is no frame then.
    func flippedFrame(_ name: String, bit: Int) throws(LanguageError) -> RecordedFrame? {
        guard case .frame(let frame)? = scope.names[name], let side = frame.from else {
            throw LanguageError(
                problem: "\(exercise.id) flips bits of something that isn't a frame with a known sender", source: name)
        }
        guard bit >= 0, bit >> 3 < frame.wire.count else { return nil }
        var wire = frame.wire
        wire[bit >> 3] ^= 0x80 >> UInt8(bit & 7)
        return try? RecordedFrame(wire: wire, from: side)
    }

    // MARK: Things

    private func judgeFind(_ answer: String, _ selector: Selector) throws(LanguageError) -> Judgement {
        let noun = Self.noun(selector.kind)
        let numbers = AnswerNotation.numbers(answer)
        guard let number = numbers.last, numbers.count <= 2 else {
            return .wrong("Type the number of a \(noun).")
        }
        var candidates = Absence.candidates(selector.kind, numbers, in: scope.recording)
        if numbers.count == 1, candidates.count > 1, let session = try session(of: selector) {
            candidates.removeAll { $0.session != session }
        }
        if candidates.isEmpty { return .wrong(Absence.remark(selector.kind, numbers, in: scope.recording)) }
        guard candidates.count == 1 else {
            return .wrong("Each session has a \(noun) \(number): type its session's number and a dot before it.")
        }
        let isRight = try selector.items(in: scope).contains { $0.id == candidates[0].id }
        return Judgement(isRight: isRight, value: .item(candidates[0]), subject: candidates[0])
    }

    /// The session in which the question looks, where it names one: a bare number is enough then.
    func session(of selector: Selector) throws(LanguageError) -> Int? {
        guard selector.isWithin else { return nil }
        let sessions = Set(try selector.items(in: scope).map(\.session))
        return sessions.count == 1 ? sessions.first : nil
    }

    /// What the learner calls a thing of that kind: segments go by their packets' numbers.
    static func noun(_ kind: Item.Kind) -> String { kind.isPacket ? "packet" : kind.rawValue }

    private func judgeOrder(_ answer: String, _ things: [Exercise.OrderedThing]) throws(LanguageError) -> Judgement {
        guard let order = AnswerNotation.order(answer), order.sorted() == Array(1...things.count) else {
            return .wrong(
                "Type each of the numbers 1 to \(things.count) once, in the right order, with spaces between."
            )
        }
        let right = try rightOrder(things)
        if order == right { return .right() }
        let agreeing = zip(order, right).prefix { $0 == $1 }.count
        guard agreeing > 0 else { return .wrong("Another one comes first.") }
        let placed = agreeing == 1 ? "The first one is" : "The first \(agreeing) are"
        return .wrong("\(placed) in place. Another one comes next.")
    }

    func rightOrder(_ things: [Exercise.OrderedThing]) throws(LanguageError) -> [Int] {
        var ranks: [(rank: Int, number: Int)] = []
        for (index, thing) in things.enumerated() {
            guard case .number(let rank) = try thing.rank.value(in: scope) else {
                throw mismatch(thing.rank, "a number")
            }
            ranks.append((rank, index + 1))
        }
        return ranks.sorted { $0 < $1 }.map(\.number)
    }
}
