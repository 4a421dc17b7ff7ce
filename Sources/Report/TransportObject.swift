import Dissection
import Wire

// What the machine-readable formats tell of TCP under a session; a public interface, as in `EventObjects`.

extension JSONText {
    /// The keys `clientTransport` and `serverTransport` of `close`, each left out where there is nothing to tell.
    ///
    /// - `lastPacket`, `lastTime`: the side's last packet, a RST aside
    /// - `timeToLive`: `[lowest, highest]` of its packets, and `resetTimeToLive` of its RST; only where it sent one
    /// - `unacknowledged`: `{length, times, firstPacket, firstTime, lastPacket, lastTime, largestAcknowledged, frame}`, a
    ///   segment that it sent again `times` times and that was never acknowledged; `length` in bytes of payload, 0 for a
    ///   FIN; `largestAcknowledged` is the size of the largest segment that was
    /// - `closedWindow`: `{packet, time, duration, probes, closed}`, the longest time (in seconds) in which its receive
    ///   window was 0; `closed` if it never opened again
    /// - `keepAlives`: `{sent, unanswered}`, its keep-alive probes, and how many of the last ones had no answer
    mutating func transports(of event: CloseEvent) {
        transport("clientTransport", event.clientTransport)
        transport("serverTransport", event.serverTransport)
    }

    private mutating func transport(_ key: StaticString, _ transport: TransportEvidence) {
        guard
            transport.unacknowledged != nil || transport.closedWindow != nil || transport.keepAlives != nil
                || transport.resetTimeToLive != nil
        else { return }
        beginObject(key)
        if let last = transport.last {
            field("lastPacket", last.packet)
            field("lastTime", last.time)
        }
        if let reset = transport.resetTimeToLive {
            if let range = transport.timeToLive { field("timeToLive", [range.lowerBound, range.upperBound]) }
            field("resetTimeToLive", reset)
        }
        if let lost = transport.unacknowledged { unacknowledged(lost) }
        if let window = transport.closedWindow { closedWindow(window) }
        if let probes = transport.keepAlives {
            beginObject("keepAlives")
            field("sent", probes.sent)
            field("unanswered", probes.unanswered)
            endObject()
        }
        endObject()
    }

    private mutating func unacknowledged(_ lost: TransportEvidence.Unacknowledged) {
        beginObject("unacknowledged")
        field("length", lost.length)
        field("times", lost.times)
        field("firstPacket", lost.first.packet)
        field("firstTime", lost.first.time)
        field("lastPacket", lost.last.packet)
        field("lastTime", lost.last.time)
        field("largestAcknowledged", lost.largestAcknowledged)
        field("frame", lost.frame)
        endObject()
    }

    private mutating func closedWindow(_ window: TransportEvidence.ClosedWindow) {
        beginObject("closedWindow")
        field("packet", window.since.packet)
        field("time", window.since.time)
        field("duration", seconds: window.duration)
        field("probes", window.probes)
        field("closed", window.isClosed)
        endObject()
    }
}
