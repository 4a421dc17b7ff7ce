import TLS
import Wire

/// TLS on a connection: its records with their places, opened where there are keys, waiting where keys may still come.
///
/// It takes chunks of both directions and gives what they come to, in the order of the records. While a record waits for
/// its keys, all behind it wait, in both directions, so that nothing overtakes it.
final class TLSLayer {
    private struct Held {
        var direction: Int
        var bytes: [UInt8]
        var place: RecordPlace
    }

    /// Bytes of records that wait for keys, at most.
    static let heldLimit = 1 << 20
    /// So often the place of records is looked for in a direction that may begin within one: each time costs a copy.
    private static let resynchronisationLimit = 16
    /// Nanoseconds of capture time after which nothing is waited for any more.
    private static let patience: Int64 = 10_000_000_000

    private(set) var connection: TLSConnection
    let directions: [2 of Direction] = [Direction(), Direction()]
    /// How many TLS connections are around it.
    let depth: Int
    /// The first record.
    private(set) var start: RecordPlace?
    let options: DissectionOptions
    private var records = 0
    var outcomes: [Outcome] = []
    private var held: [Held] = []
    private var heldBytes = 0
    private var keysVersion = -1

    /// What was spoken before it on the connection, if that is nothing a WebSocket follows.
    var dialogue: Dialogue?
    /// The record that completed the last ClientHello.
    private(set) var hello: RecordPlace?
    /// Whether TCP ended, and not only the capture.
    var isEnded = true
    /// How far each direction's sender had acknowledged the other's stream when the connection ended.
    var acknowledgedAtEnd: [2 of Int?] = [nil, nil]

    /// The first bytes of a direction that is no TLS, though the other one is.
    var strangeAnswer: [UInt8] = []

    /// Whether the first bytes of each direction that it is given are the first ones of TLS.
    private let isAligned: Bool

    init(depth: Int, isAligned: Bool, options: DissectionOptions, cache: ResumptionCache) {
        self.depth = depth
        self.isAligned = isAligned
        self.options = options
        connection = TLSConnection(cache: cache, tellsAnatomy: options.tellsAnatomy)
    }

    /// About how many bytes of memory it takes.
    var memory: Int {
        var sum = connection.memory + heldBytes + held.count * 128
        for direction in 0..<2 {
            sum += directions[direction].assembler.memory + directions[direction].ledger.memory
            for early in directions[direction].early { sum += early.0.count }
        }
        return sum
    }

    /// Whether records wait for keys.
    var isWaiting: Bool { !held.isEmpty }

    /// Gives away what came of the last chunk.
    func takeOutcomes() -> [Outcome] {
        defer { outcomes.removeAll(keepingCapacity: true) }
        return outcomes
    }

    /// Takes the next bytes of `direction`.
    func receive(_ chunk: RawSpan, direction: Int, at place: ChunkPlace, keys: KeyTable) {
        var position = 0
        directions[direction].streamEnd = place.offset + chunk.byteCount
        // Until a record after a hole opens, nobody knows what the bytes there are.
        if directions[direction].missingInHole > 0 { directions[direction].isDamaged = true }
        while true {
            let before = position
            if directions[direction].packets.last != place.packet, position < chunk.byteCount {
                note(place.packet, direction)
            }
            let step = directions[direction].assembler.next(in: chunk, at: &position) { record in
                connection.opens(record, direction: direction, keys: keys)
            }
            switch step {
            case .needMore: return
            case .record(let range):
                let place = recordPlace(range.count, behind: range.upperBound, direction, place)
                take(chunk.extracting(range), direction, place, keys)
            case .buffered:
                let record = directions[direction].assembler.buffer
                let place = recordPlace(record.count, behind: position, direction, place)
                take(record.rawSpan, direction, place, keys)
            case .damaged(let length):
                damage(recordPlace(length, behind: position, direction, place), direction)
            case .notTLS:
                let isAtBeginning = directions[direction].records == 0
                if !isAligned, directions[direction].resynchronisations < Self.resynchronisationLimit,
                    !isStrange(chunk.extracting(before..<chunk.byteCount))
                {
                    // The capture, or what can be read of it, begins within a record.
                    directions[direction].resynchronisations += 1
                    directions[direction].assembler.lose()
                    connection.lose(2, direction: direction)
                    directions[direction].lastKind = nil
                    position = before
                    continue
                }
                outcomes.append(
                    .notTLS(
                        direction: direction,
                        isAtBeginning
                            ? Array(
                                copying: chunk.extracting(before..<chunk.byteCount).extracting(
                                    first: StrangeAnswer.limit)) : [],
                        place))
                return
            }
        }
    }

