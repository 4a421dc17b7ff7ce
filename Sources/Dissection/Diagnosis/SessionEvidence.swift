import WebSocket
import Wire

/// What a diagnosis needs to know of a session, gathered from its events: a long session takes no more memory than a
/// short one.
public struct SessionEvidence: Sendable {
    /// How the session began.
    public let start: SessionEvent
    /// How it ended; nil while it goes on.
    private(set) var close: CloseEvent?
    /// The frame that was sent whole last, and the silence before it.
    private(set) var last: FrameMark?
    /// What each side sent, by `Side.index`.
    private(set) var sides: [2 of SideEvidence] = [SideEvidence(), SideEvidence()]
    /// The Close that was captured first.
    private var firstCaptured: CloseMark?
    /// How other sessions are legs of this one, once the capture was read.
    private(set) var legs: [LegLink] = []
    /// The connections of its server's host that were refused while the request waited for its answer.
    private(set) var refused: [FailedConnections.Failure] = []
    /// Those that got no answer.
    private(set) var unconnected: [FailedConnections.Failure] = []
    private var findings: [Topic: Reported] = [:]
    /// The other sessions with its server, if anybody looked at them.
    public var neighbours: Neighbours?

    /// The evidence of a session of which nothing but the start is known yet.
    public init(_ start: SessionEvent) {
        self.start = start
    }

    /// Takes the next event of this session.
    public mutating func take(_ event: DissectionEvent) {
        switch event {
        case .frame(let frame): take(frame)
        case .message(let message): take(message)
        case .finding(let finding):
            // A Pong may stand there for each Ping that was sent until now.
            if finding.rule == .streamGap, let side = finding.from { sides[side.peer.index].pings.forget() }
            let reported = Reported(finding, number: findings.count)
            findings[Topic(rule: finding.rule, side: finding.from), default: reported].take(
                finding, at: place(of: finding))
        case .close(let close): take(close)
        case .summary(let summary):
            legs = summary.legs.links.filter { $0.legs(from: start.session) != nil }
            refused = summary.refusedConnections.failures.filter(isBeyondProxy)
            unconnected = summary.unansweredConnections.failures.filter(isBeyondProxy)
        case .capture, .session, .record, .transport, .comment, .drops: break
        }
    }

    private mutating func take(_ frame: FrameEvent) {
        guard let side = frame.from else { return }
        let mark = FrameMark(frame, from: side, after: last?.time ?? opened)
        sides[side.index].take(frame, mark)
        if sides[side.peer.index].close != nil, sides[side.index].afterClose == nil {
            sides[side.index].afterClose = mark
        }
        // What a frame is its header says: the capture may lack bytes of its payload.
        guard frame.isSentWhole else { return }
        if mark.opcode == .pong { sides[side.peer.index].pings.take(pong: mark, answers: frame.answers) }
        if frame.header.opcode == .close {
            let close = CloseMark(
                mark: mark, body: frame.close ?? CloseBody(code: nil, reason: []), before: last,
                peer: sides[side.peer.index])
            if sides[side.index].close == nil { sides[side.index].close = close }
            if firstCaptured == nil { firstCaptured = close }
        }
        last = mark
    }

    private mutating func take(_ close: CloseEvent) {
        self.close = close
        // What each Close acknowledges is known now.
        for side in Side.allCases {
            let reach = reachOfClose(side)
            sides[side.index].close?.reach = reach
            if firstCaptured?.side == side { firstCaptured?.reach = reach }
        }
    }

    /// The stream offset of the first byte of the evidence for a finding, whose frame came last on its side.
    private func place(of finding: Finding) -> Int? {
        if let stray = finding.stray { return stray.offset }
        guard let side = finding.from, let frame = finding.frame, let mark = sides[side.index].latest,
            mark.frame == frame
        else { return nil }
        if case .frame(let bytes) = finding.place { return mark.start + bytes.lowerBound }
        return mark.start
    }

