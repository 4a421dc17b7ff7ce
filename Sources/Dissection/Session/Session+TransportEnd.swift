import Streams
import WebSocket
import Wire

// How the ends of TCP fit the closing handshake: who did not wait for an answer, and who let the other one wait.
extension Session {
    /// A closing handshake that is whole on the wire only: the first Close's sender reset TCP before the answer came.
    struct LateReply {
        var first: SentClose
        var reply: SentClose
        var reset: TransportMark
    }

    /// A reply that crossed the RST of the side that waited for it.
    func lateReply(_ end: ConnectionEnd) -> LateReply? {
        guard let reset = end.reset, let first = directions[reset.side.index].close,
            let reply = directions[reset.side.peer.index].close, !hasAnswered(reset.side),
            hasReset(reset.side, before: reply, end)
        else { return nil }
        return LateReply(first: first, reply: reply, reset: reset)
    }

    /// Whether `side` reset TCP before the peer's `close` reached it: the RST was captured before that, and does not
    /// acknowledge it.
    ///
    /// One that does was sent after it, in whatever order the two were captured.
    func hasReset(_ side: Side, before close: SentClose, _ end: ConnectionEnd) -> Bool {
        guard let reset = end.reset, reset.side == side, reset.packet < close.packet else { return false }
        return end.acknowledgedByReset.map { $0 < close.end } ?? true
    }

    /// Whether `side` broke TCP off so soon after its Close that nobody could have answered it.
    func didNotWait(_ side: Side, _ end: ConnectionEnd) -> Bool {
        guard let close = directions[side.index].close, let reset = end.reset, reset.side == side,
            end.fins.allSatisfy({ $0.side == side })
        else { return false }
        return (end.firstFIN ?? reset).time.since(close.time) < Self.shortestWait
    }

    /// Reports a RST that crossed the answer to its sender's Close.
    mutating func judgeLateReply(_ late: LateReply, _ place: ChunkPlace) {
        let side = late.reset.side
        emitAtEnd(
            .connectionReset, blame: side.blame, place,
            "The \(side) sent a RST \(late.reset.time.lead(since: late.first.time))after its Close in frame "
                + "\(late.first.frame), and did not wait for the answer: the \(side.peer)'s Close in frame \(late.reply.frame) came "
                + "\(late.reply.time.lead(since: late.reset.time))after the RST.",
            from: side, packets: [late.reset.packet, late.reply.packet])
    }

    /// Reports a RST that ended nothing.
    mutating func judgeOutlivedReset(_ end: ConnectionEnd, _ place: ChunkPlace) {
        for side in Side.allCases {
            guard let reset = end.evidence[side.index].outlivedReset else { continue }
            emitAtEnd(
                .connectionResetIgnored, blame: .network, place,
                "A RST came in the \(side)'s name (packet \(reset.packet)), and both sides went on after it: the \(side.peer) "
                    + "did not accept it, or never got it, and the \(side) cannot have sent it.",
                from: side, packets: [reset.packet])
        }
    }

    /// Reports TCP that stays open after the closing handshake: the server is to close it at once, and the client once
    /// the server has (RFC 6455 §7.1.1).
    mutating func judgeOpenTransport(_ end: ConnectionEnd, _ place: ChunkPlace) {
        guard let client = directions[0].close, let server = directions[1].close else { return }
        // Nobody closes TCP for a Close that has not come.
        guard let asked = end.arrival(of: client.packet, client.time, from: .client) else { return }
        let closed = max(asked, server.time)
        let ends = end.fins + [end.reset].compactMap(\.self)
        let first = end.firstEnd
        let wait = (first?.time ?? place.time).since(closed)
        if wait >= Self.longestWait {
            let then =
                first.map {
                    ". Then the \($0.side) \($0 == end.reset ? "reset it" : "sent a FIN") (packet \($0.packet))."
                }
                ?? ", and the capture ends with it open."
            isTransportLate = true
            return emitAtEnd(
                .closeTcpLate, blame: .server, place,
                "The server, which is to close TCP right after the closing handshake, left it open for "
                    + "\(Quantity.duration(wait))" + then, from: .server,
                packets: [client.packet, server.packet, first?.packet].compactMap(\.self))
        }
        guard let first, first.side == .server, first != end.reset else { return }
        let last = ends.first { $0.side == .client || $0 == end.reset }
        guard let ended = end.arrival(of: first.packet, first.time, from: .server) else { return }
        let rest = (last?.time ?? place.time).since(ended)
        guard rest >= Self.longestWait else { return }
        emitAtEnd(
            .closeTcpLate, blame: .client, place,
            "After the closing handshake and the server's FIN the client left its direction of TCP open for "
                + "\(Quantity.duration(rest))\(last == nil ? ", up to the end of the capture" : "").",
            from: .client, packets: [first.packet, last?.packet].compactMap(\.self))
    }

    /// An answer may take that long on a slow way.
    static let shortestWait: Int64 = 1_000_000_000
    /// Nobody is so slow to close a socket.
    private static let longestWait: Int64 = 5_000_000_000
}
