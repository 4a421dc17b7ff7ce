import Capture
import Packets
import Streams
import Wire

/// From packets to byte streams: decodes headers, finds each segment's connection, puts its bytes in order.
///
/// All of it happens on one thread, in the order of the packets, so that every limit and every number is the same however
/// many threads own the connections behind it.
struct SegmentStage<Sink: ConnectionSink>: ~Copyable {
    var sink: Sink
    /// What was counted so far.
    private(set) var summary = SummaryEvent()

    private let ports: PortList
    private let hosts: Set<IPAddress>
    private let connectionBegan: (@Sendable (Endpoint, Endpoint) -> Void)?
    private var fragments = IPFragments()
    private var streams = TCPStreams()
    private var first: Timestamp?
    private var last = Timestamp(nanoseconds: 0, isNanosecond: false)
    /// The latest time so far: clocks may be set back.
    private var latest = Timestamp(nanoseconds: .min, isNanosecond: false)
    private var lastPacket = 0
    /// Whether a RST came since streams were looked at: more flows than may wait for what crossed it.
    private var mayBeCrowded = false
    /// When streams that wait for missing bytes were looked at, in capture time.
    private var lastLook: Int64 = 0
    /// By slot: who the flow's first packet was sent to, and whether its connection has ended.
    private var flows: ContiguousArray<(client: Endpoint, server: Endpoint, hasEnded: Bool)> = []
    /// The flows that are still to be ended, once the capture has.
    private var ending: ArraySlice<Int>?

    /// Streams that wait for missing bytes, and receive nothing more, are looked at about once in so many nanoseconds of
    /// capture time.
    private static var lookInterval: UInt64 { 100_000_000 }

    init(options: DissectionOptions, sink: Sink) {
        ports = options.ports
        hosts = options.hosts
        connectionBegan = options.connectionBegan
        self.sink = sink
    }

    /// Takes the packets of a slab from the one at `index` on, until the sink is full.
    ///
    /// - Returns: where to go on.
    mutating func consume(_ slab: PacketSlab, from index: Int) -> Int {
        var index = index
        if index == 0, !slab.names.isEmpty { sink.learn(slab.names) }
        if index == 0, !slab.secrets.isEmpty { sink.learn(slab.secrets) }
        var notes = PacketRemarks(of: slab, from: index)
        while index < slab.records.count, !sink.isFull {
            let record = slab.records[index]
            while record.number >= notes.nextPacket {
                switch notes.removeFirst() {
                case .comment(let comment): sink.tell(comment)
                case .drops(let drops):
                    sink.learn(drops)
                    sink.tell(drops)
                }
            }
            consume(record, slab.bytes(of: record))
            index += 1
        }
        return index
    }

    /// Ends the flows that are still there, in the order in which they began, until the sink is full.
    ///
    /// - Returns: whether all have ended.
    mutating func finish() -> Bool {
        if ending == nil {
            ending = streams.slots[...]
            summary.duration = first.map { max(latest.since($0), 0) } ?? 0
            countFragments()
        }
        while !sink.isFull, let slot = ending?.popFirst() {
            streams.finish(slot)
            drain(slot)
            endConnection(slot)
        }
        return ending?.isEmpty == true
    }

    private mutating func consume(_ record: PacketRecord, _ packet: RawSpan) {
        summary.packets += 1
        summary.bytes += record.length
        if record.length < record.originalLength {
            summary.cutPackets += 1
            summary.snapLength = max(summary.snapLength, record.length)
        }
        if first == nil { first = record.time }
        last = record.time
        if latest < last { latest = last }
        lastPacket = record.number
        switch PacketDecoder.decode(packet, originalLength: record.originalLength, linkType: record.linkType) {
        case .tcp(let segment):
            guard isWanted(segment) else { return }
            consume(segment, packet, record, at: record.offset)
        case .fragment(let fragment):
            consume(fragment, packet, record)
        case .other(let skip):
            summary.unreadable[skip.cause, default: 0] += 1
        }
        // Clocks may be set back: a time before the last look counts as a late one.
        if UInt64(bitPattern: last.nanoseconds &- lastLook) >= Self.lookInterval || mayBeCrowded && streams.isCrowded {
            lastLook = last.nanoseconds
            mayBeCrowded = false
            while let slot = streams.nextOverdue(at: last) { drain(slot) }
        }
    }

    @inline(__always)
    private func isWanted(_ segment: TCPSegment) -> Bool {
        (ports.isEmpty || ports.contains(segment.destination.port) || ports.contains(segment.source.port))
            && (hosts.isEmpty || hosts.contains(segment.destination.address) || hosts.contains(segment.source.address))
    }

