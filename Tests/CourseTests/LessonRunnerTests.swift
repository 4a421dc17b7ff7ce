import Course
import Diagram
import Foundation
import Testing

@Suite struct LessonRunnerTests {
    private let body = """
        Before.

        ```ws101 predict
        id: t.guess
        ask: Guess.
        options:
          - { text: one, when: not hello.masked, reply: it is masked }
          - { text: two, when: hello.masked }
        hints: [think, think again]
        explain: the mask shows
        ```

        Between.

        ---

        After the pause.

        ```ws101 number
        id: t.size
        ask: How many?
        answer: hello.size
        unit: bytes
        about: hello
        hints: ["first: {{hello.payloadLength}}", second]
        explain: Eleven it is.
        ```

        The end.
        """

    private func store() throws -> ProgressStore {
        ProgressStore(file: try temporaryFolder().appendingPathComponent("progress.json"))
    }

    private func runner(_ store: ProgressStore, color: Bool = false, rows: Int? = nil) throws -> LessonRunner {
        let second = try lesson(
            "```ws101 text\nid: u.a\nask: What?\nanswer: hello.text\nhints: [a, b]\n```", id: "u", number: 2)
        let course = try Course(lessons: [second, lesson(body)], samplesFolder: shippedCourse().samplesFolder)
        return LessonRunner(
            course: course, progress: store,
            page: Page(screen: Screen(width: 80, color: color, ascii: false), rows: rows))
    }

    @Test func leadsThroughALesson() throws {
        let store = try store()
        let runner = try runner(store)
        let start = try runner.start()
        #expect(start.contains("Lesson 1 · A title") && start.contains("Before.") && start.contains("a) one"))
        #expect(!start.contains("Between."))
        #expect(start.contains("Lesson 1 ░░ 0/2") && start.contains("h: hint") && !start.contains("nothing at all"))
        #expect(try runner.receive("z").contains("Type the letter"))
        #expect(store.load().progress.answers.isEmpty)
        let between = try runner.receive("A")
        #expect(between.contains("Noted") && between.contains("Between.") && !between.contains("After the pause"))
        #expect(between.contains("enter: go on"))
        let after = try runner.receive("")
        #expect(after.contains("You predicted a. The recording says otherwise. it is masked"))
        #expect(after.contains("Many believe: nothing at all."))
        #expect(after.contains("Exercise 2 of 2") && !after.contains("t.size"))
        #expect(try runner.receive("10").contains("✗ One too few."))
        #expect(store.load().progress.answers["t.size"]?.tries == 1)
        let end = try runner.receive("11 bytes")
        #expect(end.contains("✓ Right. Eleven it is.") && end.contains("The end.") && end.contains("2 of 2 done"))
        #expect(store.load().progress.isSolved("t.size"))
        #expect(try runner.receive("").contains("Lesson 2"))
        #expect(try runner.receive("hello").contains("Right"))
        #expect(try runner.receive("n").contains("last lesson"))
        #expect(try runner.receive("q").contains("Saved"))
        #expect(runner.isFinished)
    }

