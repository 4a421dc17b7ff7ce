import Dissection

/// A thing in a recording that a selector can choose.
public enum Item: Sendable {
    /// A session.
    case session(RecordedSession)
    /// A frame.
    case frame(RecordedFrame)
    /// A whole message.
    case message(RecordedMessage)
    /// A TCP segment that carries data.
    case segment(RecordedSegment)
    /// A finding.
    case finding(RecordedFinding)

    /// The kinds of things.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// A session.
        case session
        /// A frame.
        case frame
        /// A whole message.
        case message
        /// A TCP segment that carries data.
        case segment
        /// A finding.
        case finding
    }

    /// Which kind of thing it is.
    public var kind: Kind {
        switch self {
        case .session: .session
        case .frame: .frame
        case .message: .message
        case .segment: .segment
        case .finding: .finding
        }
    }

    /// What tells it from the other things of its recording.
    struct ID: Hashable {
        var recording: String
        var kind: Kind
        var session: Int
        var number: Int
    }

    var id: ID { ID(recording: recording, kind: kind, session: session, number: number) }

    /// The name of its recording; empty for a frame that a learner made.
    var recording: String {
        switch self {
        case .session(let session): session.recording
        case .frame(let frame): frame.recording
        case .message(let message): message.recording
        case .segment(let segment): segment.recording
        case .finding(let finding): finding.recording
        }
    }

    /// The session that it belongs to; 0 for a segment of none.
    var session: Int {
        switch self {
        case .session(let session): session.number
        case .frame(let frame): frame.session
        case .message(let message): message.event.session
        case .segment(let segment): segment.session ?? 0
        case .finding(let finding): finding.event.session
        }
    }

    /// The number that the learner knows it by: a session's, frame's, message's or packet's.
    var number: Int {
        switch self {
        case .session(let session): session.number
        case .frame(let frame): frame.number
        case .message(let message): message.event.message
        case .segment(let segment): segment.packet
        case .finding(let finding): finding.number
        }
    }

    /// The packets that carried it.
    var packets: [Int] {
        switch self {
        case .session(let session): [session.start.packet] + (session.start.responsePacket.map { [$0] } ?? [])
        case .frame(let frame): frame.packets
        case .message(let message): message.packets
        case .segment(let segment): [segment.packet]
        case .finding(let finding): finding.event.packets
        }
    }

    /// When it was complete: the packet, and among things of one packet the order in which they stood there.
    ///
    /// A segment comes before all that it carries.
    var position: (packet: Int, order: Int) {
        switch self {
        case .session(let session): (packets.last ?? 0, session.order)
        case .frame(let frame): (packets.last ?? 0, frame.order)
        case .message(let message): (packets.last ?? 0, message.order)
        case .segment(let segment): (segment.packet, -1)
        case .finding(let finding): (packets.last ?? 0, finding.order)
        }
    }

    /// The position behind it: that of a segment is behind all that it carries, so that nothing in it is before or after it.
    var end: (packet: Int, order: Int) { kind == .segment ? (number, .max) : position }

    /// What the learner calls it: `frame 3`, `packet 12`.
    var title: String { kind == .segment ? "packet \(number)" : "\(kind.rawValue) \(number)" }
}
