/// What the names in an expression stand for.
public struct Scope: Sendable {
    /// Where selectors look.
    public var recording: Recording
    /// Further recordings in which things have names: a selector that refers to such a thing looks there.
    public var others: [Recording] = []
    /// The things that have a name here.
    public var names: [String: Item]
    /// The thing whose properties can be named without saying whose they are.
    public var subject: Item?
    /// Further names: `answer`, the value that a learner gave.
    public var values: [String: Value]

    /// The names over a recording.
    public init(recording: Recording, names: [String: Item] = [:], subject: Item? = nil, values: [String: Value] = [:])
    {
        self.recording = recording
        self.names = names
        self.subject = subject
        self.values = values
    }
}
