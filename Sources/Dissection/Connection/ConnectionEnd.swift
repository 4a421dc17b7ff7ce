import Streams
public import Wire

/// A FIN or a RST: who sent it, and when.
public struct TransportMark: Hashable, Sendable {
    /// Who sent it.
    public var side: Side
    /// When it was captured; a FIN that overtook bytes: when they had come.
    public var time: Timestamp
    /// The packet; of a FIN that was not captured, the one that acknowledged it.
    public var packet: Int
    /// Whether it is in the capture: a FIN that is not shows by its acknowledgment, whose time and packet stand for its own.
    public var isCaptured = true
}

extension TransportMark {
    /// Where it is, behind "a FIN" or "a RST": `in packet 19`.
    var place: String {
        isCaptured ? "in packet \(packet)" : "that the capture lacks (packet \(packet) acknowledges it)"
    }
}

/// How the TCP connection under a session ended, as far as the capture shows.
struct ConnectionEnd {
    /// The FIN of each side that sent one, in the order in which they were sent, as far as that is known.
    var fins: [TransportMark] = []
    /// What tells that order.
    var finOrder = FINOrder.captured
    /// The RST, if one came before both FINs.
    var reset: TransportMark?
    /// How far each side had acknowledged its peer's stream at the end, as an offset in that, by `Side.index`.
    var acknowledged: [2 of Int?] = [nil, nil]
    /// How far it had when it sent its FIN.
    var acknowledgedByFIN: [2 of Int?] = [nil, nil]
    /// How far the RST acknowledges the stream of its sender's peer.
    var acknowledgedByReset: Int?

    /// The side of which no packet is in the capture, if there is one: nothing is known of what it sent.
    var unseen: Side?

    /// How each side ended TLS, as far as that is known.
    var tlsEnds: [TLSEnd] = []

    /// How many segments each side certainly sent again, by `Side.index`.
    var retransmissions: [2 of Int] = [0, 0]

    /// What the segments of each side show, by `Side.index`.
    var evidence: [2 of SegmentEvidence] = [SegmentEvidence(), SegmentEvidence()]

    /// When TCP was over; nil if it was not.
    var time: Timestamp? { reset?.time ?? (bothFINs ? lastFIN?.time : nil) }

    /// The FIN that was sent first, or a RST that came before it.
    var firstEnd: TransportMark? {
        guard let reset, firstFIN.map({ reset.packet < $0.packet }) ?? true else { return firstFIN }
        return reset
    }

    /// Whether acknowledgments prove which FIN was first; where there is one only, it was.
    var isFINOrderKnown: Bool { !bothFINs || finOrder == .acknowledged || finOrder == .reversed }

    /// When the packet `packet` of `side`, captured at `time`, can have reached the peer: with its last copy, if it was sent
    /// again without an acknowledgment; nil if it never was acknowledged.
    func arrival(of packet: Int, _ time: Timestamp, from side: Side) -> Timestamp? {
        let evidence = evidence[side.index]
        if evidence.unacknowledged?.first.packet == packet { return nil }
        guard let late = evidence.delayed, late.first.packet == packet else { return time }
        return late.last.time
    }

    /// The FIN that was captured last.
    var lastFIN: TransportMark? { fins.max { $0.packet < $1.packet } }

    /// Who sent a FIN first, and when.
    var firstFIN: TransportMark? { fins.first }

    /// Whether both sides sent a FIN.
    var bothFINs: Bool { fins.count == 2 }

    /// The packet that ended it.
    var packets: [Int] { [reset?.packet ?? firstFIN?.packet].compactMap(\.self) }

    /// Whether TCP is over.
    var isClosed: Bool { bothFINs || reset != nil }
}

/// How a TCP connection ended, by direction.
struct TransportEnd {
    typealias Mark = (time: Timestamp, packet: Int)

    /// The FINs, by direction.
    var fins: [2 of Mark?] = [nil, nil]
    /// The same of those that were not captured: what acknowledged them.
    var unseenFINs: [2 of Mark?] = [nil, nil]
    /// The RST and its direction.
    var reset: (direction: Int, mark: Mark)?
    /// How far the sender of each direction had acknowledged the other's stream.
    var acknowledged: [2 of Int?] = [nil, nil]
    /// How far it had with its FIN.
    var acknowledgedByFIN: [2 of Int?] = [nil, nil]
    /// How far the RST acknowledges the other direction's stream, up to the end of what was captured of it.
    var acknowledgedByReset: Int?
    /// Whether the FIN of each direction acknowledges that of the other; nil where that is not known.
    var finAnswers: [2 of Bool?] = [nil, nil]

    /// How the direction's TLS ended, where that is known.
    var tls: [2 of (kind: TLSEnd.Kind, mark: Mark)?] = [nil, nil]

    /// How many segments of the direction were certainly sent again.
    var retransmissions: [2 of Int] = [0, 0]
    /// What the segments of the direction show.
    var evidence: [2 of SegmentEvidence] = [SegmentEvidence(), SegmentEvidence()]
    /// Whether any packet of the direction was captured.
    var isSeen: [2 of Bool] = [true, true]
    /// Whether the capture ends, too, or another connection takes the place: nothing can be waited for any more.
    var isLast = true

    /// Whether either side sent a FIN or a RST.
    var hasBegun: Bool { reset != nil || (0..<2).contains { hasFIN($0) } }
    /// Whether TCP is over.
    var isClosed: Bool { reset != nil || (0..<2).allSatisfy { hasFIN($0) } }

    private func hasFIN(_ direction: Int) -> Bool { fins[direction] != nil || unseenFINs[direction] != nil }

    /// The same by sides, the client's direction being `client`.
    func seen(from client: Int) -> ConnectionEnd {
        func mark(_ direction: Int, _ mark: Mark) -> TransportMark {
            TransportMark(side: direction == client ? .client : .server, time: mark.time, packet: mark.packet)
        }
        let tlsEnds = [client, 1 - client].compactMap { direction in
            tls[direction].map {
                TLSEnd(
                    side: direction == client ? .client : .server, kind: $0.kind, time: $0.mark.time,
                    packet: $0.mark.packet)
            }
        }
        let marks = (0..<2).compactMap { direction in
            fins[direction].map { mark(direction, $0) }
                ?? unseenFINs[direction].map {
                    var unseen = mark(direction, $0)
                    unseen.isCaptured = false
                    return unseen
                }
        }
        let (sent, order) = FINOrder.sorted(
            // A FIN that another one acknowledges was before that.
            marks.sorted { ($0.packet, $0.isCaptured ? 1 : 0) < ($1.packet, $1.isCaptured ? 1 : 0) },
            answers: [finAnswers[client], finAnswers[1 - client]])
        return ConnectionEnd(
            fins: sent, finOrder: order, reset: reset.map { mark($0.direction, $0.mark) },
            acknowledged: [acknowledged[client], acknowledged[1 - client]],
            acknowledgedByFIN: [acknowledgedByFIN[client], acknowledgedByFIN[1 - client]],
            acknowledgedByReset: acknowledgedByReset,
            unseen: !isSeen[client] ? .client : !isSeen[1 - client] ? .server : nil, tlsEnds: tlsEnds,
            retransmissions: [retransmissions[client], retransmissions[1 - client]],
            evidence: [evidence[client], evidence[1 - client]])
    }
}
