import HTTP
import Wire

// What a load balancer puts before the connection's own bytes.
extension Connection {
    /// Takes the bytes of a PROXY protocol header with which a connection begins, and what follows it in `chunk`.
    ///
    /// - Returns: false if there is none; the bytes are still to be read then.
    mutating func takesProxyHeader(
        _ chunk: RawSpan, _ direction: Int, _ place: ChunkPlace, _ emitter: Emitter, _ scratch: inout Scratch
    ) -> Bool {
        guard proxyHeader == nil, chunk.byteCount > 0,
            preamble != nil || ProxyHeader.mayBegin(with: chunk.byte(at: 0))
        else { return false }
        let begun = preamble
        preamble = nil
        // The peer does not wait for the rest: it was no header.
        if let begun, begun.direction != direction {
            phase = .http(HTTPExchange())
            receivePlaintext(begun.bytes.rawSpan, begun.direction, begun.place, emitter, &scratch)
            receivePlaintext(chunk, direction, place, emitter, &scratch)
            return true
        }
        let waited = begun?.bytes.count ?? 0
        var first = begun?.bytes ?? []
        first.append(copying: chunk.extracting(first: min(chunk.byteCount, ProxyHeader.longest)))
        switch ProxyHeader.read(first) {
        case .more:
            preamble = (first, direction, begun?.place ?? place)
        case .header(let header):
            proxyHeader = (header, place)
            let consumed = header.length - waited
            guard consumed < chunk.byteCount else { break }
            var behind = place
            behind.offset += consumed
            receivePlaintext(chunk.extracting(consumed..<chunk.byteCount), direction, behind, emitter, &scratch)
        case .none:
            guard let begun else { return false }
            phase = .http(HTTPExchange())
            receivePlaintext(begun.bytes.rawSpan, direction, begun.place, emitter, &scratch)
            receivePlaintext(chunk, direction, place, emitter, &scratch)
        }
        return true
    }
}
