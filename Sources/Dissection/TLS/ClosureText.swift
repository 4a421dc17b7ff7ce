import TLS

/// Why records of a TLS connection stay closed, and what to do about it, in words.
struct ClosureText {
    private let closure: Closure
    private let facts: HandshakeFacts
    /// How many bytes of each side are missing, and how many of them before its first record, by `Side.index`.
    private let lost: [(count: Int, atStart: Int)]

    init(_ closure: Closure, _ layer: TLSLayer) {
        self.closure = closure
        facts = layer.connection.facts
        let client = layer.connection.clientDirection ?? 0
        lost = [client, 1 - client].map { (layer.directions[$0].missing, layer.directions[$0].missingAtStart) }
    }

    /// The reason and the advice, about the records of `side`; nil for both.
    func sentences(of side: Side?) -> String {
        let records = side.map { "The \($0)'s records stay closed" } ?? "The records of both sides stay closed"
        switch closure {
        case .noKeys:
            return "\(records): no key log has keys for this connection\(random). \(Self.advice)" + pageRemark
        case .missing(let epoch):
            return "\(records): the key log has keys for this connection\(random), but not "
                + "\(epoch.map { (side.map { "the \($0)'s" } ?? "both") + " " + name($0, isPlural: side == nil) } ?? "its master secret"). The log is incomplete: let "
                + "the program end normally or flush it, and give the whole log with --keylog FILE."
        case .wrongKeys:
            return "\(records): the keys that the key log has for this connection\(random) open none of them. "
                + "The log is damaged, or belongs to another capture: give the one that was written while this was captured."
        case .unsupported(let what):
            return
                "\(records) although there may be keys, because \(what). Capture again with AES-GCM, ChaCha20-Poly1305, AES-CCM "
                + "or AES-CBC, in TLS 1.0 to 1.3."
        case .handshakeMissing: return "\(records): \(lack)"
        case .damaged:
            return "\(records): they do not authenticate."
        }
    }

    /// Which part of the handshake is missing, and why that keeps records closed.
    private var lack: String {
        let advice = "Start the capture before the connection, and make sure that it loses nothing."
        switch (facts.clientHello, facts.serverHello) {
        case (nil, nil):
            return "the capture begins after the TLS handshake, so the keys for them can't be found in any key "
                + "log. Start the capture before the connection."
        case (nil, _): return "\(missing(.client)) ClientHello, whose random finds the keys in a key log. \(advice)"
        case (_, nil):
            return "\(missing(.server)) ServerHello. Up to TLS 1.2 its random is needed for the keys, so no key "
                + "log opens them. \(advice)"
        default: return "the capture lacks a part of the TLS handshake. \(advice)"
        }
    }

    private func missing(_ side: Side) -> String {
        let (count, atStart) = lost[side.index]
        if count == 0 { return "the capture lacks the" }
        return atStart == count
            ? "the first \(Quantity.count(count, "byte")) of the \(side) are not in the capture, and with them the"
            : "\(Quantity.count(count, "byte")) of the \(side) are not in the capture, and with them the"
    }

    /// What to do where keys are missing.
    static let advice =
        "Let the client or the server write a key log (ws101 explain keylog tells how), make the capture again, and "
        + "give it with --keylog FILE."

    /// What else it may be.
    private var pageRemark: String {
        guard facts.applicationProtocol == nil, facts.clientHello?.protocols.contains("h2") == true else { return "" }
        return " It may not be WebSocket at all: the client also offers HTTP/2, as it does for pages."
    }

    /// How the connection is called in a key log.
    private var random: String {
        guard let bytes = facts.clientHello?.random.bytes else { return "" }
        let hex = bytes.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return " (client random \(hex)…)"
    }

    private func name(_ epoch: Epoch, isPlural: Bool) -> String {
        let secret = isPlural ? "traffic secrets" : "traffic secret"
        return switch epoch {
        case .early: "early " + secret
        case .handshake: "handshake " + secret
        case .application: "application " + secret
        }
    }
}

extension Closure {
    /// The rule that says so.
    var rule: Rule {
        switch self {
        case .noKeys, .missing: .tlsNoKeys
        case .wrongKeys: .tlsWrongKeys
        case .unsupported: .tlsUnsupportedCipher
        case .handshakeMissing: .tlsHandshakeMissing
        case .damaged: .tlsDecryptFailed
        }
    }
}

/// An alert that ends a connection, in words.
struct AlertText {
    private let alert: Alert
    private let side: Side
    private let isOver: Bool
    private let isChosen: Bool
    private let isLate: Bool

    /// The alert that `side` sent; `isOver` says that the handshake was complete, `isChosen` that the server had chosen
    /// version and cipher suite, `isLate` that the peer had ended TCP before.
    init(_ alert: Alert, from side: Side, isOver: Bool, isChosen: Bool, isLate: Bool) {
        self.isLate = isLate
        self.alert = alert
        self.side = side
        self.isOver = isOver
        self.isChosen = isChosen
    }

    /// What it says, what is mostly behind it, and what scripts are told.
    var sentences: String {
        let name = alert.description.name ?? "number \(alert.description.rawValue)"
        let parts =
            [
                isLate
                    ? "The \(side) sent the alert \(name) after the \(side.peer) had ended TCP with its FIN."
                    : "The \(side) ended \(isOver ? "the connection" : "the TLS handshake") with the alert \(name)."
            ] + meaning + [
                "By the standard a script is told 1006 (Firefox tells it 1015); neither number is ever on the wire."
            ]
        return parts.joined(separator: " ")
    }

    /// What the alert means where it came.
    private var meaning: [String] {
        // The hellos prove that the two ends do share a cipher suite.
        if alert.description == .handshakeFailure, isChosen {
            return [
                "The server had chosen version and cipher suite by then, so it refused something that came after the hellos."
            ]
        }
        // What the client offers is told, and excludes what is usual elsewhere.
        if alert.description == .protocolVersion { return [alert.description.meaning].compactMap(\.self) }
        return [alert.description.meaning, alert.description.usualCause].compactMap(\.self)
    }
}
