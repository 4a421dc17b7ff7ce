import HTTP
import WebSocket
import Wire

/// Bytes of a direction that are not in the capture, where there is no session yet.
struct Hole {
    var direction: Int
    /// How many, at least one.
    var missing: Int
    /// The offset of the first of them; the packet is the one that brought what follows, or in which they were cut off.
    var place: ChunkPlace
    /// The packet that brought what came before, if there is one.
    var previous: Int?
    /// Whether the snapshot length cut them off.
    var isSnapLength: Bool
}

/// A head with a hole, or a place where one may begin: what follows may be the head's end, another head, a body, or frames.
struct LostHead {
    /// The lines before the hole, the start line first; empty where that is missing.
    var lines: [UInt8] = []
    /// The response that they are, read once: chunks without end may follow.
    var response: ResponseHead?
    /// The hole, if it is known already.
    var hole: Hole?
    /// What may be the head's end; nil once it is something else.
    var remainder: HeadRemainder? = HeadRemainder()
    /// What looks for the server's frames in what may follow a 101.
    var search: BoundarySearch?

    /// About how many bytes it takes.
    var memory: Int { lines.count + (remainder?.memory ?? 0) }
}

// Holes in heads, and before them: what is there is used, and what is missing is never judged.
extension HTTPExchange {
    /// More pieces than this are not held because of holes.
    private static let heldCountLimit = 4096

    /// What a chunk behind a hole is.
    enum Resumption {
        /// It is read on, behind its first `consumed` bytes.
        case reads(consumed: Int)
        /// It is used up.
        case led(Outcome)
    }

    /// Whether bytes are missing from the answer to the upgrade request, or may be.
    var isAnswerLost: Bool {
        clientDirection.map { isLost(1 - $0) } ?? false
    }

    /// Whether what comes next in `direction` may be anything.
    func isLost(_ direction: Int) -> Bool {
        if case .lost = modes[direction] { true } else { false }
    }

    /// What is there of an answer from which bytes are missing, its status line at least.
    var lostAnswer: ResponseHead? {
        guard let clientDirection, case .lost(let lost) = modes[1 - clientDirection] else { return nil }
        return lost.response
    }

    /// The last hole of `direction` behind which nothing could be read.
    func hole(of direction: Int) -> Hole? {
        guard case .lost(let lost) = modes[direction] else { return nil }
        return lost.hole
    }

    /// Passes over bytes that are missing from the capture.
    func skip(_ hole: Hole) {
        let direction = hole.direction
        switch modes[direction] {
        case .held: hold(hole)
        case .body(var skipper):
            // What is kept of it ends at the hole.
            if let response = refusal?.handshake.response, direction != clientDirection {
                refusal?.handshake.responseBody = BodyExcerpt(skipper, of: response)
                refusal?.answer.bodyHole = hole
                return lose(hole, lines: [])
            }
            switch skipper.skip(hole.missing) {
            case .more: modes[direction] = .body(skipper)
            case .complete(let consumed) where consumed == hole.missing: _ = endBody(skipper, direction, consumed: 0)
            case .complete, .unknowable: lose(hole, lines: [])
            }
        case .head(let collector): lose(hole, lines: collector.usableLines)
        case .unknown(let request, let response):
            let lines = request.usableLines.isEmpty ? response.usableLines : request.usableLines
            if !lines.isEmpty { clientDirection = request.usableLines.isEmpty ? 1 - direction : direction }
            lose(hole, lines: lines)
        case .lost(var lost):
            lost.hole = hole
            lost.remainder = HeadRemainder()
            lost.search?.skip(hole.missing)
            modes[direction] = .lost(lost)
            holdIfAnswer(hole)
        }
    }

    private func lose(_ hole: Hole, lines: [UInt8]) {
        isOutOfStep = true
        let isResponse = hole.direction != clientDirection && !lines.isEmpty
        let response = isResponse ? try? ResponseHead(cut: lines) : nil
        modes[hole.direction] = .lost(LostHead(lines: lines, response: response, hole: hole))
        holdIfAnswer(hole)
    }

    private func holdIfAnswer(_ hole: Hole) {
        if isAnswer(hole.direction) { hold(hole) }
    }

    private func hold(_ hole: Hole) {
        guard held.count < Self.heldCountLimit else { return }
        held.append(Held(direction: hole.direction, bytes: [], place: hole.place, hole: hole))
    }

