import Diagram
import Foundation
import Testing

@testable import Course

@Suite struct CodeLanguageTests {
    private let code = """
        Intro.

        ```javascript
        let js
        ```

        ```python
        py = 1
        ```

        ---

        ```swift
        let sw
        ```

        ```text
        a log
        ```

        ---

        Later.
        """

    private func runner() throws -> (LessonRunner, ProgressStore) {
        let store = ProgressStore(file: try temporaryFolder().appendingPathComponent("progress.json"))
        let course = try Course(lessons: [lesson(code)], samplesFolder: shippedCourse().samplesFolder)
        return (LessonRunner(course: course, progress: store, page: Page(screen: plainScreen)), store)
    }

    @Test func showsOneLanguageAndSaysHowToSeeTheOthers() throws {
        let (runner, _) = try runner()
        let start = try runner.start()
        #expect(start.contains("let js") && !start.contains("py = 1") && !start.contains("let sw"))
        #expect(start.contains("The same in Python and Swift: code python, code swift, code all."))
        #expect(start.contains("a log"))
        #expect(try runner.receive("").contains("Later."))
    }

    @Test func remembersTheChoice() throws {
        let (runner, store) = try runner()
        _ = try runner.start()
        let python = try runner.receive("code Python")
        #expect(python.contains("py = 1") && !python.contains("let js"))
        #expect(store.load().progress.code == "python")
        let again = try runner.receive("r")
        #expect(again.contains("py = 1") && again.contains("The same in JavaScript and Swift"))
        let all = try runner.receive("code all")
        #expect(all.contains("let js") && all.contains("py = 1") && all.contains("let sw") && !all.contains("The same"))
        // Behind it, the last program is the one that is meant.
        _ = try runner.receive("")
        #expect(try runner.receive("code js").contains("let js"))
    }

    @Test func whatIsPrintedHasAllLanguages() throws {
        let lesson = try lesson(code)
        let course = try Course(lessons: [lesson], samplesFolder: shippedCourse().samplesFolder)
        let text = try LessonText(screen: plainScreen).printed(lesson, of: course)
        #expect(text.contains("let js") && text.contains("py = 1") && text.contains("let sw"))
        #expect(!text.contains("The same in"))
    }

    @Test func twoProgramsOfOneLanguageAreNoGroup() throws {
        let blocks = try MarkdownParser.blocks(
            of: "```swift\na\n```\n\n```swift\nb\n```\n\n```python\nc\n```", firstLine: 1
        ).map(\.block)
        let parts = CodeGroup.groups(in: blocks)
        #expect(parts.count == 2)
        guard case .block = parts[0], case .group(let group) = parts[1] else {
            Issue.record("a block, then a group")
            return
        }
        #expect(group.blocks.map(\.language) == [.swift, .python])
        #expect(group.shown(.one(.javascript)).map(\.plainText) == ["b\n"])
        #expect(group.note(.one(.javascript)) == "The same in Python: code python, code all.")
    }

    @Test func anOtherWordIsAnAnswer() {
        #expect(Command("code 1006") == .answer("code 1006") && Command("code") == .code(nil))
        #expect(Command("code swift") == .code(.one(.swift)) && Command("code ALL") == .code(.all))
    }
}
