import HTTP

/// Numbers the sessions of the whole capture in the order in which they begin, and sees what only all of them together
/// show: a key that is used twice.
final class SessionRegister: EventReceiver {
    /// How many findings it had to tell, by severity.
    private(set) var summary = SummaryEvent()
    private let handler: any DissectionHandler
    private var sessions = 0
    private var nonces = NonceLedger()
    /// The sessions under way that use an earlier one's key.
    private var reusing: Set<Int> = []

    init(handler: any DissectionHandler) {
        self.handler = handler
    }

    func beginSession(in slot: Int) -> Int {
        sessions += 1
        return sessions
    }

    func hear(_ event: DissectionEvent) {
        switch event {
        case .session(let start):
            handler.handle(event)
            judgeKey(of: start)
        case .close(var close) where reusing.remove(close.session) != nil:
            close.totals.count(Rule.handshakeKeyReused.severity)
            handler.handle(.close(close))
        default: handler.handle(event)
        }
    }

    /// Reports a key that an earlier session used.
    private func judgeKey(of start: SessionEvent) {
        guard let key = start.handshake?.key, let earlier = nonces.earlierUse(of: key, by: start) else { return }
        let rule = Rule.handshakeKeyReused
        reusing.insert(start.session)
        summary.count(rule.severity)
        handler.handle(
            .finding(
                Finding(
                    session: start.session, rule: rule, blame: .client,
                    detail:
                        "Session \(earlier) used the key \(key) before; each connection needs a nonce of its own.",
                    mustFailWith: nil, frame: nil, message: nil, from: .client, packets: [start.packet], place: nil,
                    time: start.time)))
    }
}
