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

    /// Runs `body`; a lesson that does not fit its recording becomes a failure that says so.
    static func reporting<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as LessonError {
            throw Failure(
                65, "\(error)", advice: "The lessons and recordings that came with the program may be incomplete.")
        } catch let error as LanguageError {
            throw Failure(65, "\(error)", advice: "The lesson does not fit its recording.")
        }
    }
}
