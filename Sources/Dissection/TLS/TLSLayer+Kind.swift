import TLS

// What a TLS connection that stays closed is: whether it may be a WebSocket, and whether it came to be at all.
extension TLSLayer {
    /// Whether records of both directions stay closed, and that was reported.
    var isReportedClosed: Bool { directions[0].isClosureReported && directions[1].isClosureReported }

    /// Whether records of one direction stay closed.
    var isAnyClosed: Bool { directions[0].closure != nil || directions[1].closure != nil }

    /// Whether the connection may be meant for a WebSocket over HTTP/1.1, as far as its hellos tell.
    ///
    /// It is unless they offer by ALPN and not HTTP/1.1, or the server is known to have chosen something else. TLS 1.3
    /// hides what it chose: a page that comes by HTTP/2 can't be told from a WebSocket of a client that offers both.
    /// Nor is it where another protocol turned to TLS.
    var mayBeWebSocket: Bool {
        if dialogue != nil { return false }
        let facts = connection.facts
        if let chosen = facts.applicationProtocol { return chosen == "http/1.1" }
        let offered = facts.clientHello?.protocols ?? []
        if offered.isEmpty { return true }
        return offered.contains("http/1.1")
    }

    /// Whether the handshake is over, as far as that shows from outside: there are records with data or, where TLS 1.3 hides
    /// what they are, the client's are more than an alert.
    var isPastHandshake: Bool {
        guard let client = connection.clientDirection else { return true }
        if connection.isEstablished { return true }
        guard connection.isTypeHidden else { return directions.contains(where: { $0.longestClosed > 0 }) }
        return directions[client].longestClosed > Self.alertLength
    }

    /// Whether the handshake failed, or was not complete at the end: neither side sent any data; or an alert came instead.
    ///
    /// That the client sent none is certain only if nothing of it is missing; `isSeen` says that both sides were captured.
    func hasFailed(isSeen: Bool) -> Bool {
        guard connection.facts.clientHello != nil, let client = connection.clientDirection,
            directions[client].missing == 0
        else { return false }
        if directions[0].plaintextOffset > 0 || directions[1].plaintextOffset > 0 { return false }
        if directions.contains(where: { $0.fatalAlert != nil }) { return true }
        if !strangeAnswer.isEmpty { return true }
        return isSeen && !isPastHandshake
    }

    /// The length of an alert under TLS 1.3: two bytes, the content type, and a tag of 16.
    private static let alertLength = 19

    /// Whether a record of TLS 1.3 with so many bytes behind its header is as long as an alert: its tag may have only 8.
    static func isAlertSized(_ length: Int) -> Bool { length == alertLength || length == alertLength - 8 }

    /// How TLS ended in `direction`, its stream being at its end; nil where that is not known.
    func end(of direction: Int) -> (kind: TLSEnd.Kind, mark: TransportEnd.Mark)? {
        let state = directions[direction]
        // Before the handshake is over, no data can be cut off.
        guard isPastHandshake, let kind = state.lastKind, let mark = state.last, state.assembler.pending == 0
        else { return nil }
        return (kind, mark)
    }
}

extension InlineArray where Element == TLSLayer.Direction {
    /// Whether any direction fits.
    fileprivate func contains(where predicate: (Element) -> Bool) -> Bool { indices.contains { predicate(self[$0]) } }
}
