import HTTP
import Streams
import Wire

/// One TCP connection: HTTP until an upgrade, frames behind it, or nothing that concerns WebSocket.
///
/// Directions are 0 (the sender of the connection's first packet) and 1, as in `Streams`.
struct Connection {
    enum Phase {
        /// No byte has come yet.
        case silent
        case http(HTTPExchange)
        case webSocket(SessionBox, clientDirection: Int)
        /// No HTTP/1.1, and the beginning of the connection is not in the capture: frames may stand here.
        case midstream(MidstreamProbe)
        /// No HTTP/1.1, and the port is to be decoded as WebSocket.
        case forced(ForcedStart)
        /// TLS that stays closed, or whose handshake failed.
        case closedTLS(SessionBox, clientDirection: Int)
        /// A draft before RFC 6455 whose frames have another form.
        case draft(DraftStream, clientDirection: Int)
        /// Nothing that can be told; a request may still begin in a later segment.
        case other
    }

    /// Tunnels inside tunnels are followed so far.
    static let tunnelLimit = 4
    /// Bytes that all connections of a group together keep before they are sessions: heads, and what waits for answers.
    ///
    /// A connection that comes upon the limit is given up: whoever opens thousands of them and never ends a head, or
    /// never answers, would otherwise fill the memory.
    static let waitingLimit = (64 << 20) / ConnectionGroup.count
    /// So often a connection is taken for HTTP from somewhere in a segment on.
    static let lateHeadLimit: UInt8 = 8

    /// The connection's place in the tables; other connections may have it before and after.
    let slot: Int
    /// The 0-based number of the connection in the capture.
    let tcpStream: Int
    /// The sender of the first packet, and its peer.
    let endpoints: [2 of Endpoint]
    /// Whether the capture holds its beginning: a SYN of either side.
    let isFromStart: Bool
    /// Whether a session came of it, refused ones included.
    var hasSession = false
    /// How often it was taken for HTTP from somewhere in a segment on.
    var lateHeads: UInt8 = 0
    var phase: Phase
    /// The TLS connections that lead to what `phase` is about, the outermost first.
    var layers: [TLSLayer] = []
    /// What was spoken on the connection that is neither HTTP nor TLS, as far as that shows.
    private(set) var dialogue: Dialogue?
    /// Its first bytes, as many as `StrangeAnswer` takes.
    private(set) var firstWords: [UInt8] = []
    /// How many segments of it were looked at.
    private var dialogueSegments = 0
    /// More of them tell nothing new.
    private static let dialogueLimit = 16
    /// The record that brings what comes next, in TLS.
    var carrier: Carrier?
    /// TLS records that came before there was a session to tell them of.
    var earlyRecords: [(record: RecordEvent, direction: Int)] = []
    /// What TLS has to report, before there was a session to report it of.
    var earlyReports: [TLSReport] = []
    /// Bytes of each direction that are missing before anything was captured of it.
    private(set) var lostAtStart: [2 of Int] = [0, 0]
    /// Whether the capture holds its first bytes, as far as that is known so far.
    var beginsWhole: Bool { isFromStart && lostAtStart[0] + lostAtStart[1] == 0 }
    /// What the CONNECT tunnels that the connection leads through were asked for, the innermost last.
    var tunnels: [String] = []
    /// What the innermost of them was asked for.
    var tunnel: String? { tunnels.last }
    /// The last CONNECT that a proxy refused, until one is granted.
    var refusedTunnel: SummaryEvent.RefusedTunnel?
    /// The hole with which a direction begins, if it does.
    var beginnings: [2 of Hole?] = [nil, nil]
    /// The last packet of each direction that brought bytes.
    private(set) var lastPackets: [2 of Int?] = [nil, nil]
    /// How far each direction's sender had acknowledged the other direction when it sent its FIN.
    private var acknowledgedByFIN: [2 of Int?] = [nil, nil]
    /// The FINs, by direction.
    private(set) var finPlaces: [2 of ChunkPlace?] = [nil, nil]
    /// How it ended, while records of it wait for keys all the same.
    @Boxed private var postponed: (end: TransportEnd, place: ChunkPlace)? = nil
    /// The PROXY protocol header before its own bytes, and where it came.
    @Boxed var proxyHeader: (header: ProxyHeader, place: ChunkPlace)? = nil
    /// The beginning of a head that may follow bytes which are no HTTP.
    @Boxed var lateHead: LateHead? = nil
    /// The first bytes, while they may become such a header.
    @Boxed var preamble: (bytes: [UInt8], direction: Int, place: ChunkPlace)? = nil
    /// Its part of what counts for the limit.
    private var waitingBytes = 0

