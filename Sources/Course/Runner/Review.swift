import Query

/// An exercise of an earlier lesson that is asked again, over the second recording of what that lesson shows.
struct Review {
    /// The lesson that it comes from.
    var lesson: Lesson
    /// The exercise.
    var exercise: Exercise
    /// That lesson's names over its second recording.
    var scope: Scope
}

extension Progress {
    /// The exercise that `lesson` asks again at its beginning: one of those that it names, else one of an earlier lesson, that the
    /// learner needed help with, or that was right longest ago; nil if there is none that the learner has met.
    func exerciseToReview(before lesson: Lesson, in lessons: [Lesson]) -> (lesson: Lesson, exercise: Exercise)? {
        guard reviews[lesson.id] == nil else { return nil }
        var earlier: [(lesson: Lesson, exercise: Exercise)] = []
        for other in lessons.prefix(while: { $0.id != lesson.id }) {
            for exercise in other.exercises where exercise.kind != .predict && answers[exercise.id] != nil {
                earlier.append((other, exercise))
            }
        }
        let named = earlier.filter { lesson.reviews.contains($0.exercise.id) }
        let candidates = named.isEmpty ? earlier.filter { isSolved($0.exercise.id) } : named
        return candidates.min { needOfReview($0.exercise.id) < needOfReview($1.exercise.id) }
    }

    // The smaller, the sooner: what needed help comes before the rest, what was right long ago before what was lately.
    private func needOfReview(_ id: String) -> (Int, Int) {
        let reviewed = reviews.values.filter { $0.exercise == id && $0.isRight }.compactMap(\.at).max()
        let answer = answers[id]
        let neededHelp = reviewed == nil && (answer?.hints ?? 0 > 0 || answer?.isRight == false)
        return (neededHelp ? 0 : 1, max(reviewed ?? 0, answer?.solvedAt ?? 0))
    }
}