    /// Whether a connection is one that its server, as a proxy, may have tried for its request.
    private func isBeyondProxy(_ failure: FailedConnections.Failure) -> Bool {
        guard let answered = start.responseTime, failure.client.address == start.server.address else { return false }
        return failure.time >= start.time && failure.time <= answered
    }

    private mutating func take(_ message: MessageEvent) {
        guard let side = message.from, let frame = message.frames.last else { return }
        let mark = MessageMark(
            message: message.message, frame: frame, kind: message.kind, time: message.time,
            start: sides[side.index].messageStart, end: sides[side.index].latest?.end ?? .max,
            bytes: max(message.length ?? 0, message.wireLength), isComplete: true)
        sides[side.index].lastMessage = mark
        if mark.bytes > sides[side.index].largest?.bytes ?? -1 {
            sides[side.index].secondLargest = sides[side.index].largest
            sides[side.index].largest = mark
        } else if mark.bytes > sides[side.index].secondLargest?.bytes ?? -1 {
            sides[side.index].secondLargest = mark
        }
    }

    /// When frames became possible: the response, or the request where there is none.
    var opened: Timestamp { start.responseTime ?? start.time }

    /// What `side` sent.
    subscript(_ side: Side) -> SideEvidence { sides[side.index] }

    /// The first Close of all: the one that was sent first where that is known, and else captured first.
    var firstClose: CloseMark? {
        switch close?.initiator {
        case .client: self[.client].close ?? firstCaptured
        case .server: self[.server].close ?? firstCaptured
        case .both, .some(.none), nil: firstCaptured
        }
    }

    /// The first finding of that rule.
    func finding(_ rule: Rule) -> Finding? {
        reported(rule).map(\.first).min { $0.time < $1.time }
    }

    /// The first and the latest finding of each rule and side, those first that were reported first.
    var allFindings: [Finding] {
        findings.values.sorted { $0.number < $1.number }.flatMap { [$0.first] + ($0.count > 1 ? [$0.latest] : []) }
    }

    /// The first and the latest finding of that rule about `side`.
    func findings(_ rule: Rule, from side: Side) -> [Finding] {
        guard let reported = findings[Topic(rule: rule, side: side)] else { return [] }
        return [reported.first] + (reported.count > 1 ? [reported.latest] : [])
    }

    /// The stream offset of the first byte of the evidence for one of `allFindings`; nil where that is not known.
    func start(of finding: Finding) -> Int? {
        guard let reported = findings[Topic(rule: finding.rule, side: finding.from)] else { return nil }
        return finding.isSame(as: reported.latest) ? reported.starts.latest : reported.starts.first
    }

    /// What was found wrong with the lengths that `side` announced, in the order of the frames.
    func wrongLengths(from side: Side) -> [Finding] {
        [.frameLengthByteOrder, .frameLengthMsbSet, .frameLengthImpossible].flatMap { findings($0, from: side) }
            .sorted { $0.isBefore($1) }
    }

    /// The frame of `side` after whose header nothing can be read, as its length is no length; nil if there is none.
    func unreadable(of side: Side) -> Int? {
        wrongLengths(from: side).first { $0.rule.isAboutImpossibleLength }?.frame
    }

    /// How often that rule was reported.
    func count(_ rule: Rule) -> Int { reported(rule).reduce(0) { $0 + $1.count } }

    private func reported(_ rule: Rule) -> [Reported] {
        [nil, .client, .server].compactMap { findings[Topic(rule: rule, side: $0)] }
    }

    /// How TCP ended; nil if neither a FIN nor a RST was captured.
    var end: EndMark? {
        guard let close else { return nil }
        let fin = close.fins.first
        if let reset = close.reset, fin.map({ reset.packet < $0.packet }) ?? true {
            return EndMark(
                mark: reset, isReset: true,
                isForeign: close.transport(reset.side).isForeign(reset),
                otherReset: close.transport(reset.side.peer).laterReset, isComplete: true)
        }
        return fin.map {
            EndMark(
                mark: $0, isReset: false, laterReset: close.reset, isComplete: close.isTransportClosed,
                finOrder: close.finOrder, otherFIN: close.fins.count == 2 ? close.fins.last : nil,
                reach: reachOfFIN($0.side))
        }
    }

