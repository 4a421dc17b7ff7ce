/// A draft of the WebSocket protocol before RFC 6455 of 2011; browsers spoke them in 2010 and 2011.
public enum WebSocketDraft: Hashable, Sendable {
    /// draft-hixie-thewebsocketprotocol-75: no key, no version.
    case hixie75
    /// draft-hixie-thewebsocketprotocol-76, the same as hybi-00: Sec-WebSocket-Key1 and -Key2, and 8 bytes behind them.
    case hixie76
    /// draft-ietf-hybi-thewebsocketprotocol, by the version that it registered: 1…8 (IANA WebSocket Version Number
    /// Registry).
    case hybi(Int)

    /// What frames look like in it.
    public enum Framing: Hashable, Sendable {
        /// Text between 00 and FF.
        case hixie
        /// Like those of RFC 6455: from hybi-07 on.
        case rfc6455
        /// Another form, which ws101 does not read.
        case other
    }

    /// What its frames look like.
    public var framing: Framing {
        switch self {
        case .hixie75, .hixie76: .hixie
        case .hybi(let version): version >= 7 ? .rfc6455 : .other
        }
    }

    /// Its name and year: `hixie-76 of 2010`.
    public var name: String {
        switch self {
        case .hixie75: "hixie-75 of 2010"
        case .hixie76: "hixie-76 of 2010"
        case .hybi(8): "hybi-08 to -12 of 2011"
        case .hybi(let version): "hybi-0\(version) of \(version < 4 ? 2010 : 2011)"
        }
    }

    /// The bytes behind the head of its 101 that answer the client's challenge.
    public var challengeLength: Int { self == .hixie76 ? 16 : 0 }
}

extension RequestHead {
    /// The length of the key that follows the head in hixie-76 and the drafts after it, up to hybi-03; nil in others.
    var trailingKeyLength: Int? {
        value("Sec-WebSocket-Key1") != nil && value("Sec-WebSocket-Key2") != nil ? 8 : nil
    }
}

extension UpgradeHandshake {
    /// The draft that its heads are of; nil for RFC 6455, and where nothing proves another.
    public var draft: WebSocketDraft? { draftAndSign?.draft }

    /// What shows which draft it is, as a clause.
    var draftSign: String? { draftAndSign?.sign }

    private var draftAndSign: (draft: WebSocketDraft, sign: String)? {
        // Most are no draft's, and are asked several times.
        if request.trailingKeyLength == nil, request.value("Sec-WebSocket-Version") == "13" { return nil }
        let versions = request.values("Sec-WebSocket-Version")
        if request.trailingKeyLength != nil {
            if let number = request.value("Sec-WebSocket-Draft").flatMap({ Int($0) }), (1...3).contains(number) {
                return (.hybi(number), "it has Sec-WebSocket-Key1 and -Key2, and Sec-WebSocket-Draft is \(number)")
            }
            return (.hixie76, "it has Sec-WebSocket-Key1 and -Key2")
        }
        // 9 to 12 are reserved: no draft registered them.
        if versions.count == 1, let version = Int(versions[0]), (1...8).contains(version) {
            return (.hybi(version), "its Sec-WebSocket-Version is \(version)")
        }
        guard versions.isEmpty, key == nil else { return nil }
        if request.value("WebSocket-Protocol") != nil { return (.hixie75, "it has WebSocket-Protocol, and no key") }
        // Without an answer of that time, it may as well be a request that somebody wrote by hand.
        guard let response, response.status == 101, response.value("Sec-WebSocket-Accept") == nil,
            response.value("WebSocket-Location") != nil || response.value("WebSocket-Origin") != nil
        else { return nil }
        return (.hixie75, "it has no key, and the 101 has WebSocket-Origin or -Location")
    }

    /// What is said of a draft: its name, and nothing that RFC 6455 demands.
    func draftDefects(_ draft: WebSocketDraft) -> [HandshakeDefect] {
        let shown =
            switch draft.framing {
            case .hixie: "Its messages are shown, and nothing is judged."
            case .rfc6455: "Its frames are those of RFC 6455; they are shown, and nothing is judged."
            case .other: "Its frames differ from those of RFC 6455 and are not shown."
            }
        func note(_ rest: String) -> HandshakeDefect {
            HandshakeDefect(
                rule: .draft, blame: .client,
                detail:
                    "The request is one of \(draft.name), a draft before RFC 6455: \(draftSign ?? "its heads show it").\(rest)",
                place: .request(request.lineRange))
        }
        guard let response, response.status != 101 else { return [note(" " + shown)] }
        // There are no frames. RFC 6455, section 4.4: the server names the versions that it speaks.
        let wanted = response.values("Sec-WebSocket-Version").joined(separator: ", ")
        return [note(wanted.isEmpty ? "" : " The server asks for Sec-WebSocket-Version \(quoted(wanted)).")]
            + responseDefects(response)
    }
}
