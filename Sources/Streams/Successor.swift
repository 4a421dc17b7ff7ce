import Wire

/// What may be the beginning of another connection with the endpoints of a flow that is known.
///
/// One segment with strange numbers proves nothing: anybody can send one. It is kept until the other side answers it.
struct Successor: Sendable {
    /// A segment as it was captured.
    struct Piece: Sendable {
        /// Its payload is all of `bytes`.
        var segment: TCPSegment
        var bytes: [UInt8]
        var mark: PacketMark
        var interface: Int
    }

    /// The number of the flow whose endpoints it has.
    private let flow: Int
    /// Which way its segments go in that flow.
    private let direction: FlowDirection
    /// The sequence number of the first byte.
    private let first: UInt32
    /// The sequence number after the last byte.
    private var next: UInt32
    /// The segments so far, in order, at least one.
    private(set) var pieces: [Piece]
    private var cost: Int

    /// So much is kept of one.
    private static let limit = 64 << 10
    /// The answer may come so many bytes after what is acknowledged: some of its segments are lost.
    private static let lostBytes: UInt32 = 0xffff

    /// A connection that may begin with this segment.
    init(_ piece: Piece, at place: FlowPlace) {
        flow = place.number
        direction = place.direction
        let isSYN = piece.segment.flags.contains(.syn)
        first = piece.segment.sequence &+ (isSYN ? 1 : 0)
        next = first &+ UInt32(truncatingIfNeeded: piece.segment.payloadLength)
        pieces = [piece]
        cost = piece.bytes.count + HeldPiece.overhead
    }

    /// When the last of its segments was captured, in nanoseconds.
    var lastTime: Int64 { pieces.last?.mark.time.nanoseconds ?? .min }

    /// Whether it begins with a SYN.
    var hasSYN: Bool { pieces.first?.segment.flags.contains(.syn) == true }

    /// Whether the segment, which goes to `place`, comes next of it.
    func isContinued(by segment: TCPSegment, at place: FlowPlace) -> Bool {
        place.number == flow && place.direction == direction && segment.sequence == next
            && segment.flags.isDisjoint(with: [.syn, .rst])
    }

    /// Takes the segment that comes next; what is too much for it is lost.
    mutating func take(_ piece: Piece) {
        guard cost + piece.bytes.count + HeldPiece.overhead <= Self.limit else { return }
        cost += piece.bytes.count + HeldPiece.overhead
        next &+= UInt32(truncatingIfNeeded: piece.segment.payloadLength)
        pieces.append(piece)
    }

    /// Whether the segment, which goes to `place`, is of its peer, and answers it.
    func isAnswered(by segment: TCPSegment, at place: FlowPlace) -> Bool {
        guard place.number == flow, place.direction != direction, segment.flags.contains(.ack) else { return false }
        let acknowledged = segment.acknowledgment &- first
        // Who refuses a SYN has no other connection of these endpoints.
        if segment.flags.contains(.rst) { return hasSYN && acknowledged == 0 }
        guard acknowledged <= next &- first, acknowledged > 0 || hasSYN else { return false }
        if segment.flags.contains(.syn) { return hasSYN }
        guard let known = pieces.last(where: { $0.segment.flags.contains(.ack) })?.segment.acknowledgment else {
            // Nobody acknowledges a SYN with a segment that is none, unless the answer to it was lost.
            return acknowledged > 0
        }
        return segment.sequence &- known <= Self.lostBytes
    }
}

/// Where a number lies, seen from what a flow has shown of a direction.
enum NumberPlace {
    /// It may be of the flow.
    case known
    /// Before the flow's first byte, or so far behind that the flow can't come back to it.
    case before
    /// Ahead of all that was captured.
    case ahead
}

