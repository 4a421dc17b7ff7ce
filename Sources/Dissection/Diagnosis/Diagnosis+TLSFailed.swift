import HTTP
import TLS
import Wire

// TLS handshakes that were never completed: a cause must be something that the side which ended it can have seen.
extension Diagnosis {
    /// The diagnosis of a TLS handshake that failed.
    static func failedTLS(_ evidence: SessionEvidence) -> Diagnosis {
        let progress = evidence.start.tls?.progress ?? HandshakeProgress()
        var diagnosis = Diagnosis(
            verdict: progress.isEnded
                ? "There never was a session: the TLS handshake failed, so no upgrade request could be sent."
                : "There was no session so far: the TLS handshake was not complete when the capture ended.",
            rfc: progress.isEnded ? "RFC 8446 §6.2" : nil)
        diagnosis.facts = tlsFacts(evidence) + endFacts(evidence)
        let refusal = evidence.isAlertLate ? nil : refusal(evidence)
        // An alert tells it, too.
        if refusal == nil, let event = evidence.close?.clientEvent {
            diagnosis.facts.append(
                "By the standard the client's script is told \(event.code), as for any other failure; Firefox tells it 1015."
            )
        }
        if let refusal {
            diagnosis.causes.append(refusal)
        } else if StrangeAnswer(evidence.start.strangeAnswer).kind != .none {
            diagnosis.causes.append(noTLS(evidence))
        } else if let end = evidence.end {
            if !progress.hasServerSpoken {
                diagnosis.causes += silentServerCauses(end, progress, evidence)
            } else {
                diagnosis.causes.append(hangUp(end, progress, evidence))
            }
        } else {
            diagnosis.causes.append(unfinished(progress, evidence))
        }
        return diagnosis
    }

    /// The answer to the ClientHello is of another protocol.
    private static func noTLS(_ evidence: SessionEvidence) -> Cause {
        let answer = StrangeAnswer(evidence.start.strangeAnswer)
        let port = evidence.start.server.port
        let name = answer.protocolName
        return Cause(
            .plainPort, strength: 98,
            "The server does not speak TLS on port \(port)"
                + (name.map { ": it speaks \($0 == "HTTP" ? "plain HTTP" : $0)." } ?? "."),
            evidence: ["The first bytes that it sent are \(answer.phrase)."],
            remedies: [name == nil || name == "HTTP" ? plainRemedy : Remedy(.client, "Check host and port.")])
    }

    private static let plainRemedy = Remedy(.client, "Open ws:// instead of wss://, or the server's port for TLS.")

    // MARK: No answer

    /// The causes where the server never sent a byte: nothing that it would have sent can be one.
    private static func silentServerCauses(
        _ end: SessionEvidence.EndMark, _ progress: HandshakeProgress, _ evidence: SessionEvidence
    ) -> [Cause] {
        let hello = progress.helloTime ?? evidence.start.time
        let waited = end.time.since(hello)
        let lead = end.time.lead(since: hello)
        let noCertificate = "No certificate had been sent, so none can have been refused."
        if end.side == .client {
            let isTimeout = waited >= IdleTimeout.second / 2
            return [
                Cause(
                    .clientGaveUp, strength: 85,
                    isTimeout
                        ? "The server answered the ClientHello with nothing for \(Quantity.duration(waited)), and the client gave up."
                        : "The client ended the connection \(lead)after its ClientHello, before any answer.",
                    evidence: arrival(progress) + [noCertificate],
                    remedies: [
                        Remedy(
                            progress.isHelloAcknowledged == false ? .capture : .server,
                            progress.isHelloAcknowledged == false
                                ? "Record at the server, too: something on the way may drop the ClientHello."
                                : "Find out what keeps it from answering: overload, a program that accepts no more "
                                    + "connections, or one that waits for something else first, such as a PROXY header."
                        ),
                        Remedy(.client, "Allow more time for the handshake if the server is meant to be slow."),
                    ])
            ]
        }
        let name = evidence.start.tls?.handshake.serverName.map { " (\(quoted($0)))" } ?? ""
        let hungUp = Cause(
            .tlsHungUp, strength: 70,
            end.isReset
                ? "The server, or a device on the way, reset the connection in answer to the ClientHello."
                : "The server hung up on the ClientHello without an alert.",
            evidence: [
                "It \(end.isReset ? "reset" : "closed") the connection \(lead)after the ClientHello, before the handshake "
                    + "was complete, and without a byte of an answer.", noCertificate,
            ] + evidence.lateAlert,
            remedies: [
                Remedy(.server, "Look at its log at that time: does it know the server's name\(name)?"),
                Remedy(.proxy, "Check whether a firewall ends connections by the server's name."),
            ])
        let plain = Cause(
            .plainPort, strength: 60, "The server may not speak TLS on port \(evidence.start.server.port).",
            evidence: ["It answered the ClientHello with nothing."], remedies: [plainRemedy])
        return [hungUp, plain]
    }

