public import Capture
public import Dissection
public import Wire

/// A session of a recording: its handshake, and how it ended.
public struct RecordedSession: Sendable {
    /// The recording's name.
    public var recording: String
    /// How it began.
    public var start: SessionEvent
    /// How it ended.
    public var close: CloseEvent?
    /// The numbers of the sessions that are other legs of it, as on both sides of a proxy.
    public var legs: [Int] = []
    /// When its first packet was captured.
    var moment: Moment
    /// The findings about it, those about its frames included.
    public var findings: [Finding]
    /// How many frames it has.
    public var frameCount: Int
    /// Everything after its start, in the order of the events.
    public var timeline: [DissectionEvent]
    /// What NDJSON tells of it and of its end.
    var reported: [String: Value] = [:]
    /// Its number in the recording.
    public var number: Int { start.session }
    /// Its place among its own events: the first.
    var order: Int { 0 }
}

/// A whole message of a recording.
public struct RecordedMessage: Sendable {
    /// The recording's name.
    public var recording: String
    /// What the dissector told about it.
    public var event: MessageEvent
    /// The packets that brought its frames.
    public var packets: [Int]
    /// When its last packet was captured.
    var moment: Moment
    /// Its place among the events of its session.
    var order: Int
}

/// A TLS record of a recording.
public struct RecordedRecord: Sendable {
    /// The recording's name.
    public var recording: String
    /// What the dissector told about it.
    public var event: RecordEvent
    /// When its last packet was captured.
    var moment: Moment
    /// Its place among the events of its session.
    var order: Int

    /// The numbers of the frames that have bytes in it.
    public var frames: [Int]
}

/// A TCP segment of a recording: with data, or a packet without such as a SYN, a FIN, an acknowledgment.
public struct RecordedSegment: Sendable {
    /// The recording's name.
    public var recording: String
    /// Its packet's number.
    public var packet: Int
    /// When it was captured.
    public var time: Timestamp
    /// Who sent it.
    public var source: Endpoint
    /// Who was to receive it.
    public var destination: Endpoint
    /// The flags of its TCP header.
    public var flags: TCPFlags
    /// The sequence number of its first byte, or of its SYN.
    public var sequence: UInt32
    /// The acknowledgment number; meaningless without the flag ACK.
    public var acknowledgment: UInt32
    /// The receive window as it stands in the header.
    public var window: UInt16
    /// The data; empty for a packet without.
    public var bytes: [UInt8]
    /// The session whose connection it belongs to, if there is one.
    public var session: Int?
    /// Which side of that session sent it.
    public var from: Side?
    /// The numbers of the frames of that session that it carries bytes of.
    public var frames: [Int] = []
    /// What it carries, in order.
    public var contents: [SegmentContent] = []
    /// Whether it brings bytes, or a FIN, that its sender had sent before.
    public var isRetransmission = false
    /// Whether it is a keep-alive probe: at most one byte, right before those that come next (RFC 9293 §3.8.4).
    public var isKeepAlive = false
    /// Whether it asks if the other side's closed window has opened (RFC 9293 §3.8.6.1).
    public var isWindowProbe = false
    /// Whole milliseconds since the capture's first packet.
    public var elapsed: Int? { moment.sinceRecording.map { Int($0 / 1_000_000) } }
    /// When it was captured.
    var moment = Moment()
}

/// A finding of a recording.
public struct RecordedFinding: Sendable {
    /// The recording's name.
    public var recording: String
    /// What the dissector told.
    public var event: Finding
    /// Its number among the findings of its session, from 1.
    public var number: Int
    /// When the packet in which it showed was captured.
    var moment: Moment
    /// Its place among the events of its session.
    var order: Int
}

/// One recorded sample as a lesson looks at it: everything of it in memory, in order.
public struct Recording: Sendable {
    /// Its name: that of the file, without the extension.
    public var name: String
    /// The sessions.
    public var sessions: [RecordedSession]
    /// The frames of all sessions, session by session.
    public var frames: [RecordedFrame]
    /// The messages of all sessions, session by session.
    public var messages: [RecordedMessage]
    /// What the capture says about itself.
    public var capture: CaptureInfo?
    /// The counts over the whole capture.
    public var summary: SummaryEvent?
    /// The TCP segments, those without data included, in capture order.
    public var packets: [RecordedSegment]
    /// The TCP segments that carry data, in capture order.
    public var segments: [RecordedSegment] { packets.filter { !$0.bytes.isEmpty } }
    /// The TLS records of all sessions, session by session.
    public var records: [RecordedRecord]
    /// The findings of all sessions, session by session.
    public var findings: [RecordedFinding]

