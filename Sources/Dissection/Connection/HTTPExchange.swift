import HTTP
import WebSocket
import Wire

/// The HTTP/1.1 requests and responses of one connection, until an upgrade request is answered by a 101.
///
/// Bodies are passed over, heads are kept only of upgrade requests and what answers them; of a refusal's body, the
/// beginning is.
final class HTTPExchange {
    /// What a chunk led to.
    ///
    /// The large ones are indirect: most chunks lead to nothing.
    enum Outcome {
        /// Nothing to tell; the chunk is used up.
        case more
        /// The bytes are no HTTP/1.1, or their structure was lost: nothing here can be said of them.
        case notHTTP
        /// An upgrade request was refused; behind the chunk's first `consumed` bytes, the connection goes on.
        indirect case refused(Attempt, UpgradeHandshake, Answer, consumed: Int)
        /// A 101: behind the chunk's first `consumed` bytes, both directions carry frames.
        indirect case opened(Attempt, UpgradeHandshake, Answer, consumed: Int)
        /// A 101 whose request is not in the capture: behind the chunk's first `consumed` bytes, frames of the server.
        indirect case openedUnasked(ResponseHead, consumed: Int, hole: Hole?)
        /// The server's answer is not in the capture, or not all of it, but it was a 101: its status line says so, or what
        /// either side sent after it are frames. The chunk is among the held bytes.
        indirect case openedUnanswered(Attempt, ResponseHead?)
        /// A proxy granted a CONNECT: behind the chunk's first `consumed` bytes, both directions carry what the tunnel's
        /// ends say to each other (RFC 9110 §9.3.6).
        case tunnelled(authority: String, consumed: Int)
        /// A proxy refused a CONNECT; behind the chunk's first `consumed` bytes, the connection goes on.
        case tunnelRefused(authority: String, status: Int, consumed: Int)
    }

    /// An upgrade request that was sent.
    struct Attempt {
        var request: RequestHead
        var place: ChunkPlace
        /// The stream offset behind it; where its end is missing from the capture, that of the hole.
        var end: Int
        /// The beginning of its body.
        var body: BodyExcerpt?
        /// What is known of it where its empty line did not come.
        @Boxed var unfinished: UnfinishedHead? = nil
        /// The hole in it, where its end is known all the same.
        @Boxed var hole: Hole? = nil
    }

    /// Where the response to an upgrade request was complete.
    struct Answer {
        var place: ChunkPlace
        /// The stream offset behind it.
        var end: Int
        /// The hole in it, where its end is known all the same.
        @Boxed var hole: Hole? = nil
        /// The hole in the body that follows it, a refusal's.
        @Boxed var bodyHole: Hole? = nil
    }

    /// What came after an unanswered upgrade request or CONNECT: bytes, or a hole.
    struct Held {
        var direction: Int
        var bytes: [UInt8]
        var place: ChunkPlace
        /// What is missing there instead of bytes.
        var hole: Hole?
    }

    struct Request {
        var method: String
        /// The authority that a CONNECT asks for.
        var authority: String?
        /// The upgrade request that it is; of a request whose end is missing, the one that it may be.
        var attempt: Attempt?
        /// Whether `attempt` is none for certain: the lines that would say so are missing.
        var isUncertain = false
        /// The packet that completed it.
        var packet = 0
    }

    /// A refusal whose body is under way.
    struct Refusal {
        var attempt: Attempt
        var handshake: UpgradeHandshake
        var answer: Answer
    }

    enum Mode {
        /// Nothing has been seen that tells requests from responses.
        case unknown(HeadCollector, HeadCollector)
        case head(HeadCollector)
        case body(BodySkipper)
        /// An upgrade request or a CONNECT waits for its answer: what follows is held.
        case held
        /// Bytes are missing from a head, or before one: what follows may be anything.
        case lost(LostHead)
    }

    /// More requests than this do not wait for their responses; the connection is given up then.
    static let waitingLimit = 256
    /// More bytes than this are not held behind an upgrade request.
    static let heldLimit = 256 << 10