    /// Passes over `count` bytes of `direction` that are missing from the capture.
    func skip(_ count: Int, direction: Int, at place: ChunkPlace, isSnapLength: Bool) {
        directions[direction].isSnapLength = isSnapLength
        directions[direction].missing += count
        if directions[direction].records == 0, directions[direction].assembler.pending == 0 {
            directions[direction].missingAtStart += count
        }
        directions[direction].lastKind = nil
        noteHole(
            RecordPlace(
                number: records + 1, streamOffset: place.offset, length: 0, packets: [place.packet], last: place),
            direction)
        directions[direction].missingInHole += count
        directions[direction].streamEnd = place.offset + count
        let wasSearching = directions[direction].assembler.isSearching
        if let length = directions[direction].assembler.skip(count) {
            damage(recordPlace(length, behind: count, direction, place), direction)
        } else if directions[direction].assembler.isSearching {
            // A record takes 22 bytes at least: header, inner content type, tag.
            connection.lose(count / 22 + (wasSearching ? 0 : 2), direction: direction)
        }
    }

    /// Takes the news that there are more keys.
    func retry(_ keys: KeyTable) {
        guard isWaiting, keys.version != keysVersion else { return }
        keysVersion = keys.version
        release(keys)
    }

    /// Waits no longer for keys.
    func giveUp(_ keys: KeyTable) {
        while let first = held.first {
            directions[first.direction].isGivenUp = true
            release(keys)
        }
    }

    /// Ends both directions: what waits is given up.
    func end(_ keys: KeyTable) {
        // A session that is resumed may have become known without any news of keys.
        release(keys)
        giveUp(keys)
        for direction in 0..<2 {
            releaseEarly(direction, isTaken: connection.facts.earlyData != .rejected)
            // Before anything was opened, that nothing is has its own reason.
            guard let hole = directions[direction].hole, directions[direction].plaintextOffset > 0 else { continue }
            outcomes.append(
                directions[direction].isDamaged
                    ? .damaged(direction: direction, hole, isWhole: directions[direction].missingInHole == 0)
                    : .lost(direction: direction, hole, missing: directions[direction].missingInHole))
        }
    }

    /// Reads no further: what comes is passed over.
    func stop() {
        isStopped = true
        for direction in 0..<2 {
            directions[direction].assembler.stop()
            directions[direction].ledger = RecordLedger()
        }
    }

    /// Whether it reads no further.
    private(set) var isStopped = false

    /// Forgets the handshake's messages, which were told.
    func forgetMessages() { connection.forgetMessages() }

    /// How much of the plaintext of `direction` is acknowledged once its stream is up to `offset`.
    ///
    /// What was acknowledged and is not in the capture may all have been plaintext.
    func acknowledged(_ direction: Int, upTo offset: Int?) -> Int? {
        guard let offset else { return nil }
        let known = directions[direction].ledger.plaintext(acknowledgedTo: offset)
        let unseen = offset - directions[direction].streamEnd
        return unseen > 0 ? directions[direction].plaintextOffset + unseen : known
    }

    // MARK: Records

    private func note(_ packet: Int, _ direction: Int) {
        guard directions[direction].packets.count < 64 else { return directions[direction].packets[63] = packet }
        directions[direction].packets.append(packet)
    }

    /// The place of a record that ends `end` bytes into the chunk at `place`; its packets are forgotten.
    private func recordPlace(_ length: Int, behind end: Int, _ direction: Int, _ place: ChunkPlace) -> RecordPlace {
        records += 1
        directions[direction].records += 1
        var last = place
        last.offset += end
        let result = RecordPlace(
            number: records, streamOffset: last.offset - length, length: length,
            packets: directions[direction].packets, last: last)
        directions[direction].packets.removeAll()
        if start == nil { start = result }
        return result
    }

    private func take(_ record: RawSpan, _ direction: Int, _ place: RecordPlace, _ keys: KeyTable) {
        if let first = held.first {
            let age = place.last.time.since(first.place.last.time)
            hold(record, direction, place)
            if heldBytes > Self.heldLimit || age > Self.patience { giveUp(keys) } else { retry(keys) }
        } else if !open(record, direction, place, keys) {
            keysVersion = keys.version
            hold(record, direction, place)
        }
    }

    private func hold(_ record: RawSpan, _ direction: Int, _ place: RecordPlace) {
        held.append(Held(direction: direction, bytes: Array(copying: record), place: place))
        heldBytes += record.byteCount
    }

    /// Takes held records as far as they open now, or need not open.
    private func release(_ keys: KeyTable) {
        var released = 0
        for record in held {
            guard open(record.bytes.rawSpan, record.direction, record.place, keys) else { break }
            released += 1
            heldBytes -= record.bytes.count
        }
        held.removeFirst(released)
    }

