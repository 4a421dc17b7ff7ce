import Foundation

/// A file of text that the course is made of: anybody may have written it.
enum CourseFile {
    private static let longest = 1 << 20

    /// The text of the file at `path`, at most 1 MB of UTF-8.
    ///
    /// - Throws: `LessonError` that says why there is none.
    static func text(at path: URL) throws(LessonError) -> String {
        // A pipe would be waited for.
        guard Course.isRegularFile(path) else {
            let isThere = FileManager.default.fileExists(atPath: path.path)
            throw LessonError(problem: isThere ? "is not a regular file" : "there is no such file")
        }
        let bytes: Data
        do {
            bytes = try FileHandle(forReadingFrom: path).read(upToCount: longest + 1) ?? Data()
        } catch {
            throw LessonError(problem: "can't be read: \(FileTrouble(error))")
        }
        guard bytes.count <= longest else { throw LessonError(problem: "is longer than a lesson may be, 1 MB") }
        guard let text = String(data: bytes, encoding: .utf8) else { throw LessonError(problem: "is not UTF-8") }
        return text
    }
}
