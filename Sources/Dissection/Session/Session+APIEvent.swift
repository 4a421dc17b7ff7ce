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
        // Who fails the connection for the 101 reads nothing that comes after it.
        if side == .client, let objection = objection(end) {
            return objection.isSure ? .init(code: 1006, reason: "", wasClean: false) : nil
        }
        guard let hasTaken = hasTaken(close, side, end) else { return nil }
        guard hasTaken else { return .init(code: 1006, reason: "", wasClean: false) }
        // Some programs fail the connection for a frame that follows the Close, and are told 1006; others read no further.
        if let last = directions[peer].lastFrame, last.frame > close.frame { return nil }
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
        if hasReset(side, before: close, end) { return false }
        let index = side.index
        let failure = failure(of: side.peer)
        if failure != nil, directions[index].close == nil || hasAnswered(side) {
            return hasTakenBroken(close, side, end)
        }
        let hasFIN = end.fins.contains { $0.side == side }
        guard let own = directions[index].close else {
            // Its own Close may stand in what is not seen.
            if directions[index].hasLostEnd { return nil }
            guard hasArrived(close, at: side, end) ?? true else { return false }
            if hasFIN, let atFIN = end.acknowledgedByFIN[index], atFIN < close.end {
                // Whoever ended only its own direction reads on; a RST shows that nobody does.
                return end.reset?.side == side ? false : nil
            }
            guard hasArrived(close, at: side, end) ?? false else { return nil }
            // Whoever resets TCP may have read everything before, or not.
            if end.reset?.side == side, !hasFIN { return nil }
            // Whoever was sending a frame could not answer; who ended TCP first did so instead of that. Another one need
            // not have read anything.
            return end.firstEnd?.side == side || directions[index].isCutOff ? true : nil
        }
        if hasAnswered(side) {
            guard own.mayFailConnection else { return true }
            if own.body.isCodeMissing || close.body.isCodeMissing { return nil }
            return own.body.code == close.body.code
        }
        guard let hasArrived = hasArrived(close, at: side, end) else { return nil }
        guard hasArrived else { return false }
        // A program that has failed the connection, or shut down its own direction, may be told 1006, or read on.
        if own.mayFailConnection { return nil }
        if hasFIN, let acknowledged = end.acknowledgedByFIN[index], acknowledged < close.end { return nil }
        // Whoever sends such a Close itself takes it.
        if let failure, failure.frame == close.frame, self.failure(of: side)?.rule != failure.rule { return nil }
        return true
    }

    /// Whether `close` reached the host of `side`; nil where its sender's FIN or RST came right behind it and ended the
    /// connection, so that no acknowledgment can tell.
    private func hasArrived(_ close: SentClose, at side: Side, _ end: ConnectionEnd) -> Bool? {
        if end.acknowledged[side.index].map({ $0 >= close.end }) ?? true { return true }
        let isSentAgain = end.arrival(of: close.packet, close.time, from: side.peer) == nil
        let endsByItsSender =
            end.reset.map { $0.side == side.peer } ?? (end.fins.count == 2 && end.fins.last?.side == side.peer)
        return endsByItsSender && !isSentAgain ? nil : false
    }

    /// The same of a Close for which `side` had to fail the connection: some programs take such a one all the same, and
    /// answer it as any other.
    private func hasTakenBroken(_ close: SentClose, _ side: Side, _ end: ConnectionEnd) -> Bool? {
        guard let own = directions[side.index].close else {
            return !directions[side.index].hasLostEnd && end.firstEnd?.side == side ? false : nil
        }
        if own.body.isCodeMissing { return nil }
        if own.mayFailConnection { return false }
        return own.body.code == close.body.code ? true : nil
    }
}

extension SentClose {
    /// Whether its sender may have failed the connection with it, and so takes no data any more, the peer's Close included
    /// (RFC 6455 §7.1.7).
    ///
    /// The codes are those with which libraries do so; programs that close regularly choose others.
    var mayFailConnection: Bool {
        body.isCodeMissing || body.code.map { [1002, 1007, 1009].contains($0) } ?? false
    }
}
