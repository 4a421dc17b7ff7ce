import HTTP
import Wire

// Heads whose empty line has not come.
extension HTTPExchange {
    /// What came of an upgrade request whose empty line has not come.
    var unfinishedAttempt: Attempt? {
        guard let clientDirection, let headPlace, case .head(let collector) = modes[clientDirection],
            let end = collector.bytes.lastIndex(of: UInt8(ascii: "\n")),
            let request = try? RequestHead(parsing: Array(collector.bytes[...end])),
            UpgradeHandshake.isUpgradeAttempt(request)
        else { return nil }
        return Attempt(
            request: request, place: headPlace, end: headPlace.offset,
            unfinished: UnfinishedHead(.request, collector.bytes))
    }

    /// Whether the capture holds all bytes of `direction` up to where its peer had acknowledged it.
    ///
    /// A FIN counts as one byte there.
    func isWhole(_ direction: Int, acknowledged: Int?) -> Bool { acknowledged ?? 0 <= ends[direction] + 1 }

    /// What came of the response to the upgrade request, if its empty line has not come.
    var unfinishedResponse: UnfinishedHead? {
        guard let clientDirection, attempt != nil, case .head(let collector) = modes[1 - clientDirection] else {
            return nil
        }
        return UnfinishedHead(.response, collector.bytes)
    }

    /// Takes an upgrade request that is refused although its empty line has not come.
    func takeUnfinishedRequest(answeredBy response: ResponseHead, at place: ChunkPlace) -> Request? {
        // Nobody accepts half a request: the rest was not captured, or comes later.
        guard response.status != 101, let client = clientDirection,
            isWhole(client, acknowledged: place.acknowledged)
        else { return nil }
        guard var attempt = unfinishedAttempt, let clientDirection else { return nil }
        let waited = place.time.since(attempt.place.time)
        attempt.unfinished?.isFinal = waited >= Self.patience
        modes[clientDirection] = .held
        return Request(method: attempt.request.method, attempt: attempt)
    }

    /// Of a head of which nothing more comes for this many nanoseconds, nothing more will.
    private static let patience: Int64 = 2_000_000_000
}

extension HTTPExchange.Attempt {
    /// The handshake of which it is the request.
    func handshake(_ response: ResponseHead?) -> UpgradeHandshake {
        var handshake = UpgradeHandshake(request: request, response: response)
        handshake.requestBody = body
        handshake.unfinished = unfinished
        return handshake
    }
}
