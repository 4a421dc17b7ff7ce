import HTTP
import Wire

// The handshake doctor: upgrade requests without an answer that is HTTP.
extension Diagnosis {
    /// The diagnosis of an upgrade request that was not answered.
    static func unanswered(_ evidence: SessionEvidence) -> Diagnosis {
        let server = evidence.start.server
        let answer = evidence.start.strangeAnswer
        var diagnosis = Diagnosis(verdict: "There never was a session: the upgrade request ", rfc: "RFC 6455 §4.1")
        let unfinished = evidence.start.handshake?.unfinished
        if let unfinished, unfinished.isFinal {
            diagnosis.verdict =
                "There never was a session: the \(unfinished.kind == .request ? "upgrade request" : "response") is not whole. "
                + unfinished.sentences
            diagnosis.rfc = "RFC 9112 §2.1"
            diagnosis.facts =
                evidence.end.map {
                    [
                        evidence.phrase($0).asSentence + ", "
                            + "\($0.time.lead(since: evidence.start.time))after the request."
                    ]
                } ?? []
        } else if answer.isEmpty {
            let end = evidence.finding(.handshakeNoResponse)?.detail ?? "No answer came."
            // Where TCP goes on, an answer may still come.
            diagnosis.verdict =
                evidence.end == nil && evidence.close?.state != .closed
                ? "There was no session so far: the upgrade request had no answer when the capture ended. \(end)"
                : diagnosis.verdict + "got no answer. \(end)"
        } else {
            let what =
                StrangeAnswer(answer).kind == .otherHTTP ? "a line that isn't HTTP/1.1" : "bytes that aren't HTTP"
            diagnosis.verdict += "was answered with \(what): \(StrangeAnswer(answer).phrase)."
        }
        diagnosis.facts += evidence.close?.clientEvent.map { ["The client's program is told \($0.code)."] } ?? []
        if let handshake = evidence.start.handshake { diagnosis.causes = requestCauses(handshake, evidence) }
        switch StrangeAnswer(answer).kind {
        case .tls:
            diagnosis.causes.append(
                tlsPort(
                    evidence, strength: 98, "The answer begins as a TLS record does: \(StrangeAnswer(answer).phrase)."))
        case .otherHTTP:
            diagnosis.causes.append(
                Cause(
                    .notHTTP, strength: 95,
                    "The answer's first line is not one of HTTP/1.1, which every client expects here.",
                    evidence: ["The answer begins with \(StrangeAnswer(answer).phrase)."],
                    remedies: [
                        Remedy(.server, "Answer with `HTTP/1.1 101 Switching Protocols`."),
                        Remedy(.proxy, "Speak HTTP/1.1 to the client that asks with it."),
                    ]))
        case .other:
            diagnosis.causes.append(
                Cause(
                    .notHTTP, strength: 95, "What listens on port \(server.port) speaks another protocol, not HTTP.",
                    evidence: ["The answer begins with \(StrangeAnswer(answer).phrase)."],
                    remedies: [Remedy(.client, "Check host and port.")]))
        case .none where unfinished?.isFinal == true: break
        case .none: diagnosis.causes += refusal(evidence).map { [$0] } ?? silentCauses(evidence)
        }
        return diagnosis
    }

    /// The diagnosis of an upgrade request of whose answer bytes are missing from the capture.
    static func answerMissing(_ evidence: SessionEvidence) -> Diagnosis {
        var diagnosis = Diagnosis(
            verdict: "How the upgrade request was answered is unknown: the capture lacks bytes of the server's answer.")
        diagnosis.facts = evidence.holes
        if let end = evidence.end { diagnosis.facts.append(evidence.phrase(end).asSentence + ".") }
        return diagnosis
    }

    /// Ports on which TLS is usual.
    static let tlsPorts: Set<UInt16> = [443, 4443, 8443, 9443]

    /// The server speaks TLS where the client does not.
    static func tlsPort(_ evidence: SessionEvidence, strength: Int, _ sentence: String) -> Cause {
        let port = evidence.start.server.port
        let isUsual = tlsPorts.contains(port)
        return Cause(
            .tlsPort, strength: strength, "The server speaks TLS on port \(port), and the client sent plain HTTP.",
            evidence: [sentence] + (isUsual ? ["Port \(port) is usually a TLS port."] : []),
            remedies: [Remedy(.client, "Open wss:// instead of ws://, or the server's port for plain HTTP.")])
    }

