import Diagram
import Foundation
import Testing

@testable import Course

@Suite struct ReviewTests {
    private func exercise(_ id: String) -> String {
        "```ws101 number\nid: \(id)\nask: How many?\nanswer: hello.size\nhints: [a, b]\n```\n"
    }

    private func lessons(reviews: String = "") throws -> [Lesson] {
        [
            try lesson(exercise("t.a") + exercise("t.b"), id: "t", number: 1),
            try lesson(exercise("u.a"), front: reviews, id: "u", number: 2),
        ]
    }

    @Test func choosesWhatNeededHelpThenWhatWasLongAgo() throws {
        let lessons = try lessons()
        var progress = Progress()
        #expect(progress.exerciseToReview(before: lessons[1], in: lessons) == nil)
        progress.record("11", isRight: true, for: "t.a", at: 200)
        progress.record("11", isRight: true, for: "t.b", at: 100)
        #expect(progress.exerciseToReview(before: lessons[1], in: lessons)?.exercise.id == "t.b")
        progress.recordHints(1, for: "t.a")
        #expect(progress.exerciseToReview(before: lessons[1], in: lessons)?.exercise.id == "t.a")
        #expect(progress.exerciseToReview(before: lessons[0], in: lessons) == nil)
        progress.recordReview("", isRight: false, of: "t.a", in: "u")
        #expect(progress.exerciseToReview(before: lessons[1], in: lessons) == nil)
    }

    @Test func whatTheLessonNamesComesFirst() throws {
        let lessons = try lessons(reviews: "reviews: [t.a]")
        var progress = Progress()
        progress.record("11", isRight: true, for: "t.b", at: 100)
        #expect(progress.exerciseToReview(before: lessons[1], in: lessons)?.exercise.id == "t.b")
        progress.record("1", isRight: false, for: "t.a", at: 300)
        #expect(progress.exerciseToReview(before: lessons[1], in: lessons)?.exercise.id == "t.a")
    }

    // A runner over lessons with second recordings, whose learner has solved the first exercise.
    private func runnerAtTheSecondExercise() throws -> (LessonRunner, ProgressStore) {
        let shipped = try shippedCourse()
        let course = try Course(
            lessons: lessons(), samplesFolder: shipped.samplesFolder, secondFolder: shipped.secondFolder)
        let store = ProgressStore(file: try temporaryFolder().appendingPathComponent("progress.json"))
        let runner = LessonRunner(course: course, progress: store, page: Page(screen: plainScreen))
        _ = try runner.start("t")
        _ = try runner.receive("11")
        return (runner, store)
    }

    @Test func isAskedOverTheSecondRecordingAndKept() throws {
        let (runner, store) = try runnerAtTheSecondExercise()
        _ = try runner.receive("11")
        #expect(try runner.receive("").contains("Lesson 1, exercise 1, once more"))
        #expect(try runner.receive("12").contains("One too many"))
        #expect(store.load().progress.reviews["u"]?.isRight == false)
        let right = try runner.receive("11")
        #expect(right.contains("✓ Right.") && right.contains("Exercise 1 of 1"))
        #expect(store.load().progress.reviews["u"]?.isRight == true)
        #expect(store.load().progress.answers["t.a"]?.tries == 1)
        #expect(try runner.receive("l u").contains("Lesson 2"))
    }

    @Test func canBePassedOver() throws {
        let (runner, store) = try runnerAtTheSecondExercise()
        _ = try runner.receive("n")
        #expect(try runner.receive("").contains("once more"))
        #expect(try runner.receive("n").contains("Exercise 1 of 1"))
        #expect(store.load().progress.reviews["u"]?.answer == "")
    }

    @Test func goesOnInALessonThatHasChanged() throws {
        let before = LessonStep.steps(of: try lesson(exercise("t.a") + "\n---\n\nText\n\n---\n\n" + exercise("t.b")))
        #expect(before.map(\.place) == ["t.a", "t.a+1", "t.a+2", "t.b", "end"])
        let after = LessonStep.steps(
            of: try lesson("Text\n\n---\n\n" + exercise("t.c") + exercise("t.a") + exercise("t.b")))
        #expect(after.index(of: "t.b", number: 3) == 3)
        #expect(after.index(of: "t.a+2", number: 2) == 3)
        #expect(after.index(of: "t.gone", number: 1) == 1)
        #expect(after.index(of: nil, number: 99) == 4)
        #expect(after.index(of: "t.gone+1", number: -5) == 0)
    }
}
