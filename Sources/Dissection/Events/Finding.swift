public import WebSocket
public import Wire

/// A rule broken, or a fact worth knowing, at one place in the bytes.
public struct Finding: Sendable {
    /// Where in the handshake or frame the evidence stands.
    public enum Place: Hashable, Sendable {
        /// Bytes of the request head.
        case request(Range<Int>)
        /// Bytes of the response head.
        case response(Range<Int>)
        /// Bytes of the frame `frame`, its header included.
        case frame(Range<Int>)
    }

    /// The session's number.
    public var session: Int
    /// Which rule.
    public var rule: Rule
    /// Who is to blame.
    public var blame: Blame
    /// The observed values, a sentence or two.
    public var detail: String
    /// The Close code that fits, where the RFC says that the receiver must fail the connection; see `Rule.mustFailWith`.
    public var mustFailWith: Int?
    /// The frame it is about.
    public var frame: Int?
    /// The message it is about.
    public var message: Int?
    /// Whose bytes it is about.
    public var from: Side?
    /// The TLS record that it is about.
    public var record: Int?
    /// The packets that carry the evidence.
    public var packets: [Int]
    /// Where in the handshake or the frame, if at one place.
    public var place: Place?
    /// When: the packet that made it certain.
    public var time: Timestamp
    /// What is to be said in one line, where the rule's own title says more, or less, than happened.
    @Boxed var ownTitle: String? = nil
    /// The bytes that it is about, if they are no frame, and the stream offset of the first of them.
    public var stray: (text: StrayText, offset: Int)?
}

extension Finding {
    /// What is to be said in one line: the rule's title, or one that fits better.
    public var title: String { ownTitle ?? rule.title }
}

/// Who is to blame for a finding.
public enum Blame: String, CaseIterable, Hashable, Sendable {
    /// The client.
    case client
    /// The server.
    case server
    /// The path between: loss, reset, a middlebox.
    case network
    /// The recording, not the wire.
    case capture
}

/// How much a finding matters.
public enum Severity: String, CaseIterable, Hashable, Sendable {
    /// The RFC forbids it.
    case error
    /// Legal but harmful, or the connection ended abnormally.
    case warning
    /// Worth knowing, nothing wrong.
    case note
}

/// What counts findings by their severity.
protocol FindingCounts {
    var errors: Int { get set }
    var warnings: Int { get set }
    var notes: Int { get set }
}

extension FindingCounts {
    /// Counts so many findings more.
    mutating func count(_ severity: Severity, times: Int = 1) {
        switch severity {
        case .error: errors += times
        case .warning: warnings += times
        case .note: notes += times
        }
    }

    /// Adds other counts.
    mutating func add(_ other: some FindingCounts) {
        errors += other.errors
        warnings += other.warnings
        notes += other.notes
    }
}
