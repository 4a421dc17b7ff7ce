import WebSocket

// What each side's API reports of the end (RFC 6455 §7.1.5–§7.1.7): the Close that it took from its peer, or 1006.
extension Session {
    /// What the API of `side` reports; nil while TCP goes on, and where its peer's Close may be unseen.
    func apiEvent(_ side: Side, _ end: ConnectionEnd) -> CloseEvent.APIEvent? {
        guard end.isClosed, end.unseen == nil else { return nil }
        let peer = side.peer.index
        if directions[peer].close == nil, directions[peer].hasLostEnd { return nil }
        guard let close = directions[side.peer.index].close, hasTaken(close, side, end) else {
            return .init(code: 1006, reason: "", wasClean: false)
        }
        return .init(
            code: close.body.code.map(Int.init) ?? 1005, reason: close.body.reasonText,
            wasClean: directions[side.index].close != nil)
    }

    /// Whether the program on `side` took the peer's `close`, as far as the wire shows.
    ///
    /// What TCP delivers and acknowledges, a program that has stopped, failed or gone never reads.
    private func hasTaken(_ close: SessionDirection.SentClose, _ side: Side, _ end: ConnectionEnd) -> Bool {
        // Whoever has reset the connection reads nothing that comes after.
        if let reset = end.reset, reset.side == side, reset.packet < close.packet { return false }
        let index = side.index
        if let own = directions[index].close {
            let isAnswer = hasAnswered(side)
            if own.failsConnection(insteadOfAnswering: close, isAnswer: isAnswer) { return false }
            if isAnswer { return true }
        } else if end.reset?.side == side, !end.fins.contains(where: { $0.side == side }) {
            // Whoever reads a Close answers it; bytes that are unread as a socket is closed make its end a RST.
            return false
        }
        // What comes behind its own FIN finds nobody who reads.
        if end.fins.contains(where: { $0.side == side }) {
            return end.acknowledgedByFIN[index].map { $0 >= close.end } ?? true
        }
        return end.acknowledged[index].map { $0 >= close.end } ?? true
    }
}

extension SessionDirection.SentClose {
    /// Whether its sender failed the connection with it, and so takes no data any more, the peer's Close included
    /// (RFC 6455 §7.1.7).
    ///
    /// The codes are those with which libraries do so; programs that close regularly choose others.
    fileprivate func failsConnection(
        insteadOfAnswering other: SessionDirection.SentClose, isAnswer: Bool
    ) -> Bool {
        guard let code = body.code, [1002, 1007, 1009].contains(code) else { return false }
        return !isAnswer || other.body.code != code
    }
}