    /// Takes a segment of the packet `packet`, which lies at byte `position` of the slab; nil if it lies elsewhere.
    private mutating func consume(
        _ segment: TCPSegment, _ packet: RawSpan, _ record: PacketRecord, at position: Int?,
        isConflicting: Bool = false
    ) {
        if segment.flags.contains(.rst) { mayBeCrowded = true }
        let place = streams.place(segment)
        let slot = place.slot
        if place.status != .known { beginConnection(place, segment) }
        sink.note(packet: record.number, in: slot)
        let arrival = streams.receive(
            segment, at: place, bytes: packet, packet: record.number, time: record.time, interface: record.interface)
        let direction = place.direction
        if arrival.hasNews, let news = streams.takeNews(slot, direction) {
            let at = ChunkPlace(packet: record.number, time: record.time, offset: 0, acknowledged: nil)
            sink.note(news, in: slot, direction: direction.rawValue, at)
        }
        if arrival.conflict != nil || isConflicting {
            let at = chunkPlace(slot, direction, record.number, record.time, arrival.offset)
            sink.noteConflict(in: slot, direction: direction.rawValue, at)
        }
        if !arrival.bytes.isEmpty {
            let at = chunkPlace(slot, direction, record.number, record.time, arrival.offset)
            sink.receive(
                packet.extracting(arrival.bytes), at: position.map { $0 + arrival.bytes.lowerBound }, in: slot,
                direction: direction.rawValue, at)
        } else if arrival.fate == .duplicate {
            summary.duplicates += 1
        }
        if arrival.hasMore { drain(slot) }
    }

    /// Takes a fragment and, once the others of its packet are there, what they carry.
    ///
    /// The packet that completes them counts as the one that brought it all, as if it had been whole: its number and
    /// time are those of the frames inside.
    @inline(never)
    private mutating func consume(
        _ fragment: IPFragment, _ packet: RawSpan, _ record: PacketRecord, nesting: Int = 0
    ) {
        switch fragments.receive(fragment, bytes: packet, time: record.time) {
        case .held: sink.note(packet: record.number, fragment: fragment)
        case .unusable: break
        case .repeated: summary.duplicates += 1
        case .complete(let datagram):
            sink.note(packet: record.number, fragment: fragment)
            sink.noteWhole(packet: record.number, fragment: fragment, of: datagram.fragments)
            let payload = datagram.bytes.rawSpan.extracting(first: datagram.capturedLength)
            switch PacketDecoder.decode(payload: payload, originalLength: datagram.length, of: datagram.first) {
            case .tcp(let segment):
                guard isWanted(segment) else { return }
                let isConflicting = datagram.conflict.map { $0 >= segment.payload.lowerBound } ?? false
                consume(segment, payload, record, at: nil, isConflicting: isConflicting)
            case .fragment(let inner):
                // A tunnel's own packets may be fragments, and carry such: deeper than this is nobody's honest packet.
                guard nesting < 4 else {
                    let skip = inner.isIPv4 ? PacketSkip.ipv4Fragment : .ipv6Fragment
                    summary.unreadable[skip.cause, default: 0] += datagram.fragments
                    return
                }
                consume(inner, payload, record, nesting: nesting + 1)
            case .other(let skip):
                summary.unreadable[skip.cause, default: 0] += datagram.fragments
            }
        }
    }

    /// Counts the fragments that came to nothing.
    private mutating func countFragments() {
        fragments.finish()
        let counts = [
            (PacketSkip.ipv4Fragment.cause, fragments.unusedIPv4),
            (PacketSkip.ipv6Fragment.cause, fragments.unusedIPv6),
            ("ipv4-fragment-conflict", fragments.conflicts),
        ]
        for (cause, count) in counts where count > 0 { summary.unreadable[cause, default: 0] += count }
    }

    /// Takes everything that a flow has to tell besides bytes in order.
    private mutating func drain(_ slot: Int) {
        while let piece = streams.next(slot) {
            switch piece {
            case .bytes(let chunk):
                var at = chunkPlace(slot, chunk.direction, chunk.packet, chunk.time, chunk.offset)
                // Its sender may have acknowledged more since it was sent.
                at.acknowledged = chunk.acknowledged ?? at.acknowledged
                sink.receive(chunk.bytes.rawSpan, at: nil, in: slot, direction: chunk.direction.rawValue, at)
            case .gap(let gap):
                let at = chunkPlace(slot, gap.direction, gap.mark.packet, gap.mark.time, gap.offset)
                sink.skip(
                    gap.length, isSnapLength: gap.reason == .snapLength, in: slot,
                    direction: gap.direction.rawValue, at)
            case .fin(let direction, let mark):
                var at = chunkPlace(slot, direction, mark.packet, mark.time, streams.offset(slot, direction))
                at.acknowledged = streams.acknowledgedByFIN(slot, direction) ?? at.acknowledged
                sink.noteFIN(in: slot, direction: direction.rawValue, at)
            case .reset(let direction, let mark):
                sink.noteReset(
                    in: slot, direction: direction.rawValue,
                    chunkPlace(slot, direction, mark.packet, mark.time, streams.offset(slot, direction)))
            case .over: endConnection(slot, isLast: false)
            }
        }
    }

