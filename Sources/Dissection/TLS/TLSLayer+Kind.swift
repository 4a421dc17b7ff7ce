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
    var mayBeWebSocket: Bool {
        let facts = connection.facts
        if let chosen = facts.applicationProtocol { return chosen == "http/1.1" }
        let offered = facts.clientHello?.protocols ?? []
        if offered.isEmpty { return true }
        return offered.contains("http/1.1")
    }

    /// Whether the handshake is over, as far as that shows from outside: the client's records are more than an alert.
    var isPastHandshake: Bool {
        guard let client = connection.clientDirection else { return true }
        if connection.isEstablished { return true }
        guard connection.facts.version.map({ $0 >= .tls13 }) ?? false else { return false }
        return directions[client].longestClosed > Self.alertLength
    }

    /// Whether the handshake failed: an alert, or an end, before either side sent any data.
    func hasFailed(isEnded: Bool) -> Bool {
        guard connection.facts.clientHello != nil else { return false }
        if directions[0].plaintextOffset > 0 || directions[1].plaintextOffset > 0 { return false }
        if directions.contains(where: { $0.hasSentFatalAlert }) { return true }
        if !strangeAnswer.isEmpty { return true }
        return isEnded && !isPastHandshake
    }

    /// The length of an alert under TLS 1.3: two bytes, the content type, and a tag of 16.
    private static let alertLength = 19
}

extension InlineArray where Element == TLSLayer.Direction {
    /// Whether any direction fits.
    fileprivate func contains(where predicate: (Element) -> Bool) -> Bool { indices.contains { predicate(self[$0]) } }
}
