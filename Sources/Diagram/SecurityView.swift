public import Dissection
public import TLS
import Wire

/// The TLS connection that a session runs in, in a few lines: what was agreed, who the server is, what opens it.
public struct SecurityView: Sendable {
    /// The connection.
    public let security: SessionSecurity
    /// When the session began, for the validity of certificates.
    private let time: Timestamp
    /// Whether nothing came to be encrypted, because the handshake failed.
    private let hasFailed: Bool

    /// The TLS connection of a session; nil if it runs in none.
    public init?(_ session: SessionEvent) {
        guard let security = session.tls else { return nil }
        self.security = security
        time = session.time
        hasFailed = session.outcome == .failed
    }

    /// The lines, each at most as wide as the screen, each with its line end.
    public func text(on screen: Screen) -> String {
        let lines = screen.plain ? spoken(width: screen.width) : lines(width: screen.width, ascii: screen.ascii)
        return lines.painted(on: screen)
    }

    /// A line `name: value` for each fact, to be read aloud.
    private func spoken(width: Int) -> [StyledLine] {
        var name = ""
        return facts(ascii: true).flatMap { fact in
            // A fact without a name is another of the one before.
            if !fact.name.isEmpty { name = fact.name }
            return StyledLine.wrapped(Printable.sentence("\(name): \(fact.text)", ascii: true), width: width)
        }
    }

    func lines(width: Int, ascii: Bool) -> [StyledLine] {
        var lines: [StyledLine] = []
        for fact in facts(ascii: ascii) {
            let first = StyledLine(padded(fact.name, to: Self.column), .dim)
            lines += StyledLine.wrapped(
                Printable.sentence(fact.text, ascii: ascii), fact.ink, first: first, width: width)
        }
        return lines
    }

    private static let column = 14

    private struct Fact {
        var name: String
        var text: String
        var ink = Ink.plain
    }

    private func facts(ascii: Bool) -> [Fact] {
        let facts = security.handshake
        let safe = { (text: String) in Printable.escaped(text, ascii: ascii) }
        var rows = agreed(facts, safe)
        for role in ConnectionRole.allCases.reversed() {
            rows += certificates(facts, of: role, safe)
        }
        if let outer = security.outer {
            let name = outer.serverName.map { " to \(safe($0))" } ?? ""
            rows.append(
                Fact(
                    name: "around it",
                    text: "a TLS connection\(name) to the proxy, \(outer.version?.name ?? "its version not known")"))
        }
        if !hasFailed || security.isClosed { rows.append(opening) }
        return rows
    }

    private func agreed(_ facts: HandshakeFacts, _ safe: (String) -> String) -> [Fact] {
        var rows: [Fact] = []
        if facts.clientHello == nil, facts.serverHello == nil {
            return [Fact(name: "handshake", text: "not in the capture", ink: .doubtful)]
        }
        if let version = facts.version {
            rows.append(Fact(name: "version", text: version.label))
        } else if let hello = facts.clientHello {
            let agreed = isAnswerMissing ? "not known: the ServerHello is not in the capture" : "none agreed"
            let text = "\(agreed); the client offers up to \(hello.highestVersion.label)"
            rows.append(Fact(name: "version", text: text, ink: .doubtful))
        }
        if let suite = facts.cipherSuite {
            let remark =
                facts.serverHello == nil ? " (records open with it; the ServerHello is not in the capture)" : ""
            rows.append(Fact(name: "cipher suite", text: suite.label + remark))
        }
        if let name = facts.serverName {
            let cover =
                facts.clientHello?.offersEncryptedClientHello == true
                ? " (or only a cover: the hello offers an encrypted one inside)" : ""
            rows.append(Fact(name: "server name", text: safe(name) + cover))
        }
        if let text = applicationProtocol(facts, safe) { rows.append(Fact(name: "ALPN", text: text)) }
        if let text = keyExchange(facts) { rows.append(Fact(name: "key exchange", text: text)) }
        if let text = resumption(facts) { rows.append(Fact(name: "resumption", text: text)) }
        if let text = earlyData(facts) { rows.append(Fact(name: "early data", text: text)) }
        if facts.renegotiations > 0 {
            rows.append(Fact(name: "anew", text: "the handshake was repeated \(times(facts.renegotiations))"))
        }
        return rows
    }

    /// Whether the server's answer to the ClientHello is, or may be, something that the capture lacks.
    private var isAnswerMissing: Bool {
        guard security.handshake.serverHello == nil else { return false }
        return security.progress.map { $0.missing > 0 } ?? true
    }

