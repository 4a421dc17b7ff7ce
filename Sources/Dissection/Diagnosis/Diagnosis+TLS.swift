import TLS
import Wire

// Sessions in TLS that stays closed.
extension Diagnosis {
    /// The diagnosis of a connection whose TLS stays closed.
    static func encrypted(_ evidence: SessionEvidence) -> Diagnosis {
        var diagnosis = Diagnosis(
            verdict:
                "The connection runs in TLS that ws101 couldn't open, so what was said in it and why it ended is unknown."
        )
        diagnosis.facts =
            tlsFacts(evidence) + endFacts(evidence) + (evidence.end.map { tlsEndFacts($0, evidence) } ?? [])
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

    /// What the hellos show.
    static func tlsFacts(_ evidence: SessionEvidence) -> [String] {
        guard let facts = evidence.start.tls?.handshake else { return [] }
        var sentences: [String] = []
        if let name = facts.serverName { sentences.append("The client asked for \(name).") }
        if let hello = facts.serverHello {
            sentences.append("The server chose \(hello.version.label) with \(hello.cipherSuite.label).")
        } else if let suite = facts.inferredSuite {
            sentences.append(
                "The ServerHello was not captured. It chose TLS 1.3 with \(suite.label), as the records open with that."
            )
        } else if facts.clientHello != nil {
            sentences.append(missingHello(facts, evidence.start.tls?.progress))
        }
        return sentences
    }

    /// Where the ServerHello is.
    private static func missingHello(_ facts: HandshakeFacts, _ progress: HandshakeProgress?) -> String {
        guard let missing = progress?.missing else { return "The ServerHello was not captured." }
        if missing > 0 {
            return
                "\(Quantity.count(missing, "byte")) of the server are not in the capture, and no ServerHello is in it."
        }
        return facts.hasHelloRetry
            ? "The server asked for another ClientHello (HelloRetryRequest), and sent no ServerHello after that."
            : "The server sent no ServerHello: it chose nothing."
    }

    static func endFacts(_ evidence: SessionEvidence) -> [String] {
        guard let end = evidence.end else { return ["TCP was open when the capture ended."] }
        return ["The \(end.side) ended TCP first, with a \(end.isReset ? "RST" : "FIN")."]
    }
}
