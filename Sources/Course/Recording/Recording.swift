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
    /// The findings about it, those about its frames included.
    public var findings: [Finding]
    /// How many frames it has.
    public var frameCount: Int
    /// Everything after its start, in the order of the events.
    public var timeline: [DissectionEvent]
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
    /// Its place among the events of its session.
    var order: Int
}

/// A TCP segment of a recording that carries data.
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
    /// The data.
    public var bytes: [UInt8]
    /// The session whose connection it belongs to, if there is one.
    public var session: Int?
    /// Which side of that session sent it.
    public var from: Side?
    /// The numbers of the frames of that session that it carries bytes of.
    public var frames: [Int] = []
}

/// A finding of a recording.
public struct RecordedFinding: Sendable {
    /// The recording's name.
    public var recording: String
    /// What the dissector told.
    public var event: Finding
    /// Its number among the findings of its session, from 1.
    public var number: Int
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
    /// The TCP segments that carry data, in capture order.
    public var segments: [RecordedSegment]
    /// The findings of all sessions, session by session.
    public var findings: [RecordedFinding]

    /// The recording of what a dissector told about a capture, and of the segments in that capture.
    public init(name: String, trace: Trace, segments: [RecordedSegment]) {
        self.name = name
        self.segments = segments
        sessions = []
        frames = []
        messages = []
        findings = []
        for session in trace.sessions {
            sessions.append(
                RecordedSession(
                    recording: name, start: session.start, close: session.close, findings: session.findings,
                    frameCount: session.frames.count, timeline: session.timeline))
            add(session)
        }
        for index in self.segments.indices { place(&self.segments[index]) }
    }

    private mutating func add(_ session: Trace.Session) {
        var packets: [Int: [Int]] = [:]
        var findingNumber = 0
        for (index, event) in session.timeline.enumerated() {
            switch event {
            case .frame(let frame):
                packets[frame.frame] = Array(frame.packets)
                frames.append(
                    RecordedFrame(
                        frame, recording: name, findings: session.findings(onFrame: frame.frame), order: index + 1))
            case .message(let message):
                let carriers = message.frames.flatMap { packets[$0] ?? [] }
                messages.append(RecordedMessage(recording: name, event: message, packets: carriers, order: index + 1))
            case .finding(let finding):
                findingNumber += 1
                findings.append(
                    RecordedFinding(recording: name, event: finding, number: findingNumber, order: index + 1))
            case .capture, .session, .record, .transport, .comment, .close, .summary: break
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
            let packet = segment.packet
            segment.frames = frames.filter { $0.session == session.number && $0.packets.contains(packet) }.map(\.number)
            return
        }
    }

    /// All things of one kind, in the order in which they were complete.
    public func items(_ kind: Item.Kind) -> [Item] {
        let items: [Item] =
            switch kind {
            case .session: sessions.map(Item.session)
            case .frame: frames.map(Item.frame)
            case .message: messages.map(Item.message)
            case .segment: segments.map(Item.segment)
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
