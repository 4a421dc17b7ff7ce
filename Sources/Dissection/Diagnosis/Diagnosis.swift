/// Why a session ended, or never began: what the capture shows, and the likely causes, the strongest first.
///
/// It claims no more than the wire tells: of a connection that ended without a Close nobody can know the cause for
/// certain, so that each cause names its evidence.
public struct Diagnosis: Hashable, Sendable {
    /// What happened: a sentence or two.
    public var verdict: String
    /// What the capture shows besides, each a sentence.
    public var facts: [String] = []
    /// The causes in the order of their strength; empty where there is nothing to explain.
    public var causes: [Cause] = []
    /// The section that says what this end means, as `RFC 6455 §7.1.5`; nil where none does.
    public var rfc: String?

    /// How sure a cause is.
    public enum Likelihood: String, Hashable, Sendable {
        /// The bytes show it.
        case certain
        /// Several facts speak for it.
        case likely
        /// Nothing speaks against it.
        case possible

        init(_ strength: Int) { self = strength >= 100 ? .certain : strength >= 60 ? .likely : .possible }
    }

    /// What may have ended a session, and what to do about it.
    public struct Cause: Hashable, Sendable {
        /// Which cause.
        public var kind: Kind
        /// How sure it is.
        public var likelihood: Likelihood
        /// The cause: a sentence.
        public var claim: String
        /// What in the capture speaks for it, each a sentence.
        public var evidence: [String]
        /// What to do about it.
        public var remedies: [Remedy]
        /// The frame that shows it best.
        public var frame: Int?
        /// What it is ordered by: 0…100.
        var strength: Int
        /// The packet with which it began, if it has a beginning.
        var since: Int?

        init(
            _ kind: Kind, strength: Int, _ claim: String, evidence: [String] = [], remedies: [Remedy] = [],
            frame: Int? = nil, since: Int? = nil
        ) {
            self.since = since
            self.kind = kind
            likelihood = Likelihood(strength)
            self.claim = claim
            self.evidence = evidence
            self.remedies = remedies
            self.frame = frame
            self.strength = strength
        }

        /// Makes it surer, where more speaks for it.
        mutating func strengthen(to strength: Int) { weaken(to: max(self.strength, strength)) }

        /// Makes it less sure, where another cause explains more.
        mutating func weaken(to strength: Int) {
            self.strength = strength
            likelihood = Likelihood(strength)
        }
    }

    /// Advice to whoever can follow it.
    public struct Remedy: Hashable, Sendable {
        /// Who is to do something.
        public enum Party: String, Hashable, Sendable {
            /// The client's program.
            case client
            /// The server's program.
            case server
            /// A proxy or load balancer between them, if there is one.
            case proxy
            /// Whoever runs the network between them.
            case network
            /// Whoever records the traffic.
            case capture
        }

        /// Who is to do it.
        public var party: Party
        /// What: a sentence, or what introduces `lines`.
        public var text: String
        /// Lines of configuration, as they are to be written.
        public var lines: [String] = []

        init(_ party: Party, _ text: String, lines: [String] = []) {
            self.party = party
            self.text = text
            self.lines = lines
        }
    }
}

extension Diagnosis {
    /// The diagnosis of a session that a trace kept, by itself.
    public init(of session: Trace.Session) { self.init(of: session, among: [session]) }

    /// The diagnosis of a session that a trace kept, among all `sessions` that were captured; `summary` tells which of them
    /// are legs of it.
    public init(of session: Trace.Session, among sessions: [Trace.Session], summary: SummaryEvent? = nil) {
        var evidence = SessionEvidence(session.start)
        var neighbours = Neighbours(of: session.start.session)
        for other in sessions { neighbours.take(.session(other.start)) }
        for other in sessions {
            for frame in other.frames { neighbours.take(.frame(frame)) }
            if let close = other.close { neighbours.take(.close(close)) }
        }
        if let summary { neighbours.take(.summary(summary)) }
        evidence.neighbours = neighbours
        for event in session.timeline { evidence.take(event) }
        if let close = session.close { evidence.take(.close(close)) }
        if let summary { evidence.take(.summary(summary)) }
        self.init(evidence)
    }

    /// The diagnosis that follows from that evidence.
    public init(_ evidence: SessionEvidence) {
        if let unseen = evidence.close?.unseen {
            self = .oneSided(unseen, evidence)
            return
        }
        switch evidence.start.outcome {
        case .unknown: self = .answerMissing(evidence)
        case .refused: self = .refused(evidence)
        case .unanswered: self = .unanswered(evidence)
        case .encrypted: self = .encrypted(evidence)
        case .failed:
            self = .failedTLS(evidence)
            causes += [Self.proxyHeaderCause(evidence, strength: 80)].compactMap(\.self)
        case .draft: self = .draft(evidence)
        case .open, .midstream:
            if evidence.firstClose != nil {
                self = .closed(evidence)
            } else if evidence.end?.isComplete == true {
                self = .abnormal(evidence)
            } else {
                self = .open(evidence)
            }
        }
        // Every duration above may be wrong, then.
        facts +=
            evidence.finding(.streamClockBack).map { ["The capture's clock went back: " + $0.detail.asClause] } ?? []
        facts += evidence.finding(.connectionResetIgnored).map { [$0.detail] } ?? []
        weighLegs(evidence)
        weighUpstream(evidence)
        // What is said already is not said again.
        for index in causes.indices {
            causes[index].evidence.removeAll { facts.contains($0) || verdict.contains($0) }
        }
        // Stable: causes of equal strength stay in the order in which they were thought of.
        let sorted = causes.enumerated().sorted { ($1.element.strength, $0.offset) < ($0.element.strength, $1.offset) }
        let strongest = sorted.first?.element.strength ?? 0
        causes = sorted.map(\.element).filter { $0.strength >= strongest - Self.span }
        if causes.count > Self.limit { causes.removeLast(causes.count - Self.limit) }
    }

    /// More causes than this help nobody.
    private static let limit = 4
    /// Causes that are weaker than the strongest one by more than this are left out.
    private static let span = 55
}
