public import Diagram

/// What a learner's terminal shows at once.
public struct Page: Hashable, Sendable {
    /// What it can show.
    public var screen: Screen
    /// Its rows; nil where there is no end of them.
    public var rows: Int?

    /// A page of that kind; fewer rows than 8 are taken for 8.
    public init(screen: Screen, rows: Int? = nil) {
        self.screen = screen
        self.rows = rows.map { max($0, 8) }
    }
}
