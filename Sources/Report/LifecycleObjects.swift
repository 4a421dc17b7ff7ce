import Dissection
import Wire

// What the machine-readable formats tell of a session's life; a public interface, as in `EventObjects`.

extension JSONText {
    /// The keys of `close` behind `state`.
    ///
    /// - `unseen`: `client` or `server`, the side of which no packet is in the capture; `initiator` and `clean` are left
    ///   out then, as nobody knows
    /// - `legOf`: the earlier session of which this one is another leg, as before and after a proxy, if that is known as it
    ///   ends; `legs` of `summary` has all
    /// - `clientRetransmissions`, `serverRetransmissions`: TCP segments that a side certainly sent again although they
    ///   had arrived, over the whole connection
    /// - `clientStates`, `serverStates`: array of `{state, time, packet, frame, evidence}`, the state being `connecting`,
    ///   `open`, `closing` or `closed`, each once, in that order; `frame` only where a Close shows it
    /// - `fins`: array of `{from, time, packet}`, one for each side that ended its direction of TCP, the first one first; a FIN
    ///   that is not in the capture has `captured` (false), and `time` and `packet` of what acknowledged it
    /// - `reset`: `{from, time, packet}`, the RST, if one came before both FINs
    /// - `tlsEnds`: array of `{from, kind, time, packet}`, how a side ended TLS where that is known: `close-notify`,
    ///   `alert-sized` (its last record stays closed and is as long as one) or `none`; `time` and `packet` are those of
    ///   its last record
    /// - `clientPings`, `serverPings`: `{sent, answered, unanswered, interval, roundTripTime}` of a side that sent Pings;
    ///   `interval` (between its Pings) and `roundTripTime` are `{min, mean, max}` in seconds
    /// - `longestSilence`: `{duration, afterFrame, beforeFrame}`, the longest time without a byte from either side, in
    ///   seconds; `afterFrame` is left out right after the handshake, `beforeFrame` when the end came
    /// - `finalSilence`: seconds from the last byte of either side to TCP's end, or the capture's
    mutating func life(of event: CloseEvent) {
        states("clientStates", event.clientStates)
        states("serverStates", event.serverStates)
        if !event.fins.isEmpty {
            beginArray("fins")
            for fin in event.fins {
                beginObject()
                mark(fin)
                endObject()
            }
            endArray()
        }
        if let reset = event.reset {
            beginObject("reset")
            mark(reset)
            endObject()
        }
        if !event.tlsEnds.isEmpty {
            beginArray("tlsEnds")
            for end in event.tlsEnds {
                beginObject()
                field("from", end.side.rawValue)
                field("kind", end.kind.rawValue)
                field("time", end.time)
                field("packet", end.packet)
                endObject()
            }
            endArray()
        }
        pings("clientPings", event.totals.clientPings)
        pings("serverPings", event.totals.serverPings)
        if let silence = event.totals.longestSilence {
            beginObject("longestSilence")
            field("duration", seconds: silence.duration)
            field("afterFrame", silence.afterFrame)
            field("beforeFrame", silence.beforeFrame)
            endObject()
        }
        if let silence = event.totals.finalSilence { field("finalSilence", seconds: silence) }
    }

    private mutating func states(_ key: StaticString, _ changes: [StateChange]) {
        guard !changes.isEmpty else { return }
        beginArray(key)
        for change in changes {
            beginObject()
            field("state", change.state.rawValue)
            field("time", change.time)
            field("packet", change.packet)
            field("frame", change.frame)
            field("evidence", change.evidence)
            endObject()
        }
        endArray()
    }

    private mutating func mark(_ mark: TransportMark) {
        field("from", mark.side.rawValue)
        field("time", mark.time)
        field("packet", mark.packet)
        if !mark.isCaptured { field("captured", false) }
    }

    private mutating func pings(_ key: StaticString, _ pings: PingTotals) {
        guard pings.sent > 0 else { return }
        beginObject(key)
        field("sent", pings.sent)
        field("answered", pings.answered)
        field("unanswered", pings.unanswered)
        spread("interval", pings.interval)
        spread("roundTripTime", pings.roundTrip)
        endObject()
    }

    private mutating func spread(_ key: StaticString, _ spread: Spread) {
        guard spread.count > 0 else { return }
        beginObject(key)
        field("min", seconds: spread.minimum)
        field("mean", seconds: spread.mean)
        field("max", seconds: spread.maximum)
        endObject()
    }
}
