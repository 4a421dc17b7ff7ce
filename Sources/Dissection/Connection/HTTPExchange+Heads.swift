import HTTP
import Wire

// What a whole head begins, and what ends its body.
extension HTTPExchange {
    func takeRequest(_ head: [UInt8], _ direction: Int, _ place: ChunkPlace, end: Int) -> Bool {
        guard let request = try? RequestHead(parsing: head) else { return false }
        return take(request, direction, place, end: end)
    }

    /// Takes a request, whole or as far as it is in the capture.
    func take(
        _ request: RequestHead, _ direction: Int, _ place: ChunkPlace, end: Int, hole: Hole? = nil
    ) -> Bool {
        guard waiting.count < Self.waitingLimit else { return false }
        let isAttempt = UpgradeHandshake.isUpgradeAttempt(request)
        let attempt = isAttempt || request.isCut ? Attempt(request: request, place: place, end: end, hole: hole) : nil
        let authority = !isAttempt && request.method == "CONNECT" ? request.target : nil
        waiting.append(
            Request(
                method: request.method, authority: authority, attempt: attempt,
                isUncertain: !isAttempt && request.isCut, packet: place.packet))
        if request.isCut {
            modes[direction] = .held
            return true
        }
        modes[direction] = .body(BodySkipper(BodyFraming(of: request), keeping: isAttempt ? BodyExcerpt.limit : 0))
        if case .body(let skipper) = modes[direction], skipper.isComplete {
            _ = endBody(skipper, direction, consumed: 0)
        }
        return true
    }

    func takeResponse(_ head: [UInt8], _ direction: Int, _ answer: Answer, consumed: Int) -> Outcome {
        guard let response = try? ResponseHead(parsing: head) else { return .notHTTP }
        modes[direction] = .head(HeadCollector(.response))
        return take(response, direction, answer, consumed: consumed)
    }

    /// Takes a response, whole or as far as it is in the capture, behind which the chunk's byte `consumed` comes.
    func take(_ response: ResponseHead, _ direction: Int, _ answer: Answer, consumed: Int) -> Outcome {
        if response.isInterim { return .more }
        let request = takeRequest(answeredBy: response, direction, answer)
        // A response without a request: the capture began between them, and whose it is can't be told.
        guard let request else {
            if response.opensWebSocket { return .openedUnasked(response, consumed: consumed, hole: answer.hole) }
            if response.status == 101 { return .notHTTP }
            // Hardly anything but GET is asked before an upgrade on the same connection; but what seems to have a body
            // without end may be the answer to a CONNECT.
            skipBody(of: response, toMethod: "GET", direction)
            if BodyFraming(of: response, toMethod: "GET") == .untilClose { modes[direction] = .lost(LostHead()) }
            return .more
        }
        let opens = request.isUncertain && response.opensWebSocket
        guard let attempt = request.attempt, !request.isUncertain || opens else {
            if response.status == 101 { return .notHTTP }
            skipBody(of: response, toMethod: request.method, direction)
            guard let authority = request.authority else {
                if request.isUncertain { giveUpHeld(1 - direction) }
                return .more
            }
            if (200..<300).contains(response.status) { return .tunnelled(authority: authority, consumed: consumed) }
            modes[1 - direction] = .head(HeadCollector(.request))
            return .tunnelRefused(authority: authority, status: response.status, consumed: consumed)
        }
        let handshake = attempt.handshake(response)
        if response.status == 101 { return .opened(attempt, handshake, answer, consumed: consumed) }
        refusal = Refusal(attempt: attempt, handshake: handshake, answer: answer)
        if response.isCut {
            modes[direction] = .lost(LostHead())
            return tellRefusal(direction, consumed: consumed) ?? .more
        }
        let skipper = BodySkipper(BodyFraming(of: response, toMethod: request.method), keeping: BodyExcerpt.limit)
        modes[direction] = .body(skipper)
        return skipper.isFull ? tellRefusal(direction, consumed: consumed) ?? .more : .more
    }

    private func skipBody(of response: ResponseHead, toMethod method: String, _ direction: Int) {
        modes[direction] =
            response.isCut ? .lost(LostHead()) : .body(BodySkipper(BodyFraming(of: response, toMethod: method)))
    }

    /// Ends the body in `direction`: another head may follow, or what waits for an answer.
    ///
    /// - Returns: the refusal whose body it was.
    func endBody(_ skipper: BodySkipper, _ direction: Int, consumed: Int) -> Outcome? {
        guard direction == clientDirection else {
            let refused = tellRefusal(direction, consumed: consumed)
            modes[direction] = .head(HeadCollector(.response))
            return refused
        }
        let isAttempt = waiting.last?.attempt != nil
        if isAttempt, let request = waiting[waiting.count - 1].attempt?.request {
            waiting[waiting.count - 1].attempt?.body = BodyExcerpt(skipper, of: request)
        }
        let isHolding = refusal != nil || isAttempt || waiting.last?.authority != nil
        modes[direction] = isHolding ? .held : .head(HeadCollector(.request))
        return nil
    }

    /// Gives away the refusal whose body is under way; what the client sent behind its request is HTTP again then.
    func takeRefusal() -> Outcome? { clientDirection.flatMap { tellRefusal(1 - $0, consumed: 0) } }

    func tellRefusal(_ direction: Int, consumed: Int) -> Outcome? {
        guard let refusal, direction != clientDirection else { return nil }
        self.refusal = nil
        var handshake = refusal.handshake
        if case .body(let skipper) = modes[direction], let response = handshake.response {
            handshake.responseBody = BodyExcerpt(skipper, of: response)
        }
        if case .held = modes[1 - direction] {
            modes[1 - direction] = refusal.attempt.request.isCut ? .lost(LostHead()) : .head(HeadCollector(.request))
        }
        return .refused(refusal.attempt, handshake, refusal.answer, consumed: consumed)
    }
}