    @Test func resumesWhereOneLeft() throws {
        let store = try store()
        let first = try runner(store)
        _ = try first.start()
        _ = try first.receive("b")
        _ = try first.receive("")
        let second = try runner(store)
        let again = try second.start()
        #expect(
            again.contains("Continuing where you left off") && again.contains("How many?") && !again.contains("Guess.")
        )
        #expect(try second.receive("p").contains("Between."))
        #expect(try second.receive("p").contains("Before."))
        #expect(try second.receive("p").contains("This is the beginning"))
        #expect(try runner(store).start("u").contains("Lesson 2"))
        #expect(throws: LessonError.self) { try runner(store).start("nonsense") }
    }

    @Test func keys() throws {
        let store = try store()
        let runner = try runner(store)
        _ = try runner.start("1")
        #expect(try runner.receive("e").contains("Say what"))
        #expect(try runner.receive("e hello").contains("f: fields"))
        #expect(try runner.receive("f").contains("Masking key"))
        #expect(try runner.receive("e frame 2").contains("Frame 2 from the server"))
        #expect(try runner.receive("e frame 1.2").contains("Frame 2 from the server"))
        #expect(try runner.receive("e 1.2").contains("Frame 2 from the server"))
        #expect(try runner.receive("e frame 99").contains("There is no frame 99"))
        #expect(try runner.receive("e last close from server").contains("Frame 4 from the server"))
        #expect(try runner.receive("e first session").contains("Sec-WebSocket-Accept"))
        #expect(try runner.receive("e first farme").contains("Expected a kind of thing"))
        #expect(try runner.receive("?").contains("save and quit"))
        #expect(try runner.receive("h").contains("Hint 1 of 2: think"))
        #expect(try runner.receive("H").contains("Hint 2 of 2"))
        #expect(try runner.receive("h").contains("all the hints"))
        #expect(store.load().progress.answers["t.guess"]?.hints == 2)
        let list = try runner.receive("l")
        #expect(list.contains("* 1") && list.contains("0/2") && list.contains("0/1"))
        #expect(try runner.receive("l 9").contains("no lesson `9`"))
        #expect(try runner.receive("p").contains("This is the beginning"))
        #expect(try runner.receive("n").contains("Between."))
        #expect(try runner.receive("n").contains("How many?"))
        #expect(try runner.receive("h").contains("Hint 1 of 2: first: 5"))
        let bytes = try runner.receive("e")
        #expect(bytes.contains("81 85") && !bytes.contains("Masking key"))
        #expect(try runner.receive("n").contains("Still open: exercises 1, 2. Type l 1.1"))
        #expect(try runner.receive("l u").contains("Lesson 2"))
        #expect(try runner.receive("=e").contains("✗"))
    }

    @Test func runsOverLinesAndEndsWithThem() throws {
        var lines = ["b", "", "11"][...]
        var written = ""
        let runner = try runner(try store())
        let page = Page(screen: plainScreen)
        try runner.run(
            page: { page }, start: { try runner.start() }, readLine: { lines.popFirst() }, write: { written += $0 })
        #expect(
            written.contains("and so it is. the mask shows") && written.contains("Eleven it is.")
                && written.hasSuffix("Saved. ws101 learn continues here.\n"))
        #expect(runner.isFinished)
    }

    @Test func coloursOnlyWhereTheScreenHasThem() throws {
        #expect(try !runner(store()).start().contains("\u{1b}"))
        #expect(try runner(store(), color: true).start().contains("\u{1b}"))
    }

    @Test func answersCannotReachTheTerminal() throws {
        let runner = try runner(try store())
        _ = try runner.start()
        for input in ["\u{1b}[31m", "e \u{1b}[31m", "l \u{1b}[31m", "\u{1b}", "=\u{1b}"] {
            #expect(try !runner.receive(input).contains("\u{1b}"))
        }
    }

    @Test func saysThatSavingFails() throws {
        let folder = try temporaryFolder()
        try Data().write(to: folder.appendingPathComponent("file"))
        let runner = try runner(ProgressStore(file: folder.appendingPathComponent("file/progress.json")))
        #expect(try runner.start().contains("can't be saved"))
        // Once is enough, until the learner leaves.
        #expect(try !runner.receive("n").contains("can't be saved"))
        let end = try runner.receive("q")
        #expect(end.contains("can't be saved") && end.contains("XDG_STATE_HOME") && !end.contains("Saved."))
    }

    @Test func printsALessonWithoutAsking() throws {
        let lesson = try lesson(body)
        let course = try Course(lessons: [lesson], samplesFolder: shippedCourse().samplesFolder)
        let text = try LessonText(screen: plainScreen).printed(lesson, of: course)
        #expect(text.contains("Before.") && text.contains("After the pause.") && text.contains("The end."))
        #expect(text.contains("ws101 learn check 1.2 --answer ANSWER"))
        #expect(!text.contains("Eleven it is"))
    }
}
