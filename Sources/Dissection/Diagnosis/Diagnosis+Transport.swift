import Wire

// Causes that TCP's own segments show: a way that lets nothing through, a host that is gone, a program that does not read.
extension Diagnosis {
    /// What TCP shows of the end `end` (nil: there is none yet), the strongest first.
    static func transportCauses(_ end: SessionEvidence.EndMark?, _ evidence: SessionEvidence) -> [Cause] {
        let causes = Side.allCases.flatMap { side in
            [
                closedWindow(of: side, evidence), unacknowledged(by: side, evidence),
                lostAhead(by: side, evidence), unansweredProbes(by: side, evidence),
            ].compactMap(\.self).prefix(1)
        }
        return together(causes, evidence) + [foreignReset(end, evidence)].compactMap(\.self)
    }

    /// Both directions that let nothing through as one cause.
    private static func together(_ causes: [Cause], _ evidence: SessionEvidence) -> [Cause] {
        guard causes.count == 2, var cause = causes.first, causes.allSatisfy({ $0.kind == .peerUnreachable }),
            Side.allCases.allSatisfy(evidence.isWaitingInVain)
        else { return causes }
        cause.claim =
            "What either side sent no longer reached the other, or the acknowledgments did not come back: the network "
            + "between them broke, or one of the hosts is gone."
        for other in causes.dropFirst() {
            cause.since = [cause.since, other.since].compactMap(\.self).min()
            cause.evidence += other.evidence.filter { !cause.evidence.contains($0) }
            cause.remedies += other.remedies.filter { !cause.remedies.contains($0) }
        }
        return [cause]
    }

    /// Sentences on what TCP shows, without a claim.
    static func transportFacts(_ evidence: SessionEvidence) -> [String] {
        Side.allCases.flatMap { side -> [String] in
            guard let transport = evidence.close?.transport(side) else { return [] }
            var sentences: [String] = []
            if evidence.isWaitingInVain(side), let lost = transport.unacknowledged {
                sentences.append(lost.sentence(by: side))
            }
            if let late = transport.delayed, late.span >= Session.noteworthyDelay {
                sentences.append(late.delaySentence(by: side))
            }
            if let window = transport.closedWindow, window.duration >= Session.noteworthyWindow {
                sentences.append(window.sentence(of: side))
            }
            return sentences
        }
    }

    /// Data that was sent again and again: a way that is too narrow, or one on which nothing is heard any more.
    private static func unacknowledged(by side: Side, _ evidence: SessionEvidence) -> Cause? {
        guard evidence.isWaitingInVain(side), let transport = evidence.close?.transport(side),
            let lost = transport.unacknowledged
        else { return nil }
        var sentences = [lost.sentence(by: side)]
        if lost.isLargerThanAcknowledged {
            sentences.append(
                "Segments of up to \(Quantity.count(lost.largestAcknowledged, "byte")) were acknowledged. This is not an idle "
                    + "connection, and a Ping, which is small, would not have helped.")
            return Cause(
                .largePacketsLost, strength: 92,
                "Large packets from the \(side) do not get through: a link on the way takes only smaller ones (its MTU), and "
                    + "the \(side) is not told so.",
                evidence: sentences, remedies: narrowRemedies(side), frame: lost.frame, since: lost.first.packet)
        }
        sentences += lastHeard(of: side.peer, evidence, after: lost.first)
        return Cause(
            .peerUnreachable, strength: 90,
            "What the \(side) sent did not reach the \(side.peer), or its acknowledgments did not come back: the network "
                + "between them broke, or the \(side.peer)'s host is gone.",
            evidence: sentences, remedies: unreachableRemedies(side, evidence), frame: lost.frame,
            since: lost.first.packet)
    }

    /// What a side sent and what never came, as its later, empty packets show, which did come.
    private static func lostAhead(by side: Side, _ evidence: SessionEvidence) -> Cause? {
        guard let lost = evidence.lostOnTheWay(by: side) else { return nil }
        return Cause(
            .largePacketsLost, strength: 85,
            "Packets with data from the \(side) do not get through, but its empty ones do: a link on the way may take only "
                + "small ones (its MTU), and the \(side) is not told so.",
            evidence: [
                "The \(side)'s packets from packet \(lost.first.packet) on have sequence numbers that come after "
                    + "\(Quantity.count(lost.length, "byte")) of which none was captured, and the \(side.peer) acknowledged none: "
                    + "they were lost on the way."
            ], remedies: narrowRemedies(side), since: lost.first.packet)
    }

    private static func narrowRemedies(_ side: Side) -> [Remedy] {
        [
            Remedy(
                .network,
                "Let ICMP \"fragmentation needed\" and \"packet too big\" through, or clamp TCP's MSS on the router, "
                    + "VPN or tunnel."),
            Remedy(
                side.party,
                "To check: lower the MTU of its interface to 1280. If the session lives then, this is the cause."),
        ]
    }

