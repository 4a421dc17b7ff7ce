import Query

/// Looks for literals where the recording has the value.
///
/// Those are bytes in hex, and numbers of packets, frames,
/// messages and records. Both change when a session is recorded again.
enum LiteralLint {
    /// The literals in a lesson's texts.
    static func problems(of lesson: Lesson) -> [LessonProblem] {
        var problems: [LessonProblem] = []
        func look(at text: String, line: Int?, exercise: String?) {
            for literal in literals(in: text) {
                problems.append(
                    LessonProblem(
                        lesson: lesson.folder, line: line, exercise: exercise, recordings: nil,
                        problem: "`\(literal)` is written down, not computed from the recording"))
            }
        }
        for part in lesson.parts {
            switch part {
            case .prose(let blocks):
                for block in blocks where !block.isCode { look(at: block.plainText, line: nil, exercise: nil) }
            case .exercise(let exercise):
                let texts =
                    exercise.question.map(\.plainText) + exercise.hints.map(\.plainText)
                    + exercise.options.flatMap { [$0.text.plainText, $0.reply.plainText] }
                    + exercise.replies.map(\.text.plainText) + [exercise.explanation.plainText]
                for text in texts { look(at: text, line: exercise.line, exercise: exercise.id) }
            case .view, .pause: break
            }
        }
        return problems
    }

    /// What in `text`, whose interpolations are not filled in, is a literal: two or more bytes in hex, or a number after
    /// `packet`, `frame`, `message` or `record`.
    static func literals(in text: String) -> [String] {
        let words = text.split { $0.isWhitespace }.map(String.init)
        var found = hexRuns(in: text).map { Notation.hex($0) }
        for (word, next) in zip(words, words.dropFirst()) {
            let noun = word.lowercased().filter(\.isLetter)
            let number = next.filter { $0.isASCII && $0.isNumber }
            guard ["packet", "packets", "frame", "frames", "message", "messages", "record"].contains(noun),
                !number.isEmpty, next.first?.isNumber == true, next.allSatisfy({ $0.isNumber || $0.isPunctuation })
            else { continue }
            found.append("\(word) \(next)")
        }
        return found
    }

    /// The runs of two or more bytes that `text` has in hex, pairs of digits with spaces between.
    static func hexRuns(in text: String) -> [[UInt8]] {
        var runs: [[UInt8]] = []
        var run: [UInt8] = []
        var hasDecimalOnly = true
        // "would be 20 s" has no bytes.
        var first = ""
        func end() {
            // Two-digit decimal numbers in a row are no bytes unless one of them has a letter.
            if run.count > 1, !hasDecimalOnly || run.count > 3, !(run.count == 2 && first == "be") { runs.append(run) }
            run = []
            hasDecimalOnly = true
        }
        for word in text.split(whereSeparator: { $0.isWhitespace || "`.,;:()".contains($0) }) {
            guard word.utf8.count == 2, let byte = UInt8(word, radix: 16),
                word.allSatisfy({ $0.isNumber || $0.isLowercase })
            else {
                end()
                continue
            }
            if run.isEmpty { first = String(word) }
            if word.contains(where: \.isLetter) { hasDecimalOnly = false }
            run.append(byte)
        }
        end()
        return runs
    }
}
