/// What a learner reads in one go, up to an exercise, a pause or the end of the lesson.
struct LessonStep {
    /// Where a step stops.
    enum Stop {
        /// An exercise of an earlier lesson, over its second recording.
        case review(Review)
        case exercise(Exercise)
        case pause
        case end
    }

    /// Prose and views, in order.
    var parts: [Lesson.Part] = []
    /// Why it stops.
    var stop: Stop
    /// What it is found by when the lesson has changed: an exercise's id, `id+2` for the second pause behind it.
    var place: String
    /// The predictions that are settled when it has shown its parts.
    var settles: [Exercise] = []
    /// Whether it says what many believe: where the first prediction is settled.
    var tellsBelief = false

    /// The steps of a lesson; the last one stops at its end.
    static func steps(of lesson: Lesson) -> [LessonStep] {
        var steps: [LessonStep] = []
        var parts: [Lesson.Part] = []
        var predictions: [Exercise] = []
        var last = ""
        var pauses = 0
        var isBeliefTold = false
        func settle(_ step: inout LessonStep) {
            step.settles = predictions
            step.tellsBelief = !predictions.isEmpty && !isBeliefTold
            isBeliefTold = isBeliefTold || step.tellsBelief
            predictions = []
        }
        for part in lesson.parts.withCodeTogether {
            switch part {
            case .prose, .view: parts.append(part)
            case .exercise(let exercise):
                var step = LessonStep(parts: parts, stop: .exercise(exercise), place: exercise.id)
                if exercise.kind == .predict {
                    predictions.append(exercise)
                } else {
                    settle(&step)
                }
                steps.append(step)
                parts = []
                (last, pauses) = (exercise.id, 0)
            case .pause:
                pauses += 1
                steps.append(LessonStep(parts: parts, stop: .pause, place: "\(last)+\(pauses)"))
                parts = []
            }
        }
        var end = LessonStep(parts: parts, stop: .end, place: "end")
        settle(&end)
        return steps + [end]
    }

    /// Whether it has nothing to show, and asks nothing.
    var isEmptyPause: Bool {
        if case .pause = stop { return parts.isEmpty }
        return false
    }
}

extension [LessonStep] {
    /// Where a learner goes on who left at `place`, the step `number` of the lesson as it was then.
    ///
    /// An exercise that is gone is looked for no further: then it is the pause's exercise, or the same number.
    func index(of place: String?, number: Int) -> Int {
        let clamped = Swift.min(Swift.max(number, 0), count - 1)
        guard let place else { return clamped }
        if let index = firstIndex(where: { $0.place == place }) { return index }
        let exercise = place.prefix { $0 != "+" }
        if let index = firstIndex(where: { $0.place == exercise }) { return Swift.min(index + 1, count - 1) }
        return clamped
    }
}