    /// Keep-alive probes without an answer.
    private static func unansweredProbes(by side: Side, _ evidence: SessionEvidence) -> Cause? {
        guard let probes = evidence.close?.transport(side).keepAlives, probes.unanswered >= 2,
            evidence.end.flatMap({ evidence.probe(answeredBy: $0) }) == nil,
            // What the peer sent meanwhile may be what the capture lacks.
            !evidence.findings(.streamGap, from: side.peer).contains(where: { $0.time >= probes.first.time })
        else { return nil }
        let span = probes.last.time.span(since: probes.first.time).map { ", sent over \(Quantity.duration($0))," } ?? ""
        return Cause(
            .peerUnreachable, strength: 88,
            "The \(side.peer)'s host no longer answered: it is gone, or the network between them broke.",
            evidence: [
                "The last \(Quantity.count(probes.unanswered, "TCP keep-alive probe")) of the \(side)\(span) had "
                    + "no answer."
            ] + gaveUp(side, after: probes, evidence) + lastHeard(of: side.peer, evidence, after: probes.first),
            remedies: unreachableRemedies(side, evidence), since: probes.first.packet)
    }

    /// That the kernel that probed broke the connection off.
    private static func gaveUp(
        _ side: Side, after probes: TransportEvidence.KeepAlives, _ evidence: SessionEvidence
    ) -> [String] {
        guard let end = evidence.end, end.isReset, end.side == side, end.packet > probes.last.packet else { return [] }
        return [
            "Then the \(side) sent the RST in packet \(end.packet): that is how a kernel gives up a connection whose keep-alive "
                + "probes nobody answers. It tells the program that it timed out (ETIMEDOUT)."
        ]
    }

    private static func unreachableRemedies(_ side: Side, _ evidence: SessionEvidence) -> [Remedy] {
        let advice =
            if evidence[side].pings.last != nil {
                "Give the session up when a Pong is late"
            } else if side == .client, evidence.start.isScript {
                "Ask with a message of its own, as script can't send Pings, and give the session up when the answer is late"
            } else {
                "Send Pings, and give the session up when a Pong is late"
            }
        return [
            Remedy(
                .network,
                "Look for what changed at that time: a firewall or NAT that dropped the connection, a VPN, Wi-Fi, a host that "
                    + "went to sleep."),
            Remedy(side.party, advice + (side == .client ? "; then connect again." : ".")),
        ]
    }

    /// When a side was heard last, if that was before what its peer sent in vain.
    private static func lastHeard(
        of side: Side, _ evidence: SessionEvidence, after mark: TransportEvidence.Mark
    ) -> [String] {
        guard let last = evidence.close?.transport(side).last else { return ["No packet of the \(side) was captured."] }
        guard last.packet < mark.packet else {
            // Whether they reached the other side, nothing tells where they were only captured.
            return evidence.isWaitingInVain(side)
                ? [] : ["Packets from the \(side) were still captured, the last at \(evidence.at(last.time))."]
        }
        let place = "packet \(last.packet), at \(evidence.at(last.time))."
        // A RST is a packet, too.
        guard let reset = evidence.close?.reset, reset.side == side, reset.packet > last.packet else {
            return ["The last packet from the \(side) is \(place)"]
        }
        return ["Before the RST in packet \(reset.packet), the last packet from the \(side) is \(place)"]
    }

    /// A program that does not read.
    private static func closedWindow(of side: Side, _ evidence: SessionEvidence) -> Cause? {
        guard let window = evidence.close?.transport(side).closedWindow, window.isClosed,
            window.duration >= Session.noteworthyWindow
        else { return nil }
        let waits = evidence.isWaitingForWindow(of: side)
        // A socket that is closed with bytes unread sends a RST.
        let isUnread = evidence.end.map { $0.side == side && $0.isReset && !$0.isForeign } ?? false
        return Cause(
            .receiverStalled, strength: waits ? 88 : isUnread ? 75 : 45,
            "The \(side)'s program stopped reading: its receive buffer is full, so the \(side.peer) may send nothing.",
            evidence: [
                window.sentence(of: side),
                waits
                    ? "The connection is not idle: data is waiting to be sent."
                    : "Nothing shows that data waited to be sent: all that the \(side.peer) sent is acknowledged.",
            ],
            remedies: [
                Remedy(
                    side.party,
                    "Find out what keeps it from reading: a blocked event loop, a slow handler, a debugger, a suspended tab."
                ),
                Remedy(
                    side.peer.party,
                    "Watch how much waits to be sent (bufferedAmount in browsers), and send less or drop."),
            ], since: window.since.packet)
    }

