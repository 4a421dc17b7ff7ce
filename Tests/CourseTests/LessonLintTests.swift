import Course
import Foundation
import Testing

@Suite struct LessonLintTests {
    @Test func lessonsAreProvenOverBothRecordings() throws {
        let course = try shippedCourse()
        #expect(course.lessons.compactMap(\.number) == Array(1...26))
        // WebSocket over HTTP/2 is announced, and taught when it can be shown.
        #expect(course.lessons.filter(\.isPlanned).map(\.id) == ["http2"])
        #expect(Set(course.lessons.flatMap(\.facts)) == Set(Fact.allCases).subtracting([.http2]))
        let problems = LessonLint.run(course)
        #expect(problems.isEmpty, "\(problems.map(\.description).joined(separator: "\n"))")
    }

    private static let prediction = """
        ```ws101 predict
        id: t.guess
        ask: Guess.
        options:
          - { text: one, when: hello.masked }
          - { text: two, when: not hello.masked }
        hints: [a, b]
        ```

        """

    private func problems(_ exercise: String, front: String = "facts: []") throws -> [String] {
        let lesson = try lesson(Self.prediction + exercise, front: front)
        let course = try Course(lessons: [lesson], samplesFolder: shippedCourse().samplesFolder)
        return LessonLint.run(course).map(\.description)
    }

    private func number(
        _ answer: String, id: String = "t.a", hints: String = "[a, b]", replies: String = "[]", rest: String = ""
    ) -> String {
        "```ws101 number\nid: \(id)\nask: x\nanswer: \(answer)\nhints: \(hints)\nreplies: \(replies)\n\(rest)\n```"
    }

    @Test func aSoundLessonHasOnlyTheProblemOfTeachingNoFact() throws {
        #expect(try problems(number("hello.size")) == ["01-t/lesson.md: it teaches none of the facts of the course"])
    }

    @Test func plantedDefects() throws {
        let defects: [(String, String)] = [
            (number("11"), "`11` is an answer written down"),
            (number("hello.size", hints: "[a]"), "it has 1 hints"),
            (number("hello.size", id: "x.a"), "doesn't begin with `t.`"),
            (number("hello.sise"), "a frame has no `sise`"),
            (number("hello.text"), "must be a number"),
            (
                number("hello.size", replies: "[{answer: echo.size + 4, say: x}]"),
                "the wrong answer `11` is judged right"
            ),
            (number("hello.size", replies: "[{when: answer, say: x}]"), "is a number, not yes or no"),
            (number("hello.size", replies: "[{answer: echo.size, say: '{{nobody}}'}]"), "there is no `nobody`"),
            (number("hello.size", hints: "[a, '{{hello.payloadLenght}}']"), "has no `payloadLenght`"),
            (number("hello.size", rest: "about: nobody"), "there is no `nobody` here"),
            (number("count(pings) + the(first ping).payloadLength"), "finds nothing"),
            ("{{the(first ping).payloadLength}}", "finds nothing"),
            ("```ws101 frame: first ping\n```", "finds nothing"),
            ("```ws101 frame: first session\n```", "can't be shown as frame"),
            (
                "```ws101 choice\nid: t.a\nask: x\nhints: [a, b]\noptions:\n  - { text: a, when: hello.masked }\n"
                    + "  - { text: b, when: hello.fin }\n```", "2 options are right, not one"
            ),
            (
                "```ws101 choice\nid: t.a\nask: x\nhints: [a, b]\noptions:\n  - { text: a, when: true }\n"
                    + "  - { text: b, when: not hello.fin }\n```", "`true` is an answer written down"
            ),
            ("```ws101 find\nid: t.a\nask: x\nhints: [a, b]\nanswer: frames\n```", "every frame is right"),
            ("```ws101 find\nid: t.a\nask: x\nhints: [a, b]\nanswer: pings\n```", "finds nothing"),
            (
                "```ws101 find\nid: t.a\nask: x\nhints: [a, b]\nabout: echo\nanswer: first text frame from server\n```",
                "the key `e` shows the answer"
            ),
            (
                "```ws101 flip\nid: t.a\nask: x\nhints: [a, b]\nframe: hello\nuntil: opcode == 1 and opcode == 2\n```",
                "no bit of `hello`"
            ),
            ("```ws101 flip\nid: t.a\nask: x\nhints: [a, b]\nframe: hallo\nuntil: not fin\n```", "`hallo` is no frame"),
            (
                "```ws101 build\nid: t.a\nask: x\nhints: [a, b]\nfrom: client\nthat: violations.count == 0\n"
                    + "example: echo.wire\n```", "is judged wrong"
            ),
            (
                "```ws101 order\nid: t.a\nask: x\nhints: [a, b]\nthings:\n  - { text: a, at: hello.text }\n"
                    + "  - { text: b, at: echo.number }\n```", "must be a number"
            ),
        ]
        for (body, problem) in defects {
            let found = try problems(body)
            #expect(found.contains { $0.contains(problem) }, "\(problem): \(found)")
        }
    }