    private static func silentCauses(_ evidence: SessionEvidence) -> [Cause] {
        guard let end = evidence.end else {
            let transport = transportCauses(nil, evidence)
            return transport.isEmpty ? [stillWaiting()] : transport
        }
        let transport = transportCauses(end, evidence)
        guard transport.isEmpty else { return transport }
        if end.side == .server,
            end.packet < evidence.start.packet || evidence.close?.transport(.server).endedBeforeHead == true
        {
            return [staleConnection(end, evidence)]
        }
        let waited = end.time.since(evidence.start.time)
        if end.side == .client {
            return [clientGaveUp(after: end.time.span(since: evidence.start.time), "an answer came")]
        }
        var causes = [proxyHeaderCause(evidence, strength: 78)].compactMap(\.self)
        let how = end.isReset ? "reset the connection" : "closed the connection"
        if tlsPorts.contains(evidence.start.server.port) {
            causes.append(tlsPort(evidence, strength: 72, "A TLS server may hang up on plain HTTP without a word."))
        }
        causes.append(
            Cause(
                .hungUp, strength: waited > 2 * IdleTimeout.second ? 50 : 62,
                "The server, or what is in front of it, took the request and hung up: its program failed, it does not serve "
                    + "WebSocket, or it speaks another protocol.",
                evidence: [
                    "It \(how) \(end.time.lead(since: evidence.start.time))after the request, without a byte of an answer."
                ],
                remedies: [
                    Remedy(.server, "Look at its log at that time; check that this port is the WebSocket server's."),
                    Remedy(
                        .proxy,
                        "Check that what is behind it runs; a firewall may also end connections that it doesn't want."
                    ),
                ]
                    + (causes.isEmpty
                        ? [Remedy(.proxy, "If the server expects the PROXY protocol, send it: it hangs up without.")]
                        : [])))
        return causes
    }

    /// A client that waited so long, in nanoseconds, as far as that is known, and ended TCP before `what`.
    static func clientGaveUp(after waited: Int64?, _ what: String) -> Cause {
        Cause(
            .clientGaveUp, strength: 65, "The client stopped waiting, or was stopped, before \(what).",
            evidence: waited.map { ["It had waited \(Quantity.duration($0))."] } ?? [],
            remedies: [
                Remedy(
                    .server, "Find out what keeps it from answering: overload, a blocked handler, a dead backend."),
                Remedy(.client, "Allow more time for the handshake if the server is meant to be slow."),
            ])
    }

    /// A request on a connection that its server had closed a moment before: HTTP's keep-alive ran out.
    private static func staleConnection(_ end: SessionEvidence.EndMark, _ evidence: SessionEvidence) -> Cause {
        let isCrossing = end.packet > evidence.start.packet
        return Cause(
            .staleConnection, strength: 90,
            isCrossing
                ? "The client sent its request on a connection that the server was closing at that moment."
                : "The client sent its request on a connection that the server had already closed.",
            evidence: [
                isCrossing
                    ? "The server's FIN (packet \(end.packet)) does not acknowledge the request (packet "
                        + "\(evidence.start.packet)): they crossed on the way."
                    : "The server's FIN is packet \(end.packet), the request packet \(evidence.start.packet)"
                        + (evidence.start.time.span(since: end.time).map { ", \(Quantity.duration($0)) later." } ?? ".")
            ],
            remedies: [
                Remedy(.client, "Send the request once more, on a new connection."),
                Remedy(
                    .proxy,
                    "If the connection had been idle: keep idle ones for a shorter time than the server does (its keep-alive "
                        + "timeout)."),
                Remedy(
                    .server,
                    "If it closes new connections at once: look for a limit on connections, a list of allowed addresses, or "
                        + "a server that is stopping."),
            ])
    }

    private static func stillWaiting() -> Cause {
        Cause(
            .stillWaiting, strength: 50, "The server had not answered yet, or the capture lacks its answer.",
            evidence: ["Neither an answer nor an end of TCP is in the capture."],
            remedies: [
                Remedy(.capture, "Record longer, and both directions: an answer that took another way is not seen."),
                Remedy(.server, "If it really is silent: look for a blocked handler, or a dead backend."),
            ])
    }
}
