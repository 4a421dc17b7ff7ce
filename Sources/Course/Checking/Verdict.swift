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

    /// The verdict in a word, unless what is said about it begins with one; of a wrong answer only where it is needed.
    public func opening(isNeeded: Bool = true) -> String {
        let first = text.prefix { $0.isLetter || $0 == " " }.split(separator: " ").first?.lowercased()
        switch self {
        case .right: return first.map(Self.approving.contains) == true ? "" : "Right."
        case .wrong: return isNeeded && first != "no" ? "No." : ""
        }
    }

    private static let approving: Set<String> = ["right", "yes", "correct", "indeed", "exactly"]
}
