/// What the lint finds wrong with a lesson.
public struct LessonProblem: Hashable, Sendable, CustomStringConvertible {
    /// The lesson's folder.
    public var lesson: String
    /// The file in it.
    public var file = "lesson.md"
    /// The line of that file.
    public var line: Int?
    /// The id of the exercise, if it is about one.
    public var exercise: String?
    /// The folder of the recordings over which it shows; nil if it shows over any.
    public var recordings: String?
    /// What is wrong, one sentence without a full stop.
    public var problem: String

    /// `01-streams/lesson.md:40: streams.one: what is wrong (over sessions)`.
    public var description: String {
        let place = "\(lesson)/\(file)\(line.map { ":\($0)" } ?? "")"
        let subject = exercise.map { "\($0): " } ?? ""
        return "\(place): \(subject)\(problem)\(recordings.map { " (over the recordings in \($0))" } ?? "")"
    }
}
