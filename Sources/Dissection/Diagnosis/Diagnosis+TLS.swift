import TLS
import Wire

// Sessions in TLS that stays closed, and TLS handshakes that failed.
extension Diagnosis {
    /// The diagnosis of a connection whose TLS stays closed.
    static func encrypted(_ evidence: SessionEvidence) -> Diagnosis {
        var diagnosis = Diagnosis(
            verdict:
                "The connection runs in TLS that stays closed: what was said in it, and why it ended, can't be told.")
        diagnosis.facts = tlsFacts(evidence) + endFacts(evidence)
        let closures = [Rule.tlsNoKeys, .tlsWrongKeys, .tlsUnsupportedCipher, .tlsHandshakeMissing]
        for rule in closures {
            guard let finding = evidence.finding(rule) else { continue }
            let remedy =
                rule == .tlsHandshakeMissing
                ? Remedy(.capture, "Start the capture before the connection is opened.")
                : rule == .tlsUnsupportedCipher
                    ? Remedy(.server, "Offer a cipher suite with AES-GCM or ChaCha20-Poly1305 while you debug.")
                    : Remedy(
                        .capture,
                        "Give the key log that was written while this was captured (ws101 explain keylog):",
                        lines: ["ws101 inspect FILE --keylog keys.txt"])
            diagnosis.causes.append(
                Cause(.keysMissing, strength: 100, rule.title + ".", evidence: [finding.detail], remedies: [remedy]))
        }
        return diagnosis
    }

    /// The diagnosis of a TLS handshake that failed.
    static func failedTLS(_ evidence: SessionEvidence) -> Diagnosis {
        var diagnosis = Diagnosis(
            verdict: "There never was a session: the TLS handshake failed, so that no upgrade request could be sent.",
            rfc: "RFC 8446 §6.2")
        diagnosis.facts = tlsFacts(evidence) + endFacts(evidence)
        if let event = evidence.close?.clientEvent {
            diagnosis.facts.append(
                "By the standard the client's script is told \(event.code), as for any other failure; Firefox tells it 1015."
            )
        }
        let strange = StrangeAnswer(evidence.start.strangeAnswer)
        if let alert = evidence.finding(.tlsAlert) {
            let side = alert.from ?? .server
            diagnosis.causes.append(
                Cause(
                    .tlsRefused, strength: 100, "The \(side) refused the other's part of the handshake.",
                    evidence: [alert.detail],
                    remedies: [
                        Remedy(
                            side == .client ? .server : .client,
                            side == .client
                                ? "Check the certificate that it shows: its names, its dates, and the whole chain."
                                : "Check which versions and cipher suites it offers, the server's name, and whether a "
                                    + "certificate is wanted of it.")
                    ]))
        } else if strange.kind != .none {
            diagnosis.causes.append(
                Cause(
                    .plainPort, strength: 98, "The server does not speak TLS on port \(evidence.start.server.port).",
                    evidence: ["The answer begins with \(strange.phrase)."],
                    remedies: [plainRemedy]))
        } else if let end = evidence.end {
            diagnosis.causes += hangUpCauses(end, evidence)
        }
        return diagnosis
    }

    /// The causes of an end in the middle of the handshake, without a word.
    private static func hangUpCauses(_ end: SessionEvidence.EndMark, _ evidence: SessionEvidence) -> [Cause] {
        let how = end.isReset ? "reset" : "closed"
        let remark = evidence.isClosedTLS ? "; an alert may stand in a record that stays closed." : "."
        let hungUp = Cause(
            .tlsHungUp, strength: 70, "The \(end.side) gave the handshake up without saying why.",
            evidence: ["It \(how) the connection before the handshake was complete" + remark],
            remedies: [
                Remedy(
                    end.side == .client ? .client : .server,
                    "Look at its log at that time: a certificate that it does not trust, or a firewall that knows the "
                        + "server's name, are usual.")
            ])
        guard end.side == .server, evidence.start.tls?.handshake.serverHello == nil else { return [hungUp] }
        let port = evidence.start.server.port
        let plain = Cause(
            .plainPort, strength: 60, "The server may not speak TLS on port \(port).",
            evidence: ["It answered the ClientHello with nothing."], remedies: [plainRemedy])
        return [hungUp, plain]
    }

    private static let plainRemedy = Remedy(.client, "Open ws:// instead of wss://, or the server's port for TLS.")

    /// What the hellos show.
    private static func tlsFacts(_ evidence: SessionEvidence) -> [String] {
        guard let facts = evidence.start.tls?.handshake else { return [] }
        var sentences: [String] = []
        if let name = facts.serverName { sentences.append("The client asked for \(name).") }
        if let version = facts.version?.name, let suite = facts.cipherSuite?.name {
            sentences.append("The server chose \(version) with \(suite).")
        } else if facts.clientHello != nil {
            sentences.append("The server chose nothing: no ServerHello was captured.")
        }
        return sentences
    }

    private static func endFacts(_ evidence: SessionEvidence) -> [String] {
        guard let end = evidence.end else { return ["TCP was open when the capture ended."] }
        return ["The \(end.side) ended TCP first, with a \(end.isReset ? "RST" : "FIN")."]
    }
}

extension SessionEvidence {
    /// Whether records of its TLS connection stay closed.
    fileprivate var isClosedTLS: Bool { start.tls?.isClosed == true }
}
