import Foundation
import Testing

@testable import Course

@Suite struct ProgressReportTests {
    @Test func markupInALessonStaysText() throws {
        var lesson = try lesson("Text")
        lesson.title = "<script>alert('x')</script> & \"more\""
        let course = try Course(lessons: [lesson], samplesFolder: shippedCourse().samplesFolder)
        let page = ProgressReport(course, Progress()).html()
        #expect(!page.contains("<script") && page.contains("&lt;script&gt;") && page.contains("&amp;"))
    }

    @Test func predictionsCountAsDoneOnceMade() throws {
        let course = try shippedCourse()
        let prediction = try #require(course.lessons.first { !$0.isPlanned }?.exercises.first)
        var progress = Progress()
        progress.recordHints(1, for: prediction.id)
        #expect(ProgressReport(course, progress).done == 0)
        progress.record("z", isRight: false, for: prediction.id)
        #expect(ProgressReport(course, progress).done == 1)
    }
}
