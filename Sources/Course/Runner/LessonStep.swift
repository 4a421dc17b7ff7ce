/// What a learner reads in one go, up to an exercise, a pause or the end of the lesson.
struct LessonStep {
    /// Where a step stops.
    enum Stop {
        case exercise(Exercise)
        case pause
        case end
    }

    /// Prose and views, in order.
    var parts: [Lesson.Part] = []
    /// Why it stops.
    var stop: Stop

    /// The steps of a lesson; the last one stops at its end.
    static func steps(of lesson: Lesson) -> [LessonStep] {
        var steps: [LessonStep] = []
        var parts: [Lesson.Part] = []
        for part in lesson.parts {
            switch part {
            case .prose, .view: parts.append(part)
            case .exercise(let exercise):
                steps.append(LessonStep(parts: parts, stop: .exercise(exercise)))
                parts = []
            case .pause:
                steps.append(LessonStep(parts: parts, stop: .pause))
                parts = []
            }
        }
        steps.append(LessonStep(parts: parts, stop: .end))
        return steps
    }
}