extension TCPReassembler {
    /// Where the number lies; `isEnded` if nothing comes any more.
    func place(of number: UInt32, isEnded: Bool) -> NumberPlace {
        let offset = offset(of: number)
        let slack = sawSYN ? 1 : Int(Self.lateBytes)
        if offset < -slack || offset < nextOffset - Self.largestWindow { return .before }
        // What follows the bytes that are held goes on with them, however they were cut.
        let reached = max(nextOffset, fin?.offset ?? 0, held.last?.end ?? 0)
        // What is missing after the last segment is not far.
        return offset > reached + (isEnded ? 1 : Int(Self.lateBytes)) ? .ahead : .known
    }
}

extension RawSpan {
    /// Whether the bytes may be the first that a client sends: a request, or a ClientHello.
    fileprivate var mayBeginConnection: Bool {
        let isRequest =
            byteCount >= 4 && byte(at: 0) == 0x47 && byte(at: 1) == 0x45 && byte(at: 2) == 0x54 && byte(at: 3) == 0x20
        // A TLS record of the handshake, and in it a ClientHello.
        return isRequest || byteCount >= 6 && byte(at: 0) == 0x16 && byte(at: 1) == 0x03 && byte(at: 5) == 0x01
    }
}

extension TCPStreams {
    /// Whether a segment of a known flow has numbers that are not of that flow, in both directions, and may be of another
    /// connection with the same endpoints.
    ///
    /// While the flow is open, numbers ahead may also be behind bytes that are missing: then it has to begin as a connection
    /// does.
    @inline(never)
    func isStrange(_ segment: TCPSegment, at place: FlowPlace, _ packet: RawSpan) -> Bool {
        let own = place.slot * 2 + place.direction.rawValue
        guard segment.flags.contains(.ack), segment.flags.isDisjoint(with: [.syn, .rst]), directions[own].isSynced,
            directions[own ^ 1].isSynced
        else { return false }
        if successors[place.slot]?.isContinued(by: segment, at: place) == true { return true }
        let isEnded = phases[place.slot] != .open
        let there = directions[own].place(of: segment.sequence, isEnded: isEnded)
        guard there != .known else { return false }
        guard directions[own ^ 1].place(of: segment.acknowledgment, isEnded: isEnded) != .known else { return false }
        return isEnded || there == .before || packet.extracting(segment.payload).mayBeginConnection
    }

    /// Whether a segment comes instead of the answer to the peer's SYN, and acknowledges something else: its sender still
    /// has an older connection with these endpoints (RFC 9293 §3.10.7.3: an unacceptable acknowledgment).
    @inline(never)
    func isStray(_ segment: TCPSegment, _ own: Int) -> Bool {
        guard !directions[own].isSynced, !directions[own].hasHeardAcknowledgment, segment.flags.contains(.ack),
            !segment.flags.contains(.syn)
        else { return false }
        let peer = directions[own ^ 1]
        return peer.sawSYN && peer.nextOffset == 0 && peer.held.isEmpty && peer.fin == nil
            && peer.place(of: segment.acknowledgment, isEnded: false) != .known
    }

    /// Takes nothing of a stray segment but its acknowledgment number: the peer's RST that answers it has that number.
    @inline(never)
    mutating func ignore(_ segment: TCPSegment, stray place: FlowPlace) -> Arrival {
        let own = place.slot * 2 + place.direction.rawValue
        if !segment.flags.contains(.rst) { directions[own].evidence.hear(strayAcknowledgment: segment.acknowledgment) }
        return Arrival(
            bytes: 0..<0, offset: 0, fate: segment.payloadLength > 0 ? .ignored : .empty,
            hasMore: phases[place.slot] == .ending)
    }

