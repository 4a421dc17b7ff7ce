import HTTP
import WebSocket
import Wire

/// What is kept of a session to recognise another leg of it.
struct SessionLeg {
    private var leg: LegLink.Leg
    private let key: LegTrait?
    /// The time in which its handshake was under way; of a session that was open already, when it was seen first.
    private let asked: Timestamp
    private var answered: Timestamp?
    private var ended: Timestamp
    private let hasHandshake: Bool
    private var refusal: LegLink.End?
    @Boxed() private var sign: LegSign?

    /// The session's number.
    var session: Int { leg.session }

    /// The longest Sec-WebSocket-Key that is kept: a proper one has 24 characters.
    private static let longestKey = 64
    /// So many equal frames of both sides make a session another's leg, if all else speaks for it, too.
    private static let fewestFrames = 4
    /// So many payload bytes must they have: short messages are the same in many sessions.
    private static let fewestBytes = 64

    /// A session that begins.
    init(_ start: SessionEvent) {
        leg = LegLink.Leg(session: start.session, client: start.client, server: start.server, end: nil)
        let handshake = start.handshake
        if let request = handshake?.request, !request.isCut {
            leg.asksForUpgrade = request.hasElement("websocket", in: "Upgrade")
        }
        key = handshake?.key.flatMap { $0.utf8.count <= Self.longestKey ? LegTrait(key: $0) : nil }
        asked = start.time
        answered = start.responseTime
        ended = start.time
        hasHandshake = start.handshake != nil
        if start.outcome == .refused, let time = start.responseTime, let packet = start.responsePacket {
            refusal = LegLink.End(kind: .refusal(start.handshake?.status), side: .server, time: time, packet: packet)
        }
    }

    /// Takes its end.
    mutating func end(_ close: CloseEvent) {
        ended = max(ended, close.time)
        leg.end = refusal ?? close.firstEnd
        _sign = close.$sign
    }

    /// What another leg of it has, too.
    var traits: [LegTrait] {
        var traits: [LegTrait] = []
        if let key { traits.append(key) }
        guard let sign else { return traits }
        let (client, server) = (sign.directions[0], sign.directions[1])
        if client.count >= 2 { traits.append(LegTrait(maskingKeysOf: client)) }
        if client.count >= 1, server.count >= 1 { traits.append(LegTrait(payloads: client, server)) }
        return traits
    }

    /// How it belongs together with another session; nil if that is not certain.
    func link(to other: SessionLeg) -> LegLink? {
        guard asked <= other.ended, other.asked <= ended else { return nil }
        let comparison = sign.flatMap { own in other.sign.map { own.compared(to: $0) } }
        guard comparison?.differs != true, let evidence = evidence(other, comparison) else { return nil }
        let (first, second) = leg.session < other.leg.session ? (leg, other.leg) : (other.leg, leg)
        return LegLink(
            first: first, second: second, evidence: evidence, nearerClient: nearerClient(other, comparison))
    }

    private func evidence(_ other: SessionLeg, _ comparison: LegSign.Comparison?) -> LegLink.Evidence? {
        // Two connections of one client to one server are no legs, even if it uses one key for both.
        let isSameRoute = leg.server == other.leg.server && leg.client.address == other.leg.client.address
        if let key, key == other.key, isHandshakeAtOnce(with: other), !isSameRoute, isPassedOn(other, comparison) {
            return .key
        }
        guard let comparison else { return nil }
        if comparison.sameKeys >= 2 { return .maskingKeys(comparison.sameKeys) }
        let isBehind =
            comparison.isNearerClient && leg.server.address == other.leg.client.address
            || comparison.isNearerServer && leg.client.address == other.leg.server.address
        let frames = comparison.same[0] + comparison.same[1]
        guard isBehind, leg.server != other.leg.server, comparison.same[0] > 0, comparison.same[1] > 0,
            frames >= Self.fewestFrames, comparison.bytes >= Self.fewestBytes
        else { return nil }
        return .payloads(frames)
    }

    /// Whether the same key need not be one that many clients have, as those have that were written for a test.
    private func isPassedOn(_ other: SessionLeg, _ comparison: LegSign.Comparison?) -> Bool {
        // What translates addresses leaves one end as it is, and every byte of the payload.
        let isTranslated = leg.server == other.leg.server || leg.client == other.leg.client
        guard let comparison, comparison.same[0] > 0 else {
            return !isTranslated || nearerClient(other, comparison) != nil
        }
        guard comparison.isMaskedAnew else { return true }
        return !isTranslated && (comparison.same[1] == 0 || comparison.isNearerClient || comparison.isNearerServer)
    }

    private func isHandshakeAtOnce(with other: SessionLeg) -> Bool {
        asked <= other.answered ?? other.ended && other.asked <= answered ?? ended
    }

    /// The one of two legs that is nearer to the client, by the order in which things passed them.
    private func nearerClient(_ other: SessionLeg, _ comparison: LegSign.Comparison?) -> Int? {
        if let comparison, comparison.isNearerClient != comparison.isNearerServer {
            return comparison.isNearerClient ? leg.session : other.leg.session
        }
        guard hasHandshake, other.hasHandshake, asked != other.asked else { return nil }
        let isOwnFirst = asked < other.asked
        let (outer, inner) = isOwnFirst ? (self, other) : (other, self)
        if let last = outer.answered, let first = inner.answered, last < first { return nil }
        return outer.leg.session
    }
}

extension CloseEvent {
    /// What ended the session first; nil if nothing did, or that, or a side of it, was not captured.
    var firstEnd: LegLink.End? {
        guard unseen == nil else { return nil }
        if initiator != .none, let closing = firstClosing {
            let side: Side? =
                switch initiator {
                case .client: .client
                case .server: .server
                case .both, .none: nil
                }
            let body = side == .server ? serverSent : clientSent
            return .init(kind: .close(body?.code.map(Int.init)), side: side, time: closing.time, packet: closing.packet)
        }
        if let reset, fins.first.map({ reset.packet < $0.packet }) ?? true {
            return .init(kind: .reset, side: reset.side, time: reset.time, packet: reset.packet)
        }
        guard let fin = fins.first, fin.isCaptured else { return nil }
        return .init(kind: .fin, side: fin.side, time: fin.time, packet: fin.packet)
    }

    /// When the first Close that began the closing handshake came, and its packet.
    private var firstClosing: (time: Timestamp, packet: Int)? {
        var first: (time: Timestamp, packet: Int)?
        for side in Side.allCases {
            for change in states(side) where change.state == .closing && change.frame != nil {
                if change.packet < first?.packet ?? .max { first = (change.time, change.packet) }
            }
        }
        return first
    }
}
