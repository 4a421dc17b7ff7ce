public import Wire

/// Where a capture that goes on has come to: what is under way, and the counts as they would be if it ended now.
///
/// It is asked for, and no event: it tells of what has not happened yet.
public struct CaptureState: Sendable {
    /// Something that waits, and of which no event has told.
    public struct Waiting: Sendable {
        /// What is waited for.
        public enum Kind: CaseIterable, Hashable, Sendable {
            /// The answer to an upgrade request.
            case answer
            /// The keys of a TLS connection that may carry a WebSocket.
            case keys
        }

        /// What is waited for.
        public var kind: Kind
        /// The 0-based number of the TCP connection in the capture.
        public var tcpStream: Int
        /// Who asked.
        public var client: Endpoint
        /// Who was asked.
        public var server: Endpoint
        /// What was asked for; of TLS the name without a path, if the ClientHello has one.
        ///
        /// It must be escaped before it is shown.
        public var uri: String?
        /// When the request, or the first record, was complete.
        public var time: Timestamp

        /// A number that no other thing has that waits at the same time.
        public var id: Int { Self.id(of: kind, in: tcpStream) }

        /// The number of what waits in that way on the TCP connection `tcpStream`.
        public static func id(of kind: Kind, in tcpStream: Int) -> Int { 2 * tcpStream + (kind == .answer ? 0 : 1) }
    }

    /// More of what waits is only counted.
    static let waitingLimit = 256

    /// The counts so far; frames and messages are those of sessions that have ended.
    ///
    /// What waits may become a session yet, and is no other connection.
    public var summary = SummaryEvent()
    /// Sessions under way.
    public var openSessions = 0
    /// TCP connections under way that are TLS that stays closed and, as their hellos tell, for HTTP/2.
    public var http2Connections = 0
    /// What waits, in no order, no more than some hundred.
    public private(set) var waiting: [Waiting] = []
    /// Upgrade requests that wait for their answers.
    public private(set) var pendingUpgrades = 0
    /// TLS connections that wait for their keys.
    public private(set) var undecrypted = 0

    /// The state of a capture that has just begun.
    public init() {}

    /// Takes in something that waits.
    mutating func add(_ item: Waiting) {
        if item.kind == .answer { pendingUpgrades += 1 } else { undecrypted += 1 }
        if waiting.count < Self.waitingLimit { waiting.append(item) }
    }
}
