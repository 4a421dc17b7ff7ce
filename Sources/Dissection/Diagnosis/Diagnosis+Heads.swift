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
                ? "The client never ended its request: the server keeps waiting for the rest."
                : "The server never ended its response: the client keeps waiting for the rest.",
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
            remedies: headSizeRemedies(handshake.request))
    }

    /// What to do about a head that is too large: cookies are blamed only where they take most of it.
    static func headSizeRemedies(_ request: RequestHead) -> [Remedy] {
        let areCookies = request.largestHeader.map { $0.name.lowercased() == "cookie" } ?? false
        let limit = "raise the limit (in Node.js: --max-http-header-size)."
        return [
            areCookies
                ? Remedy(.client, "Delete cookies of this site.")
                : Remedy(.client, "Send fewer and shorter headers, the largest ones first."),
            Remedy(.server, areCookies ? "Set fewer and smaller cookies, or \(limit)" : limit.asSentence),
            Remedy(.proxy, "Raise its limit: in nginx", lines: ["large_client_header_buffers 4 32k;"]),
        ]
    }
}

extension RequestHead {
    /// The header whose lines take most bytes, all lines with its name together; nil where there is none.
    var largestHeader: (name: String, bytes: Int)? {
        var sizes: [String: (name: String, bytes: Int)] = [:]
        for field in fields { sizes[field.name.lowercased(), default: (field.name, 0)].bytes += field.line.count }
        // The name decides between equal ones, so that every run says the same.
        return sizes.values.max { ($0.bytes, $1.name) < ($1.bytes, $0.name) }
    }

    /// A sentence: how large the head is, and what takes most of it.
    var sizeSentence: String {
        let total =
            "The request's head has \(Quantity.count(bytes.count, "byte")) in \(Quantity.count(fields.count, "header line"))"
        guard let largest = largestHeader else { return total + "." }
        return total + "; the largest header, \(quoted(largest.name)), takes \(Quantity.count(largest.bytes)) of them."
    }
}

extension UpgradeHandshake {
    /// What the refusal's body says, as a sentence; empty where there is none.
    var bodySentences: [String] { [responseBody?.sentence].compactMap(\.self) }
}
