import Wire

/// A TLS connection as an observer follows it: both directions' records in the order in which they were captured.
///
/// It takes in the handshake, finds the keys for it, and opens what they open. It never speaks: a record that an endpoint
/// would refuse is told as such and passed over.
public final class TLSConnection {
    /// What the handshake shows so far.
    public internal(set) var facts = HandshakeFacts()
    /// The direction of the client; nil before a hello was seen.
    public internal(set) var clientDirection: Int?
    var directions: [2 of DirectionState]
    /// The handshake under way, of TLS 1.2 and older.
    var pending = LegacyHandshake()
    /// The handshakes that the directions' keys come from.
    var current: [2 of LegacyHandshake?] = [nil, nil]
    /// Bytes of handshake messages that are kept.
    var messageBytes = 0
    let cache: ResumptionCache
    /// Whether a message came in the clear that TLS 1.3 sends under protection, or not at all.
    var hasLegacyMessages = false
    /// Records for which all secrets were tried, as the ClientHello is missing.
    var namelessTrials = 0
    /// Why the cipher suite that was chosen can't be opened, if so.
    var suiteProblem: String?

    /// A connection of which nothing was seen.
    ///
    /// With `tellsAnatomy` every `Opening` says what the record is made of, which takes as long as opening it.
    public init(cache: ResumptionCache, tellsAnatomy: Bool = false) {
        self.cache = cache
        directions = [DirectionState(tellsAnatomy: tellsAnatomy), DirectionState(tellsAnatomy: tellsAnatomy)]
    }

    /// About how many bytes of memory it takes.
    public var memory: Int {
        2048 + messageBytes + pending.memory + directions[0].collector.memory + directions[1].collector.memory
            + (current[0]?.memory ?? 0)
    }

    /// Whose records those of a direction are; nil before a hello was seen.
    public func role(of direction: Int) -> ConnectionRole? {
        clientDirection.map { $0 == direction ? .client : .server }
    }

    /// Whether protected records do not tell what they carry, as in TLS 1.3; where the ServerHello is missing, it may be
    /// that.
    public var isTypeHidden: Bool {
        if let version = facts.version { return version >= .tls13 }
        return !hasLegacyMessages && facts.clientHello?.offersTLS13 ?? true
    }

    /// Whether both sides may send data now, as far as that can be seen from outside.
    public var isEstablished: Bool { facts.isFinished[0] && facts.isFinished[1] }

    /// Takes the next record of `direction`, header first, which is number `number` of the connection.
    public func take(
        _ record: RawSpan, from direction: Int, number: Int, keys: KeyTable
    ) -> RecordFate {
        guard record.byteCount >= RecordHeader.size else { return .closed(.damaged) }
        let type = ContentType(rawValue: record.byte(at: 0))
        let content = record.extracting(RecordHeader.size..<record.byteCount)
        if !isProtected(type, content.byteCount, direction) {
            switch type {
            case .handshake: takeMessages(content, direction, number, isProtected: false)
            case .changeCipherSpec: changeCipherSpec(direction)
            default: break
            }
            return .clear
        }
        let fate =
            isModern(direction) ? openModern(record, direction, keys) : openLegacy(record, direction, keys)
        guard case .opened(let opened, _) = fate else { return fate }
        switch opened.contentType {
        case .handshake: takeMessages(opened.bytes, direction, number, isProtected: true)
        case .changeCipherSpec: changeCipherSpec(direction)
        default: break
        }
        return fate
    }

    /// Forgets the bytes of handshake messages, which nobody needs any more.
    public func forgetMessages() {
        facts.messages = []
        facts.certificates = [nil, nil]
        messageBytes = 0
        pending.transcript = []
        pending.isTranscriptWhole = false
    }

    /// Notes that records of `direction` are missing, `count` at most, or were passed over.
    public func lose(_ count: Int, direction: Int) {
        let sum = directions[direction].mayBeMissing + count
        directions[direction].mayBeMissing = min(sum, DirectionState.searchLimit)
        directions[direction].collector.lose()
    }

    /// Whether a record that was found behind a hole is one of `direction`: it opens, or nobody can tell.
    ///
    /// Nothing is taken in yet.
    public func opens(_ record: RawSpan, direction: Int, keys: KeyTable) -> Bool {
        guard record.byteCount > RecordHeader.size else { return false }
        let type = ContentType(rawValue: record.byte(at: 0))
        guard isProtected(type, record.byteCount - RecordHeader.size, direction) else { return record.byte(at: 2) <= 3 }
        let before = (facts, directions, current)
        defer { (facts, directions, current) = before }
        let fate =
            isModern(direction) ? openModern(record, direction, keys) : openLegacy(record, direction, keys)
        switch fate {
        case .opened, .clear: return true
        case .closed(let closure):
            // In TLS 1.0 the first record behind a hole opens for nobody, but the next one needs its last block.
            if directions[direction].protection?.isChained == true { return record.uint16(at: 1) == 0x0301 }
            return closure != .damaged && record.uint16(at: 1) == 0x0303
        }
    }

    /// Whether a record of that type, with content of that length, is protected now.
    private func isProtected(_ type: ContentType, _ length: Int, _ direction: Int) -> Bool {
        // An alert in the clear has two bytes: what is longer comes from a handshake that was not seen.
        if type == .alert, length != Alert.size { return true }
        if facts.version.map({ $0 >= .tls13 }) ?? false { return type == .applicationData }
        return directions[direction].isProtected || type == .applicationData
    }

    /// Whether the records of `direction` are, or may be, protected as TLS 1.3 does it: early data are before the version
    /// is known, and the capture may lack the ServerHello.
    private func isModern(_ direction: Int) -> Bool {
        if let version = facts.version { return version >= .tls13 }
        if direction == clientDirection, facts.clientHello?.offersEarlyData == true { return true }
        return facts.clientHello != nil && isTypeHidden
    }
}

extension TLSConnection {
    /// How many bytes of a record with data are no data, in the keys that `direction` has now; nil where that varies.
    public func recordOverhead(of direction: Int) -> Int? {
        guard directions[direction].protection != nil,
            let suite = (current[direction]?.serverHello ?? facts.serverHello)?.cipherSuite,
            let parameters = suite.parameters
        else { return nil }
        let isModern = parameters.isTLS13
        let around = RecordHeader.size + (isModern ? 1 : 0)
        switch parameters.cipher {
        case .aesGCM: return around + 16 + (isModern ? 0 : 8)
        case .aesCCM(_, let tagLength): return around + tagLength + (isModern ? 0 : 8)
        case .chaCha20Poly1305: return around + 16
        case .aesCBC, .null, .other: return nil
        }
    }
}