    /// The direction that carries requests, once known.
    var clientDirection: Int?
    var modes: [2 of Mode]
    var waiting: [Request] = []
    var held: [Held] = []
    var heldBytes = 0
    var refusal: Refusal?
    /// Whether requests or responses may be missing, so that their order does not tell which belong together.
    var isOutOfStep = false
    /// What brought the latest part of a head, by direction.
    var headPlaces: [2 of ChunkPlace?] = [nil, nil]
    /// The stream offset behind the last bytes of each direction.
    private(set) var ends: [2 of Int] = [0, 0]
    /// The first bytes of an answer to an upgrade request that are no HTTP.
    private(set) var strangeAnswer: [UInt8] = []

    init() {
        let unknown = Mode.unknown(HeadCollector(.request), HeadCollector(.response))
        modes = [unknown, unknown]
    }

    /// The upgrade request that waits for its answer.
    var attempt: Attempt? {
        for request in waiting where !request.isUncertain { if let attempt = request.attempt { return attempt } }
        return nil
    }

    /// Whether there is nothing of an upgrade request to tell.
    var isIdle: Bool { attempt == nil && refusal == nil }

    /// Where the last bytes of the client's unfinished head came.
    var headPlace: ChunkPlace? { clientDirection.flatMap { headPlaces[$0] } }

    /// About how many bytes it takes: heads under way, requests that wait, what is held behind them.
    var memory: Int {
        var sum = heldBytes + held.count * 128
        for direction in 0..<2 {
            switch modes[direction] {
            case .unknown(let request, let response): sum += request.bytes.count + response.bytes.count
            case .head(let collector): sum += collector.bytes.count
            case .body(let skipper): sum += skipper.kept.count
            case .lost(let lost): sum += lost.memory
            case .held: break
            }
        }
        if let head = refusal?.attempt.request { sum += head.bytes.count * 2 + head.fields.count * 160 }
        for request in waiting {
            // Every field is kept as text, too.
            if let head = request.attempt?.request { sum += head.bytes.count * 2 + head.fields.count * 160 }
            sum += request.authority?.utf8.count ?? 0
        }
        return sum
    }

    /// Takes the next bytes of `direction`.
    func receive(_ chunk: RawSpan, direction: Int, at place: ChunkPlace) -> Outcome {
        var position = 0
        ends[direction] = max(ends[direction], place.offset + chunk.byteCount)
        while position < chunk.byteCount {
            let rest = chunk.extracting(position..<chunk.byteCount)
            switch modes[direction] {
            case .unknown(let request, let response):
                guard let outcome = tellApart(request, response, rest, direction) else { return .notHTTP }
                if !outcome { return .more }
            case .held:
                let outcome = hold(rest, direction, place, offset: position)
                // Not before the second segment: the packets of two directions may come a little out of their order.
                if held.count > 1, !place.isPeerSeen || isAnswerLost, let attempt, holdsFrames {
                    return .openedUnanswered(attempt, lostAnswer)
                }
                return outcome
            case .lost(let lost):
                switch resume(lost, rest, direction, place, offset: position) {
                case .reads(let consumed): position += consumed
                case .led(let outcome): return outcome
                }
            case .body(var skipper):
                let progress = skipper.feed(rest)
                modes[direction] = .body(skipper)
                switch progress {
                case .more:
                    return skipper.isFull ? tellRefusal(direction, consumed: chunk.byteCount) ?? .more : .more
                case .complete(let consumed):
                    position += consumed
                    guard let refused = endBody(skipper, direction, consumed: position) else { continue }
                    return refused
                case .unknowable: return tellRefusal(direction, consumed: chunk.byteCount) ?? .notHTTP
                }
            case .head(var collector):
                let isAnswer = direction != clientDirection && attempt != nil
                let begun = isAnswer ? Array(collector.bytes.prefix(StrangeAnswer.limit)) : []
                let progress = collector.feed(rest)
                headPlaces[direction] = place
                guard case .complete(let consumed) = progress else {
                    modes[direction] = .head(collector)
                    if progress == .notHTTP, isAnswer { keepStrange(begun, rest) }
                    return progress == .more ? .more : .notHTTP
                }
                position += consumed
                let head = collector.take()
                if direction == clientDirection {
                    guard takeRequest(head, direction, place, end: place.offset + position) else { return .notHTTP }
                } else {
                    let answer = Answer(place: place, end: place.offset + position)
                    let outcome = takeResponse(head, direction, answer, consumed: position)
                    guard case .more = outcome else { return outcome }
                }
            }
        }
        return .more
    }