    @Test func plantedDefectsOfTheWholeLesson() throws {
        func problems(_ body: String, front: String) throws -> [String] {
            let course = try Course(lessons: [lesson(body, front: front)], samplesFolder: shippedCourse().samplesFolder)
            return LessonLint.run(course).map(\.description)
        }
        #expect(try problems("x", front: "").contains { $0.contains("it checks nothing") })
        #expect(try problems("x", front: "").contains { $0.contains("begin with a prediction") })
        #expect(
            try problems(Self.prediction, front: "  - hello.payloadLength > echo.payloadLength").contains {
                $0.contains("no longer shows this")
            })
        #expect(
            try problems(Self.prediction, front: "facts: [masking]").contains {
                $0.contains("`masking` is claimed, but `mod 4` is nowhere")
            })
        #expect(
            try problems(Self.prediction, front: "also: { nowhere: { other: first frame } }").contains {
                $0.contains("nowhere.pcapng")
            })
        #expect(
            try problems(Self.prediction, front: "also: { lengths: { other: first ping } }").contains {
                $0.contains("finds nothing in the recording `lengths`")
            })
    }

    @Test(arguments: [(76, false), (77, true)])
    func codeThatWrapsIsAProblem(width: Int, isWide: Bool) throws {
        let code = "```js\n1\n" + String(repeating: "x", count: width) + "\n```\n\n" + number("hello.size")
        #expect(try problems(code).contains { $0.contains("only 76 fit") } == isWide)
        // Prose is wrapped, and computed values count as they are shown.
        #expect(
            try !problems(String(repeating: "x ", count: width) + number("hello.size")).contains { $0.contains("fit") })
        let value =
            "```text\n" + String(repeating: "x", count: width - 5) + "{{hello.text}}\n```\n\n" + number("hello.size")
        #expect(try problems(value).contains { $0.contains("only 76 fit") } == isWide)
    }

    @Test(arguments: [
        ("t.length", "it reviews `t.length`, whose answer is `5` in both recordings"), ("t.key", nil), ("t.side", nil),
    ])
    func reviewsWithTheSameAnswerAreProblems(review: String, problem: String?) throws {
        let shipped = try shippedCourse()
        let exercises = """
            ```ws101 number
            id: t.length
            ask: x
            answer: hello.payloadLength
            hints: [a, b]
            ```

            ```ws101 bytes
            id: t.key
            ask: x
            answer: hello.maskingKey
            hints: [a, b]
            ```

            ```ws101 choice
            id: t.side
            ask: x
            hints: [a, b]
            options:
              - { text: a, when: hello.masked }
              - { text: b, when: not hello.masked }
            ```
            """
        let lessons = [
            try lesson(exercises), try lesson("x", front: "reviews: [\(review)]", id: "u", number: 2),
        ]
        func reviewed(_ second: URL?) throws -> [String] {
            let course = try Course(lessons: lessons, samplesFolder: shipped.samplesFolder, secondFolder: second)
            return LessonLint.run(course).map(\.problem).filter { $0.contains("reviews") }
        }
        #expect(try reviewed(shipped.secondFolder) == (problem.map { [$0] } ?? []))
        #expect(try reviewed(nil).isEmpty)
    }

    @Test func missingSecondRecordingsAreProblems() throws {
        let empty = try temporaryFolder()
        let shipped = try shippedCourse()
        let course = try Course(lessons: shipped.lessons, samplesFolder: shipped.samplesFolder, secondFolder: empty)
        #expect(LessonLint.run(course).count >= 5)
    }

    @Test func idsAreUsedOnce() throws {
        let samples = try shippedCourse().samplesFolder
        #expect(throws: LessonError.self) {
            try Course(lessons: [lesson(Self.prediction), lesson("x", number: 2)], samplesFolder: samples)
        }
        #expect(throws: LessonError.self) {
            try Course(lessons: [lesson(Self.prediction + Self.prediction)], samplesFolder: samples)
        }
    }
}