    /// Keeps a segment that may be of another connection until the other side answers it.
    @inline(never)
    mutating func keep(
        _ segment: TCPSegment, at place: FlowPlace, _ packet: RawSpan, _ mark: PacketMark, interface: Int
    ) -> Arrival {
        let own = place.slot * 2 + place.direction.rawValue
        var whole = segment
        whole.payload = 0..<segment.payload.count
        let piece = Successor.Piece(
            segment: whole, bytes: [UInt8](copying: packet.extracting(segment.payload)), mark: mark,
            interface: interface)
        if successors[place.slot]?.isContinued(by: segment, at: place) == true {
            successors[place.slot]?.take(piece)
        } else if successors.count < limits.successors || successors[place.slot] != nil {
            successors[place.slot] = Successor(piece, at: place)
        }
        return Arrival(
            bytes: 0..<0, offset: directions[own].nextOffset, fate: segment.payloadLength > 0 ? .ignored : .empty,
            hasMore: phases[place.slot] == .ending)
    }

    /// The place of a segment of a known flow that has a SYN, or comes while others may be of another connection.
    @inline(never)
    mutating func placeAgain(_ segment: TCPSegment, _ place: FlowPlace) -> FlowPlace {
        if let successor = successors[place.slot], successor.isAnswered(by: segment, at: place),
            let first = successor.pieces.first
        {
            // What it acknowledges was taken for an acknowledgment of bytes that the old flow never had.
            for index in (place.slot * 2)...(place.slot * 2 + 1) { directions[index].forgetFarAcknowledgment() }
            var answer = table.renew(place.slot, first.segment)
            answer.direction = .backward
            return answer
        }
        guard segment.flags.contains(.syn) else { return place }
        if isReplaced(place, by: segment) {
            guard isSYNDoubtful(segment, place) else {
                successors[place.slot] = nil
                return table.renew(place.slot, segment)
            }
        } else {
            expectPeer(of: segment, place.slot &* 2 &+ place.direction.rawValue)
        }
        return place
    }

    /// Whether a SYN need not begin another connection: the flow is open, and its peer, which still has it, may answer the
    /// SYN with an acknowledgment of that (RFC 5961 §4).
    func isSYNDoubtful(_ segment: TCPSegment, _ place: FlowPlace) -> Bool {
        !segment.flags.contains(.ack) && phases[place.slot] == .open && isSeen(place.slot, place.direction.reversed)
            && directions[place.slot * 2 + place.direction.rawValue].isSynced
            && (successors.count < limits.successors || successors[place.slot] != nil)
    }

    /// Whether the connection that begins in `slot` begins with a SYN that was captured before.
    public func beginsWithSYN(_ slot: Int) -> Bool { successors[slot]?.hasSYN == true }

    /// The packets that were captured before the one with which a connection was seen to begin in `slot`, and are of it.
    public func earlierPackets(_ slot: Int) -> [Int] { successors[slot]?.pieces.map(\.mark.packet) ?? [] }

    /// Forgets what nobody has answered for so long that nobody will.
    mutating func forgetSuccessors(at time: Int64) {
        guard !successors.isEmpty else { return }
        let patience = UInt64(limits.gapPatience)
        successors = successors.filter { (time &- $0.value.lastTime).magnitude <= patience }
    }

    /// Gives a flow that begins what was kept of it; tells whether there was anything.
    @inline(never)
    mutating func takeSuccessor(_ slot: Int) -> Bool {
        guard let successor = successors.removeValue(forKey: slot) else { return false }
        let forward = slot * 2
        for piece in successor.pieces {
            expectPeer(of: piece.segment, forward)
            if piece.segment.flags.contains(.ack) {
                directions[forward + 1].acknowledge(piece.segment.acknowledgment, piece.mark)
            }
            heldBytes -= directions[forward].heldCost
            _ = directions[forward].receive(
                piece.segment, piece.bytes.rawSpan,
                SegmentContext(
                    packet: piece.mark.packet, interface: piece.interface, time: piece.mark.time, seed: seed,
                    heldLimit: limits.heldBytesPerDirection, duplicateWindow: limits.duplicateWindow, holdsBack: true))
            heldBytes += directions[forward].heldCost
            directions[forward].forgetProbe()
            directions[forward].evidence.hear(piece.segment, piece.mark, peer: nil)
            directions[forward].evidence.news = nil
        }
        return true
    }
}
