extension Review {
    /// What leads to the question, and the question.
    var pieces: [Piece] {
        let words =
            "First, one question of \(lesson.label.lowercased()) again, over another recording of the same scene. "
            + "n passes over it."
        let title = "\(lesson.label), exercise \(lesson.place(of: exercise)), once more"
        return [.prose { $0.note(words) }] + Lead(exercise, of: lesson, in: scope).pieces
            + [.block { try $0.question(exercise, of: lesson, scope: scope, title: title) }]
    }
}