    /// The pieces of both directions by their packets; those of each direction stay in the order of its stream.
    static func merged(_ held: [Held]) -> [Held] {
        let directions = (0..<2).map { direction in held.filter { $0.direction == direction } }
        var next = [0, 0]
        return held.indices.map { _ in
            let isLeft = (0..<2).map { next[$0] < directions[$0].count }
            let isFirst =
                isLeft[0] && (!isLeft[1] || directions[0][next[0]].place.packet <= directions[1][next[1]].place.packet)
            let direction = isFirst ? 0 : 1
            defer { next[direction] += 1 }
            return directions[direction][next[direction]]
        }
    }

    /// Gives up what is held behind a request that was none for an upgrade, and waits for the next one.
    func giveUpHeld(_ direction: Int) {
        held.removeAll { $0.direction == direction }
        modes[direction] = .lost(LostHead())
    }

    /// The request that `response` answers, which waits no longer; nil if none waits.
    func takeRequest(answeredBy response: ResponseHead, _ direction: Int, _ answer: Answer) -> Request? {
        settleRequest(1 - direction, isAnswered: response.status == 101 && waiting.isEmpty)
        guard !waiting.isEmpty else { return takeUnfinishedRequest(answeredBy: response, at: answer.place) }
        guard isOutOfStep else { return waiting.removeFirst() }
        // Those before may have been answered where bytes are missing; one that was sent later is not answered yet.
        let index =
            response.status == 101
            ? waiting.lastIndex { $0.attempt != nil } : waiting.lastIndex { $0.packet < answer.place.packet }
        let request = waiting[index ?? 0]
        waiting.removeSubrange(...(index ?? 0))
        isOutOfStep = !waiting.isEmpty
        return request
    }

    /// Whether what comes in `direction` may answer an upgrade request.
    private func isAnswer(_ direction: Int) -> Bool {
        direction != clientDirection && waiting.contains { $0.attempt != nil }
    }

    /// Takes a chunk behind a hole.
    func resume(
        _ lost: LostHead, _ rest: RawSpan, _ direction: Int, _ place: ChunkPlace, offset: Int
    ) -> Resumption {
        if beginsHead(rest, direction) {
            if direction != clientDirection, let authority = waiting.last?.authority, Self.isSwitching(rest) {
                // It answers what the tunnel carries: that it was granted stood in the hole.
                waiting = []
                return .led(.tunnelled(authority: authority, consumed: offset))
            }
            if let refused = tellRefusal(direction, consumed: offset) {
                modes[direction] = .head(HeadCollector(.response))
                return .led(refused)
            }
            var outcome = Outcome.more
            if direction == clientDirection {
                settleRequest(direction)
            } else if let attempt, let response = lostAnswer {
                outcome = takeCut(response, attempt, direction, place, consumed: offset)
            }
            if case .opened = outcome { return .led(outcome) }
            held.removeAll { $0.direction == direction }
            modes[direction] = .head(HeadCollector(direction == clientDirection ? .request : .response))
            guard case .more = outcome else { return .led(outcome) }
            return .reads(consumed: 0)
        }
        guard let clientDirection else { return .led(.notHTTP) }
        return direction == clientDirection
            ? resumeRequest(lost, rest, place, offset: offset)
            : resumeAnswer(lost, rest, direction, place, offset: offset)
    }

    /// Whether a head, its start line whole, begins with the first byte of `rest`; it tells the directions apart, too.
    private func beginsHead(_ rest: RawSpan, _ direction: Int) -> Bool {
        for (kind, client) in [(HeadCollector.Kind.request, direction), (.response, 1 - direction)]
        where clientDirection == nil || clientDirection == client {
            var collector = HeadCollector(kind)
            switch collector.feed(rest) {
            case .more, .complete: break
            case .tooLong, .notHTTP: continue
            }
            guard collector.hasStartLine else { continue }
            if clientDirection == nil {
                clientDirection = client
                if case .unknown(let request, let response) = modes[1 - direction] {
                    modes[1 - direction] = .head(kind == .request ? response : request)
                }
            }
            return true
        }
        return false
    }

    private static func isSwitching(_ rest: RawSpan) -> Bool {
        let status = rest.extracting(first: min(16, rest.byteCount))
        return String(decoding: [UInt8](copying: status), as: UTF8.self).hasPrefix("HTTP/1.1 101")
    }

    // MARK: The client's direction

    private func resumeRequest(
        _ lost: LostHead, _ rest: RawSpan, _ place: ChunkPlace, offset: Int
    ) -> Resumption {
        guard let direction = clientDirection, !lost.lines.isEmpty, var remainder = lost.remainder else {
            return .led(.more)
        }
        var lost = lost
        switch remainder.feed(rest) {
        case .more where !FrameBoundary.begins(in: rest, fromClient: true, rsv1Defined: true):
            lost.remainder = remainder
            modes[direction] = .lost(lost)
            return .led(.more)
        case .complete(let consumed):
            guard let request = try? RequestHead(cut: lost.lines + remainder.lines),
                take(request, direction, place, end: place.offset + offset + consumed, hole: lost.hole)
            else { return .led(.notHTTP) }
            return .reads(consumed: consumed)
        case .more, .notHead:
            settleRequest(direction)
            if case .held = modes[direction] { return .reads(consumed: 0) }
            return .led(.more)
        }
    }

