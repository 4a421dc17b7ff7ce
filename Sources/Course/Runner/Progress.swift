import Foundation

/// How far a learner is: where to go on, and what each exercise's answers were.
public struct Progress: Encodable, Hashable, Sendable {
    /// What became of one exercise.
    public struct Answer: Codable, Hashable, Sendable {
        /// The last answer, as it was typed.
        public var answer: String
        /// Whether any answer so far was right.
        public var isRight: Bool
        /// How many answers were given.
        public var tries: Int
        /// How many hints were shown.
        public var hints: Int
        /// When it was first answered rightly, in seconds since 1970; nil if it wasn't, or by an older version.
        public var solvedAt: Int?
    }

    /// What became of an exercise that a lesson asked again.
    public struct Review: Codable, Hashable, Sendable {
        /// The exercise's id.
        public var exercise: String
        /// The last answer, as it was typed; empty if it was passed over.
        public var answer: String
        /// Whether it was right.
        public var isRight: Bool
        /// When, in seconds since 1970.
        public var at: Int?
    }

    /// The id of the lesson to go on with; nil before the first.
    public var lesson: String?
    /// The step of that lesson to go on with, from 0, in the lesson as it was then.
    public var step: Int
    /// What that step is found by in a lesson that has changed; nil from an older version.
    public var place: String?
    /// What became of each exercise, by its id.
    public var answers: [String: Answer]
    /// What became of each exercise that was asked again, by the id of the lesson that asked it.
    public var reviews: [String: Review]

    /// In which language code is shown: `javascript`, `python`, `swift` or `all`; nil while nothing was chosen.
    public var code: String?

    /// The choice that `code` keeps.
    var codeChoice: CodeChoice {
        get { code.flatMap { CodeChoice($0) } ?? .one(.javascript) }
        set { code = newValue.word }
    }

    /// The progress of someone who begins.
    public init() {
        step = 0
        answers = [:]
        reviews = [:]
    }

    /// Keeps an answer to the exercise `id`, given at `time` in seconds since 1970.
    public mutating func record(_ answer: String, isRight: Bool, for id: String, at time: Int = Self.now) {
        var entry = answers[id] ?? Answer(answer: "", isRight: false, tries: 0, hints: 0)
        entry.answer = String(answer.prefix(200))
        if isRight, !entry.isRight { entry.solvedAt = time }
        entry.isRight = entry.isRight || isRight
        entry.tries &+= 1
        answers[id] = entry
    }

    /// Keeps that `count` hints of the exercise `id` were shown.
    public mutating func recordHints(_ count: Int, for id: String) {
        var entry = answers[id] ?? Answer(answer: "", isRight: false, tries: 0, hints: 0)
        entry.hints = max(entry.hints, count)
        answers[id] = entry
    }

    /// Keeps what the lesson `lesson` got for an answer when it asked the exercise `id` again; an empty answer passes over it.
    public mutating func recordReview(
        _ answer: String, isRight: Bool, of id: String, in lesson: String, at time: Int = Self.now
    ) {
        reviews[lesson] = Review(exercise: id, answer: String(answer.prefix(200)), isRight: isRight, at: time)
    }

    /// This progress, with the answers of `other` that it lacks, or that were tried more often there.
    func joined(with other: Progress) -> Progress {
        var joined = self
        joined.answers.merge(other.answers) { own, theirs in
            if own.isRight != theirs.isRight { return own.isRight ? own : theirs }
            return theirs.tries > own.tries ? theirs : own
        }
        joined.reviews.merge(other.reviews) { own, _ in own }
        return joined
    }

    /// Forgets what is kept of the lesson: its answers and reviews, and the place in it.
    public mutating func forget(_ lesson: Lesson) {
        for exercise in lesson.exercises { answers[exercise.id] = nil }
        reviews[lesson.id] = nil
        guard self.lesson == lesson.id else { return }
        step = 0
        place = nil
    }

    /// Whether the exercise `id` was answered rightly.
    public func isSolved(_ id: String) -> Bool { answers[id]?.isRight == true }

    /// Whether there is nothing left to do: a prediction was made, right or wrong; any other exercise was solved.
    public func isDone(_ exercise: Exercise) -> Bool {
        exercise.kind == .predict ? (answers[exercise.id]?.tries ?? 0) > 0 : isSolved(exercise.id)
    }

    /// How many exercises of the lesson are done.
    public func doneCount(of lesson: Lesson) -> Int { lesson.exercises.count { isDone($0) } }

    /// The time in seconds since 1970.
    public static var now: Int { Int(Date().timeIntervalSince1970) }
}
