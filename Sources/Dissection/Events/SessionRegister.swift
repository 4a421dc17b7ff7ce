import HTTP

/// Numbers the sessions of the whole capture in the order in which they begin, and sees what only all of them together
/// show: a key that is used twice, two legs of one session, a fact that is told once for all of them.
final class SessionRegister: EventReceiver {
    /// What it changes in the counts of the whole capture.
    private(set) var summary = SummaryEvent()
    private let handler: any DissectionHandler
    private var sessions = 0
    private var nonces = NonceLedger()
    private var legs = LegLedger()
    /// What the totals of sessions under way count too little, or too much.
    private var corrections: [Int: SeverityCounts] = [:]
    /// The rules that are told once for a capture, and were.
    private var told: Set<Rule> = []

    init(handler: any DissectionHandler) {
        self.handler = handler
    }

    func beginSession(in slot: Int) -> Int {
        sessions += 1
        return sessions
    }

    func begin(_ start: consuming SessionEvent) {
        legs.begin(start)
        let reuse = keyReuse(start)
        handler.handle(.session(start))
        guard let reuse else { return }
        correct(reuse.session, reuse.rule.severity, by: 1)
        handler.handle(.finding(reuse))
    }

    func hear(_ event: consuming DissectionEvent) {
        switch event {
        case .finding(let finding) where finding.rule.isToldOnce && !told.insert(finding.rule).inserted:
            correct(finding.session, finding.rule.severity, by: -1)
        default: handler.handle(event)
        }
    }

    func end(_ close: consuming CloseEvent) {
        if let correction = corrections.removeValue(forKey: close.session) { close.totals.add(correction) }
        if let link = legs.end(close) {
            // What ended later need not have begun later.
            if link.session == close.session { close.legOf = link.legOf }
            summary.legs.add(link)
        }
        handler.handle(.close(close))
    }

    /// The finding that an earlier session used the key, if one did.
    private func keyReuse(_ start: SessionEvent) -> Finding? {
        guard let key = start.handshake?.key, let earlier = nonces.earlierUse(of: key, by: start) else { return nil }
        return Finding(
            session: start.session, rule: .handshakeKeyReused, blame: .client,
            detail: "Session \(earlier) used the key \(key) before; each connection needs a nonce of its own.",
            mustFailWith: nil, frame: nil, message: nil, from: .client, packets: [start.packet], place: nil,
            time: start.time)
    }

    /// Counts one finding of a session under way more, or less, than were told of.
    private func correct(_ session: Int, _ severity: Severity, by count: Int) {
        corrections[session, default: SeverityCounts()].count(severity, times: count)
        summary.count(severity, times: count)
    }
}

/// How many findings there are of each severity, or how many too many.
struct SeverityCounts: FindingCounts {
    var errors = 0
    var warnings = 0
    var notes = 0
}