    /// The capture ended first.
    private static func unfinished(_ progress: HandshakeProgress, _ evidence: SessionEvidence) -> Cause {
        let hello = progress.helloTime ?? evidence.start.time
        let waited =
            (evidence.close?.time ?? hello).span(since: hello).map { ", \(Quantity.duration($0)) after it" } ?? ""
        return Cause(
            .stillWaiting, strength: 50,
            progress.hasServerSpoken
                ? "The handshake was still going on, or had stalled, when the capture ended."
                : "The server had not answered the ClientHello when the capture ended\(waited).",
            evidence: arrival(progress),
            remedies: [
                Remedy(.capture, "Record longer, and both directions: an answer that took another way is not seen."),
                Remedy(
                    .server, "If it really is silent: look for overload, or a program that waits for something else."),
            ])
    }

    /// Whether the ClientHello reached the server: a sentence, where that is known.
    private static func arrival(_ progress: HandshakeProgress) -> [String] {
        guard !progress.hasServerSpoken, let isAcknowledged = progress.isHelloAcknowledged else { return [] }
        return [
            isAcknowledged
                ? "The server's TCP acknowledged the ClientHello: it arrived, and the server's program sent nothing."
                : "The server never acknowledged the ClientHello: it may not have arrived."
        ]
    }

    // MARK: Answers that led nowhere

    /// An end in the middle of the handshake, without an alert that could be read.
    private static func hangUp(
        _ end: SessionEvidence.EndMark, _ progress: HandshakeProgress, _ evidence: SessionEvidence
    ) -> Cause {
        let facts = evidence.start.tls?.handshake
        var sentences = ["It \(end.isReset ? "reset" : "closed") the connection before the handshake was complete."]
        if progress.isClientAlertLikely, end.side == .client {
            sentences.append(
                "Its last record couldn't be opened. It is as long as an alert, and an alert would say why.")
        }
        sentences += evidence.lateAlert
        guard end.side == .client else {
            return Cause(
                .tlsHungUp, strength: 70, "The server gave up the handshake without an alert.", evidence: sentences,
                remedies: [Remedy(.server, "Look at its log at that time.")])
        }
        if facts?.hasHelloRetry == true, facts?.serverHello == nil {
            if progress.clientHellos < 2 {
                sentences.append("The server had asked for another ClientHello (HelloRetryRequest), and none came.")
            } else {
                sentences.append("Its second ClientHello, which the server had asked for, was not answered.")
            }
        }
        var remedies = [Remedy(.client, "Look at its log at that time.")]
        switch progress.certificate {
        case .notSent: sentences.append("The server hadn't sent a certificate yet, so none can have been refused.")
        case .sent where progress.isCertificateAcknowledged:
            sentences.append("It had received the server's certificate.")
            remedies = [
                Remedy(
                    .client, "Look at its log at that time: a certificate that it does not trust is a usual reason.")
            ]
        case .sent where evidence.isAlertLate:
            // What was sent after its end says nothing of what it had received before.
            remedies = [
                Remedy(
                    .client,
                    "Look at its log at that time: a certificate that it does not trust, such as a self-signed one, is a "
                        + "possible reason.")
            ]
        case .sent: sentences.append("It had not acknowledged all that the server sent.")
        case .unknown: break
        }
        return Cause(
            .tlsHungUp, strength: 70,
            progress.isClientAlertLikely
                ? "The client gave up the handshake, probably with an alert that can't be decrypted."
                : "The client gave up the handshake without saying why.",
            evidence: sentences, remedies: remedies)
    }
}

extension SessionEvidence {
    /// Whether an alert only answers what the other side did: it came after that side had ended TCP.
    var isAlertLate: Bool {
        guard let alert = finding(.tlsAlert), let end else { return false }
        return alert.from == end.side.peer && alert.time >= end.time
    }

    /// Such an alert, in a sentence.
    var lateAlert: [String] {
        guard isAlertLate, let end, let name = start.tls?.alert?.description.name else { return [] }
        return ["After that, the \(end.side.peer) sent the alert \(name)."]
    }
}