    /// Opens a record, and tells what came of it.
    ///
    /// - Returns: whether it was taken; false if it must wait for keys.
    private func open(_ record: RawSpan, _ direction: Int, _ place: RecordPlace, _ keys: KeyTable) -> Bool {
        let fate = connection.take(record, from: direction, number: place.number, keys: keys)
        directions[direction].last = (place.last.time, place.last.packet)
        directions[direction].lastKind = TLSEnd.Kind.none
        switch fate {
        case .clear: takeClear(record, direction, place)
        case .opened(let opened, let opening): take(opened, opening, record, direction, place)
        case .closed(let closure):
            if closure.isForWantOfKeys, options.mayKeysCome, !directions[direction].isGivenUp { return false }
            take(closure, record, direction, place)
        }
        tell(record, fate, direction, place)
        settleEarly()
        return true
    }

    private func takeClear(_ record: RawSpan, _ direction: Int, _ place: RecordPlace) {
        directions[direction].openedEnd = place.last.offset
        let message = connection.facts.messages.last
        if message?.record == place.number, message?.type == .clientHello { hello = place }
        noteCertificate(direction, place)
        guard record.byte(at: 0) == ContentType.alert.rawValue else { return }
        takeAlert(record.extracting(RecordHeader.size..<record.byteCount), direction, place)
    }

    /// Notes where a certificate ends that the record at `place` completed.
    private func noteCertificate(_ direction: Int, _ place: RecordPlace) {
        guard directions[direction].certificateEnd == nil else { return }
        let isComplete = connection.facts.messages.contains {
            $0.record == place.number && ($0.type == .certificate || $0.type == .compressedCertificate)
        }
        if isComplete { directions[direction].certificateEnd = place.last.offset }
    }

    private func takeAlert(_ content: RawSpan, _ direction: Int, _ place: RecordPlace) {
        var reader = FieldReader(content, sink: NoFields(), limitedBy: .stream)
        guard let alert = try? Alert(reading: &reader) else { return }
        if alert.description == .closeNotify {
            directions[direction].lastKind = .closeNotify
            outcomes.append(.closeNotify(direction: direction, place))
        }
        guard alert.isFatal(in: connection.facts.version), alert.description != .closeNotify else { return }
        directions[direction].lastKind = nil
        directions[direction].fatalAlert = alert
        outcomes.append(.alert(alert, direction: direction, place))
    }

    private func take(
        _ opened: OpenedRecord, _ opening: Opening, _ record: RawSpan, _ direction: Int, _ place: RecordPlace
    ) {
        if opened.padding > 0 { directions[direction].isPadded = true }
        if directions[direction].hole != nil { resume(opening, direction, place) }
        directions[direction].openedEnd = place.last.offset
        if opened.contentType == .handshake { noteCertificate(direction, place) }
        switch opened.contentType {
        case .alert: takeAlert(opened.bytes, direction, place)
        case .applicationData:
            let carrier = Carrier(record: place.number, packets: place.packets)
            let at = plaintextPlace(direction, place)
            directions[direction].plaintextOffset += opened.count
            directions[direction].ledger.add(
                stream: place.last.offset, plaintext: directions[direction].plaintextOffset)
            guard opened.count > 0 else { break }
            if opening.epoch == .early, connection.facts.earlyData == .offered {
                directions[direction].early.append((opened, at, carrier))
            } else if opening.epoch != .early || connection.facts.earlyData != .rejected {
                outcomes.append(.plaintext(opened, direction: direction, at, carrier))
            }
        default: break
        }
    }

    /// Where the next plaintext of `direction` stands, of a record at `place`.
    func plaintextPlace(_ direction: Int, _ place: RecordPlace) -> ChunkPlace {
        var result = place.last
        result.offset = directions[direction].plaintextOffset
        result.acknowledged = acknowledged(1 - direction, upTo: place.last.acknowledged)
        // What stays closed is not seen, however many packets there are of it.
        result.isPeerSeen = result.isPeerSeen && directions[1 - direction].closure == nil
        return result
    }

    private func take(_ closure: Closure, _ record: RawSpan, _ direction: Int, _ place: RecordPlace) {
        directions[direction].take(
            closed: ContentType(rawValue: record.byte(at: 0)), record.byteCount - RecordHeader.size,
            isTypeHidden: connection.isTypeHidden)
        if !Self.isAlertSized(record.byteCount - RecordHeader.size) {
            directions[direction].closedEnd = place.last.offset
        }
        switch closure {
        case .damaged:
            noteHole(place, direction)
            directions[direction].isDamaged = true
        case .missing(.early):
            // Only early data stay closed: what follows has other keys.
            break
        default:
            connection.lose(1, direction: direction)
            guard directions[direction].closure != closure else { return }
            directions[direction].closure = closure
            outcomes.append(.closed(closure, direction: direction, place))
        }
    }

    // MARK: Telling

    private func tell(_ record: RawSpan, _ fate: RecordFate, _ direction: Int, _ place: RecordPlace) {
        guard options.tellsRecords else { return }
        outcomes.append(
            .record(
                RecordEvent(
                    record, fate, place, depth: depth, options,
                    plaintextOffset: directions[direction].plaintextOffset), direction: direction))
    }
}
