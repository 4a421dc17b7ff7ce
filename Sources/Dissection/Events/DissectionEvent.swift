public import Capture
public import TLS
public import Wire

/// What the dissector tells, in the order in which it happens in the capture.
///
/// Within a session: `session`, then frames, messages, findings and what TCP does, then `close`. A message follows its last frame; a
/// finding follows what it is about; a comment stands in front of everything that its packet completes. `capture` comes
/// first of all, `summary` last.
///
/// What comes once a session is large and stands apart, so that handing on a frame or a message copies no more than that.
public enum DissectionEvent: Sendable {
    /// The capture is open.
    indirect case capture(CaptureInfo)
    /// A handshake was answered, refused, or is known to stay unanswered.
    indirect case session(SessionEvent)
    /// A frame is complete, or nothing more of it can come.
    case frame(FrameEvent)
    /// A message is complete.
    case message(MessageEvent)
    /// A rule was broken, or a fact is worth knowing.
    case finding(Finding)
    /// A TLS record of a session's connection was complete; those before the session follow its beginning.
    indirect case record(RecordEvent)
    /// TCP's own part: a FIN, a RST, a segment that comes again.
    case transport(TransportEvent)
    /// A packet, whose frames follow, has a comment in the capture.
    case comment(PacketComment)
    /// Packets are missing before the next one: whoever captured had no room for them.
    case drops(PacketDrops)
    /// A session's connection ended, or the capture did.
    indirect case close(CloseEvent)
    /// The capture ended.
    indirect case summary(SummaryEvent)
}

extension DissectionEvent {
    /// The number of the session that it belongs to; nil if it belongs to none.
    public var session: Int? {
        switch self {
        case .capture, .comment, .drops, .summary: nil
        case .session(let event): event.session
        case .frame(let event): event.session
        case .message(let event): event.session
        case .finding(let event): event.session
        case .record(let event): event.session
        case .transport(let event): event.session
        case .close(let event): event.session
        }
    }
}

/// Who hears the dissector's events.
public protocol DissectionHandler: AnyObject {
    /// Hears one event; it owns nothing that the event holds beyond the call unless it keeps it.
    func handle(_ event: DissectionEvent)
}

/// One side of a session.
@frozen
public enum Side: String, CaseIterable, Hashable, Sendable {
    /// Who sent the upgrade request.
    case client
    /// Who answered it.
    case server

    /// The other side.
    @inlinable
    public var peer: Side { self == .client ? .server : .client }
}

// Sentences name sides all the time, and without this the runtime would look up each name by reflection.
extension Side: CustomStringConvertible {
    /// `client` or `server`.
    @inlinable
    public var description: String { rawValue }
}

/// How much of what passes by the dissector keeps for its events.
public struct DissectionOptions: Sendable {
    /// Bytes of each message's payload that its event carries.
    public var payloadLimit = 0
    /// Bytes of each frame as on the wire, header included, that its event carries.
    public var wireLimit = 0
    /// Whether message events carry the SHA-256 of their whole payload.
    public var digest = false
    /// Whether frame events are told; their handler may have no use for them, and making them takes time.
    public var tellsFrames = true
    /// Whether message events are told.
    public var tellsMessages = true
    /// Whether keys may come after the packets that they open: records wait for them then.
    public var mayKeysCome = false
    /// Whether TLS records are told.
    public var tellsRecords = false
    /// Whether record events carry what an opened record is made of.
    public var tellsAnatomy = false
    /// TCP ports whose traffic is looked at; empty: every port.
    public var ports: PortList = []
    /// Hosts whose traffic is looked at, one of them at either end; empty: every host.
    public var hosts: Set<IPAddress> = []
    /// TCP ports whose connections are taken for WebSocket where they do not begin with a handshake.
    public var webSocketPorts: Set<UInt16> = []
    /// Told of each TCP connection with its first packet, before there is a session: who sent the packet, and to whom.
    public var connectionBegan: (@Sendable (_ client: Endpoint, _ server: Endpoint) -> Void)?
    /// The TLS keys that are known before the first packet; more may come with the packets.
    public var keys = KeyTable()

    /// Options that keep nothing and look everywhere.
    public init() {}
}
