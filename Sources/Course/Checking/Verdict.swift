/// What an answer is worth.
public enum Verdict: Sendable {
    /// It is right; why, if the lesson says so.
    case right([MarkdownInline])
    /// It is wrong; what the learner is told.
    case wrong([MarkdownInline])

    /// Whether the answer is right.
    public var isRight: Bool {
        if case .right = self { return true }
        return false
    }

    /// What is said about it, without markup.
    public var text: String { remark.plainText }

    /// What is said about it, all values computed.
    public var remark: [MarkdownInline] {
        switch self {
        case .right(let remark), .wrong(let remark): remark
        }
    }
}
