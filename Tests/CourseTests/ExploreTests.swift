import Diagram
import Dissection
import Foundation
import Query
import Testing

@testable import Course

/// The key `e` in a lesson where the learner is to find out alone.
@Suite struct ExploreTests {
    private func runner(_ name: String) throws -> LessonRunner {
        let store = ProgressStore(file: try temporaryFolder().appendingPathComponent("progress.json"))
        let runner = LessonRunner(course: try shippedCourse(), progress: store, page: Page(screen: plainScreen))
        _ = try runner.start(name)
        return runner
    }

    @Test(arguments: ["capture-1", "capture-2", "alone"])
    func saysNothingOfWhatThereIs(name: String) throws {
        let runner = try runner(name)
        let lesson = try #require(runner.lesson)
        let text = try runner.receive("e")
        #expect(text.contains(/Say what, as in e frame [0-9.]+, e packet \d+, e session \d+\./))
        #expect(!text.contains("names"))
        let bound = try #require(lesson.names.first?.name)
        let unknown = try runner.receive("e \(bound)")
        #expect(unknown.contains("Nothing has that name here") && !unknown.contains("there are"))
        #expect(try runner.receive("e first finding").contains("judge for yourself"))
    }

    @Test(arguments: ["capture-1", "capture-2", "alone"])
    func showsNoFindings(name: String) throws {
        let runner = try runner(name)
        let scope = try #require(runner.scope)
        for frame in scope.recording.frames where !frame.findings.isEmpty {
            let text =
                try runner.receive("e frame \(frame.session).\(frame.number)") + runner.receive("f")
            for finding in frame.findings { #expect(!text.contains(finding.rule.rawValue)) }
        }
        for session in scope.recording.sessions {
            let text = try runner.receive("e session \(session.number)")
            for finding in scope.recording.findings { #expect(!text.contains(finding.event.rule.rawValue)) }
        }
    }

    @Test func aLessonThatExplainsGoesOnDoingSo() throws {
        let store = ProgressStore(file: try temporaryFolder().appendingPathComponent("progress.json"))
        let course = try Course(lessons: [lesson("Text.")], samplesFolder: shippedCourse().samplesFolder)
        let runner = LessonRunner(course: course, progress: store, page: Page(screen: plainScreen))
        _ = try runner.start()
        #expect(try runner.receive("e").contains("Say what, as in e "))
        #expect(try runner.receive("e hello").contains("Frame 1 from the client"))
    }
}
