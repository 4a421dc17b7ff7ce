import TLS
import Wire

// Holes in the stream: what is missing, and where records go on.
extension TLSLayer {
    /// Whether the bytes are of another protocol, for certain.
    func isStrange(_ bytes: RawSpan) -> Bool {
        StrangeAnswer(Array(copying: bytes.extracting(first: StrangeAnswer.limit))).protocolName != nil
    }

    /// Notes a place behind which records may be missing, unless there is one already.
    func noteHole(_ place: RecordPlace, _ direction: Int) {
        if directions[direction].hole == nil { directions[direction].hole = place }
    }

    /// A record is complete but for bytes that are missing.
    func damage(_ place: RecordPlace, _ direction: Int) {
        connection.lose(1, direction: direction)
        if options.tellsRecords { outcomes.append(.record(RecordEvent(damaged: place, depth), direction: direction)) }
    }

    /// Tells the hole in the plaintext in front of a record that opens.
    func resume(_ opening: Opening, _ direction: Int, _ place: RecordPlace) {
        directions[direction].hole = nil
        (directions[direction].isDamaged, directions[direction].missingInHole) = (false, 0)
        guard opening.missing > 0 else { return }
        outcomes.append(.resumed(direction: direction, place, missing: opening.missing))
        // What is missing with the keys of the handshake is no data.
        guard opening.epoch != .handshake else { return }
        let lost = place.streamOffset - directions[direction].openedEnd
        let overhead = connection.recordOverhead(of: direction)
        let count = max(1, lost - opening.missing * (overhead ?? RecordHeader.size))
        // What data took can be told from the records' lengths unless something else may have been in them.
        let isCertain = overhead != nil && !directions[direction].isPadded && directions[direction].plaintextOffset > 0
        outcomes.append(
            .gap(
                count, direction: direction, plaintextPlace(direction, place), isCertain: isCertain,
                isSnapLength: directions[direction].isSnapLength))
        directions[direction].plaintextOffset += count
    }
}
