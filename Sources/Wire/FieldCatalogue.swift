/// What a field is for people: one row feeds the diagrams, the JSON, the page, `explain` and the lessons.
public struct FieldDescription: Hashable, Sendable {
    /// The key in JSON, camelCase.
    public var key: String
    /// The field's name as its RFC spells it.
    public var title: String
    /// The short name that stands in a diagram's cell.
    public var label: String
    /// One sentence that a beginner understands.
    public var meaning: String
    /// The source, as `RFC 6455 §5.2`.
    public var source: String
    /// The colour and letter it is drawn with.
    public var category: FieldCategory
    /// The name in Wireshark's display filters, if it has one.
    public var displayFilter: String?

    /// A row of the catalogue.
    public init(
        key: String, title: String, label: String, meaning: String, source: String, category: FieldCategory,
        displayFilter: String?
    ) {
        self.key = key
        self.title = title
        self.label = label
        self.meaning = meaning
        self.source = source
        self.category = category
        self.displayFilter = displayFilter
    }
}

/// The groups of fields that share a colour and a letter.
public enum FieldCategory: String, CaseIterable, Hashable, Sendable {
    /// FIN and RSV, and flags of other headers.
    case flags = "F"
    /// The opcode, and what tells the kind of other headers.
    case opcode = "O"
    /// MASK.
    case mask = "M"
    /// A length of at most one byte.
    case length = "L"
    /// An extended length, or a length of more than a byte.
    case extendedLength = "X"
    /// The masking key, and what identifies a connection in other headers.
    case maskingKey = "K"
    /// The payload.
    case payload = "P"
    /// An error, a Close.
    case error = "!"
}
