import Wire

/// Why an expression or a selector can't be understood, or has no value in this recording.
public struct LanguageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, one sentence without a full stop.
    public var problem: String
    /// The expression or selector.
    public var source: String
    /// Where in `source` it goes wrong, in characters from 1; nil when the whole of it has no value.
    public var column: Int?

    /// A problem with `source`.
    public init(problem: String, source: String, column: Int? = nil) {
        self.problem = problem
        self.source = source
        self.column = column
    }

    /// The problem, with the source and the place in it.
    public var description: String {
        let place = column.map { ", at column \($0)" } ?? ""
        return "\(problem) (in `\(SourceExcerpt.part(of: source, column: column, room: 80))`\(place))"
    }
}

/// What stops an evaluation; `Expression` and `Selector` add the source to it.
struct EvaluationError: Error {
    var problem: String

    init(_ problem: String) { self.problem = problem }
}
