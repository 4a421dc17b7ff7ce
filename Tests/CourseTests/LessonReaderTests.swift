import Course
import Foundation
import Query
import Testing

@Suite struct LessonReaderTests {
    @Test func readsPartsInOrder() throws {
        let lesson = try lesson(
            """
            One.

            Two.

            ```ws101 bytes: hello
            ```

            ---

            ```ws101 number
            id: t.a
            ask: How many?
            answer: hello.payloadLength
            hints: [one, two]
            ```

            Three.
            """)
        let kinds = lesson.parts.map { part in
            switch part {
            case .prose(let blocks): "prose \(blocks.count)"
            case .view(let view): "\(view.kind)"
            case .exercise(let exercise): "\(exercise.kind) \(exercise.id) \(exercise.hints.count)"
            case .pause: "pause"
            }
        }
        #expect(kinds == ["prose 2", "bytes", "pause", "number t.a 2", "prose 1"])
        #expect(lesson.exercises.map(\.line) == [24])
    }

    @Test(arguments: [
        ("```ws101 nonsense\n```", "`ws101 nonsense` is none of"), ("```ws101 frame\n```", "is none of"),
        ("```ws101 frame: hello\ntext\n```", "no text of its own"), ("```ws101 frame: first\n```", "expected a kind"),
        ("```ws101 number\nid: t.a\n```", "`ask` must be a text"),
        ("```ws101 number\n- a\n```", "expected `key: value`"),
        ("```ws101 number\nid: [\n```", "no YAML"),
        ("```ws101 number\nid: t.a\nask: x\nanswer: 1 +\nhints: [a, b]\n```", "expected a value"),
        ("```ws101 number\nid: t.a\nask: x\nansver: 1\n```", "unknown key `ansver`"),
        ("```ws101 choice\nid: t.a\nask: x\noptions: []\n```", "2 to 4 options"),
        ("```ws101 order\nid: t.a\nask: x\nthings: []\n```", "2 to 9 things"),
        ("```ws101 build\nid: t.a\nask: x\nfrom: me\n```", "client or server"),
        ("```ws101 number\nid: t.a\nask: x\nanswer: 1\nreplies: [{say: x}]\n```", "either `answer` or `when`"),
        ("```ws101 number\nid: t.a\nask: x\nanswer: 1\nhints: 3\n```", "`hints` must be a list"),
    ])
    func saysWhatIsWrong(body: String, problem: String) {
        let error = #expect(throws: LessonError.self) { try lesson(body) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
        #expect(error?.description.hasPrefix("01-t/lesson.md:") == true)
    }

    @Test func isPlannedOnlyIfItSaysSo() throws {
        #expect(try !lesson("x", front: "planned: false").isPlanned)
        #expect(try lesson("x", front: "planned: true").isPlanned)
        #expect(throws: LessonError.self) { try lesson("x", front: "planned: soon") }
    }

    @Test func pipesAreNotWaitedFor() throws {
        let folder = try temporaryFolder()
        let made = unsafe mkfifo(folder.appendingPathComponent("lesson.md").path, 0o600)
        #expect(made == 0)
        let error = #expect(throws: LessonError.self) { try Lesson(folder: folder) }
        #expect(error?.problem.contains("not a regular file") == true)
    }

    @Test func namesTheLine() {
        let error = #expect(throws: LessonError.self) {
            try lesson("Fine.\n\n```ws101 number\nid: t.a\nask: x\nanswer: hello.\nhints: [a, b]\n```")
        }
        #expect(error?.line == 20)
    }

    @Test(arguments: [
        ("part: -5", "`part` must be a whole number from 1 to 99"), ("minutes: 0", "from 1 to 999"),
        ("minutes: 1e9", "from 1 to 999"), ("unlabelled: maybe", "true or false"),
        ("facts: [nonsense]", "no fact `nonsense`"), ("colour: red", "unknown key `colour`"),
        ("also: { lengths: { hello: first frame } }", "can't be used as a name"),
        ("also: { lengths: { frame: first frame } }", "can't be used as a name"),
        ("also: { lengths: 3 }", "groups of"), ("also: { lengths: { x: first farme } }", "expected a kind"),
    ])
    func frontMatter(line: String, problem: String) {
        let error = #expect(throws: LessonError.self) { try lesson("x", front: line) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: ["", "---", "x\n---\n", "---\nid: 3\n"])
    func needsFrontMatter(text: String) {
        #expect(throws: LessonError.self) { try Lesson(text: text, folder: "01-t") }
    }

    @Test func namesThingsOfOtherRecordings() throws {
        let lesson = try lesson("x", front: "also:\n  lengths:\n    longest: last text frame from the client")
        #expect(lesson.recordings == ["hello", "lengths"])
        let scope = try lesson.scope(over: [sample("hello"), sample("lengths")])
        #expect(try Query.Expression("longest.payloadLength").value(in: scope).text == "65536")
        #expect(throws: LanguageError.self) { try lesson.scope(over: [sample("hello")]) }
    }
}
