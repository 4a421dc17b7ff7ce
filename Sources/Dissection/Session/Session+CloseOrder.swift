import Wire

// Whose Close was first, wherever the capture was made: what each acknowledges shows what its sender had received.
extension Session {
    /// Who sent the first Close; `both` when each sent its own before the other's had reached it.
    ///
    /// The capture's order counts only where acknowledgments say nothing else: a mirror port may delay one direction.
    var initiator: CloseEvent.Initiator {
        guard let client = directions[0].close else { return directions[1].close == nil ? .none : .server }
        guard let server = directions[1].close else { return .client }
        let isClientFirst = client.frame < server.frame
        let (first, second) = isClientFirst ? (client, server) : (server, client)
        if second.answers(first) != false { return isClientFirst ? .client : .server }
        return first.answers(second) == true ? isClientFirst ? .server : .client : .both
    }

    /// Whether `side` had received its peer's Close when it sent its own.
    func hasAnswered(_ side: Side) -> Bool { initiator == (side == .client ? .server : .client) }
}

extension SentClose {
    /// Whether its sender had received the peer's Close when it sent this one; nil where that is not known.
    func answers(_ other: SentClose) -> Bool? { acknowledged.map { $0 >= other.end } }
}