    /// A RST that somebody else sent, or that its sender's host sends who knows nothing of the connection.
    private static func foreignReset(_ end: SessionEvidence.EndMark?, _ evidence: SessionEvidence) -> Cause? {
        guard let end, end.isReset, let transport = evidence.close?.transport(end.side) else { return nil }
        var sentences = [transport.foreignReset(end.mark)].compactMap(\.self)
        let isLate = transport.last.map { $0.time.since(end.time) > certainDelay } ?? false
        if transport.isResetForeign {
            sentences.append("A host may give its own RSTs another TTL than its data; then it came from there.")
        }
        let isCertain = transport.isResetForeign || isLate
        guard !sentences.isEmpty else { return crossingResets(end, evidence) ?? unknownConnection(end, evidence) }
        return Cause(
            .resetByMiddlebox, strength: isCertain ? 80 : 55,
            "Something on the way (a firewall, a proxy, a filter) \(isCertain ? "sent" : "may have sent") the RST in the "
                + "\(end.side)'s name.",
            evidence: sentences, remedies: middleboxRemedies(end.side))
    }

    /// RSTs of both sides, neither of which answers anything that its peer sent after its own.
    private static func crossingResets(_ end: SessionEvidence.EndMark, _ evidence: SessionEvidence) -> Cause? {
        guard let other = evidence.close?.transport(end.side.peer).laterReset else { return nil }
        return Cause(
            .resetByMiddlebox, strength: 55,
            "Something on the way (a firewall, a proxy, a NAT) may have reset both directions.",
            evidence: [
                "A RST came in the \(end.side.peer)'s name, too, in packet \(other.packet). Nobody answers a RST with a RST: "
                    + "either both sides reset TCP before the other's RST had arrived, or neither of them did."
            ], remedies: middleboxRemedies(end.side))
    }

    /// A RST without an acknowledgment, as hosts send that have no such connection.
    private static func unknownConnection(_ end: SessionEvidence.EndMark, _ evidence: SessionEvidence) -> Cause? {
        guard evidence.close?.transport(end.side).isResetBare == true else { return nil }
        return Cause(
            .connectionUnknown, strength: 72,
            "The \(end.side)'s host had no such connection (any more), or something on the way (a firewall, a NAT, a load "
                + "balancer) answered in its name.",
            evidence: [
                "The RST acknowledges nothing. That is how a host answers a segment of a connection that it doesn't know, after a "
                    + "restart for example, and how a firewall rejects one. A program that dies or drops its socket sends a "
                    + "FIN, or a RST with an acknowledgment."
            ],
            remedies: [
                Remedy(end.side.party, "Check whether its host was restarted, or its address moved to another one."),
                Remedy(.network, "Look at the rules and logs of firewalls, NATs and load balancers at that time."),
                Remedy(.capture, "Record at the \(end.side): a RST that it didn't send won't show there as sent."),
            ])
    }

    private static func middleboxRemedies(_ side: Side) -> [Remedy] {
        [
            Remedy(.network, "Look at the logs of firewalls and filters on the way; record on both sides of them."),
            Remedy(.capture, "Record at the \(side): a RST that it did not send shows there as received."),
        ]
    }

    /// Packets that were captured in another order than they were sent are hardly ever so far apart.
    private static let certainDelay: Int64 = 50_000_000
}

extension SessionEvidence {
    /// Whether `side` sent data or a FIN again and again, and no acknowledgment came, its peer's window being open.
    func isWaitingInVain(_ side: Side) -> Bool {
        guard let lost = close?.transport(side).unacknowledged else { return false }
        return lost.times >= Session.fewestRepetitions && close?.transport(side.peer).closedWindow?.isClosed != true
    }

    /// What `side` sent and what never reached its peer, as its later, empty packets show: more than every way carries in
    /// one packet, for longer than a repetition takes; nil if there is none.
    func lostOnTheWay(by side: Side) -> TransportEvidence.LostAhead? {
        guard let lost = close?.transport(side).lostAhead, lost.length > TransportEvidence.safePayload,
            lost.span >= Session.noteworthyDelay
        else { return nil }
        return lost
    }

    /// Whether segments were under way in the silence before the end: a connection that waits is not idle.
    var hasPendingSegments: Bool {
        Side.allCases.contains { side in
            close?.transport(side).unacknowledged != nil || isWaitingForWindow(of: side)
                || lostOnTheWay(by: side) != nil
        }
    }

    /// Whether the peer of `side` had something to send and could not, as the window of `side` is closed.
    func isWaitingForWindow(of side: Side) -> Bool {
        guard let window = close?.transport(side).closedWindow, window.isClosed else { return false }
        return window.probes > 0 || close?.transport(side.peer).hasPending == true
    }
}