    /// Whether a frame came after TCP's end: by the order of the packets, unless what the end acknowledges shows that it had
    /// come before.
    func isAfter(_ frame: FrameMark, _ end: EndMark) -> Bool {
        guard frame.packet > end.packet else { return false }
        guard !end.isReset else { return true }
        // Nobody sends frames after its own FIN, which may have overtaken them.
        if frame.side == end.side { return false }
        return end.reach.offset.map { $0 < frame.end } ?? true
    }

    /// How TCP had ended already as `close` came; nil where it was the other way round.
    ///
    /// The Close's peer sent that end, and so can have sent no Close after it.
    func end(before close: CloseMark) -> EndMark? {
        guard let end, end.side == close.side.peer, !end.isForeign, isAfter(close.mark, end) else { return nil }
        return end
    }

    /// The FIN that the Close's peer had sent before that reached it, and that was captured after it; nil if there is none.
    func fin(crossing close: CloseMark) -> EndMark? {
        guard let end, end.side == close.side.peer, end.packet >= close.mark.packet, end.reach.excludes(close.mark)
        else {
            return nil
        }
        return end
    }

    /// How TCP had ended already as the 101 came, nil where it was the other way round.
    var endBeforeAnswer: EndMark? {
        guard let end, let answer = start.responsePacket else { return nil }
        return end.packet < answer || hasCrossedAnswer(end) ? end : nil
    }

    /// Whether `end` is a FIN of the client that was sent before anything of the answer had come.
    private func hasCrossedAnswer(_ end: EndMark) -> Bool {
        end.side == .client && !end.isReset && close?.transport(.client).endedBeforeHead == true
    }

    /// How long neither side had sent a byte as TCP ended, as far as whoever ended it can know; nil where that can't be told.
    var silence: Int64? {
        guard let end, last?.time ?? opened <= end.time, last.map({ !isAfter($0, end) }) ?? true else { return nil }
        guard let last, last.side == end.side.peer, end.reach.excludes(last) else { return close?.totals.finalSilence }
        // What crossed the end ended no silence for its sender; of several such frames the first one's place is not known.
        if let before = self[last.side].before, end.reach.excludes(before) { return nil }
        return last.silence + end.time.since(last.time)
    }

    /// Whether `side` may have sent frames after `mark` that the capture lacks, or that can't be read.
    func mayLackFrames(of side: Side, after mark: FrameMark) -> Bool {
        if self[side].resumed.map({ $0 > mark.frame }) ?? false || unreadable(of: side) != nil { return true }
        return [.streamGap, .tlsDecryptFailed].contains { rule in
            findings(rule, from: side).contains { $0.time >= mark.time }
        }
    }

    /// The later one of both Closes.
    var lastClose: CloseMark? {
        [self[.client].close, self[.server].close].compactMap(\.self).max { $0.mark.frame < $1.mark.frame }
    }

    /// Whether the capture holds anything of `side` that met the FIN `end` of its peer, and that a RST answers.
    func hasSent(_ side: Side, after end: EndMark) -> Bool {
        if let latest = self[side].latest, latest.time > end.time || end.reach.excludes(latest) { return true }
        return tlsEnd(of: side).map { $0.packet > end.packet } ?? false
    }

    /// The frame of `side` that was under way at `time`, and never came whole, with the time of its last bytes; nil if there
    /// is none.
    func begun(by side: Side, before time: Timestamp) -> FrameMark? {
        guard let cut = self[side].unfinished, let mark = self[side].latest, mark.frame == cut.frame, mark.time <= time
        else { return nil }
        return mark
    }

    /// The frame of `side` that the connection's end, and not a hole in the capture, cut off.
    func unfinished(_ side: Side) -> SideEvidence.Unfinished? {
        guard let frame = self[side].unfinished else { return nil }
        return findings(.messageUnfinished, from: side).contains { $0.frame == frame.frame } ? frame : nil
    }
}

