public import Dissection

/// What of a capture is to be shown: all of it must hold for a thing.
public struct Choice: Sendable {
    /// Only this session.
    public var session: Int?
    /// Only sessions whose requests ask for such a path.
    public var path: PathPattern?
    /// Only what this side sent.
    public var from: Side?
    /// Only messages whose payload has this in it.
    public var match: PayloadPattern?
    /// Whether control frames are left out.
    public var hidesControl = false
    /// Whether findings of severity `note` are left out.
    public var hidesNotes = false
    /// Only what this holds for.
    public var condition: Predicate?
    /// The options that make it up, as on the command line.
    public var words = ""

    /// Everything.
    public init() {}

    /// Whether it leaves nothing out.
    public var isEmpty: Bool { !isRestricting && !hidesControl && !hidesNotes }

    /// Whether it asks for something, and does not only leave a kind of thing out.
    public var isRestricting: Bool {
        session != nil || path != nil || from != nil || match != nil || condition != nil
    }

    /// Whether it decides about messages, so that their frames go with them.
    var isAboutMessages: Bool { match != nil || condition?.kinds.contains(.message) == true }

    /// Has the dissector tell and keep what the choice looks at.
    public func demand(of options: inout DissectionOptions) {
        guard !isEmpty else { return }
        options.tellsFrames = true
        options.tellsMessages = true
        let looksIntoPayloads = condition?.looksIntoPayloads == true
        if looksIntoPayloads || match != nil {
            options.payloadLimit = max(options.payloadLimit, PayloadPattern.searchLimit)
        }
        if looksIntoPayloads { options.wireLimit = max(options.wireLimit, PayloadPattern.searchLimit + 14) }
    }
}
