import Course
import Foundation
import Testing

@Suite struct CourseTests {
    @Test(arguments: ["frame", "11", "011", "11-frame"])
    func findsLessons(name: String) throws {
        #expect(try shippedCourse().lesson(name)?.id == "frame")
        #expect(try shippedCourse().lesson("99") == nil)
    }

    @Test func checksAnswersFromOutside() throws {
        let course = try shippedCourse()
        #expect(try course.check(id: "frame.build", answer: "81 02 48 69") != .noSuchCheck)
        guard case .right = try course.check(id: "frame.build", answer: "81024869") else {
            Issue.record("a right answer is judged wrong")
            return
        }
        let reply = "That is masked. A server must not do that."
        #expect(try course.check(id: "frame.build", answer: "81 82 01 02 03 04 49 6b") == .wrong(reply: reply))
        #expect(try course.check(id: "nonsense", answer: "1") == .noSuchCheck)
    }

    @Test func saysWhichRecordingIsMissing() throws {
        let shipped = try shippedCourse()
        let text = "---\nid: t\ntitle: T\nobjective: O\nmisconception: M\nrecording: helo\n---\nText."
        let folder = try temporaryFolder()
        try Data(text.utf8).write(to: folder.appendingPathComponent("lesson.md"))
        let course = try Course(lessonFolder: folder, samplesFolder: shipped.samplesFolder)
        let error = try #require(#expect(throws: LessonError.self) { try course.scope(of: course.lessons[0]) })
        #expect(error.problem.contains("no recording `helo`") && error.problem.contains("`hello`"))
        // Where the program is installed helps nobody.
        #expect(!error.description.contains(shipped.samplesFolder.path))
        #expect(error.lesson == folder.lastPathComponent)
    }

    @Test func needsAFolderOfLessons() throws {
        let empty = try temporaryFolder()
        #expect(try Course(lessonsFolder: empty, samplesFolder: empty).lessons.isEmpty)
        #expect(throws: LessonError.self) {
            try Course(lessonsFolder: empty.appendingPathComponent("none"), samplesFolder: empty)
        }
    }
}
