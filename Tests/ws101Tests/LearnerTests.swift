import Foundation
import Lessons
import Query
import Samples
import Testing

@testable import Course

/// The course, taken at a pseudo-terminal from start to end.
@Suite struct LearnerTests {
    private struct Plan: Encodable {
        struct Lesson: Encodable {
            var name: String
            var exercises: [Exercise]
        }

        struct Exercise: Encodable {
            var id: String
            var right: String
            var wrong: String?
            var isPrediction: Bool
        }

        struct Practice: Encodable {
            var seed: UInt64
            var answers: [String] = []
        }

        var lessons: [Lesson] = []
        /// Its questions and their answers, every fifth answered with help.
        var practice = Practice(seed: 21)
        /// The answers over the second recordings, by the lesson's label and the exercise's number.
        var again: [String: String] = [:]
        /// Columns and rows.
        var sizes = [[40, 24], [80, 24], [200, 50]]
    }

    private func plan() throws -> Plan {
        let course = try Course(
            lessonsFolder: LessonFiles.folder, samplesFolder: SampleFiles.folder, secondFolder: SampleFiles.secondFolder
        )
        var plan = Plan()
        for lesson in course.lessons where !lesson.isPlanned {
            let scope = try course.scope(of: lesson)
            let second = try course.scope(of: lesson, second: true)
            let exercises = try lesson.exercises.map { exercise in
                let checker = Checker(exercise, scope: scope)
                plan.again["\(lesson.label), \(lesson.place(of: exercise))"] = try Checker(exercise, scope: second)
                    .referenceAnswer()
                return Plan.Exercise(
                    id: exercise.id, right: try checker.referenceAnswer(),
                    wrong: try checker.distractors().first { !$0.isEmpty }, isPrediction: exercise.kind == .predict)
            }
            plan.lessons.append(.init(name: lesson.name, exercises: exercises))
        }
        var practice = Practice(course.drills, seed: plan.practice.seed, level: 1)
        for number in 1...30 {
            let round = try practice.next()
            plan.practice.answers.append(try Checker(round.drill.exercise, scope: round.scope).referenceAnswer())
            // Every fifth is answered after other tries and a hint.
            _ = practice.record(wasRight: !number.isMultiple(of: 5))
        }
        return plan
    }

    @Test func everyLessonCanBeTakenAtATerminal() throws {
        let folder = try TemporaryFolder()
        let file = try folder.file("plan.json", Array(JSONEncoder().encode(plan())))
        let learner = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../Programs/learner.py").standardizedFileURL.path
        let result = try Program.shell("exec python3 '\(learner)' \"$WS101\" '\(file)'")
        #expect(result.status == 0, "\(result.output)\(result.error)")
    }
}
