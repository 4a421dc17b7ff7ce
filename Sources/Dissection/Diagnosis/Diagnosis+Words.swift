import HTTP
import WebSocket
import Wire

// The phrases that several diagnoses share.
extension SessionEvidence {
    /// A frame in words: `frame 4, a Ping from the server`.
    func phrase(_ mark: FrameMark) -> String { "frame \(mark.frame), \(mark.opcode.phrase) from the \(mark.side)" }

    /// When something was, counted from the request as the ladder does.
    ///
    /// A clock that was set back may put it before the request.
    func at(_ time: Timestamp) -> String {
        let since = time.since(start.time)
        return since < 0 ? "−\(Quantity.duration(-max(since, -.max)))" : Quantity.duration(since)
    }

    /// How TCP ended, for the middle of a sentence: `the server ended TCP with a FIN in packet 9`.
    func phrase(_ end: EndMark) -> String {
        if end.isForeign { return "TCP was reset in the \(end.side)'s name (RST in packet \(end.packet))" }
        if let other = end.otherReset {
            return "TCP was reset in both directions (RST from the \(end.side) in packet \(end.packet), from the "
                + "\(end.side.peer) in packet \(other.packet))"
        }
        if end.isReset { return "the \(end.side) reset TCP (RST in packet \(end.packet))" }
        guard let other = end.otherFIN else { return "the \(end.side) ended TCP with a FIN \(end.mark.place)" }
        return switch end.finOrder {
        case .captured, .acknowledged: "the \(end.side) ended TCP with a FIN \(end.mark.place)"
        case .reversed:
            "the \(end.side) ended TCP first, with a FIN in packet \(end.packet): the \(other.side)'s FIN acknowledges it, "
                + "although it was captured earlier (packet \(other.packet))"
        case .crossed:
            "the \(end.side) ended TCP with a FIN in packet \(end.packet), and the \(other.side) with one of its own "
                + "(packet \(other.packet)) before that had reached it"
        }
    }

    /// A sentence about a side that sent no whole frame.
    func nothingFrom(_ side: Side) -> String {
        if !findings(.streamGap, from: side).isEmpty { return "No whole frame of the \(side) was captured." }
        return self[side].unfinished == nil
            ? "The \(side) had sent no frame at all." : "The \(side) had sent no whole frame."
    }

    /// A sentence about a frame of `side` that is under way as the capture ends; nil where there is none.
    func underWay(_ side: Side) -> String? {
        self[side].unfinished.map {
            "Frame \($0.frame) from the \(side) is not complete: \(Quantity.count($0.received)) of "
                + "\(Quantity.announced($0.announced, "payload byte")) were captured."
        }
    }

    /// A sentence with what the two programs are told; nil while they are told nothing.
    ///
    /// Where one of them may not have read a Close that was sent, it says so.
    var reports: String? {
        guard let client = told(.client) else {
            return told(.server).map { "The server's program is told \($0)\(doubt(.client))." }
        }
        guard let server = told(.server) else { return "The client's program is told \(client)\(doubt(.server))." }
        if client == server { return "Both programs are told \(client)." }
        return "The client's program is told \(client), the server's \(server)."
    }

    /// The code that the program of `side` is told; nil where that depends on what the bytes do not show.
    private func told(_ side: Side) -> Int? { (side == .client ? close?.clientEvent : close?.serverEvent)?.code }

    /// The rest of a sentence: that nobody knows what `side` took of its peer's Close; empty where that is not the question.
    private func doubt(_ side: Side) -> String {
        guard close?.state == .closed, self[side].close == nil, let body = self[side.peer].close?.body,
            !body.isCodeMissing
        else { return "" }
        return "; whether the \(side)'s program read the Close is unknown"
    }

    /// Sentences about what the capture lacks, which weakens every conclusion.
    var holes: [String] {
        var sentences: [String] = []
        let gaps = count(.streamGap)
        if gaps > 0 {
            sentences.append(
                "The capture lacks bytes of the session in \(Quantity.count(gaps, "place")) (stream.gap): what was there "
                    + "is unknown.")
        }
        if start.outcome == .midstream {
            sentences.append("The capture begins in the middle of the session: what came before is unknown.")
        }
        return sentences
    }

    /// What shows that a proxy stands between, as a phrase.
    var proxySign: String? {
        start.tunnel.map { "the session goes through a CONNECT tunnel to \(quoted($0))" } ?? forwardingSign
    }

    /// What shows that a proxy forwarded the request or the answer, as a phrase: `the request has X-Forwarded-For`.
    var forwardingSign: String? {
        guard let handshake = start.handshake else { return nil }
        let forwarded = ["Via", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "Forwarded"]
            .filter { handshake.request.value($0) != nil }
        if !forwarded.isEmpty { return "the request has \(forwarded.joined(separator: ", ")), which a proxy adds" }
        guard let response = handshake.response else { return nil }
        if let via = response.value("Via") { return "the answer has Via: \(quoted(via))" }
        let proxies = ["nginx", "cloudflare", "envoy", "awselb", "haproxy", "varnish", "traefik", "caddy", "openresty"]
        guard let server = response.value("Server"),
            proxies.contains(where: { server.lowercased().hasPrefix($0) })
        else { return nil }
        return "the answer names \(quoted(server)) as its server"
    }
}

extension Opcode {
    /// The frame in a sentence: `a Ping`, `a text frame`.
    var phrase: String {
        switch self {
        case .text, .binary, .continuation: "a \(name) frame"
        case .close: "a Close"
        case .ping: "a Ping"
        case .pong: "a Pong"
        default: "a frame with opcode \(rawValue)"
        }
    }
}

extension SessionEvidence.MessageMark {
    /// The message in a sentence: `message 3 (text, 1,048,577 bytes, frame 7)`.
    var phrase: String {
        "message \(message) (\(kind.rawValue), \(Quantity.count(bytes, "byte"))\(isComplete ? "" : " so far"), "
            + "frame \(frame))"
    }
}

extension String {
    /// The sentence with a capital letter.
    var asSentence: String { prefix(1).uppercased() + dropFirst() }

    /// A title as part of a sentence: with a small letter, unless it begins with an abbreviation.
    var asClause: String {
        dropFirst().first?.isLowercase == false && count > 1 && self[index(after: startIndex)] != " "
            ? self : prefix(1).lowercased() + dropFirst()
    }
}