    /// The recording of what a dissector told about a capture, and of the TCP packets in that capture.
    public init(name: String, trace: Trace, packets: [RecordedSegment]) {
        self.name = name
        self.packets = packets
        capture = trace.capture
        summary = trace.summary
        records = []
        sessions = []
        frames = []
        messages = []
        findings = []
        for session in trace.sessions {
            sessions.append(
                RecordedSession(
                    recording: name, start: session.start, close: session.close,
                    legs: Self.legs(of: session.start.session, trace.summary),
                    moment: Moment(
                        sinceSession: 0,
                        sinceRecording: session.start.time.since(packets.first?.time ?? session.start.time)),
                    findings: session.findings,
                    frameCount: session.frames.count, timeline: session.timeline, reported: Self.reported(session)))
            add(session)
        }
        TCPHistory.mark(&self.packets)
        for index in self.packets.indices { place(&self.packets[index]) }
        // What is sent again carries what it carried the first time.
        for index in self.packets.indices where self.packets[index].isRetransmission {
            let again = self.packets[index]
            let first = self.packets[..<index].first {
                $0.sequence == again.sequence && $0.source == again.source && $0.destination == again.destination
                    && $0.bytes == again.bytes
            }
            if let first { self.packets[index].contents = first.contents }
        }
    }

    private static func legs(of session: Int, _ summary: SummaryEvent?) -> [Int] {
        (summary?.legs.links ?? []).compactMap { link in
            link.session == session ? link.legOf : link.legOf == session ? link.session : nil
        }
    }

    // What NDJSON tells of a session's end is the session's, but when and in which packet it began stays.
    private static func reported(_ session: Trace.Session) -> [String: Value] {
        let start = ReportedObject.values(of: .session(session.start))
        guard let close = session.close else { return start }
        return start.merging(ReportedObject.values(of: .close(close))) { first, _ in first }
    }

    private mutating func add(_ session: Trace.Session) {
        var carriers: [Int: [Int]] = [:]
        var findingNumber = 0
        let first = packets.first?.time ?? session.start.time
        func moment(_ time: Timestamp) -> Moment {
            Moment(sinceSession: time.since(session.start.time), sinceRecording: time.since(first))
        }
        for (index, event) in session.timeline.enumerated() {
            switch event {
            case .frame(let frame):
                carriers[frame.frame] = Array(frame.packets)
                frames.append(
                    RecordedFrame(
                        frame, recording: name, findings: session.findings(onFrame: frame.frame),
                        moment: moment(frame.time), order: index + 1))
            case .message(let message):
                messages.append(
                    RecordedMessage(
                        recording: name, event: message, packets: message.frames.flatMap { carriers[$0] ?? [] },
                        moment: moment(message.time),
                        order: index + 1))
            case .finding(let finding):
                findingNumber += 1
                findings.append(
                    RecordedFinding(
                        recording: name, event: finding, number: findingNumber, moment: moment(finding.time),
                        order: index + 1))
            case .record(let record):
                records.append(
                    RecordedRecord(
                        recording: name, event: record, moment: moment(record.time), order: index + 1,
                        frames: session.frames.filter { $0.from == record.from && $0.records.contains(record.record) }
                            .map(\.frame)))
            case .capture, .session, .transport, .comment, .drops, .close, .summary: break
            }
        }
    }

    // Finds the session of a segment by its two endpoints, and the frames in it by their packets.
    private func place(_ segment: inout RecordedSegment) {
        for session in sessions {
            let start = session.start
            if (segment.source, segment.destination) == (start.client, start.server) {
                segment.from = .client
            } else if (segment.source, segment.destination) == (start.server, start.client) {
                segment.from = .server
            } else {
                continue
            }
            segment.session = session.number
            segment.moment.sinceSession = segment.time.since(start.time)
            let packet = segment.packet
            let carried = frames.filter { $0.session == session.number && $0.packets.contains(packet) }
            segment.frames = carried.map(\.number)
            guard !segment.bytes.isEmpty else { return }
            let records = records.filter {
                $0.event.session == session.number && $0.event.from == segment.from && $0.event.packets.contains(packet)
            }
            segment.contents =
                records.isEmpty
                ? SegmentContent.plain(of: segment, carrying: carried, in: start)
                : SegmentContent.sealed(in: records, of: packet, carrying: carried, in: start)
            return
        }
    }

    /// Everything that the dissector told, session by session.
    public var events: [DissectionEvent] {
        (capture.map { [.capture($0)] } ?? [])
            + sessions.flatMap { [.session($0.start)] + $0.timeline + ($0.close.map { [.close($0)] } ?? []) }
            + (summary.map { [.summary($0)] } ?? [])
    }

    /// All things of one kind, in the order in which they were complete.
    public func items(_ kind: Item.Kind) -> [Item] {
        let items: [Item] =
            switch kind {
            case .session: sessions.map(Item.session)
            case .frame: frames.map(Item.frame)
            case .message: messages.map(Item.message)
            case .segment: segments.map(Item.segment)
            case .packet: packets.map(Item.segment)
            case .record: records.map(Item.record)
            case .finding: findings.map(Item.finding)
            }
        return items.enumerated().sorted {
            ($0.element.position, $0.offset) < ($1.element.position, $1.offset)
        }.map(\.element)
    }

    /// The session with that number.
    public func session(_ number: Int) -> RecordedSession? { sessions.first { $0.number == number } }
}

private func < (lhs: ((packet: Int, order: Int), Int), rhs: ((packet: Int, order: Int), Int)) -> Bool {
    (lhs.0.packet, lhs.0.order, lhs.1) < (rhs.0.packet, rhs.0.order, rhs.1)
}
