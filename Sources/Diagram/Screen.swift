public import Wire

/// How many colours a terminal has.
public enum ColorDepth: Hashable, Sendable, CaseIterable {
    /// The sixteen of SGR 30–37 and 90–97.
    case sixteen
    /// The 256 of SGR 38;5.
    case indexed
    /// All of 24 bits, SGR 38;2.
    case direct
}

/// What the terminal, or the pipe, that text is drawn for can show.
public struct Screen: Hashable, Sendable {
    /// How many columns there can be: fewer show nothing, and drawings as wide as more would fill the memory.
    public static let widths = 20...10_000

    /// Columns, one of `widths`.
    public var width: Int
    /// Whether colours are used.
    public var color: Bool
    /// Whether only ASCII is printed.
    public var ascii: Bool
    /// Whether the background is light.
    public var light: Bool
    /// How many colours there are.
    public var depth: ColorDepth
    /// Whether everything is to be read aloud: sentences instead of drawings, lines of `name: value` instead of tables; without
    /// colours, and in ASCII.
    public let plain: Bool

    /// A screen of that kind; `width` is brought into `widths`, and one that is `plain` has no colours and prints ASCII.
    public init(
        width: Int, color: Bool, ascii: Bool, light: Bool = false, depth: ColorDepth = .direct, plain: Bool = false
    ) {
        self.width = min(max(width, Self.widths.lowerBound), Self.widths.upperBound)
        self.color = color && !plain
        self.ascii = ascii || plain
        self.light = light
        self.depth = depth
        self.plain = plain
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
    /// One of several sessions side by side: the number picks one of `sessionColours` colours, which are used in turns.
    case session(Int)

    /// How many colours there are to tell sessions apart.
    public static let sessionColours = 8
}
