/// What is wrong with a file of the course, and where.
public struct LessonError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The lesson's folder; empty while it isn't known.
    public var lesson = ""
    /// The file's name.
    public var file: String
    /// The line of the file, from 1; nil when it is about the whole.
    public var line: Int?
    /// What is wrong, one sentence without a full stop.
    public var problem: String

    /// An error in `line`.
    public init(file: String = "lesson.md", line: Int? = nil, problem: String) {
        self.file = file
        self.line = line
        self.problem = problem
    }

    /// `01-streams/lesson.md:12: what is wrong`.
    public var description: String {
        "\(lesson.isEmpty ? "" : lesson + "/")\(file)\(line.map { ":\($0)" } ?? ""): \(problem)"
    }
}
