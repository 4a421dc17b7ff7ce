import Course
import Foundation
import Testing

/// The ids of the course's exercises, which saved progress and scripts know.
///
/// exercise-ids.txt lists all that have ever been published.
@Suite struct ExerciseIDsTests {
    /// The lines of exercise-ids.txt.
    private static func published() throws -> [String] {
        let file = Bundle.module.bundleURL.appendingPathComponent("exercise-ids.txt")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    private static func course() throws -> [String] {
        try shippedCourse().lessons.flatMap(\.exercises).map(\.id)
    }

    @Test func whatWasPublishedStays() throws {
        let gone = Set(try Self.published()).subtracting(try Self.course())
        #expect(gone.sorted() == [], "Put these exercises back: learners have solved them.")
    }

    @Test func whatIsNewIsListed() throws {
        let new = Set(try Self.course()).subtracting(try Self.published())
        #expect(new.sorted() == [], "Add these to exercise-ids.txt, so that they stay.")
    }

    /// An empty or cut list would let everything pass, and a sorted one shows in a diff what was taken out of it.
    @Test func theListIsWholeAndSorted() throws {
        let published = try Self.published()
        #expect(published == Set(published).sorted())
        #expect(published.count >= 226)
    }
}
