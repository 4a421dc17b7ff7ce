public import WebSocket
public import Wire

/// How a session ended, or that it had not when the capture did.
public struct CloseEvent: Sendable {
    /// Who sent the first Close.
    public enum Initiator: String, CaseIterable, Hashable, Sendable {
        /// The client.
        case client
        /// The server.
        case server
        /// Each before it can have seen the other's.
        case both
        /// Nobody.
        case none
    }

    /// What an endpoint's API reports.
    public struct APIEvent: Hashable, Sendable {
        /// The code: that of the Close received, 1005 for a Close without one, 1006 without a Close.
        public var code: Int
        /// The reason of the Close received; nil where the capture lacks a part of it.
        public var reason: String?
        /// Whether the closing handshake was completed.
        public var wasClean: Bool
    }

    /// A frame that breaks a rule for which its receiver must fail the connection.
    struct Failure: Sendable {
        /// The first rule that it breaks.
        var rule: Rule
        /// Its number.
        var frame: Int
    }

    /// How the TCP connection ended.
    public enum TCPEnd: String, CaseIterable, Hashable, Sendable {
        /// A FIN.
        case fin
        /// A RST.
        case reset
        /// Neither was seen.
        case none
    }

    /// The state of the session as its connection, or the capture, ends (RFC 6455 §7.1).
    public enum State: String, CaseIterable, Hashable, Sendable {
        /// The TCP connection is closed.
        case closed
        /// A Close was sent, the TCP connection is not closed.
        case closing
        /// No Close, no end of TCP.
        case open
    }

    /// The session's number.
    public var session: Int
    /// When: the last packet of the connection.
    public var time: Timestamp
    /// Who began the closing handshake.
    public var initiator: Initiator
    /// Whether both sides sent a Close, and neither had broken TCP off before the other's.
    public var clean: Bool
    /// The client's Close as on the wire; nil if it sent none.
    public var clientSent: CloseBody?
    /// The server's Close as on the wire; nil if it sent none.
    public var serverSent: CloseBody?
    /// What the client's API reports; nil while it reports nothing, and where that can't be told.
    public var clientEvent: APIEvent?
    /// What the server's API reports; nil while it reports nothing, and where that can't be told.
    public var serverEvent: APIEvent?
    /// How TCP ended.
    public var tcpEnd: TCPEnd
    /// Who ended it; nil if nobody did.
    public var tcpEndBy: Side?
    /// When that was: the first FIN, or the RST.
    public var tcpEndTime: Timestamp?
    /// What state that leaves.
    public var state: State
    /// Counts over the whole session, for those who did not count along.
    public var totals: SessionTotals
    /// Whether the answer to the first Close came only after its sender's RST.
    public var isReplyLate = false
    /// Whether a side of which no Close was captured may have sent one in bytes that the capture lacks, or that can't be
    /// read.
    public var mayLackClose = false
    /// What the server had to fail the connection for instead of taking the client's Close; nil if it could take that.
    var clientFailure: Failure?
    /// What the client had to fail the connection for instead of taking the server's Close.
    var serverFailure: Failure?
    /// The states of the client, each once, in their order.
    public var clientStates: [StateChange] = []
    /// The states of the server.
    public var serverStates: [StateChange] = []
    /// The FINs, one of each side at most, in the order in which they were sent, as far as that is known.
    public var fins: [TransportMark] = []
    /// What tells that order.
    public var finOrder = FINOrder.captured
    /// The RST, if one came before both FINs.
    public var reset: TransportMark?
    /// How each side ended TLS, the client's first; of a side of which that is not known there is none.
    public var tlsEnds: [TLSEnd] = []
    /// TCP segments that the client certainly sent again although they had arrived, over the whole connection.
    public var clientRetransmissions = 0
    /// TCP segments that the server certainly sent again although they had arrived.
    public var serverRetransmissions = 0
    /// What the client's TCP segments show.
    public var clientTransport: TransportEvidence {
        get { transports?.client ?? TransportEvidence() }
        set { transports = (newValue, serverTransport) }
    }
    /// What the server's TCP segments show.
    public var serverTransport: TransportEvidence {
        get { transports?.server ?? TransportEvidence() }
        set { transports = (clientTransport, newValue) }
    }
    /// Both; nil as long as nothing is known.
    @Boxed() var transports: (client: TransportEvidence, server: TransportEvidence)?
    /// The side of which no packet is in the capture, if there is one.
    ///
    /// What it sent is unknown then, and with it `initiator` and `clean`, which mean nothing.
    public var unseen: Side?
    /// The session of which this one is another leg, as far as that is known by now; see `SummaryEvent.legs`.
    public var legOf: Int?
    /// What its first frames are known by on another connection.
    @Boxed() var sign: LegSign?
}

extension CloseEvent {
    /// The states of `side`.
    public func states(_ side: Side) -> [StateChange] { side == .client ? clientStates : serverStates }

    /// What the API of `side` reports.
    func event(of side: Side) -> APIEvent? { side == .client ? clientEvent : serverEvent }

    /// What the peer of `side` had to fail the connection for instead of taking the Close of `side`.
    func failure(of side: Side) -> Failure? { side == .client ? clientFailure : serverFailure }

    /// What the TCP segments of `side` show.
    public func transport(_ side: Side) -> TransportEvidence { side == .client ? clientTransport : serverTransport }

    /// Who had ended its direction of TCP, the other direction being open still: TCP is half-closed.
    public var halfClosedBy: Side? { fins.count == 1 && reset == nil ? fins.first?.side : nil }
}

/// What a session carried in all.
public struct SessionTotals: FindingCounts, Hashable, Sendable {
    /// The time from the upgrade request to the last packet of the connection, in nanoseconds.
    public var duration: Int64 = 0
    /// Frames sent by the client, complete ones and unfinished ones.
    public var clientFrames = 0
    /// Frames sent by the server.
    public var serverFrames = 0
    /// Whole messages, both directions.
    public var messages = 0
    /// Frame bytes sent by the client, headers included.
    public var clientBytes = 0
    /// Frame bytes sent by the server, headers included.
    public var serverBytes = 0
    /// What compression did for the client's messages.
    public var clientCompression = CompressionTotals()
    /// What compression did for the server's messages.
    public var serverCompression = CompressionTotals()
    /// Findings of severity `error`.
    public var errors = 0
    /// Findings of severity `warning`.
    public var warnings = 0
    /// Findings of severity `note`.
    public var notes = 0
    /// What the client's Pings came to.
    public var clientPings = PingTotals()
    /// What the server's Pings came to.
    public var serverPings = PingTotals()
    /// The longest time in which neither side sent a byte; nil if that can't be told.
    public var longestSilence: Silence?
    /// Nanoseconds from the last byte of either side to TCP's end, or the capture's; nil if that can't be told.
    public var finalSilence: Int64?

    /// Counts of nothing.
    public init() {}

    /// Frames of both directions.
    public var frames: Int { clientFrames + serverFrames }
    /// Frame bytes of both directions, headers included.
    public var bytes: Int { clientBytes + serverBytes }
}

/// The compressed messages of one side that were inflated to their end.
public struct CompressionTotals: Hashable, Sendable {
    /// How many.
    public var messages = 0
    /// Their payload bytes on the wire.
    public var wireLength = 0
    /// Their payload bytes after inflating.
    public var length = 0

    /// Counts of nothing.
    public init() {}
}
