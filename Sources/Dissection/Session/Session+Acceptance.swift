import WebSocket
import Wire

/// What about a 101 makes its client fail the connection, so that it never is open there.
struct AnswerObjection {
    var rule: Rule
    /// Whether a client must fail the connection for it (RFC 6455 §4.1).
    var isMust: Bool
    /// Whether the client is known to do so: it must, or names itself a browser that does.
    var isSure: Bool

    /// The surest objection to the answer of `start` that its findings under `rules` are; nil if clients take it.
    init?(_ rules: [Rule], _ start: SessionEvent) {
        guard !rules.isEmpty, start.outcome == .open else { return nil }
        let found = Objection.all.filter { rules.contains($0.rule) }
            .map { (objection: $0, strength: $0.strength(start)) }
            .max { $0.strength < $1.strength }
        guard let found, found.strength >= Self.likely else { return nil }
        rule = found.objection.rule
        isMust = found.objection.isMust && found.strength >= Objection.must
        isSure = isMust || found.objection.rule == .handshakeSubprotocolUnanswered && start.browser == .other
    }

    /// From this strength on, more clients fail the connection than not.
    private static let likely = 60

    /// What the 101 means, as a part of a sentence.
    var phrase: String {
        let who = isMust ? "the client must fail" : isSure ? "this browser fails" : "many clients fail"
        return "for which \(who) the connection: \(rule.rawValue)"
    }
}

// Whether the client took the 101. The server is open once it has sent that, the client only if it accepts it.
extension Session {
    /// Whether the client failed the connection for the server's answer, or may have: its state is not OPEN then.
    ///
    /// Whoever sends a frame has taken the answer, and whoever stays: failing the connection ends TCP at once.
    func objection(_ end: ConnectionEnd) -> AnswerObjection? {
        guard let opening, let objection = opening.objection, let answer = opening.answer else { return nil }
        if directions[0].hasLostFrames || directions[0].lastBeforeClose != nil
            || directions[0].parser.partialHeaderLength > 0
        {
            return nil
        }
        // A Close may be what fails it; a regular one, or one without a code, is not.
        if let close = directions[0].close,
            close.body.code.map({ [1000, 1001].contains($0) }) ?? !close.body.isCodeMissing
        {
            return nil
        }
        let left = end.firstEnd?.time ?? lastTime
        return left.since(answer.time) > Objection.promptly ? nil : objection
    }
}
