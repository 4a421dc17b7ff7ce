import Query

/// Looks for exercises that are asked again although their answer is the same as the first time: whoever remembers it needs not
/// look.
enum ReviewLint {
    /// The reviews of the lessons of `course` whose answer is equal over both recordings; none if it has no second ones.
    ///
    /// A choice may have the same answer twice: its reasons are what is asked again. So may a frame of one's own.
    static func problems(of course: Course) -> [LessonProblem] {
        guard course.secondFolder != nil else { return [] }
        return course.lessons.flatMap { lesson in
            lesson.reviews.compactMap { id in
                guard let (origin, exercise) = course.exercise(id), hasOneAnswer(exercise),
                    let first = answer(to: exercise, of: origin, in: course, second: false),
                    let again = answer(to: exercise, of: origin, in: course, second: true), first == again
                else { return nil }
                return LessonProblem(
                    lesson: lesson.folder, line: nil, exercise: nil, recordings: nil,
                    problem: "it reviews `\(id)`, whose answer is `\(first)` in both recordings")
            }
        }
    }

    private static func hasOneAnswer(_ exercise: Exercise) -> Bool {
        switch exercise.kind {
        case .predict, .choice, .build: false
        case .number, .text, .bytes, .find, .flip, .order: true
        }
    }

    // What hinders the answer is told with the exercise's own lesson.
    private static func answer(
        to exercise: Exercise, of lesson: Lesson, in course: Course, second: Bool
    ) -> String? {
        guard let scope = try? course.scope(of: lesson, second: second) else { return nil }
        return try? Checker(exercise, scope: scope).referenceAnswer()
    }
}
