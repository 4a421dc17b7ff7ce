import Capture
import Course
import Foundation
import Lessons
import Query
import Samples

extension Course {
    /// The lessons and recordings that came with the program.
    static func bundled() throws -> Course {
        try reporting {
            try Course(
                lessonsFolder: LessonFiles.folder, samplesFolder: SampleFiles.folder,
                secondFolder: SampleFiles.secondFolder)
        }
    }

    /// The lesson in a folder of somebody's own, over captures beside it or the program's samples.
    static func own(_ folder: String) throws -> Course {
        let directory = URL(fileURLWithPath: folder, isDirectory: true)
        guard FileManager.default.fileExists(atPath: directory.appendingPathComponent("lesson.md").path) else {
            let isThere = FileManager.default.fileExists(atPath: directory.path)
            throw Failure(
                66, isThere ? "there is no lesson.md in '\(folder)'" : "there is no folder '\(folder)'",
                advice: "A lesson is a folder with a file lesson.md in it. ws101 lessons new my-lesson makes one.")
        }
        return try reporting {
            try Course(
                lessonFolder: directory,
                glossary: try Glossary(lessonsFolder: LessonFiles.folder), samplesFolder: SampleFiles.folder)
        }
    }

    /// Whether `name` is a folder with a lesson in it, and no lesson of the program's.
    func isFolder(_ name: String) -> Bool {
        guard lesson(name) == nil, exercise(name) == nil else { return false }
        return name.contains("/")
            || FileManager.default.fileExists(
                atPath: URL(fileURLWithPath: name).appendingPathComponent("lesson.md").path)
    }

    /// Runs `body`; a lesson that does not fit its recording becomes a failure that says so.
    static func reporting<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as LessonError {
            throw Failure(65, "\(error)")
        } catch let error as CaptureError {
            throw Failure(error)
        } catch let error as LanguageError {
            throw Failure(65, "\(error)", advice: "The lesson does not fit its recording.")
        }
    }
}

extension Failure {
    /// The lesson is only announced.
    static func planned(_ lesson: Lesson?) -> Failure {
        Failure(usage, "\(lesson?.label.lowercased() ?? "the lesson") is planned and not written yet")
    }

    /// No lesson goes by that name.
    static func noLesson(_ name: String, in course: Course) -> Failure {
        let known = course.lessons.filter { !$0.isPlanned }.map(\.name).joined(separator: ", ")
        return Failure(usage, "there is no lesson '\(name)'", advice: "There are: \(known)")
    }
}

extension ProgressStore {
    /// The store for a lesson of somebody's own: a file of its own beside the course's, or progress.json in the lesson's folder
    /// if there is one.
    static func own(_ folder: String) -> ProgressStore {
        let inside = ProgressStore(file: URL(fileURLWithPath: folder).appendingPathComponent("progress.json"))
        if FileManager.default.fileExists(atPath: inside.file.path) { return inside }
        let path = URL(fileURLWithPath: folder, isDirectory: true).standardizedFileURL.path
        // FNV-1a: two folders of one name have two files.
        let hash = path.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let name = "own-\(String(hash, radix: 16)).json"
        return ProgressStore(file: standard().file.deletingLastPathComponent().appendingPathComponent(name))
    }
}
