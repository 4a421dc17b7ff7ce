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

    @Test(arguments: ["", "{", "[]", "{\"step\": \"x\"}", "\u{0}\u{1}", "{\"answers\":{},\"step\":1e99}"])
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
