import Foundation
import Samples
import Testing

@Suite struct LearnCommandTests {
    private let home: TemporaryFolder

    init() throws { home = try TemporaryFolder() }

    private func run(_ arguments: String...) throws -> Program.Result {
        try Program.run(arguments, environment: ["HOME": home.url.path])
    }

    private func shell(_ script: String) throws -> Program.Result {
        try Program.shell("HOME='\(home.url.path)'; export HOME; cd '\(home.url.path)'; \(script)")
    }

    @Test func listsPartsLessonsAndTimes() throws {
        let list = try run("learn", "list")
        #expect(list.status == 0 && list.output.contains("Part 1: A session's life") && list.output.contains("0/"))
        #expect(list.output.contains("ws101 learn 3"))
    }

    @Test func checksByNumberAndById() throws {
        let byNumber = try run("learn", "check", "1.1", "--answer", "x")
        #expect(byNumber.status == 1 && byNumber.output.contains("Type the letter"))
        #expect(try run("learn", "check", "life.predict", "--answer", "x").output == byNumber.output)
        #expect(try run("learn", "check", "1.1", "--answer", "").output.contains("empty"))
        let statuses = try ["a", "b", "c", "d"].map { try run("learn", "check", "1.1", "--answer", $0).status }
        #expect(statuses.count { $0 == 0 } == 1)
        #expect(try run("learn", "check", "1.99", "--answer", "a").status == 2)
        #expect(try run("learn", "check", "99.1", "--answer", "a").status == 2)
        let hint = try run("learn", "check", "1.1", "--hint", "1")
        #expect(hint.status == 0 && !hint.output.isEmpty)
        #expect(try run("learn", "check", "1.1", "--hint", "99").status == 2)
        #expect(try run("learn", "check", "1.1").status == 64)
        let hostile = try run("learn", "check", "1.1", "--answer", "\u{1b}[31m")
        #expect(!hostile.output.contains("\u{1b}"))
    }

    @Test func saysWhatIsWrongWithALessonOfOnesOwn() throws {
        let missing = try run("learn", "./nope")
        #expect(missing.status == 66 && missing.error.contains("there is no folder './nope'"))
        let empty = try shell("mkdir empty; exec \"$WS101\" learn ./empty")
        #expect(empty.status == 66 && empty.error.contains("no lesson.md in './empty'"))
        let planned = try shell(
            "mkdir own; printf -- '---\\nid: own\\ntitle: T\\nobjective: O\\nplanned: true\\n---\\n' > own/lesson.md; exec \"$WS101\" learn ./own"
        )
        #expect(planned.status == 64 && planned.error.contains("planned and not written yet"))
    }

    @Test(arguments: [
        "", "../", "x/../..", "a\u{1b}[31m", "x\ny", "a\u{1b}b/ok", String(repeating: "a", count: 10_000), "Ü", "-",
    ])
    func newLessonsHavePlainNames(name: String) throws {
        let result = try Program.run(
            ["lessons", "new", "--", name], environment: ["HOME": home.url.path])
        #expect(result.status == 64 || result.status == 74, "\(result.status)")
        #expect(!(result.error + result.output).contains("\u{1b}") && result.error.utf8.count < 1000)
    }

    @Test func progressInAllItsForms() throws {
        #expect(try run("learn", "progress").output.contains("exercises done"))
        let json = try run("learn", "progress", "--format", "json")
        let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        #expect(object?["done"] as? Int == 0 && (object?["lessons"] as? [Any])?.isEmpty == false)
        let page = try run("learn", "progress", "--format", "html")
        #expect(page.output.hasPrefix("<!doctype html>") && page.output.contains("nothing to third parties"))
        #expect(!page.output.contains("<script"))
    }

    @Test func resetAsksFirst() throws {
        let folder = home.file(".local/state/ws101")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appendingPathComponent("progress.json")
        // As an older version wrote it.
        let old = """
            {"answers":{"life.predict":{"answer":"a","hints":1,"isRight":false,"tries":1},
            "handshake.predict":{"answer":"a","hints":0,"isRight":true,"tries":1}},"lesson":"life","step":1}
            """
        try Data(old.utf8).write(to: file)
        #expect(try run("learn", "progress").output.contains("2 of "))
        #expect(try run("learn", "reset", "1").status == 64)
        #expect(try String(contentsOf: file, encoding: .utf8) == old)
        #expect(try run("learn", "reset", "nosuch", "--yes").status == 64)
        #expect(try run("learn", "reset", "1", "--yes").status == 0)
        #expect(try run("learn", "progress").output.contains("1 of "))
        #expect(try run("learn", "reset", "--yes").status == 0)
        #expect(try run("learn", "progress").output.contains("0 of "))
    }