    private mutating func beginConnection(_ place: FlowPlace, _ segment: TCPSegment) {
        let slot = place.slot
        if place.status == .replacing {
            streams.finish(slot)
            drain(slot)
            endConnection(slot)
        }
        // It may be the answer to what was captured before.
        let isAnswer = place.direction == .backward
        let (client, server) =
            isAnswer ? (segment.destination, segment.source) : (segment.source, segment.destination)
        while flows.count <= slot { flows.append((client, server, false)) }
        flows[slot] = (client, server, false)
        connectionBegan?(client, server)
        sink.begin(
            ConnectionStart(
                tcpStream: place.number, endpoints: [client, server],
                isFromStart: segment.flags.contains(.syn) || isAnswer && streams.beginsWithSYN(slot)), in: slot)
        if isAnswer {
            for packet in streams.earlierPackets(slot) { sink.note(packet: packet, in: slot) }
        }
    }

    /// Ends the connection in `slot`; what still comes with its endpoints says nothing any more.
    private mutating func endConnection(_ slot: Int, isLast: Bool = true) {
        if !flows[slot].hasEnded { countFailure(slot) }
        // A connection that waits for keys has to hear of its end once more, when none can come.
        flows[slot].hasEnded = true
        var end = transportEnd(slot)
        end.isLast = isLast
        var place = ChunkPlace(packet: lastPacket, time: last, offset: 0, acknowledged: nil)
        // What came after its end, from other connections, is not its own.
        if end.isClosed, let mark = streams.lastPacket(slot) {
            (place.packet, place.time) = (mark.packet, mark.time)
        }
        sink.end(end, in: slot, place)
    }

    /// Counts a connection that was refused, or never answered.
    private mutating func countFailure(_ slot: Int) {
        guard let attempt = streams.failedAttempt(slot, at: last) else { return }
        let failure = FailedConnections.Failure(
            client: flows[slot].client, server: flows[slot].server, time: attempt.first.time,
            packet: attempt.first.packet)
        if attempt.isRefused {
            summary.refusedConnections.add(failure, attempts: attempt.count)
        } else {
            summary.unansweredConnections.add(failure, attempts: attempt.count)
        }
    }

    /// What was counted so far, and the connections that failed and have not ended yet.
    func tell(_ state: inout CaptureState) {
        state.summary.add(summary)
        // As long as there is a session, nobody asks why none is shown.
        guard state.summary.sessions == 0 else { return }
        for slot in streams.slots where !flows[slot].hasEnded {
            guard let attempt = streams.failedAttempt(slot, at: last) else { continue }
            let failure = FailedConnections.Failure(
                client: flows[slot].client, server: flows[slot].server, time: attempt.first.time,
                packet: attempt.first.packet)
            if attempt.isRefused {
                state.summary.refusedConnections.add(failure, attempts: attempt.count)
            } else {
                state.summary.unansweredConnections.add(failure, attempts: attempt.count)
            }
        }
    }

    /// The end that a flow has come to so far.
    private func transportEnd(_ slot: Int) -> TransportEnd {
        let end = streams.end(of: slot)
        var result = TransportEnd()
        for direction in FlowDirection.allCases {
            result.fins[direction.rawValue] = end.fin(direction).map { ($0.time, $0.packet) }
            result.unseenFINs[direction.rawValue] = streams.unseenFIN(slot, direction).map { ($0.time, $0.packet) }
            result.acknowledged[direction.rawValue] = streams.acknowledged(slot, by: direction)
            result.finAnswers[direction.rawValue] = streams.finAnswers(slot, direction)
            result.retransmissions[direction.rawValue] = streams.retransmissions(slot, direction)
            result.isSeen[direction.rawValue] = streams.isSeen(slot, direction)
            result.evidence[direction.rawValue] = streams.evidence(slot, direction)
        }
        if let reset = end.reset, let direction = end.resetDirection {
            result.reset = (direction.rawValue, (reset.time, reset.packet))
            result.acknowledgedByReset = streams.acknowledgedByReset(slot)
        }
        return result
    }

    private func chunkPlace(
        _ slot: Int, _ direction: FlowDirection, _ packet: Int, _ time: Timestamp, _ offset: Int
    ) -> ChunkPlace {
        ChunkPlace(
            packet: packet, time: time, offset: offset, acknowledged: streams.acknowledged(slot, by: direction),
            isPeerSeen: streams.isSeen(slot, direction.reversed))
    }
}
