import HTTP

// Heads that are not whole, or too large; what a refusal's body says.
extension Diagnosis {
    /// A head whose empty line never came.
    static func unfinishedCause(_ handshake: UpgradeHandshake) -> Cause? {
        guard let unfinished = handshake.unfinished, unfinished.isFinal else { return nil }
        let isRequest = unfinished.kind == .request
        return Cause(
            .headUnfinished, strength: 97,
            isRequest
                ? "The client never ended its request: the server goes on waiting for the rest."
                : "The server never ended its response: the client goes on waiting for the rest.",
            evidence: [unfinished.sentences],
            remedies: [
                Remedy(
                    isRequest ? .client : .server,
                    "Send an empty line (CR LF alone) after the last header line, and flush what is buffered.")
            ])
    }

    /// A request that is larger than servers accept, if it was refused for that, or may have been.
    static func tooLargeCause(_ handshake: UpgradeHandshake) -> Cause? {
        let size = handshake.request.bytes.count
        // Every common server accepts 8 KiB.
        let isLarge = size > 8 << 10
        guard handshake.unfinished == nil,
            handshake.status == 431 || isLarge && [nil, 400, 413, 414].contains(handshake.status)
        else { return nil }
        return Cause(
            .headTooLarge, strength: handshake.status == 431 ? 92 : size > 64 << 10 ? 80 : 58,
            "The request's headers are larger than the server accepts.",
            evidence: [handshake.request.sizeSentence] + handshake.bodySentences,
            remedies: headSizeRemedies)
    }

    static let headSizeRemedies = [
        Remedy(.client, "Delete cookies of this site, or shorten the largest header."),
        Remedy(.server, "Set fewer and smaller cookies, or raise the limit (--max-http-header-size in Node)."),
        Remedy(.proxy, "Raise its limit: in nginx", lines: ["large_client_header_buffers 4 32k;"]),
    ]
}

extension RequestHead {
    /// A sentence: how large the head is, and what takes most of it.
    var sizeSentence: String {
        let total = "The request's head has \(Quantity.count(bytes.count, "byte"))"
        guard let largest = fields.max(by: { $0.line.count < $1.line.count }) else { return total + "." }
        return total + "; the largest header, \(quoted(largest.name)), takes \(Quantity.count(largest.line.count))."
    }
}

extension UpgradeHandshake {
    /// What the refusal's body says, as a sentence; empty where there is none.
    var bodySentences: [String] { [responseBody?.sentence].compactMap(\.self) }
}
