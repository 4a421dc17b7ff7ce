import WebSocket

// What each side's API reports of the end (RFC 6455 §7.1.5–§7.1.7): the Close that it took from its peer, or 1006.
extension Session {
    /// What the API of `side` reports; nil while TCP goes on, and where the wire does not show what the program read.
    func apiEvent(_ side: Side, _ end: ConnectionEnd) -> CloseEvent.APIEvent? {
        guard end.isClosed, end.unseen == nil else { return nil }
        let peer = side.peer.index
        guard let close = directions[peer].close else {
            return directions[peer].hasLostEnd ? nil : .init(code: 1006, reason: "", wasClean: false)
        }
        guard let hasTaken = hasTaken(close, side, end) else { return nil }
        guard hasTaken else { return .init(code: 1006, reason: "", wasClean: false) }
        guard !close.body.isCodeMissing else { return nil }
        return .init(
            code: close.body.code.map(Int.init) ?? 1005, reason: close.body.missing > 0 ? nil : close.body.reasonText,
            wasClean: directions[side.index].close != nil)
    }

    /// Whether the program on `side` took the peer's `close`; nil where the wire does not show that.
    ///
    /// What TCP delivers and acknowledges, a program that has stopped, failed or gone never reads.
    private func hasTaken(_ close: SentClose, _ side: Side, _ end: ConnectionEnd) -> Bool? {
        // Whoever has reset the connection reads nothing that comes after.
        if let reset = end.reset, reset.side == side, reset.packet < close.packet { return false }
        let index = side.index
        let hasFIN = end.fins.contains { $0.side == side }
        guard let own = directions[index].close else {
            // Its own Close may stand in what is not seen.
            if directions[index].hasLostEnd { return nil }
            // Whoever reads a Close answers it; bytes that are unread as a socket is closed make its end a RST.
            if end.reset?.side == side, !hasFIN { return false }
            // What comes behind its own FIN finds nobody who reads.
            guard (hasFIN ? end.acknowledgedByFIN : end.acknowledged)[index].map({ $0 >= close.end }) ?? true else {
                return false
            }
            // Whoever was sending a frame could not answer; who ended TCP first did so instead of that. Another one need
            // not have read anything.
            return end.firstEnd?.side == side || directions[index].isCutOff ? true : nil
        }
        if hasAnswered(side) {
            guard own.mayFailConnection else { return true }
            if own.body.isCodeMissing || close.body.isCodeMissing { return nil }
            return own.body.code == close.body.code
        }
        guard end.acknowledged[index].map({ $0 >= close.end }) ?? true else { return false }
        // A program that has failed the connection, or shut down its own direction, may be told 1006, or read on.
        if own.mayFailConnection { return nil }
        if hasFIN, let acknowledged = end.acknowledgedByFIN[index], acknowledged < close.end { return nil }
        return true
    }
}

extension SentClose {
    /// Whether its sender may have failed the connection with it, and so takes no data any more, the peer's Close included
    /// (RFC 6455 §7.1.7).
    ///
    /// The codes are those with which libraries do so; programs that close regularly choose others.
    fileprivate var mayFailConnection: Bool {
        body.isCodeMissing || body.code.map { [1002, 1007, 1009].contains($0) } ?? false
    }
}