    /// Whether what is held begins with a frame as clients send it.
    var holdsFrames: Bool {
        let first = held.lazy.filter { $0.direction == self.clientDirection }.prefix(2).reduce(into: [UInt8]()) {
            $0 += $1.bytes.prefix(64)
        }
        var reader = FieldReader(first.rawSpan, sink: NoFields(), limitedBy: .stream)
        guard let header = try? FrameHeader(reading: &reader) else { return false }
        return header.masked && header.violations(from: true, rsv1Defined: true).isEmpty
    }

    /// Gives the held bytes away.
    func takeHeld() -> [Held] {
        defer {
            held = []
            heldBytes = 0
        }
        // What waited for missing bytes came later than it was captured.
        return held.contains { $0.hole != nil } ? Self.merged(held) : held
    }

    /// Finds out from its first bytes whether `direction` carries requests or responses.
    ///
    /// - Returns: true once that is known (the bytes are to be read again then), false while it is not, nil if neither.
    private func tellApart(
        _ request: HeadCollector, _ response: HeadCollector, _ rest: RawSpan, _ direction: Int
    ) -> Bool? {
        var (asRequest, asResponse) = (request, response)
        let requestProgress = asRequest.feed(rest)
        let responseProgress = asResponse.feed(rest)
        switch (requestProgress.isHopeful, responseProgress.isHopeful) {
        case (true, true):
            modes[direction] = .unknown(asRequest, asResponse)
            return false
        case (false, false): return nil
        case (let isRequest, _):
            clientDirection = isRequest ? direction : 1 - direction
            modes[direction] = .head(isRequest ? request : response)
            if case .unknown(let peerRequest, let peerResponse) = modes[1 - direction] {
                modes[1 - direction] = .head(isRequest ? peerResponse : peerRequest)
            }
            return true
        }
    }

    /// Keeps the first bytes of an answer that is no HTTP: those collected so far and those that came now.
    private func keepStrange(_ begun: [UInt8], _ rest: RawSpan) {
        guard strangeAnswer.count < StrangeAnswer.limit else { return }
        if strangeAnswer.isEmpty { strangeAnswer = begun }
        let room = StrangeAnswer.limit - strangeAnswer.count
        strangeAnswer.append(copying: rest.extracting(first: min(room, rest.byteCount)))
    }

    func hold(_ bytes: RawSpan, _ direction: Int, _ place: ChunkPlace, offset: Int) -> Outcome {
        guard heldBytes + bytes.byteCount <= Self.heldLimit else { return .notHTTP }
        heldBytes += bytes.byteCount
        var copy: [UInt8] = []
        copy.append(copying: bytes)
        var place = place
        place.offset += offset
        held.append(Held(direction: direction, bytes: copy, place: place))
        return .more
    }
}

extension HeadCollector.Progress {
    /// Whether the bytes may still be, or are, a head.
    fileprivate var isHopeful: Bool {
        switch self {
        case .more, .complete: true
        case .tooLong, .notHTTP: false
        }
    }
}

extension HTTPExchange.Outcome {
    /// Where the connection goes on in its chunk, as HTTP: a request was refused; nil for any other outcome.
    var resumption: Int? {
        switch self {
        case .refused(_, _, _, let consumed), .tunnelRefused(_, _, let consumed): consumed
        case .more, .notHTTP, .opened, .openedUnasked, .openedUnanswered, .tunnelled: nil
        }
    }
}