    init(_ start: ConnectionStart, in slot: Int) {
        self.slot = slot
        tcpStream = start.tcpStream
        endpoints = start.endpoints
        isFromStart = start.isFromStart
        phase = .silent
    }

    /// Takes the next bytes of `direction`.
    mutating func receive(
        _ chunk: RawSpan, direction: Int, at place: ChunkPlace, emitter: Emitter, scratch: inout Scratch
    ) {
        defer { lastPackets[direction] = place.packet }
        if layers.isEmpty {
            if case .webSocket(let session, let client) = phase {
                session.value.receive(
                    chunk, from: direction == client ? .client : .server, at: place, scratch: &scratch)
                return
            }
            receivePlaintext(chunk, direction, place, emitter, &scratch)
        } else {
            guard postponed == nil else { return }
            receive(chunk, direction, place, depth: 0, emitter, &scratch)
        }
        limitWaiting(emitter, &scratch)
    }

    /// Keeps what waits within its limit: whoever is above it gives up what it has.
    private mutating func limitWaiting(_ emitter: Emitter, _ scratch: inout Scratch) {
        countWaiting(emitter)
        let group = ConnectionGroup.of(slot)
        guard emitter.waitingBytes[group] > Self.waitingLimit, waitingBytes > 0 else { return }
        shedTLS(emitter, &scratch)
        countWaiting(emitter)
        let isReading = layers.contains { !$0.isStopped }
        guard emitter.waitingBytes[group] > Self.waitingLimit, hasWaitingPhase || isReading else { return }
        emitter.summary.unreadable["memory-limit", default: 0] += 1
        if case .http(let exchange) = phase { tellRefusal(of: exchange, emitter) }
        for layer in layers { layer.stop() }
        if hasWaitingPhase { phase = .other }
        countWaiting(emitter)
    }

    private var hasWaitingPhase: Bool {
        switch phase {
        case .http, .midstream: true
        case .silent, .webSocket, .closedTLS, .draft, .forced, .other: false
        }
    }

    /// Takes the next bytes of `direction` that are no TLS.
    mutating func receivePlaintext(
        _ chunk: RawSpan, _ direction: Int, _ place: ChunkPlace, _ emitter: Emitter, _ scratch: inout Scratch
    ) {
        if case .webSocket(let session, let client) = phase {
            session.value.carrier = carrier
            session.value.receive(
                chunk, from: direction == client ? .client : .server, at: place, scratch: &scratch)
        } else {
            receiveBeforeSession(chunk, direction, place, emitter, &scratch)
        }
    }

