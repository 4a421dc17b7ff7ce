import Course
import Foundation
import Lessons
import Samples
import Testing

/// The code that the lessons show: it runs, and prints what its comments say.
@Suite(.serialized, .enabled(if: Peers.areThere, "needs `make test`'s Python")) struct LessonCodeTests {
    /// A code block of a lesson.
    struct Code: CustomTestStringConvertible {
        var lesson: String
        var language: String
        var text: String
        /// What its comments `→ …` say that it prints, line by line.
        var expected: [String] {
            text.split(separator: "\n").compactMap { line in
                line.firstMatch(of: #/(?://|#) → (.*)$/#).map { String($0.1) }
            }
        }
        var testDescription: String { "\(lesson), \(language)" }
    }

    private static func lessons() throws -> [Lesson] {
        try Course(lessonsFolder: LessonFiles.folder, samplesFolder: SampleFiles.folder).lessons
            .filter { $0.number != nil && !$0.isPlanned }
    }

    private static func blocks(of lesson: Lesson) -> [Code] {
        lesson.parts.flatMap { part -> [Code] in
            guard case .prose(let blocks) = part else { return [] }
            return blocks.compactMap { block in
                guard case .code(let info, let text) = block, languages.contains(info) else { return nil }
                return Code(lesson: lesson.folder, language: info, text: text.plainText)
            }
        }
    }

    private static let languages = ["javascript", "python", "swift"]

    @Test("Every lesson has code in all three languages, and it says what it prints")
    func everyLessonHasCode() throws {
        for lesson in try Self.lessons() {
            let blocks = Self.blocks(of: lesson)
            #expect(blocks.map(\.language).sorted() == Self.languages, "\(lesson.folder)")
            for block in blocks { #expect(!block.expected.isEmpty, "\(block.testDescription)") }
        }
    }

    @Test("The code runs and prints what its comments say")
    func runs() throws {
        let server = try Program.Running(Peers.python, [Peers.program("course_server.py"), "--port", "8765"])
        defer {
            server.process.terminate()
            _ = server.wait()
        }
        while server.process.isRunning, !server.output.contains("listening") { usleep(10_000) }
        for code in try Self.lessons().flatMap(Self.blocks) {
            let folder = try TemporaryFolder()
            let result = try Self.run(code, in: folder)
            #expect(result.status == 0, "\(code.testDescription): \(result.error)")
            let printed = result.output.split(separator: "\n").map(String.init)
            #expect(printed == code.expected, "\(code.testDescription): \(result.error)")
        }
    }

    private static func run(_ code: Code, in folder: TemporaryFolder) throws -> Program.Result {
        let text = Array(code.text.utf8)
        let environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder.url.path,
        ]
        switch code.language {
        case "javascript":
            // Node before 22 has the WebSocket of browsers behind a flag.
            let flags = ["node", "--experimental-websocket", "--no-warnings"]
            let file = try folder.file("code.mjs", text)
            return try Program.Running(
                URL(fileURLWithPath: "/usr/bin/env"), flags + [file], environment: environment
            ).wait()
        case "python":
            return try Program.Running(Peers.python, [try folder.file("code.py", text)], environment: environment)
                .wait()
        default:
            let file = try folder.file("code.swift", text)
            return try Program.Running(
                URL(fileURLWithPath: "/usr/bin/env"), ["swift", file], environment: environment
            ).wait()
        }
    }
}
