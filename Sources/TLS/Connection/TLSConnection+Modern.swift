import Wire

// The records of TLS 1.3 (RFC 8446 §5.2), whose keys stand in the key log one by one.
extension TLSConnection {
    /// Records that early data may be, which a server that refuses them passes over (RFC 8446 §4.2.10).
    private static let earlyLimit = 256

    func openModern(_ record: RawSpan, _ direction: Int, _ keys: KeyTable) -> RecordFate {
        // Nearly all records are of the keys at hand.
        if let (opened, missing) = directions[direction].open(record) { return told(opened, missing, direction) }
        guard let role = role(of: direction), let hello = facts.clientHello else {
            return .closed(.handshakeMissing)
        }
        guard !directions[direction].isGivenUp else { return .closed(.wrongKeys) }
        if let suiteProblem { return .closed(.unsupported(suiteProblem)) }
        guard let secrets = keys.secrets(for: hello.random) else { return .closed(.noKeys) }
        guard let suite = facts.cipherSuite else { return openEarly(record, direction, secrets, hello) }
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

    /// Opens what a client sends before the server has chosen a cipher suite: with one that it offers.
    private func openEarly(
        _ record: RawSpan, _ direction: Int, _ secrets: ConnectionSecrets, _ hello: ClientHello
    ) -> RecordFate {
        guard let secret = secrets.clientEarlyTraffic else { return .closed(.missing(.early)) }
        directions[direction].epoch = .early
        for suite in hello.cipherSuites.prefix(Self.earlyLimit) {
            guard let protection = RecordProtection(suite: CipherSuite(rawValue: suite), trafficSecret: secret),
                let (opened, missing) = directions[direction].open(record, with: protection)
            else { continue }
            return told(opened, missing, direction)
        }
        return fail(record, direction)
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
