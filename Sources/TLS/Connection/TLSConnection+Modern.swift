import Wire

// The records of TLS 1.3 (RFC 8446 §5.2), whose keys stand in the key log one by one.
extension TLSConnection {
    /// Records that early data may be, which a server that refuses them passes over (RFC 8446 §4.2.10).
    private static let earlyLimit = 256

    func openModern(_ record: RawSpan, _ direction: Int, _ keys: KeyTable) -> RecordFate {
        // Nearly all records are of the keys at hand.
        if let (opened, missing) = directions[direction].open(record) { return told(opened, missing, direction) }
        guard let role = role(of: direction) else { return .closed(.handshakeMissing) }
        guard let random = facts.clientHello?.random ?? facts.inferredRandom else {
            return openNameless(record, direction, role, keys)
        }
        guard !directions[direction].isGivenUp else { return .closed(.wrongKeys) }
        if let suiteProblem { return .closed(.unsupported(suiteProblem)) }
        guard let secrets = keys.secrets(for: random) else { return .closed(.noKeys) }
        guard let suite = facts.cipherSuite else {
            guard let hello = facts.clientHello else { return .closed(.handshakeMissing) }
            return openUnsettled(record, direction, role, secrets, hello)
        }
        let epoch = directions[direction].epoch
        if directions[direction].protection == nil, let secret = secrets.traffic(epoch, role) {
            directions[direction].protection = RecordProtection(suite: suite, trafficSecret: secret)
            if let (opened, missing) = directions[direction].open(record) { return told(opened, missing, direction) }
        }
        for next in Epoch.allCases where next > epoch {
            guard let secret = secrets.traffic(next, role),
                let protection = RecordProtection(suite: suite, trafficSecret: secret),
                let (opened, missing) = directions[direction].open(record, with: protection)
            else { continue }
            enter(next, direction)
            return told(opened, missing, direction)
        }
        if directions[direction].mayBeMissing > 0, let next = directions[direction].protection?.updated(),
            let (opened, missing) = directions[direction].open(record, with: next)
        {
            facts.keyUpdates[role.index] += 1
            return told(opened, missing, direction)
        }
        // Keys that are not there may be those that it needs.
        if let lacking = Epoch.allCases.first(where: { $0 >= epoch && secrets.traffic($0, role) == nil }) {
            return .closed(.missing(lacking))
        }
        return fail(record, direction)
    }

    /// Opens a record while no ServerHello says which cipher suite was chosen.
    ///
    /// It is early data, or follows a ServerHello that the capture lacks: a suite that the client offers is the one if the
    /// record authenticates with it.
    private func openUnsettled(
        _ record: RawSpan, _ direction: Int, _ role: ConnectionRole, _ secrets: ConnectionSecrets, _ hello: ClientHello
    ) -> RecordFate {
        let mayBeEarly = role == .client && hello.offersEarlyData
        if mayBeEarly { directions[direction].epoch = .early }
        let offered = CipherSuite.ofTLS13.filter { hello.cipherSuites.contains($0.rawValue) }
        for epoch in Epoch.allCases where epoch != .early || mayBeEarly {
            guard let secret = secrets.traffic(epoch, role) else { continue }
            for suite in offered {
                guard let protection = RecordProtection(suite: suite, trafficSecret: secret),
                    let (opened, missing) = directions[direction].open(record, with: protection)
                else { continue }
                if epoch != .early {
                    facts.inferredSuite = suite
                    for direction in 0..<2 { directions[direction].isProtected = true }
                    enter(epoch, direction)
                }
                return told(opened, missing, direction)
            }
        }
        if mayBeEarly { return secrets.clientEarlyTraffic == nil ? .closed(.missing(.early)) : fail(record, direction) }
        if let lacking = [Epoch.handshake, .application].first(where: { secrets.traffic($0, role) == nil }) {
            // A master secret alone is one of TLS 1.2, whose keys need the random of the ServerHello, too.
            return .closed(secrets.master == nil ? .missing(lacking) : .handshakeMissing)
        }
        return fail(record, direction)
    }

    /// So many connections of a key log, and records, are tried where the ClientHello is missing.
    private static let namelessLimit = (connections: 64, records: 8)

    /// Opens a record while no ClientHello says which secrets are the connection's: those are that it authenticates with.
    private func openNameless(
        _ record: RawSpan, _ direction: Int, _ role: ConnectionRole, _ keys: KeyTable
    ) -> RecordFate {
        guard let suite = facts.cipherSuite, suiteProblem == nil, namelessTrials < Self.namelessLimit.records else {
            return .closed(.handshakeMissing)
        }
        namelessTrials += 1
        for (random, secrets) in keys.candidates(limit: Self.namelessLimit.connections) {
            for epoch in [Epoch.handshake, .application] {
                guard let secret = secrets.traffic(epoch, role),
                    let protection = RecordProtection(suite: suite, trafficSecret: secret),
                    let (opened, missing) = directions[direction].open(record, with: protection)
                else { continue }
                facts.inferredRandom = random
                enter(epoch, direction)
                return told(opened, missing, direction)
            }
        }
        return .closed(.handshakeMissing)
    }

    /// Goes on to the keys of `epoch`, with which a record was opened.
    private func enter(_ epoch: Epoch, _ direction: Int) {
        let isEarlyOver = directions[direction].epoch == .early && facts.earlyData == .offered
        directions[direction].epoch = epoch
        directions[direction].collector.restart()
        if isEarlyOver { facts.earlyData = .rejected }
        if epoch == .application, let role = role(of: direction) { facts.isFinished[role.index] = true }
    }

    func fail(_ record: RawSpan, _ direction: Int) -> RecordFate {
        let isEarly = direction == clientDirection && facts.earlyData != .none
        directions[direction].fail(record, limit: isEarly ? Self.earlyLimit : DirectionState.failureLimit)
        return .closed(directions[direction].hasOpened ? .damaged : .wrongKeys)
    }

    /// What became of a record that was just opened.
    func told(_ opened: OpenedRecord, _ missing: Int, _ direction: Int) -> RecordFate {
        .opened(
            opened,
            Opening(
                sequence: directions[direction].sequence &- 1,
                epoch: isModernVersion ? directions[direction].epoch : nil, missing: missing,
                anatomy: directions[direction].anatomy))
    }

    private var isModernVersion: Bool { facts.version.map { $0 >= .tls13 } ?? true }
}
