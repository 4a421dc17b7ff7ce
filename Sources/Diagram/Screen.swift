public import Wire

/// What the terminal, or the pipe, that text is drawn for can show.
public struct Screen: Hashable, Sendable {
    /// Columns, at least 20.
    public var width: Int
    /// Whether colours are used.
    public var color: Bool
    /// Whether only ASCII is printed.
    public var ascii: Bool
    /// Whether the background is light.
    public var light: Bool

    /// A screen of that kind; `width` is raised to 20.
    public init(width: Int, color: Bool, ascii: Bool, light: Bool = false) {
        self.width = max(width, 20)
        self.color = color
        self.ascii = ascii
        self.light = light
    }
}

/// The roles that text is coloured by.
public enum Ink: Hashable, Sendable {
    /// As it comes.
    case plain
    /// A field of that category.
    case field(FieldCategory)
    /// Headings.
    case heading
    /// What matters less.
    case dim
    /// What the client sent.
    case client
    /// What the server sent.
    case server
    /// Findings and outcomes: bad, doubtful, good.
    case bad, doubtful, good
}