    private mutating func receiveBeforeSession(
        _ chunk: RawSpan, _ direction: Int, _ place: ChunkPlace, _ emitter: Emitter, _ scratch: inout Scratch
    ) {
        switch phase {
        case .webSocket, .closedTLS: break
        case .draft(let stream, let client):
            stream.receive(chunk, from: direction == client ? .client : .server, at: place)
        case .http(let exchange): receiveHTTP(exchange, chunk, direction, place, emitter, &scratch)
        case .silent:
            if takesProxyHeader(chunk, direction, place, emitter, &scratch) { return }
            if beginsTLS(chunk) { return beginTLS(chunk, direction, place, emitter, &scratch) }
            let exchange = HTTPExchange()
            for direction in 0..<2 {
                if let hole = beginnings[direction] { exchange.skip(hole) }
            }
            phase = .http(exchange)
            receivePlaintext(chunk, direction, place, emitter, &scratch)
        case .midstream, .forced, .other:
            // The capture, or what can be read of it, may begin in the middle of a connection.
            if takesLateHead(chunk, from: 0, direction, place, emitter, &scratch) { return }
            if resumesTLS(chunk) {
                beginTLS(chunk, direction, place, emitter, &scratch)
                return
            }
            noteDialogue(chunk)
            if case .midstream(let probe) = phase {
                look(for: probe, chunk, direction, place, emitter, &scratch)
            } else if case .forced(let start) = phase {
                look(for: start, chunk, direction, place, emitter, &scratch)
            }
        }
    }

    /// Notes what a segment that is neither HTTP nor TLS shows of the protocol.
    mutating func noteDialogue(_ chunk: RawSpan) {
        guard dialogueSegments < Self.dialogueLimit else { return }
        if dialogueSegments == 0 { firstWords = Array(copying: chunk.extracting(first: StrangeAnswer.limit)) }
        dialogueSegments += 1
        if let next = Dialogue(chunk) {
            dialogue = dialogue?.refined(by: next) ?? next
        } else {
            dialogue = dialogue ?? .unknown
        }
    }

    /// Counts what the connection keeps now, instead of what it kept before.
    mutating func countWaiting(_ emitter: Emitter) {
        var now: Int =
            switch phase {
            case .http(let exchange): exchange.memory
            case .midstream(let probe): probe.memory
            case .silent, .webSocket, .closedTLS, .draft, .forced, .other: preamble?.bytes.count ?? 0
            }
        for layer in layers { now += layer.memory }
        emitter.waitingBytes[ConnectionGroup.of(slot)] += now - waitingBytes
        waitingBytes = now
    }

    /// Passes over `count` bytes of `direction` that are missing from the capture.
    mutating func skip(
        _ count: Int, direction: Int, at place: ChunkPlace, isSnapLength: Bool, emitter: Emitter,
        scratch: inout Scratch
    ) {
        if layers.isEmpty {
            if lastPackets[direction] == nil { lostAtStart[direction] += count }
            skipPlaintext(count, direction, place, isSnapLength: isSnapLength, &scratch)
        } else if postponed == nil {
            skip(count, direction, place, isSnapLength: isSnapLength, depth: 0, emitter, &scratch)
        }
    }

    /// Passes over `count` bytes of `direction` that are no TLS; there may be more or fewer if that is not certain.
    mutating func skipPlaintext(
        _ count: Int, _ direction: Int, _ place: ChunkPlace, isSnapLength: Bool, isCertain: Bool = true,
        _ scratch: inout Scratch
    ) {
        switch phase {
        case .webSocket(let session, let client):
            let side = direction == client ? Side.client : .server
            session.value.skip(
                count, from: side, at: place, previous: lastPackets[direction], isReported: !isSnapLength,
                isCertain: isCertain, scratch: &scratch)
            if isSnapLength { session.value.reportTruncatedPackets(side, place, missing: count) }
        case .http(let exchange): exchange.skip(hole(count, direction, place, isSnapLength: isSnapLength))
        case .midstream(let probe): probe.skip(count, direction: direction)
        case .forced(let start): start.skip(count, direction: direction)
        case .draft(let stream, let client): stream.skip(from: direction == client ? .client : .server)
        case .silent: beginnings[direction] = hole(count, direction, place, isSnapLength: isSnapLength)
        case .closedTLS, .other: break
        }
    }

    private func hole(_ count: Int, _ direction: Int, _ place: ChunkPlace, isSnapLength: Bool) -> Hole {
        Hole(
            direction: direction, missing: count, place: place, previous: lastPackets[direction],
            isSnapLength: isSnapLength)
    }