    private func applicationProtocol(_ facts: HandshakeFacts, _ safe: (String) -> String) -> String? {
        let offered = facts.clientHello?.protocols ?? []
        let list = offered.prefix(8).map(safe).joined(separator: ", ") + (offered.count > 8 ? " …" : "")
        if let chosen = facts.applicationProtocol {
            return safe(chosen) + (offered.isEmpty || offered == [chosen] ? "" : " (offered: \(list))")
        }
        guard !offered.isEmpty else { return nil }
        if isAnswerMissing { return "offered: \(list); the answer is not in the capture" }
        let isHidden = facts.version.map { $0 >= .tls13 } == true && facts.encryptedExtensions == nil
        return "offered: \(list)" + (isHidden ? "; the answer is encrypted" : "; the server chose none")
    }

    private func keyExchange(_ facts: HandshakeFacts) -> String? {
        let retry = facts.hasHelloRetry ? ", asked for with a HelloRetryRequest" : ""
        if let group = facts.serverHello?.keyShareGroup {
            return (group.name ?? "group 0x" + hexDigits(group.rawValue, 4)) + retry
        }
        for message in facts.messages where message.type == .serverKeyExchange {
            guard
                case .serverKeyExchange(let exchange)? = try? HandshakeMessage(
                    message.bytes.rawSpan, context: message.context)
            else { continue }
            if let group = exchange.group { return group.name ?? "group 0x" + hexDigits(group.rawValue, 4) }
            if let length = exchange.primeLength { return "Diffie-Hellman, \(length * 8) bits" }
        }
        guard facts.version.map({ $0 < .tls13 }) == true, facts.cipherSuite?.parameters?.keyExchange == .rsa,
            facts.resumption == .none
        else { return nil }
        return "RSA: whoever gets the server's private key can read it, even later"
    }

    private func resumption(_ facts: HandshakeFacts) -> String? {
        switch facts.resumption {
        case .none: nil
        case .sessionID: "an earlier session, by its session ID: no certificate is sent"
        case .ticket: "an earlier session, by a ticket: no certificate is sent"
        case .preSharedKey: "an earlier session, by its ticket (pre-shared key): no certificate is sent"
        }
    }

    private func earlyData(_ facts: HandshakeFacts) -> String? {
        switch facts.earlyData {
        case .none: nil
        case .offered: "offered; the answer is not known"
        case .accepted: "sent with the first packet, and accepted"
        case .rejected: "offered, and rejected: the client sends it again"
        }
    }

    private func certificates(_ facts: HandshakeFacts, of role: ConnectionRole, _ safe: (String) -> String) -> [Fact] {
        let chain = CertificateChain(facts, of: role)
        guard !chain.certificates.isEmpty else {
            return role == .server && chain.isHidden
                ? [Fact(name: "certificate", text: "encrypted in TLS 1.3: keys open it", ink: .dim)] : []
        }
        let host = role == .server ? facts.serverName : nil
        return chain.certificates.enumerated().map { index, certificate in
            let name = index > 0 ? "" : role == .server ? "certificate" : "client's cert."
            switch certificate {
            case .failure(let error):
                return Fact(name: name, text: "can't be read, because \(error.reason)", ink: .doubtful)
            case .success(let summary):
                let text = CertificateText(summary, isFirst: index == 0, host: host, time: time)
                return Fact(name: name, text: text.sentence(safe), ink: text.isDoubtful ? .doubtful : .plain)
            }
        }
    }

    /// Which keys open it, or that it stays closed.
    private var opening: Fact {
        switch (security.clientClosure, security.serverClosure) {
        case (nil, nil):
            return Fact(
                name: "records", text: "opened with keys from a key log, or from the capture itself", ink: .good)
        case (let closure?, nil):
            return Fact(name: "records", text: "the client's stay closed: \(closure.phrase)", ink: .doubtful)
        case (nil, let closure?):
            return Fact(name: "records", text: "the server's stay closed: \(closure.phrase)", ink: .doubtful)
        case (let closure?, _): return Fact(name: "records", text: "stay closed: \(closure.phrase)", ink: .doubtful)
        }
    }
}

extension Closure {
    /// The reason in a few words.
    public var phrase: String {
        switch self {
        case .noKeys: "no key log has keys for this connection"
        case .missing: "the key log lacks keys that they need"
        case .wrongKeys: "the keys do not fit"
        case .unsupported(let what): what
        case .handshakeMissing: "the capture lacks the handshake, or a part of it"
        case .damaged: "they do not authenticate"
        }
    }
}

private func times(_ count: Int) -> String { count == 1 ? "once" : "\(count) times" }
