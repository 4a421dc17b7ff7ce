/// A part of what a learner is shown, drawn when its turn comes, for the screen as it is then.
struct Piece {
    /// How it behaves where a screenful ends.
    enum Manner {
        /// A word about what was typed: goes with what follows it, and away where there is no room for both.
        case lead
        /// An empty line; none at a screenful's beginning or end.
        case gap
        /// Goes with what follows it.
        case heading
        /// May be cut between any two lines.
        case prose
        /// Is cut only if it is longer than a whole screenful.
        case block
    }

    var manner: Manner
    /// Its lines, each with its line end.
    var draw: (LessonText) throws -> String
    /// What else there is to show of it, when the learner asks for it.
    var folded: [Piece] = []

    static var gap: Piece { Piece(manner: .gap) { _ in "" } }

    static func prose(_ draw: @escaping (LessonText) throws -> String) -> Piece { Piece(manner: .prose, draw: draw) }

    static func block(_ draw: @escaping (LessonText) throws -> String) -> Piece { Piece(manner: .block, draw: draw) }
}

extension [Piece] {
    /// The pieces with a gap between each two.
    var spaced: [Piece] { Array(map { [$0] }.joined(separator: [Piece.gap])) }
}
