import Wire

// HTTP that begins after bytes that are none.
extension Connection {
    /// Takes a request, or a 101, that begins in `chunk` or began in the segment before it, after bytes that are no HTTP.
    ///
    /// - Returns: whether there is one.
    mutating func takesLateHead(
        _ chunk: RawSpan, from start: Int, _ direction: Int, _ place: ChunkPlace, _ emitter: Emitter,
        _ scratch: inout Scratch
    ) -> Bool {
        let begun = lateHead
        if begun != nil { lateHead = nil }
        if let begun, begun.direction == direction {
            switch begun.goesOn(in: chunk) {
            case true?:
                phase = .silent
                receivePlaintext(begun.bytes.rawSpan, direction, begun.place, emitter, &scratch)
                receivePlaintext(chunk, direction, place, emitter, &scratch)
                return true
            case nil:
                var longer = begun
                longer.bytes.append(copying: chunk)
                lateHead = longer
                return false
            case false?: break
            }
        }
        var behind = place
        let isNearStart = beginsWhole && lateHeads < Self.lateHeadLimit
        switch LateHead.search(chunk, from: start, offset: place.offset, isNearStart: isNearStart) {
        case .none: return false
        case .found(let position):
            if position > 0 { lateHeads += 1 }
            phase = .silent
            behind.offset += position
            receivePlaintext(chunk.extracting(position..<chunk.byteCount), direction, behind, emitter, &scratch)
            return true
        case .begun(let position):
            behind.offset += position
            lateHead = LateHead(
                bytes: [UInt8](copying: chunk.extracting(position..<chunk.byteCount)), direction: direction,
                place: behind)
            return false
        }
    }
}
