import Course
import Diagram
import Foundation
import Lessons
import Samples
import Testing

/// The course as it ships.
func shippedCourse() throws -> Course {
    try Course(lessonsFolder: LessonFiles.folder, samplesFolder: SampleFiles.folder)
}

/// The folder of the second recordings.
let secondRecordings = Bundle.module.bundleURL.appendingPathComponent("Recordings")

@Suite struct CourseTests {
    @Test func lessonsAreProvenOverBothRecordings() throws {
        let problems = LessonLint.run(try shippedCourse(), secondRecordings: secondRecordings)
        #expect(problems.isEmpty, "\(problems.map(\.description).joined(separator: "\n"))")
    }
}