    @Test func aNewLessonPassesOverEverySampleWithFrames() throws {
        for file in try FileManager.default.contentsOfDirectory(atPath: SampleFiles.folder.path).sorted() {
            let name = "l-" + file.prefix { $0 != "." }.lowercased()
            let capture = SampleFiles.folder.appendingPathComponent(file).path
            let made = try shell("\"$WS101\" lessons new \(name) --capture '\(capture)'")
            guard made.status == 0 else {
                #expect(made.error.contains("no WebSocket frame"), "\(file): \(made.error)")
                continue
            }
            let lint = try shell("\"$WS101\" lessons lint ./\(name)")
            #expect(lint.status == 0, "\(file): \(lint.output)")
        }
    }

    @Test func aNewLessonTakesTheCaptureItself() throws {
        let capture = SampleFiles.folder.appendingPathComponent("hello.pcapng").path
        #expect(try shell("mkfifo pipe.pcap; \"$WS101\" lessons new piped --capture pipe.pcap").status == 65)
        #expect(try shell("\"$WS101\" lessons new missing --capture nowhere.pcap").status == 66)
        #expect(
            try shell("ln -s '\(capture)' link.pcapng; \"$WS101\" lessons new linked --capture link.pcapng").status == 0
        )
        #expect(try shell("test ! -L linked/linked.pcapng && \"$WS101\" lessons lint linked").status == 0)
        let none = try shell("mkdir none; \"$WS101\" lessons lint --lessons none")
        #expect(none.status == 66 && none.error.contains("there are no lessons"))
    }

    @Test func aLessonOfOnesOwnIsPrintedCheckedAndProven() throws {
        #expect(try shell("\"$WS101\" lessons new mine").status == 0)
        #expect(try shell("\"$WS101\" lessons new mine").status == 64)
        #expect(try shell("\"$WS101\" lessons new ../Mine!").status == 64)
        #expect(try shell("\"$WS101\" lessons lint mine").output == "1 lesson, 0 problems\n")
        let printed = try shell("\"$WS101\" learn ./mine")
        #expect(printed.output.contains("ws101 learn check 2 --lesson ./mine --answer ANSWER"))
        #expect(try shell("\"$WS101\" learn check 2 --lesson ./mine --answer 11").status == 0)
        #expect(try shell("\"$WS101\" learn check 2 --lesson ./mine --answer 5").status == 1)
        #expect(try shell("\"$WS101\" learn ./nothing").status == 66)
    }

    @Test(arguments: [
        ("title: A lesson of my own", "title: \"\\x1b[31mred\"", ""),
        ("End with what comes next.", "Beware: &#27;[31m &#x9b;31m", ""),
        ("End with what comes next.", "Beware: \u{1b}[31m", "lesson.md:60"),
        ("recording: hello", "recording: ../../hello", "no name of a recording"),
        ("answer: opener.size", "answer: opener.nothing", "lesson.md"),
    ])
    func aHostileLessonIsHarmless(find: String, replacement: String, problem: String) throws {
        #expect(try shell("\"$WS101\" lessons new bad").status == 0)
        let file = home.file("bad/lesson.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        try Data(text.replacing(find, with: replacement).utf8).write(to: file)
        for command in ["learn ./bad", "lessons lint ./bad"] {
            let result = try shell("\"$WS101\" \(command)")
            let said = result.output + result.error
            #expect(!said.unicodeScalars.contains { $0 == "\u{1b}" || $0 == "\u{9b}" })
            if command.contains("lint"), !problem.isEmpty {
                #expect(result.status == 1 && said.contains(problem.replacing(":60", with: ":")), "\(said)")
            }
        }
    }

    @Test func previewShowsWhatIsSavedUntilItIsInterrupted() throws {
        #expect(try shell("\"$WS101\" lessons new mine").status == 0)
        let preview = try Program.Running(
            Program.url, ["lessons", "preview", home.file("mine").path], environment: ["HOME": home.url.path])
        while !preview.output.contains("No problems.") { Thread.sleep(forTimeInterval: 0.01) }
        let file = home.file("mine/lesson.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        try Data(text.replacing("answer: opener.size", with: "answer: opener.").utf8).write(to: file)
        while !preview.output.contains("mine/lesson.md:") { Thread.sleep(forTimeInterval: 0.01) }
        preview.process.interrupt()
        #expect(preview.wait().status == 0)
    }
}
