import Diagram
import Foundation
import Testing

@testable import Course

/// What leads to an exercise that one comes to from elsewhere, and what is said on the way.
@Suite struct LeadTests {
    private let body = """
        ```ws101 predict
        id: t.guess
        ask: Guess.
        options:
          - { text: one, when: not hello.masked, reply: it is masked }
          - { text: two, when: hello.masked }
        hints: [think, think again]
        ```

        ---

        Here it is.

        ```ws101 picture: hello
        ```

        ```ws101 number
        id: t.size
        ask: How many?
        answer: hello.size
        about: hello
        hints: [a, b]
        ```

        ---

        ```ws101 number
        id: t.echo
        ask: And the echo?
        answer: echo.size
        about: echo
        hints: [a, b]
        ```
        """

    private func runner(rows: Int? = nil) throws -> LessonRunner {
        let store = ProgressStore(file: try temporaryFolder().appendingPathComponent("progress.json"))
        let second = try lesson(
            "```ws101 number\nid: u.a\nask: What?\nanswer: hello.size\nhints: [a, b]\n```", id: "u", number: 2)
        let shipped = try shippedCourse()
        let course = try Course(
            lessons: [lesson(body), second], samplesFolder: shipped.samplesFolder, secondFolder: shipped.secondFolder)
        return LessonRunner(course: course, progress: store, page: Page(screen: plainScreen, rows: rows))
    }

    @Test func whoJumpsToAnExerciseSeesWhatItIsAbout() throws {
        let runner = try runner()
        _ = try runner.start("u")
        // What a reader has seen since the last heading; the bytes in question are the key e's.
        let third = try runner.receive("l 1.3")
        let picture = try #require(third.range(of: "┌F┬F"))
        let question = try #require(third.range(of: "And the echo?"))
        #expect(picture.lowerBound < question.lowerBound)
        #expect(!third.contains("Guess.") && !third.contains("How many?") && !third.contains("Continuing"))
        #expect(!third.contains("81 05 48"))
        #expect(try runner.receive("e").contains("81 05 48"))
        let second = try runner.receive("l 1.2")
        #expect(second.contains("Here it is.") && second.contains("┌F┬F") && !second.contains("Frame 1 from"))
        // So does who wants to see it again.
        #expect(try runner.receive("r").contains("┌F┬F"))
    }

    @Test func whoReadsOnDoesNotSeeItTwice() throws {
        let runner = try runner()
        _ = try runner.start()
        _ = try runner.receive("b")
        _ = try runner.receive("11")
        let third = try runner.receive("")
        #expect(third.contains("And the echo?") && !third.contains("81 05 48"))
    }

    @Test func whoComesBackSeesItToo() throws {
        let runner = try runner()
        _ = try runner.start()
        _ = try runner.receive("l 1.3")
        _ = try runner.receive("q")
        let store = ProgressStore(file: try temporaryFolder().appendingPathComponent("progress.json"))
        try store.save(runner.progress)
        let again = LessonRunner(course: runner.course, progress: store, page: Page(screen: plainScreen))
        let text = try again.start()
        #expect(text.contains("Continuing") && text.contains("┌F┬F") && text.contains("And the echo?"))
    }

    @Test func aReviewHasItsPictureAndItsBytes() throws {
        let runner = try runner()
        _ = try runner.start("1")
        for line in ["b", "11", "", "7", ""] { _ = try runner.receive(line) }
        #expect(runner.lesson?.id == "u")
        let text = try runner.receive("r")
        #expect(text.contains("once more") && text.contains("┌F┬F"))
        // Back is the step before, not the lesson's beginning.
        let back = try runner.receive("p")
        #expect(back.contains("Lesson 1") && back.contains("End of lesson 1") && !back.contains("Guess."))
        #expect(try runner.receive("p").contains("And the echo?"))
    }

    @Test func aPassedExerciseStaysOpen() throws {
        let runner = try runner()
        _ = try runner.start()
        #expect(try runner.receive("n").contains("Exercise 1 stays open. l 1.1 comes back to it"))
        #expect(try !runner.receive("11").contains("stays open"))
    }

    @Test func aPassedReviewMayComeAgain() throws {
        let runner = try runner()
        _ = try runner.start("1")
        for line in ["b", "11", "", "7", ""] { _ = try runner.receive(line) }
        #expect(try runner.receive("n").contains("Passed over. A later lesson may ask it again."))
    }

    @Test func nothingStandsBetweenAPredictionAndTheView() throws {
        let runner = try runner()
        _ = try runner.start()
        let text = try runner.receive("a")
        #expect(text.contains("Noted. Now look.") && text.contains("Here it is."))
        #expect(try runner.receive("p").contains("Guess."))
    }

    @Test func aWordGoesAwayWhereThereIsNoRoomForIt() throws {
        var pager = Pager()
        let picture = Piece.block { _ in String(repeating: "row\n", count: 8) }
        pager.append([
            Piece(manner: .lead) { _ in "Noted.\n" }, .gap, Piece(manner: .heading) { _ in "Title\n" }, picture,
        ])
        let text = LessonText(screen: plainScreen)
        let seen = try pager.screenful(text, room: 10)
        #expect(!seen.contains("Noted.") && seen.hasPrefix("Title\n\nrow\n") && pager.isEmpty)
        pager.append([Piece(manner: .lead) { _ in "Noted.\n" }, .gap, picture])
        #expect(try pager.screenful(text, room: 20).hasPrefix("Noted.\n\nrow\n"))
        pager.append([Piece(manner: .lead) { _ in "Noted.\n" }])
        #expect(try pager.screenful(text, room: 9) == "Noted.\n")
    }
}
