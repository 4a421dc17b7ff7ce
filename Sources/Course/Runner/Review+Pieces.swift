extension Review {
    /// What leads to the question, and the question.
    var pieces: [Piece] {
        let words =
            "First, one question of \(lesson.label.lowercased()) again, over another recording of the same scene. "
            + "n passes over it."
        var pieces: [Piece] = [.prose { $0.note(words) }]
        for case .view(let view) in views { pieces.append(view.piece(in: scope)) }
        let title = "\(lesson.label), exercise \(lesson.place(of: exercise)), once more"
        pieces.append(.block { try $0.question(exercise, of: lesson, scope: scope, title: title) })
        return pieces
    }
}
