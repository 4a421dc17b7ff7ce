import HTTP

// Drafts before RFC 6455, and PROXY protocol headers: what a peer that does not know them makes of them.
extension Diagnosis {
    /// The diagnosis of a session of a draft.
    static func draft(_ evidence: SessionEvidence) -> Diagnosis {
        let name = evidence.start.handshake?.draft?.name ?? "a draft"
        var diagnosis = Diagnosis(
            verdict:
                "The session is one of \(name), a draft before RFC 6455. Its end is not judged by rules that came later."
        )
        diagnosis.facts = [
            evidence.end.map { evidence.phrase($0).asSentence + "." } ?? "The end of TCP is not in the capture."
        ]
        diagnosis.facts += evidence.holes
        diagnosis.causes = [draftCause(evidence)].compactMap(\.self)
        return diagnosis
    }

    /// A request of a draft, which few servers know.
    static func draftCause(_ evidence: SessionEvidence) -> Cause? {
        guard let finding = evidence.finding(.handshakeDraft), let draft = evidence.start.handshake?.draft else {
            return nil
        }
        let isAccepted = evidence.start.handshake?.isAccepted ?? false
        return Cause(
            .draft, strength: isAccepted ? 50 : 92,
            isAccepted
                ? "One side may have expected RFC 6455: current browsers do not speak \(draft.name), and few servers do."
                : "The client speaks \(draft.name), which few servers still do.",
            evidence: [finding.detail],
            remedies: [
                Remedy(.client, "Use a client of RFC 6455 (Sec-WebSocket-Version: 13)."),
                Remedy(.server, "Serve RFC 6455 as well, so that current clients can connect."),
            ])
    }

    /// A PROXY protocol header before the request, where the server took the connection badly.
    static func proxyHeaderCause(_ evidence: SessionEvidence, strength: Int) -> Cause? {
        guard let finding = evidence.finding(.handshakeProxyLine) else { return nil }
        return Cause(
            .proxyHeader, strength: strength,
            "The server does not expect the PROXY protocol header that a load balancer sent before the request.",
            evidence: [finding.detail],
            remedies: [
                Remedy(
                    .server,
                    "Let it read the PROXY protocol on this port: in nginx `listen 80 proxy_protocol;`, in Node a library for it."
                ),
                Remedy(
                    .proxy,
                    "Or send none: without send-proxy in HAProxy, proxy_protocol in nginx, proxy protocol v2 in AWS."),
            ])
    }
}
