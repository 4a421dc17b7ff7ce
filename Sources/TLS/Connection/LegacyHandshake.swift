import Wire

/// What the keys of TLS 1.2 and older follow from: one handshake (RFC 5246 §8.1, §6.3).
struct LegacyHandshake: Sendable {
    var clientHello: ClientHello?
    var serverHello: ServerHello?
    /// What the client sent the premaster secret in, with RSA key exchange.
    var encryptedPremaster: [UInt8]?
    /// The messages up to the ClientKeyExchange: extended master secrets follow from their hash (RFC 7627 §3).
    var transcript: [UInt8] = []
    /// Whether `transcript` has all of them.
    var isTranscriptWhole = true
    /// Whether the ClientKeyExchange came: nothing is resumed.
    var hasKeyExchange = false
    /// Names that later connections may resume the session by.
    var tickets: [[UInt8]] = []
    private var pair: (client: RecordProtection, server: RecordProtection)?

    /// More bytes than a transcript's are not kept.
    private static let transcriptLimit = 512 << 10

    var memory: Int { transcript.capacity }

    /// Takes a message in for the transcript.
    mutating func record(_ message: [UInt8]) {
        guard !hasKeyExchange, isTranscriptWhole else { return }
        guard transcript.count + message.count <= Self.transcriptLimit else {
            transcript = []
            isTranscriptWhole = false
            return
        }
        transcript += message
    }

    /// What an earlier connection did for this one, now that the server protects its records.
    var resumption: HandshakeFacts.Resumption {
        guard !hasKeyExchange, let clientHello, let serverHello else { return .none }
        if clientHello.ticket?.isEmpty == false { return .ticket }
        return !clientHello.sessionID.isEmpty && clientHello.sessionID == serverHello.sessionID ? .sessionID : .none
    }

    /// What protects the records of `role`; nil while the keys are not known.
    mutating func protection(
        of role: ConnectionRole, _ keys: KeyTable, _ cache: ResumptionCache
    ) -> RecordProtection? {
        if pair == nil { pair = makePair(keys, cache) }
        return role == .client ? pair?.client : pair?.server
    }

    private func makePair(
        _ keys: KeyTable, _ cache: ResumptionCache
    ) -> (client: RecordProtection, server: RecordProtection)? {
        guard let clientHello, let serverHello, let master = master(clientHello, serverHello, keys, cache) else {
            return nil
        }
        for name in [serverHello.sessionID] + tickets { cache.insert(master, for: name) }
        return RecordProtection.pair(
            version: serverHello.version, suite: serverHello.cipherSuite, master: master,
            clientRandom: clientHello.random, serverRandom: serverHello.random,
            encryptThenMAC: serverHello.encryptThenMAC)
    }

    private func master(
        _ clientHello: ClientHello, _ serverHello: ServerHello, _ keys: KeyTable, _ cache: ResumptionCache
    ) -> Secret? {
        if let master = keys.secrets(for: clientHello.random)?.master { return master }
        guard hasKeyExchange else {
            if let ticket = clientHello.ticket, let master = cache.master(for: ticket) { return master }
            return clientHello.sessionID == serverHello.sessionID ? cache.master(for: serverHello.sessionID) : nil
        }
        guard let encryptedPremaster, let premaster = keys.premaster(forEncrypted: encryptedPremaster) else {
            return nil
        }
        let (version, suite) = (serverHello.version, serverHello.cipherSuite)
        guard serverHello.extendedMasterSecret else {
            return KeySchedule.master(
                fromPremaster: premaster, version: version, suite: suite, clientRandom: clientHello.random,
                serverRandom: serverHello.random)
        }
        guard isTranscriptWhole else { return nil }
        var messages = Transcript()
        messages.update(transcript.rawSpan)
        return messages.digest(version: version, suite: suite).flatMap {
            KeySchedule.extendedMaster(fromPremaster: premaster, version: version, suite: suite, sessionHash: $0)
        }
    }
}
