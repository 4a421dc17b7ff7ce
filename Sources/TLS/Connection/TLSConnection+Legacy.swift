import Wire

// The records of TLS 1.2 and older (RFC 5246 §6.2.3), whose keys follow from the master secret.
extension TLSConnection {
    func openLegacy(_ record: RawSpan, _ direction: Int, _ keys: KeyTable) -> RecordFate {
        if let (opened, missing) = directions[direction].open(record) { return told(opened, missing, direction) }
        guard let role = role(of: direction), let hello = facts.serverHello, let client = facts.clientHello else {
            return .closed(.handshakeMissing)
        }
        guard !directions[direction].isGivenUp else { return .closed(.wrongKeys) }
        if current[direction] == nil {
            // The ChangeCipherSpec is missing, but data are protected for certain.
            changeCipherSpec(direction)
            directions[direction].mayBeMissing = max(directions[direction].mayBeMissing, 2)
        }
        let settled = current[direction]?.serverHello ?? hello
        if settled.version < .tls10 {
            return .closed(.unsupported("it is \(settled.version.name ?? "a version that is not known")"))
        }
        if let reason = settled.cipherSuite.whyUnsupported { return .closed(.unsupported(reason)) }
        guard settled.compressionMethod == 0 else { return .closed(.unsupported("it compresses within TLS")) }
        if directions[direction].protection == nil {
            guard let protection = current[direction]?.protection(of: role, keys, cache) else {
                let random = current[direction]?.clientHello?.random ?? client.random
                return .closed(keys.secrets(for: random) == nil ? .noKeys : .missing(nil))
            }
            directions[direction].protection = protection
            if let (opened, missing) = directions[direction].open(record) { return told(opened, missing, direction) }
        }
        return fail(record, direction)
    }

    /// The direction's records are protected by the keys of the handshake under way from here on (RFC 5246 §7.1); in TLS
    /// 1.3 it means nothing (RFC 8446 §5).
    func changeCipherSpec(_ direction: Int) {
        guard let role = role(of: direction) else { return }
        guard let hello = pending.serverHello else {
            // Where the ServerHello is missing, nothing opens what follows, but it is not to be read as if it were clear.
            guard hasLegacyMessages else { return }
            directions[direction].isProtected = true
            directions[direction].collector.restart()
            facts.isFinished[role.index] = true
            return
        }
        guard hello.version < .tls13 else { return }
        current[direction] = pending
        directions[direction].isProtected = true
        directions[direction].change(to: nil)
        directions[direction].collector.restart()
        facts.isFinished[role.index] = true
        if role == .server, facts.renegotiations == 0 { facts.resumption = pending.resumption }
    }
}
