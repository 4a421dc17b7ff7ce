public import Dissection
import Wire

extension TransportEvent {
    /// What it is, in a few words, safe to show.
    public func label(ascii: Bool) -> String {
        switch kind {
        case .fin: "TCP FIN: the \(from) sends nothing more"
        case .reset: "TCP RST: connection aborted"
        case .tlsEnd(.closeNotify): "TLS close_notify"
        case .tlsEnd(.alertSized): "TLS record as long as an alert"
        case .tlsEnd(.none): "the \(from) ends TLS without close_notify"
        case .sentAgain(let length, let times):
            "TCP: \(length == 0 ? "FIN" : "\(length) B") again, not acknowledged, retransmission \(times)"
        case .keepAlive(1): "TCP keep-alive"
        case .keepAlive(let unanswered): "TCP keep-alive, \(unanswered) in a row without an answer"
        case .windowProbe(let times): "TCP: is the \(from.peer)'s window still 0? probe \(times)"
        case .windowOpened(let duration):
            "TCP: the window is open again after \(Quantity.duration(duration, ascii: ascii))"
        }
    }
}

// What TCP does under a session: FINs and RSTs where they came, segments that were sent again, closed windows.
extension LadderRows {
    mutating func rows(for event: TransportEvent) -> [LadderRow] {
        switch event.kind {
        case .fin, .reset:
            let rows =
                silence(event.silence.map(sinceLastEnd(event.time)))
                + endRows(event.from, event.time, event.packet, event.kind == .reset)
            lastRow = since(event.time)
            return rows
        case .tlsEnd(.none):
            // Only who ends first owes a close_notify that anybody waits for (RFC 8446 §6.1).
            if drawnEnds.isEmpty { cutTLS = event.from }
            return []
        // Where records are shown, it is among them.
        case .tlsEnd: return showsRecords ? [] : rows(event, .dim)
        case .keepAlive(let unanswered):
            hasKeepAlives = true
            return rows(event, unanswered > 1 ? .doubtful : .dim)
        case .sentAgain, .windowProbe:
            let rows = silence(event.silence.map(sinceLastEnd(event.time))) + rows(event, .doubtful)
            lastRow = max(lastRow, since(event.time))
            hasRepetition = true
            return rows
        case .windowOpened: return rows(event, .doubtful)
        }
    }

    private mutating func rows(_ event: TransportEvent, _ ink: Ink) -> [LadderRow] {
        rows(
            for: LadderArrow(
                time: since(event.time), from: event.from, label: event.label(ascii: ascii), ink: ink,
                packet: event.packet))
    }

    /// What of a silence that lasts until `time` was not drawn yet: before it a FIN may have been, or something that was sent
    /// again.
    mutating func sinceLastEnd(_ time: Timestamp) -> (Int64) -> Int64 {
        let rest = drawnEnds.isEmpty && !hasRepetition ? .max : since(time) &- lastRow
        return { min($0, rest) }
    }

    /// The arrow of a FIN or a RST, unless it was drawn before.
    private mutating func endRows(
        _ side: Side, _ time: Timestamp, _ packet: Int, _ isReset: Bool
    ) -> [LadderRow] {
        guard !drawnEnds.contains(packet), drawnEnds.count < 3 else { return [] }
        let label =
            isReset
            ? "TCP RST: connection aborted"
            : isFINDrawn
                ? "TCP FIN: the connection is closed"
                : cutTLS == side ? "TCP FIN without close_notify" : "TCP FIN: the \(side) sends nothing more"
        drawnEnds.append(packet)
        if !isReset { isFINDrawn = true }
        return rows(
            for: LadderArrow(
                time: since(time), from: side, label: label, ink: isReset ? .bad : .dim, packet: packet))
    }

    /// The rows of the FINs that came before the request.
    mutating func rows(forEarlier fins: [TransportMark]) -> [LadderRow] {
        fins.flatMap { endRows($0.side, $0.time, $0.packet, false) }
    }

    mutating func rows(for close: CloseEvent) -> [LadderRow] {
        var ends = close.fins.map { ($0, false) }
        if let reset = close.reset {
            ends.insert((reset, true), at: ends.firstIndex { $0.0.packet > reset.packet } ?? ends.endIndex)
        }
        let unseen = close.fins.filter { !$0.isCaptured }
        ends.removeAll { !$0.0.isCaptured }
        let marks = ends.filter { !drawnEnds.contains($0.0.packet) }
        let hasEnd = !close.fins.isEmpty || close.reset != nil
        // What was drawn as it came has its silence in front of it.
        let final = marks.isEmpty && hasEnd ? nil : close.totals.finalSilence
        // Frames may follow a FIN: the silence ended with the first FIN or RST that is so much later than the last frame,
        // or with the capture.
        let first = marks.firstIndex { since($0.0.time) &- (final ?? 0) >= lastRow } ?? marks.endIndex
        var rows: [LadderRow] = []
        for (index, (mark, isReset)) in marks.enumerated() {
            if index == first { rows += silence(final) }
            rows += endRows(mark.side, mark.time, mark.packet, isReset)
        }
        if first == marks.endIndex { rows += silence(final) }
        rows += unseen.map { .note("The \($0.side)'s FIN was not captured: packet \($0.packet) acknowledges it.") }
        if let unseen = close.unseen { return rows + [.note("The \(unseen)'s direction was not captured.")] }
        if let first = close.halfClosedBy {
            return rows + [
                .note("The capture ends with TCP half-closed: the \(first.peer) has not ended its direction.")
            ]
        }
        guard !hasEnd else { return rows }
        switch close.state {
        case .open: return rows + [.note("The capture ends while the session is open.")]
        case .closing: return rows + [.note("The capture ends before the connection is closed.")]
        // A refusal: there was no session that TCP could end.
        case .closed: return rows
        }
    }
}
