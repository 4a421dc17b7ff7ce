public import Foundation
import Synchronization

/// The lessons and their recordings.
public final class Course: Sendable {
    /// What became of an answer that was given from outside the runner.
    public enum CheckOutcome: Hashable, Sendable {
        /// It is right; why, if the lesson says so.
        case right(remark: String)
        /// It is wrong; what there is to say about it.
        case wrong(reply: String)
        /// No exercise has that id.
        case noSuchCheck
    }

    /// The lessons in the order of their numbers.
    public let lessons: [Lesson]
    /// The folder of capture files.
    public let samplesFolder: URL
    private let recordings = Mutex<[String: Recording]>([:])

    /// The course of the lesson folders in `lessonsFolder` over the capture files in `samplesFolder`.
    ///
    /// - Throws: `LessonError` when a lesson can't be read or two share a number, an id or an exercise's id.
    public convenience init(lessonsFolder: URL, samplesFolder: URL) throws(LessonError) {
        let folders: [URL]
        do {
            folders = try FileManager.default.contentsOfDirectory(at: lessonsFolder, includingPropertiesForKeys: nil)
        } catch {
            throw LessonError(problem: "there are no lessons in \(lessonsFolder.path): \(error.localizedDescription)")
        }
        var lessons: [Lesson] = []
        for folder in folders.sorted(by: { $0.lastPathComponent < $1.lastPathComponent }) {
            let file = folder.appendingPathComponent("lesson.md")
            if FileManager.default.fileExists(atPath: file.path) { lessons.append(try Lesson(folder: folder)) }
        }
        try self.init(lessons: lessons, samplesFolder: samplesFolder)
    }

    /// The course of these lessons over the capture files in `samplesFolder`.
    ///
    /// - Throws: `LessonError` when two lessons share a number, an id or an exercise's id.
    public init(lessons: [Lesson], samplesFolder: URL) throws(LessonError) {
        self.lessons = lessons.sorted { $0.number < $1.number }
        self.samplesFolder = samplesFolder
        var seen: Set<String> = []
        for lesson in lessons {
            let ids = ["\(lesson.number)", lesson.id] + lesson.exercises.map(\.id)
            for id in ids where !seen.insert(id).inserted {
                var error = LessonError(problem: "`\(id)` is used twice in the course")
                error.lesson = lesson.folder
                throw error
            }
        }
    }

    /// The lesson with that id, number (`3`, `03`) or folder name.
    public func lesson(_ name: String) -> Lesson? {
        lessons.first { $0.id == name || $0.folder == name || Int(name) == $0.number }
    }

    /// The lesson's names over its recordings, which are dissected when they are first asked for.
    ///
    /// - Throws: `CaptureError` when a recording can't be read, `LanguageError` when it hasn't what the lesson names.
    public func scope(of lesson: Lesson) throws -> Scope {
        try lesson.scope(over: lesson.recordings.map { try recording($0) })
    }

    private func recording(_ name: String) throws -> Recording {
        if let recording = recordings.withLock({ $0[name] }) { return recording }
        let recording = try Recording(contentsOf: Self.file(of: name, in: samplesFolder))
        recordings.withLock { $0[name] = recording }
        return recording
    }

    static func file(of recording: String, in folder: URL) -> URL {
        folder.appendingPathComponent(recording + ".pcapng")
    }

    /// Judges an answer to the exercise `id`.
    ///
    /// - Throws: `CaptureError` or `LanguageError` when its lesson doesn't fit its recording.
    public func check(id: String, answer: String) throws -> CheckOutcome {
        for lesson in lessons {
            guard let exercise = lesson.exercises.first(where: { $0.id == id }) else { continue }
            let verdict = try Checker(exercise, scope: try scope(of: lesson)).check(answer)
            return verdict.isRight ? .right(remark: verdict.text) : .wrong(reply: verdict.text)
        }
        return .noSuchCheck
    }
}
