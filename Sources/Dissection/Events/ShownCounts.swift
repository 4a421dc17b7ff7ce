/// How much of a capture is shown, where a choice leaves things out.
public struct ShownCounts: Hashable, Sendable {
    /// How many things there are of each kind.
    public struct Counts: Hashable, Sendable {
        /// Sessions.
        public var sessions = 0
        /// Frames.
        public var frames = 0
        /// Whole messages.
        public var messages = 0
        /// Findings.
        public var findings = 0

        /// None.
        public init() {}
    }

    /// The choice, as on the command line: `--where 'length > 125'`.
    public var choice: String
    /// What was shown.
    public var shown = Counts()
    /// What came by: all of the capture, or of the one session that is shown.
    public var all = Counts()
    /// Messages that were not searched to the end, as that would have taken too long; they were not shown.
    public var unsearched = 0

    /// The counts of a choice, all of them 0.
    public init(choice: String) { self.choice = choice }
}