    /// Notes that two copies of the same bytes differ.
    func noteConflict(direction: Int, at place: ChunkPlace) {
        guard case .webSocket(let session, let client) = phase else { return }
        session.value.reportOverlapConflict(direction == client ? .client : .server, place)
    }

    /// Notes the FIN of `direction`, and what its sender had acknowledged by then.
    mutating func noteFIN(direction: Int, at place: ChunkPlace, scratch: inout Scratch) {
        guard postponed == nil else { return }
        acknowledgedByFIN[direction] = layers.reduce(place.acknowledged) { $1.acknowledged(1 - direction, upTo: $0) }
        finPlaces[direction] = place
        if let layer = layers.last, !layer.isWaiting, let (kind, mark) = layer.end(of: direction), kind != .closeNotify
        {
            var last = place
            (last.time, last.packet) = mark
            withSession(direction) { $0.noteTLSEnd(kind, $1, last) }
        }
        withSession(direction) { $0.noteFIN($1, place, &scratch) }
    }

    /// Notes the RST of `direction`.
    func noteReset(direction: Int, at place: ChunkPlace) {
        withSession(direction) { $0.noteReset($1, place) }
    }

    /// Notes what a segment of `direction` shows besides its bytes.
    func note(_ news: SegmentNews, direction: Int, at place: ChunkPlace) {
        withSession(direction) { $0.note(news, $1, place) }
    }

    /// Tells the session, if there is one, of something that the sender of `direction` did.
    func withSession(_ direction: Int, _ body: (inout Session, Side) -> Void) {
        switch phase {
        case .webSocket(let session, let client), .closedTLS(let session, let client):
            body(&session.value, direction == client ? .client : .server)
        case .silent, .http, .midstream, .forced, .draft, .other: break
        }
    }

    /// Puts its end off if records of it wait for keys: key logs are often read later than the packets that they open.
    ///
    /// - Returns: whether it did.
    mutating func postpones(_ end: TransportEnd, at place: ChunkPlace, _ emitter: Emitter) -> Bool {
        guard !end.isLast, emitter.options.mayKeysCome, layers.contains(where: \.isWaiting) else { return false }
        if postponed == nil { postponed = (end, place) }
        return true
    }

    /// Ends it if that was put off, and nothing waits for keys any more; tells whether it did.
    mutating func endPostponed(_ emitter: Emitter, _ scratch: inout Scratch) -> Bool {
        guard let (end, place) = postponed, !layers.contains(where: \.isWaiting) else { return false }
        self.end(end, at: place, emitter: emitter, scratch: &scratch)
        return true
    }

    /// Ends the connection, or its capture.
    mutating func end(
        _ end: TransportEnd, at place: ChunkPlace, emitter: Emitter, scratch: inout Scratch
    ) {
        var (end, place) = (end, place)
        if let postponed { (end, place) = postponed }
        end.acknowledgedByFIN = acknowledgedByFIN
        if let reset = end.reset {
            end.acknowledgedByReset = layers.reduce(end.acknowledgedByReset) {
                $1.acknowledged(1 - reset.direction, upTo: $0)
            }
        }
        endTLS(&end, emitter, &scratch)
        switch phase {
        case .webSocket(let session, let client):
            session.value.end(end.seen(from: client), at: place, scratch: &scratch)
        case .http(let exchange): endHTTP(exchange, end, place, emitter, &scratch)
        case .forced(let start): endLooking(for: start, end, place, emitter, &scratch)
        case .closedTLS(let session, let client): session.value.endClosed(end.seen(from: client), at: place)
        case .draft(let stream, let client): stream.end(end.seen(from: client), at: place)
        case .silent, .midstream, .other: break
        }
        if !hasSession, !layers.isEmpty { endWithoutSession(end, place, emitter) }
        if let refusedTunnel { emitter.summary.refusedTunnels.add(refusedTunnel) }
        phase = .other
        layers = []
        countWaiting(emitter)
    }
}
