import Streams
import Wire

// What TCP shows besides the bytes that it carries: FINs and RSTs as they come, segments that come again, windows.
extension Session {
    /// Tells of the FIN of `side`, after what it cut off.
    mutating func noteFIN(_ side: Side, _ place: ChunkPlace, _ scratch: inout Scratch) {
        endSending(side, place, &scratch)
        pendingEnds.append(.init(kind: .fin, side: side, place: place, silence: silence.since(place.time)))
        if !directions[side.peer.index].frame.isOpen { tellPendingEnds() }
    }

    /// Tells how `side` ended TLS.
    func noteTLSEnd(_ kind: TLSEnd.Kind, _ side: Side, _ place: ChunkPlace) { tell(.tlsEnd(kind), side, place) }

    /// Tells of the RST of `side`; not before what it cuts off, which bytes that crossed it may still complete.
    mutating func noteReset(_ side: Side, _ place: ChunkPlace) {
        pendingEnds.append(.init(kind: .reset, side: side, place: place, silence: silence.since(place.time)))
        if !directions[0].frame.isOpen, !directions[1].frame.isOpen { tellPendingEnds() }
    }

    /// A FIN or a RST that came inside a frame: whether that had its last byte before, only its end shows.
    struct PendingEnd {
        var kind: TransportEvent.Kind
        var side: Side
        var place: ChunkPlace
        var silence: Int64?
    }

    /// Tells of the FINs and the RST that were put off.
    mutating func tellPendingEnds() {
        for end in pendingEnds { tell(end.kind, end.side, end.place, silence: end.silence) }
        pendingEnds = []
    }

    /// Takes what a segment of `side` shows.
    mutating func note(_ news: SegmentNews, _ side: Side, _ place: ChunkPlace) {
        tellPendingEnds()
        switch news {
        case .sentAgain(let length, let times):
            tell(.sentAgain(length: length, times: times), side, place, silence: silence.since(place.time))
            silence.hear(.retransmission, at: place.time, frames: totals.frames)
        case .windowProbe(let times):
            tell(.windowProbe(times: times), side, place, silence: silence.since(place.time))
            silence.hear(.windowProbe, at: place.time, frames: totals.frames)
        case .keepAlive(let unanswered):
            silence.noteKeepAlive()
            tell(.keepAlive(unanswered: unanswered), side, place)
        case .windowOpened(let duration):
            if duration >= Self.noteworthyWindow { tell(.windowOpened(after: duration), side, place) }
        case .clockBack: silence.interrupt()
        }
    }

    private func tell(_ kind: TransportEvent.Kind, _ side: Side, _ place: ChunkPlace, silence: Int64? = nil) {
        emitter.emit(
            .transport(
                TransportEvent(
                    session: number, from: side, time: place.time, packet: place.packet, kind: kind,
                    silence: isOneSided ? nil : silence)))
    }

    /// What both sides' segments show, as the session ends.
    func transport(_ side: Side, _ end: ConnectionEnd) -> TransportEvidence {
        // Not the session itself: who captures that copies it.
        let frames = directions[side.index].recentFrames
        var evidence = TransportEvidence(end.evidence[side.index], end: end.time ?? lastTime) { frames.frame(in: $0) }
        evidence.acknowledgedByClose = directions[side.index].close?.acknowledged
        evidence.acknowledgedByLastFrame = directions[side.index].lastBeforeClose?.acknowledged
        evidence.acknowledgedByFIN = end.acknowledgedByFIN[side.index]
        evidence.hasPending =
            end.acknowledged[side.peer.index].map { $0 < directions[side.index].streamEnd } ?? false
        evidence.endedBeforeHead = endedBeforeHead(side, end)
        return evidence
    }

    /// Whether `side` sent its FIN before anything of its peer's head had reached it: of the request, or of the answer.
    func endedBeforeHead(_ side: Side, _ end: ConnectionEnd) -> Bool {
        guard let reach = end.acknowledgedByFIN[side.index], let start = heads[side.peer.index] else { return false }
        return reach <= start
    }

    /// Reports what of TCP kept the session from going on.
    mutating func judgeTransport(_ end: ConnectionEnd, _ place: ChunkPlace) {
        judgeClock(end, place)
        guard end.unseen == nil else { return }
        for side in Side.allCases where end.evidence[side.index].hasDetails {
            judgeUnacknowledged(side, end, place)
            judgeWindow(side, end, place)
        }
    }