    /// Takes the request whose end is missing from the capture as far as it is there: what follows is no part of it.
    ///
    /// An answer that came already says so where the hole is not known yet: `isAnswered`.
    func settleRequest(_ direction: Int, isAnswered: Bool = false) {
        switch modes[direction] {
        case .lost(var lost) where !lost.lines.isEmpty:
            guard let request = try? RequestHead(cut: lost.lines), let hole = lost.hole,
                take(request, direction, headPlaces[direction] ?? hole.place, end: hole.place.offset)
            else {
                // They are read once.
                lost.lines = []
                modes[direction] = .lost(lost)
                break
            }
            modes[direction] = .held
            hold(hole)
        case .head(let collector) where isAnswered:
            guard let place = headPlaces[direction], let request = try? RequestHead(cut: collector.usableLines),
                take(request, direction, place, end: place.offset + 1)
            else { break }
            modes[direction] = .lost(LostHead(remainder: nil))
        default: break
        }
    }

    // MARK: The server's direction

    private func resumeAnswer(
        _ lost: LostHead, _ rest: RawSpan, _ direction: Int, _ place: ChunkPlace, offset: Int
    ) -> Resumption {
        settleRequest(1 - direction)
        var lost = lost
        let response = lostAnswer
        let mayOpen = response.map { $0.status == 101 } ?? true
        guard isAnswer(direction), let request = waiting.last(where: { $0.attempt != nil }),
            let attempt = request.attempt
        else {
            guard let response, mayOpen, let position = findFrames(&lost, rest, nil, isSwitched: true) else {
                modes[direction] = .lost(lost)
                return .led(.more)
            }
            return .led(.openedUnasked(response, consumed: offset + position, hole: lost.hole))
        }
        guard case .more = hold(rest, direction, place, offset: offset) else { return .led(.more) }
        if mayOpen, findFrames(&lost, rest, attempt, isSwitched: response != nil) != nil {
            modes[direction] = .lost(lost)
            return .led(.openedUnanswered(attempt, response))
        }
        switch lost.remainder?.feed(rest) {
        case .complete(let consumed):
            held.removeAll { $0.direction == direction }
            let lines = lost.remainder?.lines ?? []
            lost.remainder = nil
            guard !lost.lines.isEmpty, let whole = try? ResponseHead(cut: lost.lines + lines) else {
                // Without its status line: what follows it tells whether it was a 101.
                modes[direction] = .lost(lost)
                if let hole = lost.hole { holdIfAnswer(hole) }
                return .reads(consumed: consumed)
            }
            modes[direction] = .head(HeadCollector(.response))
            return .led(
                takeCut(whole, attempt, direction, place, consumed: offset + consumed, hole: lost.hole))
        case .more: break
        case .notHead, nil:
            lost.remainder = nil
            guard let response else { break }
            modes[direction] = .lost(lost)
            guard response.status != 101 else {
                let isCertain = !request.isUncertain || response.opensWebSocket
                return .led(isCertain ? .openedUnanswered(attempt, response) : .more)
            }
            held.removeAll { $0.direction == direction }
            return .led(takeCut(response, attempt, direction, place, consumed: offset, hole: lost.hole))
        }
        modes[direction] = .lost(lost)
        return .led(.more)
    }

    /// Takes a response of which bytes are missing.
    private func takeCut(
        _ response: ResponseHead, _ attempt: Attempt, _ direction: Int, _ place: ChunkPlace, consumed: Int,
        hole: Hole? = nil
    ) -> Outcome {
        let answer = Answer(place: place, end: place.offset + consumed, hole: hole)
        return take(response, direction, answer, consumed: consumed)
    }

    /// Where in `rest` frames of the server begin, if they do.
    private func findFrames(
        _ lost: inout LostHead, _ rest: RawSpan, _ attempt: Attempt?, isSwitched: Bool
    ) -> Int? {
        let mayDeflate = attempt.map { $0.request.isCut || !$0.request.webSocketExtensions.isEmpty } ?? true
        var search = lost.search ?? BoundarySearch(masked: false, rsv1Defined: mayDeflate)
        // Where the snapshot length cut the 101, a frame begins in the next packet if the head had no more.
        if isSwitched, lost.hole?.isSnapLength == true { search.expectBeginning() }
        defer { lost.search = search }
        return search.find(in: rest)?.position
    }
}