extension SessionEvidence {
    private struct Topic: Hashable {
        var rule: Rule
        var side: Side?
    }

    /// How often something was reported, first and latest.
    private struct Reported {
        var first: Finding
        var latest: Finding
        /// Where their evidence begins in the stream.
        var starts: (first: Int?, latest: Int?) = (nil, nil)
        var count = 0
        /// How many other rules and sides were reported before.
        let number: Int

        init(_ finding: Finding, number: Int) {
            first = finding
            latest = finding
            self.number = number
        }

        mutating func take(_ finding: Finding, at start: Int?) {
            latest = finding
            if count == 0 { starts.first = start }
            starts.latest = start
            count += 1
        }
    }

    /// A frame, and the silence before it.
    struct FrameMark: Sendable {
        var frame: Int
        var side: Side
        var opcode: Opcode
        var time: Timestamp
        /// The packet that completed it.
        var packet: Int
        /// When the frame before it was, of either side, or the handshake.
        var previous: Timestamp
        /// The longest time before it in which neither side sent a byte.
        var silence: Int64
        /// The stream offset of its first byte.
        var start: Int
        /// The stream offset after it, as it announces that.
        var end: Int

        init(_ frame: FrameEvent, from side: Side, after previous: Timestamp) {
            self.frame = frame.frame
            self.side = side
            self.previous = previous
            silence = frame.silence
            start = frame.streamOffset
            // What a length announces may be more than there can be.
            let (end, hasOverflowed) = (start &+ frame.header.headerLength).addingReportingOverflow(
                Int(clamping: frame.length))
            self.end = hasOverflowed ? .max : end
            opcode = frame.header.opcode
            time = frame.time
            packet = frame.packets.last ?? 0
        }
    }

    /// A Close, and what had happened before it.
    struct CloseMark: Sendable {
        var mark: FrameMark
        var body: CloseBody
        /// The frame before it, of either side.
        var before: FrameMark?
        /// What its peer had sent until then, as the capture has it.
        var peer: SideEvidence.Sent
        /// What its sender had received of that.
        var reach = Reach()

        init(mark: FrameMark, body: CloseBody, before: FrameMark?, peer: SideEvidence) {
            self.mark = mark
            self.body = body
            self.before = before
            self.peer = peer.sent
        }

        var side: Side { mark.side }

        /// The last message that its sender may have had.
        var lastReceived: MessageMark? { peer.lastMessage.flatMap { reach.excludesEnd(of: $0) ? nil : $0 } }
    }

    /// A message, whole or not.
    struct MessageMark: Sendable {
        var message: Int
        /// Its last frame that was captured.
        var frame: Int
        var kind: MessageEvent.Kind
        var time: Timestamp
        /// The stream offset of the first byte of its first frame.
        var start: Int
        /// The stream offset after its last frame that was captured.
        var end: Int
        /// Its payload, inflated if that is known; of an unfinished one what was announced.
        var bytes: Int
        var isComplete: Bool
    }

    /// The end of TCP: what came first of FINs and RST.
    struct EndMark: Sendable {
        var mark: TransportMark
        var isReset: Bool
        /// Whether it is a RST that bears the side's name and may come from somewhere else.
        var isForeign = false
        /// A RST of the peer's that came after it all the same.
        var otherReset: TransportEvidence.Mark?
        /// A RST that followed the FIN.
        var laterReset: TransportMark?
        /// Whether both directions ended, or a RST did.
        var isComplete: Bool
        /// What tells that this FIN was the first.
        var finOrder = FINOrder.captured
        /// The peer's FIN.
        var otherFIN: TransportMark?
        /// What its sender had received; of a RST that is not known, as it need not tell.
        var reach = Reach()

        /// Who ended it first.
        var side: Side { mark.side }
        var time: Timestamp { mark.time }
        var packet: Int { mark.packet }
    }
}

extension CloseEvent {
    /// Whether nothing more can come in either direction.
    fileprivate var isTransportClosed: Bool { fins.count == 2 || reset != nil }
}