    private mutating func judgeUnacknowledged(_ side: Side, _ end: ConnectionEnd, _ place: ChunkPlace) {
        let evidence = transport(side, end)
        guard let lost = evidence.unacknowledged, lost.times >= Self.fewestRepetitions,
            end.evidence[side.peer.index].closedWindow?.isClosed != true
        else { return }
        emitAtEnd(
            .streamUnacknowledged, blame: .network, place, lost.sentence(by: side), from: side, frame: lost.frame,
            packets: [lost.first.packet, lost.last.packet])
    }

    private mutating func judgeWindow(_ side: Side, _ end: ConnectionEnd, _ place: ChunkPlace) {
        guard let window = transport(side, end).closedWindow, window.duration >= Self.noteworthyWindow else { return }
        emitAtEnd(
            .streamZeroWindow, blame: side.blame, place, window.sentence(of: side), from: side,
            packets: [window.since.packet])
    }

    /// Reports that times can't be trusted.
    private mutating func judgeClock(_ end: ConnectionEnd, _ place: ChunkPlace) {
        let jumps = end.evidence[0].clockJump.map { [$0] } ?? []
        let all = jumps + (end.evidence[1].clockJump.map { [$0] } ?? [])
        guard let jump = all.min(by: { $0.after.packet < $1.after.packet }) else { return }
        emitAtEnd(
            .streamClockBack, blame: .capture, place,
            "Packet \(jump.after.packet) comes after packet \(jump.before.packet) in the capture and has a time "
                + "\(Quantity.duration(jump.amount)) before it: durations across that place are not to be trusted.",
            from: nil, packets: [jump.before.packet, jump.after.packet])
    }

    /// A window that is closed for less is a program that had something else to do for a moment.
    static let noteworthyWindow: Int64 = 1_000_000_000
    /// What comes later than this is more than a packet that was lost now and then.
    static let noteworthyDelay: Int64 = 1_000_000_000
    /// What was sent again less often may have been acknowledged a moment later.
    static let fewestRepetitions = 3
}

extension TransportEvidence.Unacknowledged {
    /// A sentence that says what was sent again, and how often, and was never acknowledged.
    func sentence(by side: Side) -> String {
        what(by: side)
            + " was sent again \(Quantity.count(times, "time"))"
            + (last.time.span(since: first.time).map { " in \(Quantity.duration($0))" } ?? "")
            + ", the last time in packet \(last.packet), and never acknowledged."
    }

    /// The same of what was acknowledged in the end.
    func delaySentence(by side: Side) -> String {
        what(by: side) + " was sent again \(Quantity.count(times, "time")), the last time in packet \(last.packet), "
            + "\(Quantity.duration(span)) after the first copy, before the \(side.peer) acknowledged it."
    }

    /// Nanoseconds from the first copy to the last.
    var span: Int64 { max(last.time.since(first.time), 0) }

    private func what(by side: Side) -> String {
        length == 0
            ? "The \(side)'s FIN (packet \(first.packet))"
            : "\(frame.map { "Frame \($0)" } ?? "The \(side)'s data") in packet \(first.packet) "
                + "(\(Quantity.count(length, "byte")) of TCP payload)"
    }
}

extension TransportEvidence.ClosedWindow {
    /// A sentence that says how long it was closed.
    func sentence(of side: Side) -> String {
        let start = "The \(side)'s receive window was closed from packet \(since.packet) on"
        let probed = probes > 0 ? " The \(side.peer) probed it \(Quantity.count(probes, "time"))." : ""
        return isClosed
            ? "\(start), and never opened again in the \(Quantity.duration(duration)) that were left.\(probed)"
            : "\(start), for \(Quantity.duration(duration)).\(probed)"
    }
}

/// The frames that one side sent last, and the packets that completed them.
struct RecentFrames {
    private static let count = 16
    private var frames: [16 of (frame: Int, packet: Int)] = .init(repeating: (0, 0))
    private var next = 0

    /// Notes a frame that `packet` completed.
    @inline(__always)
    mutating func note(_ frame: Int, packet: Int) {
        frames[next] = (frame, packet)
        next = (next &+ 1) & (Self.count - 1)
    }

    /// The first frame that was completed by `packet` or later; nil if that is too long ago.
    func frame(in packet: Int) -> Int? {
        var best: (frame: Int, packet: Int)?
        var oldest = Int.max
        for index in 0..<Self.count where frames[index].frame > 0 {
            oldest = min(oldest, frames[index].packet)
            if frames[index].packet >= packet, frames[index].frame < best?.frame ?? .max { best = frames[index] }
        }
        let isForgotten = oldest >= packet && frames[next].frame > 0
        return isForgotten ? nil : best?.frame
    }
}
