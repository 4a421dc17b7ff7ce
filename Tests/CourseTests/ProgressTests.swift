import Course
import Foundation
import Testing

@Suite struct ProgressTests {
    @Test func keepsWhatItIsGiven() throws {
        let store = ProgressStore(file: try temporaryFolder().appendingPathComponent("deep/er/progress.json"))
        var progress = Progress()
        progress.lesson = "streams"
        progress.step = 3
        progress.record("12", isRight: false, for: "streams.a")
        progress.recordHints(2, for: "streams.a")
        progress.record("9", isRight: true, for: "streams.a")
        progress.record("8", isRight: false, for: "streams.a")
        try store.save(progress)
        let (loaded, notice) = store.load()
        #expect(loaded == progress)
        #expect(notice == nil)
        #expect(loaded.isSolved("streams.a"))
        #expect(loaded.answers["streams.a"]?.tries == 3)
        #expect(loaded.answers["streams.a"]?.hints == 2)
        #expect(loaded.answers["streams.a"]?.answer == "8")
        #expect(!loaded.isSolved("streams.b"))
    }

    @Test func savingLeavesNothingElseBehind() throws {
        let folder = try temporaryFolder()
        let store = ProgressStore(file: folder.appendingPathComponent("progress.json"))
        for step in 0..<5 {
            var progress = Progress()
            progress.step = step
            try store.save(progress)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["progress.json"])
        #expect(store.load().progress.step == 4)
    }

    @Test func failedSavingKeepsTheOldFile() throws {
        let folder = try temporaryFolder()
        // A file stands where the folder should be.
        let blocked = folder.appendingPathComponent("file")
        try Data("x".utf8).write(to: blocked)
        let store = ProgressStore(file: blocked.appendingPathComponent("progress.json"))
        #expect(throws: (any Error).self) { try store.save(Progress()) }
        #expect(try String(contentsOf: blocked, encoding: .utf8) == "x")
    }

    @Test(arguments: ["", "{", "[]", "3", "\"x\"", "null", "\u{0}\u{1}", "{\"answers\":{}"])
    func damagedFilesAreSetAside(content: String) throws {
        let file = try temporaryFolder().appendingPathComponent("progress.json")
        try Data(content.utf8).write(to: file)
        let store = ProgressStore(file: file)
        let (progress, notice) = store.load()
        #expect(progress == Progress())
        #expect(notice?.contains("starting afresh") == true)
        #expect(try String(contentsOf: file.appendingPathExtension("damaged"), encoding: .utf8) == content)
        #expect(store.load().notice == nil)
    }

    @Test(arguments: [
        ("{\"step\": \"x\", \"lesson\": \"t\"}", "1 entry", 0), ("{\"answers\": {}, \"step\": 1e99}", "1 entry", 0),
        ("{\"answers\": [], \"reviews\": 3, \"lesson\": {}}", "3 entries", 0),
        (
            "{\"answers\": {\"a\": {\"answer\": \"1\", \"isRight\": true, \"tries\": 1, \"hints\": 0}, \"b\": {\"answer\": 5}, \"c\": null}}",
            "2 entries", 1
        ),
    ])
    func badEntriesCostNoOthers(content: String, words: String, good: Int) throws {
        let file = try temporaryFolder().appendingPathComponent("progress.json")
        try Data(content.utf8).write(to: file)
        let store = ProgressStore(file: file)
        let (progress, notice) = store.load()
        #expect(notice?.contains("\(words) of your progress couldn't be read") == true)
        #expect(progress.answers.count == good && (good == 0 || progress.isSolved("a")))
        let aside = try Data(contentsOf: file.appendingPathExtension("damaged"))
        #expect(try JSONSerialization.jsonObject(with: aside) is [String: Any])
        // It is said once.
        #expect(store.load().notice == nil)
        #expect(store.load().progress == progress)
    }

