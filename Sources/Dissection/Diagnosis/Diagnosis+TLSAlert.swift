import HTTP
import TLS
import Wire

// Alerts that ended a TLS handshake, explained by what their receiver had offered or shown.
extension Diagnosis {
    /// A side that refused the other's part of the handshake; nil if no alert says so.
    static func refusal(_ evidence: SessionEvidence) -> Cause? {
        guard let finding = evidence.finding(.tlsAlert) else { return nil }
        let side = finding.from ?? .server
        let facts = evidence.start.tls?.handshake ?? HandshakeFacts()
        let topic = AlertTopic(evidence.start.tls?.alert?.description)
        var sentences = [finding.detail]
        if side == .server, facts.serverHello == nil {
            sentences += offer(facts.clientHello, topic)
        } else if side == .server, facts.asksForCertificate {
            sentences.append(
                "The server had asked for a client certificate"
                    + (facts.showsNoCertificate ? ", and the client showed none." : "."))
        } else if topic == .certificate, side == .client, evidence.start.tls?.progress?.certificate == .notSent {
            sentences.append("The server had sent no certificate when the alert came.")
        }
        return Cause(
            .tlsRefused, strength: 100, "The \(side) refused the \(side.peer)'s part of the handshake.",
            evidence: sentences, remedies: [remedy(topic, side, facts)])
    }

    /// What an alert is about.
    private enum AlertTopic {
        case version, parameters, name, applicationProtocol, certificate, failure, other

        init(_ description: AlertDescription?) {
            switch description.map({ Int($0.rawValue) }) ?? -1 {
            case 70, 86: self = .version
            case 40, 71, 47, 109, 110: self = .parameters
            case 112: self = .name
            case 120: self = .applicationProtocol
            case 41...46, 48, 49, 113, 114, 116: self = .certificate
            case 80: self = .failure
            default: self = .other
            }
        }
    }

    private static func remedy(_ topic: AlertTopic, _ side: Side, _ facts: HandshakeFacts) -> Remedy {
        let other = side.peer.party
        return switch topic {
        case .version: Remedy(other, "Let both allow at least one common version of TLS: 1.3 and 1.2 are usual.")
        case .parameters where facts.asksForCertificate && side == .server:
            Remedy(.client, "Configure a certificate that the server accepts.")
        case .parameters:
            Remedy(
                other,
                "Compare its cipher suites, groups and signature algorithms with those that the \(side) is configured "
                    + "for.")
        case .name: Remedy(.client, "Check the host in the address; or let the server know that name.")
        case .applicationProtocol: Remedy(.client, "Offer http/1.1 by ALPN, which WebSocket needs, or nothing.")
        case .certificate:
            side == .client
                ? Remedy(.server, "Check the certificate that it shows: its names, its dates, and the whole chain.")
                : Remedy(.client, "Check the certificate that it shows, or whether it shows one at all.")
        case .failure: Remedy(side.party, "Look at its log at that time: the fault is its own.")
        case .other: Remedy(side.party, "Look at its log at that time.")
        }
    }

    /// What the client had offered of what the alert is about.
    private static func offer(_ hello: ClientHello?, _ topic: AlertTopic) -> [String] {
        guard let hello else { return [] }
        switch topic {
        case .version: return [versions(hello)]
        case .parameters, .failure:
            let suites = hello.cipherSuites.filter { CipherSuite(rawValue: $0).parameters != nil }
            let names = suites.prefix(3).map { CipherSuite(rawValue: $0).label }
            let more = suites.count > 3 ? " and \(suites.count - 3) more" : ""
            let groups = hello.groups.filter { !$0.isGREASE }.prefix(4).map(\.label)
            return [versions(hello), "It offers the cipher suites \(names.joined(separator: ", "))\(more)."]
                + (groups.isEmpty ? [] : ["It offers the groups \(groups.joined(separator: ", "))."]) + name(hello)
        case .name: return name(hello)
        case .applicationProtocol:
            let protocols = hello.protocols.map { quoted($0) }
            return protocols.isEmpty
                ? ["The client offers no protocol by ALPN."]
                : ["The client offers \(protocols.joined(separator: ", ")) by ALPN."]
        case .certificate, .other: return []
        }
    }

    private static func versions(_ hello: ClientHello) -> String {
        let offered = hello.supportedVersions
        return offered.isEmpty
            ? "The client offers \(hello.legacyVersion.label) at most."
            : "The client offers \(offered.map(\.label).joined(separator: ", "))."
    }

    private static func name(_ hello: ClientHello) -> [String] {
        [
            hello.serverName.map { "It asks for \(quoted($0))." }
                ?? "It names no server (no server_name extension), and many servers need that."
        ]
    }
}

extension HandshakeFacts {
    /// Whether the server asked for a client certificate, as far as its messages were read.
    fileprivate var asksForCertificate: Bool {
        messages.contains { $0.from == .server && $0.type == .certificateRequest }
    }

    /// Whether the client answered with a list of certificates that is empty.
    fileprivate var showsNoCertificate: Bool {
        guard let index = certificates[ConnectionRole.client.index], messages.indices.contains(index) else {
            return false
        }
        let message = messages[index]
        guard case .certificate(let chain)? = try? HandshakeMessage(message.bytes.rawSpan, context: message.context)
        else { return false }
        return chain.certificates.isEmpty
    }
}
