import Course
import Diagram
import Foundation
import Simulation
import Testing

@Suite struct PracticeTests {
    private func practice(seed: UInt64 = 1, level: Int = 1) throws -> Practice {
        Practice(try shippedCourse().drills, seed: seed, level: level)
    }

    private func sheet(_ practice: Practice, count: Int = 12, width: Int = 80) throws -> String {
        try LessonText(screen: Screen(width: width, color: false, ascii: false)).worksheet(practice, count: count)
    }

    @Test func theSameSeedAsksTheSame() throws {
        #expect(try sheet(practice(seed: 5)) == sheet(practice(seed: 5)))
        #expect(try sheet(practice(seed: 5)) != sheet(practice(seed: 6)))
    }

    @Test func getsHarderAsOneSucceedsAndEasierAgain() throws {
        var practice = try practice()
        let levels = (0..<15).map { _ in practice.record(wasRight: true) }
        #expect(levels == [nil, nil, 2, nil, nil, 3, nil, nil, 4, nil, nil, 5, nil, nil, nil])
        #expect(practice.finished == 15 && practice.right == 15)
        #expect(practice.record(wasRight: false) == nil && practice.record(wasRight: false) == 4)
        #expect(practice.record(wasRight: true) == nil && practice.record(wasRight: false) == nil)
        #expect(practice.record(wasRight: false) == 3)
    }

    @Test func asksNoneTwiceBeforeAllOfItsLevel() throws {
        var practice = try practice(level: 3)
        let ids = try (0..<6).map { _ in try practice.next().drill.exercise.id }
        #expect(Set(ids).count == ids.count)
    }

    @Test func levelsAreKept() throws {
        for level in Drill.levels {
            var practice = try practice(level: level)
            for _ in 0..<8 { #expect((level - 1...level).contains(try practice.next().drill.level)) }
        }
        #expect(try practice(level: -3).level == 1 && practice(level: 99).level == 5)
    }

    @Test(arguments: [40, 80, 200]) func aSheetFitsTheScreen(width: Int) throws {
        let sheet = try sheet(practice(seed: 2, level: 3), count: 30, width: width)
        #expect(sheet.contains("Answers") && sheet.contains("Question 30, level"))
        for line in sheet.split(separator: "\n") where !line.hasPrefix("    ") {
            #expect(displayWidth(of: String(line)) <= width, "\(line)")
        }
    }

    // MARK: The runner

    private func runner(_ practice: Practice) -> PracticeRunner {
        PracticeRunner(practice, page: Page(screen: plainScreen))
    }

    /// The right answer to the question that `practice` asks at that place if all before it were right.
    private func answers(_ practice: Practice, _ count: Int) throws -> [String] {
        var practice = practice
        return try (0..<count).map { _ in
            let round = try practice.next()
            defer { _ = practice.record(wasRight: true) }
            return try Checker(round.drill.exercise, scope: round.scope).referenceAnswer()
        }
    }

    @Test func rightAnswersLeadUpToTheLastLevel() throws {
        let practice = try practice(seed: 11)
        let runner = runner(practice)
        var text = try runner.start()
        #expect(
            text.contains("--practice --seed 11") && text.contains("Question 1, level 1")
                && text.contains("Practice level ▓░░░░ 1/5"))
        for answer in try answers(practice, 40) {
            // A text may look like a key.
            text = try runner.receive("=" + answer)
            #expect(text.hasPrefix("✓"), "\(text)")
        }
        #expect(text.contains("5/5"))
        let end = try runner.receive("q")
        #expect(runner.isFinished)
        #expect(end.contains("40 of 40 questions right at the first try; you are at level 5."))
        #expect(end.contains("ws101 learn --practice --seed 11"))
    }

    @Test func helpIsGivenAndCounted() throws {
        let practice = try practice(seed: 3)
        let answer = try answers(practice, 1)[0]
        let runner = runner(practice)
        _ = try runner.start()
        #expect(try runner.receive("h").contains("Hint 1 of"))
        #expect(try runner.receive("certainly not this").hasPrefix("✗"))
        #expect(try runner.receive(answer).contains("Question 2"))
        let skipped = try runner.receive("n")
        #expect(skipped.contains("The answer is") && skipped.contains("Question 3"))
        #expect(try runner.receive("?").contains("show the answer and go on"))
        #expect(try runner.receive("p").contains("goes on only"))
        #expect(try runner.receive("").contains("Type an answer"))
        #expect(try runner.receive("e frame 999").contains("There is no frame 999"))
        #expect(try runner.leave().contains("0 of 2 questions right"))
    }

    @Test func aScreenfulFitsTheTerminal() throws {
        let runner = PracticeRunner(
            try practice(seed: 4, level: 5), page: Page(screen: Screen(width: 40, color: false, ascii: true), rows: 24))
        var text = try runner.start()
        for _ in 0..<60 {
            #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 24)
            text = try runner.receive(text.contains("enter more") ? "" : "n")
        }
    }
}

@Suite struct DrillTests {
    private func course(_ drills: String) throws -> Course {
        let folder = try temporaryFolder()
        let practice = folder.appendingPathComponent("practice")
        try FileManager.default.createDirectory(at: practice, withIntermediateDirectories: true)
        try Data(drills.utf8).write(to: practice.appendingPathComponent("1-a.md"))
        return try Course(lessonsFolder: folder, samplesFolder: folder)
    }

    private func drill(_ answer: String, scene: String = "short-text", rest: String = "level: 1") -> String {
        """
        ---
        id: practice-a
        title: A
        objective: An objective.
        names:
          f: first frame
        ---

        ```ws101 number
        id: practice.a
        scene: \(scene)
        \(rest)
        ask: How many?
        answer: \(answer)
        hints: [a, b]
        explain: So many.
        ```
        """
    }

    @Test func aSoundDrillIsOnlyTooFew() throws {
        let problems = LessonLint.run(try course(drill("f.size"))).map(\.description)
        #expect(problems.count == Drill.levels.count && problems.allSatisfy { $0.contains("exercises, not 4") })
    }

    @Test(arguments: [
        ("f.nothing", "16 of 16 simulated sessions don't fit"), ("7", "an answer written down"),
    ])
    func aDrillIsProven(answer: String, words: String) throws {
        let problems = LessonLint.run(try course(drill(answer))).map(\.description)
        #expect(
            problems.contains { $0.hasPrefix("practice/1-a.md:9: practice.a: ") && $0.contains(words) }, "\(problems)")
    }

    @Test(arguments: [
        ("f.size", "no-such-scene", "level: 1", "the scene is none of `any-frame`"),
        ("f.size", "short-text", "level: 6", "must be a whole number from 1 to 5"),
        ("f.size", "short-text", "facts: []", "level"),
    ])
    func saysWhatIsWrong(answer: String, scene: String, rest: String, words: String) throws {
        let error = #expect(throws: LessonError.self) { try course(drill(answer, scene: scene, rest: rest)) }
        #expect(error?.description.hasPrefix("practice/1-a.md:") == true && error?.problem.contains(words) == true)
    }

    @Test func scenesBelongToPractice() throws {
        let error = #expect(throws: LessonError.self) {
            try lesson(
                "```ws101 number\nid: t.a\nask: x\nscene: short-text\nlevel: 1\nanswer: hello.size\nhints: [a, b]\n```")
        }
        #expect(error?.problem.contains("belong to practice") == true)
    }
}
