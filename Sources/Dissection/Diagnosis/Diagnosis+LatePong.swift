import WebSocket
import Wire

// A Ping without a Pong, where TCP shows why none could come.
extension Diagnosis {
    /// Takes back that the peer of `side` did not answer its Ping, where what TCP shows explains that, and says so there.
    ///
    /// A Pong comes after what TCP could not deliver, and waits as long as that.
    static func explainLatePong(
        to side: Side, until end: Timestamp, _ causes: inout [Cause], _ evidence: SessionEvidence
    ) {
        guard let late = causes.firstIndex(where: { $0.kind == .keepaliveTimeout }), let ping = causes[late].frame,
            let trouble = troubles(of: side, until: end, evidence).first(where: { trouble in
                causes.contains { $0.kind == trouble.kind && $0.likelihood != .possible }
            }), let index = causes.firstIndex(where: { $0.kind == trouble.kind })
        else { return }
        causes[index].evidence.append("The \(side)'s Ping in frame \(ping) got no Pong: \(trouble.why)")
        causes[index].strengthen(to: causes[late].strength)
        causes.remove(at: late)
    }

    /// What TCP shows that kept a Pong from `side` before `end`, the surest first.
    private static func troubles(
        of side: Side, until end: Timestamp, _ evidence: SessionEvidence
    ) -> [(kind: Kind, why: String)] {
        let peer = side.peer
        var troubles: [(kind: Kind, why: String)] = []
        func isEarly(_ mark: TransportEvidence.Mark?) -> Bool { mark.map { $0.time <= end } ?? false }
        if evidence.isWaitingForWindow(of: side), isEarly(evidence.close?.transport(side).closedWindow?.since) {
            troubles.append((.receiverStalled, "nothing can be sent to a window that is closed."))
        }
        if evidence.isWaitingInVain(peer), isEarly(evidence.close?.transport(peer).unacknowledged?.first) {
            let why =
                "TCP delivers in order, so nothing that the \(peer) sent after the lost segment could arrive."
            troubles += [(.largePacketsLost, why), (.peerUnreachable, why)]
        }
        if isEarly(evidence.lostOnTheWay(by: peer)?.first) {
            troubles.append(
                (.largePacketsLost, "TCP delivers in order, so nothing can arrive before the lost bytes."))
        }
        if evidence.isWaitingInVain(side), isEarly(evidence.close?.transport(side).unacknowledged?.first) {
            let why = "it, or the Pong, may have been lost as well."
            troubles += [(.largePacketsLost, why), (.peerUnreachable, why)]
        }
        if let window = evidence.close?.transport(peer).closedWindow, window.isClosed, isEarly(window.since) {
            troubles.append((.receiverStalled, "a program that does not read answers no Ping."))
        }
        return troubles
    }
}
