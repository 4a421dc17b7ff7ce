/// One thing that happens on a visit, in words.
public struct VisitNews: Hashable, Sendable {
    /// Who it is about.
    public enum Kind: Hashable, Sendable {
        /// The client sent it.
        case sent
        /// The server sent it.
        case received
        /// The connection's end, or what the client makes of what came.
        case remark
    }

    /// Who it is about.
    public var kind: Kind
    /// What it is: a few words, which may quote the wire and are not escaped.
    public var text: String

    /// Something that happened.
    public init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}
