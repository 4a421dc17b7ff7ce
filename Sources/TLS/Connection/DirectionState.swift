import Wire

/// What protects the records of one direction now, and which of them were seen.
struct DirectionState: Sendable {
    /// Sequence numbers that are tried behind a hole, at most.
    static let searchLimit = 4096
    /// Bytes of records that are tried for nothing, at most, over the whole connection.
    ///
    /// A hole costs as many attempts as records may be in it; whoever makes holes on purpose gets no more than this.
    static let wasteLimit = 256 << 20
    /// So many records that do not open, and none that did, mean wrong keys.
    static let failureLimit = 8

    var collector = HandshakeCollector()
    /// Whether records are protected from here on, with whatever keys.
    var isProtected = false
    /// What opens them; nil while that is not known.
    var protection: RecordProtection?
    /// The keys that TLS 1.3 has come to.
    var epoch = Epoch.handshake
    /// The sequence number of the next record.
    var sequence: UInt64 = 0
    /// How many records may have been in holes since the last one that was opened.
    var mayBeMissing = 0
    /// Whether any record was opened.
    var hasOpened = false
    /// Records that did not open, since the last that did.
    var failures = 0
    /// Bytes that were tried for nothing.
    var waste = 0
    /// Whether the keys turned out to be wrong.
    var isGivenUp = false
    /// Whether it is wanted to know what opened records are made of, and that of the last one.
    let tellsAnatomy: Bool
    var anatomy: RecordAnatomy?

    init(tellsAnatomy: Bool) {
        self.tellsAnatomy = tellsAnatomy
    }

    /// Begins with other keys.
    mutating func change(to protection: RecordProtection?) {
        self.protection = protection
        sequence = 0
        failures = 0
        mayBeMissing = 0
    }

    /// Tries to open a record with the keys at hand, at the next sequence number or, behind a hole, one of those after it.
    @inline(__always)
    mutating func open(_ record: RawSpan) -> (OpenedRecord, missing: Int)? {
        guard protection != nil, !isGivenUp else { return nil }
        // Variables of their own, as in `RecordLedger`.
        let room = Self.wasteLimit - waste
        var wasted = 0
        defer { waste += wasted }
        for missing in 0...mayBeMissing {
            if missing > 0, wasted >= room { return nil }
            let number = sequence &+ UInt64(missing)
            // The next record's keys may follow from this one: it is looked at before it is opened.
            if tellsAnatomy { anatomy = protection?.anatomy(of: record, sequence: number) }
            if let opened = protection?.open(record, sequence: number) {
                take(number)
                return (opened, missing)
            }
            wasted += record.byteCount
        }
        return nil
    }

    /// Tries to open a record with the keys that come next; takes them if it opens.
    mutating func open(_ record: RawSpan, with next: RecordProtection) -> (OpenedRecord, missing: Int)? {
        var trial = self
        trial.protection = next
        trial.sequence = 0
        trial.failures = 0
        let found = trial.open(record)
        if found != nil { self = trial } else { waste = trial.waste }
        return found
    }

    /// Notes a record that does not open; nothing is tried any more once the keys must be wrong.
    mutating func fail(_ record: RawSpan, limit: Int) {
        protection?.pass(record)
        failures += 1
        // The receiver counted it, unless it was none.
        mayBeMissing = min(mayBeMissing + 1, Self.searchLimit)
        if !hasOpened, failures >= limit { isGivenUp = true }
    }

    private mutating func take(_ sequence: UInt64) {
        self.sequence = sequence &+ 1
        mayBeMissing = 0
        failures = 0
        hasOpened = true
    }
}
