import Wire

// What the handshake's messages say.
extension TLSConnection {
    private static let messageLimit = 256
    private static let byteLimit = 1 << 20

    /// Takes the handshake content of a record.
    func takeMessages(_ content: RawSpan, _ direction: Int, _ number: Int, isProtected: Bool) {
        for message in directions[direction].collector.feed(content) {
            take(message, direction, number, isProtected: isProtected)
        }
    }

    private func take(_ bytes: [UInt8], _ direction: Int, _ number: Int, isProtected: Bool) {
        let type = HandshakeType(rawValue: bytes[0])
        if type == .clientHello { begin(client: direction) }
        if type == .serverHello, clientDirection == nil { clientDirection = 1 - direction }
        guard let role = role(of: direction) else { return }
        let context = HandshakeContext(version: facts.version ?? .tls12, suite: facts.cipherSuite)
        keep(bytes, type, role, number, isProtected, context)
        if !isProtected, type.isLegacyInTheClear { hasLegacyMessages = true }
        if type != .helloRequest { pending.record(bytes) }
        guard let message = try? HandshakeMessage(bytes.rawSpan, context: context) else { return }
        switch message {
        case .clientHello(let hello): take(hello)
        case .serverHello(let hello): take(hello)
        case .encryptedExtensions(let extensions):
            facts.encryptedExtensions = extensions
            if facts.earlyData == .offered { facts.earlyData = extensions.acceptsEarlyData ? .accepted : .rejected }
        case .endOfEarlyData:
            facts.earlyData = .accepted
            directions[direction].epoch = .handshake
            directions[direction].change(to: nil)
        case .clientKeyExchange(let exchange):
            pending.encryptedPremaster = exchange.encryptedPremaster
            pending.hasKeyExchange = true
        case .newSessionTicket(let ticket):
            if context.version < .tls13 { pending.tickets = [ticket.ticket] }
        case .finished: finish(direction, role)
        case .keyUpdate:
            facts.keyUpdates[role.index] += 1
            directions[direction].change(to: directions[direction].protection?.updated())
        default: break
        }
    }

    private func keep(
        _ bytes: [UInt8], _ type: HandshakeType, _ role: ConnectionRole, _ number: Int, _ isProtected: Bool,
        _ context: HandshakeContext
    ) {
        facts.messageCount += 1
        guard facts.messages.count < Self.messageLimit else { return }
        let isKept = messageBytes + bytes.count <= Self.byteLimit
        messageBytes += 64 + (isKept ? bytes.count : 4)
        if type == .certificate, facts.certificates[role.index] == nil {
            facts.certificates[role.index] = facts.messages.count
        }
        facts.messages.append(
            HandshakeFacts.Message(
                from: role, type: type, bytes: isKept ? bytes : Array(bytes.prefix(4)), isProtected: isProtected,
                record: number, context: context))
    }

    /// A ClientHello begins a handshake; behind another one, and not after a HelloRetryRequest, a further one.
    private func begin(client direction: Int) {
        if facts.serverHello != nil { facts.renegotiations += 1 }
        if clientDirection == nil { clientDirection = direction }
        if !facts.hasHelloRetry { pending = LegacyHandshake() }
    }

    private func take(_ hello: ClientHello) {
        pending.clientHello = hello
        guard facts.serverHello == nil else { return }
        facts.clientHello = hello
        guard let clientDirection, hello.offersEarlyData, !facts.hasHelloRetry else { return }
        facts.earlyData = .offered
        directions[clientDirection].epoch = .early
    }

    private func take(_ hello: ServerHello) {
        if hello.isHelloRetryRequest {
            facts.hasHelloRetry = true
            if facts.earlyData == .offered { facts.earlyData = .rejected }
            return
        }
        pending.serverHello = hello
        guard facts.serverHello == nil else { return }
        facts.serverHello = hello
        suiteProblem = hello.version.whyUnsupported ?? hello.cipherSuite.whyUnsupported
        guard hello.version >= .tls13 else {
            if facts.earlyData == .offered { facts.earlyData = .rejected }
            return
        }
        if hello.preSharedKey != nil { facts.resumption = .preSharedKey }
        for direction in 0..<2 {
            directions[direction].isProtected = true
            directions[direction].collector.restart()
        }
    }

    /// A role's last message of the handshake: in TLS 1.3, other keys protect what follows (RFC 8446 §4.4.4).
    private func finish(_ direction: Int, _ role: ConnectionRole) {
        facts.isFinished[role.index] = true
        guard facts.version.map({ $0 >= .tls13 }) ?? false, directions[direction].epoch < .application else { return }
        directions[direction].epoch = .application
        directions[direction].change(to: nil)
    }
}

extension HandshakeType {
    /// Whether it comes in the clear only up to TLS 1.2.
    fileprivate var isLegacyInTheClear: Bool {
        switch self {
        case .newSessionTicket, .certificate, .serverKeyExchange, .certificateRequest, .serverHelloDone,
            .clientKeyExchange:
            true
        default: false
        }
    }
}
