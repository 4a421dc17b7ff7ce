import Wire

// What the other leg of a session, before or after a proxy, shows of its end.
extension Diagnosis {
    /// Weighs what the session's other legs show.
    mutating func weighLegs(_ evidence: SessionEvidence) {
        for link in evidence.legs {
            guard let (own, other) = link.legs(from: evidence.start.session) else { continue }
            facts.append(
                "Session \(other.session) (\(other.client) → \(other.server)) is another leg of this session: "
                    + "\(link.evidence.phrase).")
            facts.append(Self.ends(own, other))
            if weighUpgrade(own, other, nearerClient: link.nearerClient) { continue }
            guard let ownEnd = own.end, let otherEnd = other.end, let nearerClient = link.nearerClient else { continue }
            // The side of this leg that faces the other one: of the leg nearer to the client it is the server.
            let between: Side = nearerClient == own.session ? .server : .client
            if ownEnd.side == between, otherEnd.side == between, otherEnd.time <= ownEnd.time {
                passedOn(otherEnd, ownEnd, by: other)
            } else if ownEnd.side == between, otherEnd.side == between.peer {
                endedBetween(ownEnd, otherEnd, evidence)
            } else if ownEnd.side == between.peer, ownEnd.time <= otherEnd.time {
                // It began here: nothing was passed on to this leg.
                causes.removeAll { $0.kind == .otherLegEnded }
            }
        }
    }

    /// Weighs that the request has Upgrade in the leg nearer to the client, and not in the other one: what is between took
    /// it away.
    ///
    /// - Returns: whether it is so.
    private mutating func weighUpgrade(_ own: LegLink.Leg, _ other: LegLink.Leg, nearerClient: Int?) -> Bool {
        guard let nearerClient, let asks = own.asksForUpgrade, let otherAsks = other.asksForUpgrade,
            asks != otherAsks, asks == (nearerClient == own.session)
        else { return false }
        let other = other.session
        causes.removeAll { $0.kind == .otherLegEnded }
        // Whoever was asked for no upgrade refuses rightly.
        for index in causes.indices { causes[index].weaken(to: min(causes[index].strength, 60)) }
        let found = causes.firstIndex { $0.kind == .upgradeStripped }
        var cause = found.map { causes.remove(at: $0) } ?? Cause(.upgradeStripped, strength: 98, "", evidence: [])
        cause.strengthen(to: 98)
        cause.claim = "What is between the two legs did not pass the upgrade on."
        cause.evidence.append(
            asks
                ? "The request of session \(other), the leg nearer to the server, has no Upgrade: websocket."
                : "The request of session \(other), the leg nearer to the client, has Upgrade: websocket.")
        cause.remedies = ProxyAdvice.forwardUpgrade
        causes.append(cause)
        return true
    }

    /// A sentence that says how the other of two legs ended, and whether that was before or after this one.
    private static func ends(_ own: LegLink.Leg, _ other: LegLink.Leg) -> String {
        guard let end = other.end else { return "No end of that leg is in the capture." }
        guard let ownEnd = own.end else { return "There \(end.phrase)." }
        let delay = end.time.since(ownEnd.time)
        let span = Quantity.duration(Int64(clamping: delay.magnitude))
        let when = delay == 0 ? "at the same time" : span + (delay < 0 ? " earlier" : " later")
        return "There, \(when), \(end.phrase)."
    }

    /// The end came from the far side of the other leg, and reached this one afterwards.
    private mutating func passedOn(_ end: LegLink.End, _ own: LegLink.End, by other: LegLink.Leg) {
        let remedy = Remedy(
            .capture, "Look at that leg:", lines: ["ws101 inspect FILE --session \(other.session) --why"])
        let delay = own.time.span(since: end.time).map { ", \(Quantity.duration($0)) earlier" } ?? ""
        switch own.kind {
        // The Close was passed on as it is: its code means here what it means there.
        case .close: return
        case .refusal:
            guard case .refusal = end.kind else { return }
            causes.append(
                Cause(
                    .otherLegEnded, strength: 96,
                    "The refusal came through the other leg, session \(other.session), and was passed on.",
                    evidence: ["There \(end.phrase)\(delay)."], remedies: [remedy]))
        case .fin, .reset:
            // Whatever is said of the sender of this leg's end is about what is between: that only passed it on.
            causes = [
                Cause(
                    .otherLegEnded, strength: 96,
                    "The end came through the other leg, session \(other.session), and was passed on.",
                    evidence: ["There \(end.phrase)\(delay)."], remedies: [remedy])
            ]
        }
    }

    /// Each leg was ended by the side that faces the other one.
    private mutating func endedBetween(_ own: LegLink.End, _ other: LegLink.End, _ evidence: SessionEvidence) {
        guard own.isTransport, other.isTransport, let side = own.side else { return }
        // Neither of the two programs ended it.
        causes.removeAll { [.processEnded, .socketDropped, .otherLegEnded].contains($0.kind) }
        let sentence =
            "This leg was ended by its \(side) and the other one by its \(side.peer), and these are the same: what is "
            + "between the legs. Neither the client nor the server ended the session."
        if let index = causes.firstIndex(where: { $0.kind == .idleTimeout }) {
            causes[index].evidence.append(sentence)
            causes[index].strengthen(to: 90)
            return
        }
        var sentences = [sentence]
        var remedies = [
            Remedy(.proxy, "Look at its log at that time: was it stopped or reloaded, did it give up a peer?")
        ]
        if let silence = evidence.silence, silence >= IdleTimeout.second {
            sentences.append(
                "No data had been sent for \(Quantity.duration(silence)): one of its timers may have run out.")
            remedies += ProxyAdvice.tunnelTimeouts
        }
        causes.append(
            Cause(
                .endedBetween, strength: 86,
                "What is between the two legs (a proxy, a load balancer, a NAT) ended both.", evidence: sentences,
                remedies: remedies))
    }
}

extension LegLink.Evidence {
    /// A clause that says what the legs have in common.
    public var phrase: String {
        switch self {
        case .key: "both requests have the same Sec-WebSocket-Key"
        case .maskingKeys(let count):
            "the \(count) frames of the client that were compared, its first, have the same payloads and masking keys in both"
        case .payloads(let count):
            "the \(count) frames that were compared, the first of each side, are the same in both, and came in the order of a "
                + "proxy's legs"
        }
    }
}

extension LegLink.End {
    /// Whether TCP ended without a Close.
    fileprivate var isTransport: Bool { kind == .fin || kind == .reset }

    /// A clause that says who ended the leg, and how.
    var phrase: String {
        let who = side.map { "the \($0)" } ?? "both sides"
        return switch kind {
        case .close(let code): "\(who) sent \(side == nil ? "a Close" : "the first Close, \(code ?? 1005)")"
        case .fin: "\(who) ended TCP with a FIN in packet \(packet)"
        case .reset: "\(who) reset TCP (RST in packet \(packet))"
        case .refusal(let status): "\(who) refused the upgrade" + (status.map { " with \($0)" } ?? "")
        }
    }
}
