import Foundation
import Query
import Samples
import TestKit
import Testing

@testable import Course

/// The answers of Tests/Programs/answers, which takes the recordings apart by itself: a fault of ours must not mark learners
/// wrong.
@Suite struct IndependentAnswersTests {
    /// A set of recordings, and what the program answers over it.
    struct Answers: Sendable, CustomTestStringConvertible {
        var isSecond: Bool
        var answers: [String: Answer]
        var problem: String

        var testDescription: String { isSecond ? "second" : "sessions" }

        init(second: Bool) {
            isSecond = second
            do {
                answers = try JSONDecoder().decode([String: Answer].self, from: Self.json(second: second))
                problem = ""
            } catch {
                answers = [:]
                problem = "\(error)"
            }
        }

        private static func json(second: Bool) throws -> Data {
            let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            let recordings = second ? SampleFiles.secondFolder : SampleFiles.folder
            let output = Pipe()
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            // -B: it leaves no files beside its own.
            process.arguments = [
                "python3", "-B", tests.appendingPathComponent("Programs/answers").path, recordings.path,
            ]
            process.standardOutput = output
            try process.run()
            let json = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return json
        }
    }

    /// What is typed, or words by which options and things are known.
    enum Answer: Decodable, Sendable {
        case typed(String)
        case option(String)
        case order([String])

        private enum Key: String, CodingKey { case option, order }

        init(from decoder: any Decoder) throws {
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                self = .typed(text)
                return
            }
            let container = try decoder.container(keyedBy: Key.self)
            if let words = try container.decodeIfPresent(String.self, forKey: .option) {
                self = .option(words)
            } else {
                self = .order(try container.decode([String].self, forKey: .order))
            }
        }
    }

    private static let sets = [false, true].map(Answers.init(second:))

    @Test(.enabled(if: areInstalled("python3", "tshark"), "needs python3 and tshark"), arguments: sets)
    func everyExerciseHasAnAnswer(set: Answers) throws {
        #expect(set.problem == "")
        let exercises = try shippedCourse().lessons.flatMap(\.exercises).map(\.id)
        #expect(Set(set.answers.keys).symmetricDifference(exercises).sorted() == [])
    }

    @Test(.enabled(if: areInstalled("python3", "tshark"), "needs python3 and tshark"), arguments: sets)
    func theyAreRight(set: Answers) throws {
        let course = try shippedCourse()
        for lesson in course.lessons where !lesson.isPlanned {
            let scope = try course.scope(of: lesson, second: set.isSecond)
            for exercise in lesson.exercises {
                // What is missing is told by the other test.
                guard let answer = set.answers[exercise.id] else { continue }
                let checker = Checker(exercise, scope: scope)
                do {
                    let typed = try Self.typed(answer, in: checker)
                    let verdict = try checker.check(typed)
                    #expect(verdict.isRight, "\(exercise.id): \(answer), typed \(typed): \(verdict.text)")
                } catch {
                    Issue.record("\(exercise.id): \(answer): \(error)")
                }
            }
        }
    }

    @Test(.enabled(if: areInstalled("python3", "tshark"), "needs python3 and tshark"))
    func aWrongAnswerIsFound() throws {
        let course = try shippedCourse()
        let (lesson, exercise) = try #require(course.exercise("masking.unmask"))
        let answer = try #require(Self.sets[0].answers["masking.unmask"])
        let checker = Checker(exercise, scope: try course.scope(of: lesson))
        #expect(try checker.check(try Self.typed(answer, in: checker)).isRight)
        let second = try #require(Self.sets[1].answers["masking.twice"])
        #expect(try !checker.check(try Self.typed(second, in: checker)).isRight)
    }

    /// The answer as a learner types it: of options and things, their letters and numbers.
    private static func typed(_ answer: Answer, in checker: Checker) throws -> String {
        switch (answer, checker.exercise.task) {
        case (.typed(let text), _): return text
        case (.option(let words), .choose(let options)):
            let found = try index(of: words, in: options.map(\.text), scope: checker.scope)
            return String(UnicodeScalar(UInt8(97 + found)))
        case (.order(let things), .order(let all)):
            return try things.map { String(try index(of: $0, in: all.map(\.text), scope: checker.scope) + 1) }
                .joined(separator: " ")
        default: throw Mismatch(answer: answer, exercise: checker.exercise.id)
        }
    }

    private static func index(of words: String, in texts: [[MarkdownInline]], scope: Scope) throws -> Int {
        let plain = try texts.map { try $0.resolved(in: scope).plainText }
        let found = plain.indices.filter { plain[$0].contains(words) }
        guard let index = found.first, found.count == 1 else { throw Ambiguity(words: words, texts: plain) }
        return index
    }

    private struct Mismatch: Error {
        var answer: Answer
        var exercise: String
    }

    private struct Ambiguity: Error {
        var words: String
        var texts: [String]
    }
}
