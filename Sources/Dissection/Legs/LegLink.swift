public import Wire

/// Two sessions that are legs of one: the same messages on two connections, as before and after a proxy or a NAT.
public struct LegLink: Hashable, Sendable {
    /// What shows it.
    public enum Evidence: Hashable, Sendable {
        /// The same Sec-WebSocket-Key at the same time: what is between passes the handshake on.
        case key
        /// So many frames of the client with the same payload and the same masking keys: what is between passes bytes on.
        case maskingKeys(Int)
        /// So many frames of both sides, the same in order and time: what is between reads and writes messages anew.
        case payloads(Int)
    }

    /// One of the two.
    public struct Leg: Hashable, Sendable {
        /// Its number.
        public var session: Int
        /// The client on its connection.
        public var client: Endpoint
        /// The server on its connection.
        public var server: Endpoint
        /// What ended it first; nil if nothing did in the capture.
        public var end: End?
        /// Whether its request names websocket in Upgrade; nil where that is not known.
        var asksForUpgrade: Bool? = nil
    }

    /// What ended a leg first.
    public struct End: Hashable, Sendable {
        /// What it was.
        public enum Kind: Hashable, Sendable {
            /// A Close, with its code.
            case close(Int?)
            /// A FIN without a Close before it.
            case fin
            /// A RST without a Close before it.
            case reset
            /// A response other than 101.
            case refusal(Int?)
        }

        /// What it was.
        public var kind: Kind
        /// Who sent it; nil where both sent a Close at once.
        public var side: Side?
        /// When.
        public var time: Timestamp
        /// The packet.
        public var packet: Int
    }

    /// The leg whose number is the smaller one.
    public var first: Leg
    /// The other one.
    public var second: Leg
    /// What shows that they belong together.
    public var evidence: Evidence
    /// Which of them is nearer to the client: the session's number; nil if that can't be told.
    public var nearerClient: Int?

    /// The later session.
    public var session: Int { second.session }
    /// The session of which that is another leg.
    public var legOf: Int { first.session }

    /// The leg `session` and the other one; nil if it is neither.
    public func legs(from session: Int) -> (own: Leg, other: Leg)? {
        switch session {
        case first.session: (first, second)
        case second.session: (second, first)
        default: nil
        }
    }
}

/// The legs of a capture: all of them counted, the first ones kept.
public struct LegLinks: Hashable, Sendable {
    /// So many are kept.
    public static let limit = 4096
    /// How many there were.
    public private(set) var count = 0
    /// Those that were found first, in the order of their later sessions.
    public private(set) var links: [LegLink] = []

    mutating func add(_ link: LegLink) {
        count += 1
        guard links.count < Self.limit else { return }
        let index = links.lastIndex { $0.session <= link.session }.map { $0 + 1 } ?? 0
        links.insert(link, at: index)
    }

    mutating func add(_ other: LegLinks) {
        for link in other.links { add(link) }
        count += other.count - other.links.count
    }
}
