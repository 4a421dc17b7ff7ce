import Dissection

/// What a session's Pings came to, and how long it was silent, in sentences.
enum LifeText {
    /// The sentences, those that have something to tell.
    static func sentences(_ totals: SessionTotals, ascii: Bool) -> String {
        [
            pings(of: .client, totals.clientPings, ascii), pings(of: .server, totals.serverPings, ascii),
            silence(totals, ascii),
        ].compactMap(\.self).joined(separator: " ")
    }

    /// A sentence about segments that were sent again; nil where there were none for certain.
    static func retransmissions(_ close: CloseEvent) -> String? {
        let counts = [(close.clientRetransmissions, Side.client), (close.serverRetransmissions, .server)]
            .filter { $0.0 > 0 }
            .map { "\(Quantity.count($0.0, "segment")) of the \($0.1)" }
        guard !counts.isEmpty else { return nil }
        return counts.joined(separator: " and ") + " came again (retransmissions)."
    }

    private static func pings(of side: Side, _ pings: PingTotals, _ ascii: Bool) -> String? {
        guard pings.sent > 0 else { return nil }
        var text = "The \(side) sent \(pings.sent == 1 ? "one Ping" : Quantity.count(pings.sent, "Ping"))"
        if pings.interval.count > 0 {
            let (shortest, longest) = (pings.interval.minimum, pings.interval.maximum)
            // Timers are late by some milliseconds, rarely by a tenth of their time.
            let isRegular = pings.interval.count > 1 && longest - shortest <= pings.interval.mean / 10
            text +=
                isRegular
                ? ", one every \(Quantity.duration(pings.interval.mean, ascii: ascii))"
                : ", \(range(shortest, longest, ascii)) apart"
        }
        if pings.roundTrip.count > 0 {
            text += pings.sent == 1 ? "; its Pong came after " : "; Pongs came after "
            text += range(pings.roundTrip.minimum, pings.roundTrip.maximum, ascii)
        } else if pings.answered > 0 {
            text +=
                pings.sent == 1
                ? "; it was answered"
                : pings.answered == pings.sent ? "; all were answered" : "; \(pings.answered) were answered"
        }
        switch pings.unanswered {
        case 0: break
        case pings.sent: text += pings.sent == 1 ? "; it has no Pong" : "; none has a Pong"
        case 1: text += "; one has no Pong"
        default: text += "; \(Quantity.count(pings.unanswered)) have no Pong"
        }
        return text + "."
    }

    private static func silence(_ totals: SessionTotals, _ ascii: Bool) -> String? {
        guard let silence = totals.longestSilence, silence.duration >= Silence.noteworthy else { return nil }
        let probes = Quantity.count(silence.keepAlives, "TCP keep-alive probe")
        return "The longest silence was \(Quantity.duration(silence.duration, ascii: ascii)), \(place(of: silence))"
            + (silence.keepAlives > 0 ? ", but for \(probes)." : ".")
    }

    /// What a silence lies between.
    private static func place(of silence: Silence) -> String {
        let frame = silence.afterFrame.map { "frame \($0)" }
        guard silence.afterRepetition != nil || silence.beforeRepetition != nil else {
            return switch (frame, silence.beforeFrame) {
            case (let after?, let before?): "between \(after.replacing("frame", with: "frames")) and \(before)"
            case (let after?, nil): "from \(after) to the end"
            case (nil, let before?): "before frame \(before)"
            case (nil, nil): "from its beginning to its end"
            }
        }
        let (first, last) = (silence.afterRepetition?.phrase, silence.beforeRepetition?.phrase)
        let isPair = first != nil && first == last
        let start =
            first.map { "\(isPair ? "one" : "a") \($0)" + (frame.map { " after \($0)" } ?? "") } ?? frame
            ?? "its beginning"
        if let last { return "from \(start) to \(isPair ? "the next" : "a \(last)")" }
        return "from \(start) to \(silence.beforeFrame.map { "frame \($0)" } ?? "the end")"
    }

    /// Two spans of time with a dash between them, one where they read the same.
    private static func range(_ low: Int64, _ high: Int64, _ ascii: Bool) -> String {
        let (low, high) = (Quantity.duration(low, ascii: ascii), Quantity.duration(high, ascii: ascii))
        if low == high { return low }
        let (first, last) = (low.split(separator: " "), high.split(separator: " "))
        // The unit is written once where both have the same.
        if first.count == 2, last.count == 2, first[1] == last[1] { return "\(first[0])–\(high)" }
        return "\(low)–\(high)"
    }
}

extension Silence.Repetition {
    fileprivate var phrase: String { self == .retransmission ? "retransmission" : "probe of the closed window" }
}
