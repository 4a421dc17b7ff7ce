/// A line of a live capture, and what it tells of.
public struct LiveLine: Sendable {
    /// What a line tells of, so that it can be found again in the packets.
    public struct Subject: Hashable, Sendable {
        /// The session's number.
        public var session: Int
        /// The number of the frame, in its session.
        public var frame: Int?
        /// The number of the message, in its session.
        public var message: Int?
        /// The packet that the session begins with.
        public var begin: Int
        /// The packet that the frame begins in; without a frame that of the session's latest one, if there is one.
        public var packet: Int?
        /// Of the session's frames that begin in that packet, which one it is, from 0.
        public var ordinal = 0

        /// The session of that number, which begins with packet `begin`.
        public init(session: Int, begin: Int) {
            self.session = session
            self.begin = begin
        }
    }

    /// The text, coloured by sequences of SGR, without its line end.
    public var text: String
    /// What it tells of; nil for what belongs to no session.
    public var subject: Subject?
    /// Whether it tells of a finding.
    public var isFinding = false
    /// Whether the user has marked it.
    public var isMarked = false
    /// The beginning of the message that it tells of.
    public var payload: [UInt8] = []

    /// A line with that text.
    public init(_ text: String, _ subject: Subject? = nil) {
        self.text = text
        self.subject = subject
    }
}