    @Test func whatANewerVersionHasWrittenStays() throws {
        let file = try temporaryFolder().appendingPathComponent("progress.json")
        let content =
            "{\"step\": 2, \"badges\": [1, {\"x\": null}], \"answers\": {\"a\": {\"answer\": \"1\", \"isRight\": false, \"tries\": 1, \"hints\": 0, \"mood\": \"good\", \"solvedAt\": null}}}"
        try Data(content.utf8).write(to: file)
        let store = ProgressStore(file: file)
        var (progress, notice) = store.load()
        #expect(notice == nil)
        progress.record("2", isRight: true, for: "a", at: 7)
        try store.update(progress)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        #expect((object["badges"] as? [Any])?.count == 2)
        let answer = try #require((object["answers"] as? [String: [String: Any]])?["a"])
        #expect(answer["mood"] as? String == "good" && answer["solvedAt"] as? Int == 7)
        try store.save(Progress(), isFresh: true)
        #expect(try !String(contentsOf: file, encoding: .utf8).contains("badges"))
    }

    @Test func aFileThatIsDamagedMeanwhileIsSetAside() throws {
        let file = try temporaryFolder().appendingPathComponent("progress.json")
        let store = ProgressStore(file: file)
        try Data("half".utf8).write(to: file)
        var progress = Progress()
        progress.record("1", isRight: true, for: "a")
        try store.update(progress)
        #expect(store.load().progress.isSolved("a"))
        #expect(try String(contentsOfFile: file.path + ".damaged", encoding: .utf8) == "half")
    }

    @Test func noDamagedFileReplacesAnEarlierOne() throws {
        let file = try temporaryFolder().appendingPathComponent("progress.json")
        let store = ProgressStore(file: file)
        for content in ["one", "two"] {
            try Data(content.utf8).write(to: file)
            #expect(store.load().notice != nil)
        }
        #expect(try String(contentsOfFile: file.path + ".damaged", encoding: .utf8) == "one")
        #expect(try String(contentsOfFile: file.path + ".damaged-2", encoding: .utf8) == "two")
    }

    @Test func whatIsNoFileIsSaid() throws {
        let folder = try temporaryFolder()
        #expect(ProgressStore(file: folder).load().notice?.contains("not a regular file") == true)
        let pipe = folder.appendingPathComponent("pipe")
        let made = unsafe mkfifo(pipe.path, 0o600)
        #expect(made == 0)
        #expect(ProgressStore(file: pipe).load().notice?.contains("not a regular file") == true)
    }

    @Test func twoRunsAtOnceKeepTheAnswersOfBoth() throws {
        let store = ProgressStore(file: try temporaryFolder().appendingPathComponent("progress.json"))
        var (first, second) = (store.load().progress, store.load().progress)
        first.record("1", isRight: true, for: "a")
        first.record("2", isRight: false, for: "both")
        try store.update(first)
        second.record("3", isRight: true, for: "b")
        second.record("4", isRight: true, for: "both")
        try store.update(second)
        let kept = store.load().progress
        #expect(kept.isSolved("a") && kept.isSolved("b") && kept.answers["both"]?.answer == "4")
    }

    @Test(arguments: [
        (["XDG_STATE_HOME": "/s", "HOME": "/h"], "/s/ws101/progress.json"),
        (["XDG_STATE_HOME": "relative", "HOME": "/h"], "/h/.local/state/ws101/progress.json"),
        (["XDG_STATE_HOME": "", "HOME": "/h"], "/h/.local/state/ws101/progress.json"),
        (["HOME": "/h"], "/h/.local/state/ws101/progress.json"),
    ])
    func standardPlace(environment: [String: String], path: String) {
        #expect(ProgressStore.standard(environment: environment).file.path == path)
    }

    @Test func longAnswersAreCut() {
        var progress = Progress()
        progress.record(String(repeating: "x", count: 10_000), isRight: false, for: "a")
        #expect(progress.answers["a"]?.answer.count == 200)
    }
}
