import Diagram
import Query

extension LessonText {
    /// A sheet of `count` exercises of `practice`, their answers at its end; it gets harder as if all were solved.
    ///
    /// - Throws: what `Practice.next` throws.
    public func worksheet(_ practice: Practice, count: Int) throws -> String {
        var practice = practice
        var text = title("Practice") + "\n" + note("The same again: \(practice.command) --count \(count)", .dim)
        var answers = title("Answers")
        for _ in 0..<count {
            let round = try practice.next()
            let drill = round.drill
            text += "\n" + note("Question \(round.number), level \(drill.level)", .heading)
            for part in drill.parts { text += "\n" + (try self.text(part, scope: round.scope)) }
            text += "\n" + (try question(drill.exercise, of: drill.lesson, scope: round.scope, title: ""))
            let answer = try Checker(drill.exercise, scope: round.scope).answer
            answers += "\n" + note("\(round.number)  \(answer.value)", .good) + said("", answer.explanation, .plain)
            _ = practice.record(wasRight: true)
        }
        return text + "\n" + answers
    }
}

extension Checker {
    /// The right answer as it would be typed, and why it is right.
    ///
    /// - Throws: `LanguageError` when there is none over this recording.
    var answer: (value: String, explanation: [MarkdownInline]) {
        get throws(LanguageError) { (try referenceAnswer(), try exercise.explanation.resolved(in: scope)) }
    }
}
