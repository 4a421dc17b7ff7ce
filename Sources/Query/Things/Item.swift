import Dissection
import Wire

/// A thing in a recording that a selector can choose.
public enum Item: Sendable {
    /// A session.
    case session(RecordedSession)
    /// A frame.
    case frame(RecordedFrame)
    /// A whole message.
    case message(RecordedMessage)
    /// A TCP packet, whether it carries data or not.
    case segment(RecordedSegment)
    /// A TLS record.
    case record(RecordedRecord)
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
        /// A TCP packet, those without data included.
        case packet
        /// A TLS record.
        case record
        /// A finding.
        case finding

        /// Whether such things are TCP packets, which one numbering counts through the whole capture.
        public var isPacket: Bool { self == .segment || self == .packet }
    }

    /// Which kind of thing it is.
    public var kind: Kind {
        switch self {
        case .session: .session
        case .frame: .frame
        case .message: .message
        case .segment(let segment): segment.bytes.isEmpty ? .packet : .segment
        case .record: .record
        case .finding: .finding
        }
    }

    /// The identity of a thing.
    public struct ID: Hashable, Sendable {
        var recording: String
        var kind: Kind
        var session: Int
        var number: Int
    }

    /// What tells it from the other things of its recording.
    public var id: ID { ID(recording: recording, kind: kind, session: session, number: number) }

    /// The name of its recording; empty for a frame that a learner made.
    var recording: String {
        switch self {
        case .session(let session): session.recording
        case .frame(let frame): frame.recording
        case .message(let message): message.recording
        case .segment(let segment): segment.recording
        case .record(let record): record.recording
        case .finding(let finding): finding.recording
        }
    }

    /// The session that it belongs to; 0 for a segment of none.
    public var session: Int {
        switch self {
        case .session(let session): session.number
        case .frame(let frame): frame.session
        case .message(let message): message.event.session
        case .segment(let segment): segment.session ?? 0
        case .record(let record): record.event.session
        case .finding(let finding): finding.event.session
        }
    }

    /// The number that the learner knows it by: a session's, frame's, message's or packet's.
    public var number: Int {
        switch self {
        case .session(let session): session.number
        case .frame(let frame): frame.number
        case .message(let message): message.event.message
        case .segment(let segment): segment.packet
        case .record(let record): record.event.record
        case .finding(let finding): finding.number
        }
    }

    /// The packets that carried it.
    public var packets: [Int] {
        switch self {
        case .session(let session): [session.start.packet] + (session.start.responsePacket.map { [$0] } ?? [])
        case .frame(let frame): frame.packets
        case .message(let message): message.packets
        case .segment(let segment): [segment.packet]
        case .record(let record): Array(record.event.packets)
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
        case .record(let record): (packets.last ?? 0, record.order)
        case .finding(let finding): (packets.last ?? 0, finding.order)
        }
    }

    /// The position after it: that of a segment is after all that it carries, so that nothing in it is before or after it.
    var end: (packet: Int, order: Int) { isPacket ? (number, .max) : position }

    /// What the learner calls it: `frame 3`, `packet 12`.
    public var title: String { isPacket ? "packet \(number)" : "\(kind.rawValue) \(number)" }

    /// Whether it is a TCP packet, with data or without.
    public var isPacket: Bool {
        if case .segment = self { return true }
        return false
    }

    /// When it was complete.
    var moment: Moment {
        switch self {
        case .session(let session): session.moment
        case .frame(let frame): frame.moment
        case .message(let message): message.moment
        case .segment(let segment): segment.moment
        case .record(let record): record.moment
        case .finding(let finding): finding.moment
        }
    }
}
