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

    @Test func needsAFolderOfLessons() throws {
        let empty = try temporaryFolder()
        #expect(try Course(lessonsFolder: empty, samplesFolder: empty).lessons.isEmpty)
        #expect(throws: LessonError.self) {
            try Course(lessonsFolder: empty.appendingPathComponent("none"), samplesFolder: empty)
        }
    }
}
