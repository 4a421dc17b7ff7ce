public import Capture
import Packets
import Streams
import Wire

/// The stages in their order: packets → TCP segments → byte streams → HTTP → WebSocket → events.
///
/// It is sans-IO: slabs in, events out. Time comes from the packets, so that a live capture and a file of it give the
/// same events.
public final class Pipeline {
    // A struct behind one property: a slab of packets costs one access check, not several for each packet.
    private var stages: Stages

    /// A pipeline that tells its events to `handler`.
    public init(options: DissectionOptions, handler: any DissectionHandler) {
        stages = Stages(emitter: Emitter(options: options, handler: handler))
    }

    /// Tells what the capture is; to be called once, before the first slab.
    public func begin(_ info: CaptureInfo) {
        stages.emitter.emit(.capture(info))
    }

    /// Takes the packets of a slab, which is free again afterwards.
    public func consume(_ slab: PacketSlab) {
        stages.consume(slab)
    }

    /// Ends what is still open, and the capture.
    ///
    /// `unreadable` is what the reader could not use, by cause; it joins what the dissector could not.
    public func finish(unreadable: [String: Int] = [:]) {
        stages.finish(unreadable: unreadable)
    }
}

/// The stages and what each of them remembers.
private struct Stages {
    let emitter: Emitter
    private var streams = TCPStreams()
    private var connections: ContiguousArray<Connection?> = []
    private var nonces = NonceLedger()
    private var scratch = Scratch()
    private var packets = 0
    private var bytes = 0
    private var first: Timestamp?
    private var last = Timestamp(nanoseconds: 0, isNanosecond: false)
    private var lastPacket = 0

    init(emitter: Emitter) {
        self.emitter = emitter
    }

    mutating func consume(_ slab: PacketSlab) {
        for record in slab.records {
            consume(record, slab.bytes(of: record))
        }
        // A stream that waits for missing bytes and receives nothing more would otherwise wait for the capture's end.
        while let slot = streams.nextOverdue(at: last) { drain(slot) }
    }

    mutating func finish(unreadable: [String: Int]) {
        for slot in streams.slots {
            streams.finish(slot)
            drain(slot)
            endConnection(slot)
        }
        emitter.summary.packets = packets
        emitter.summary.bytes = bytes
        emitter.summary.unreadable.merge(unreadable, uniquingKeysWith: +)
        emitter.summary.duration = first.map { last.since($0) } ?? 0
        emitter.emit(.summary(emitter.summary))
    }

    private mutating func consume(_ record: PacketRecord, _ packet: RawSpan) {
        packets += 1
        bytes += record.length
        if first == nil { first = record.time }
        last = record.time
        lastPacket = record.number
        switch PacketDecoder.decode(packet, originalLength: record.originalLength, linkType: record.linkType) {
        case .tcp(let segment):
            guard isWanted(segment) else { return }
            consume(segment, packet, record)
        case .other(let skip):
            emitter.summary.unreadable[skip.cause, default: 0] += 1
        }
    }

    private func isWanted(_ segment: TCPSegment) -> Bool {
        let ports = emitter.options.ports
        return ports.isEmpty || ports.contains(segment.destination.port) || ports.contains(segment.source.port)
    }

    private mutating func consume(_ segment: TCPSegment, _ packet: RawSpan, _ record: PacketRecord) {
        let place = streams.place(segment)
        let slot = place.slot
        if place.status != .known { beginConnection(place, segment) }
        let arrival = streams.receive(segment, at: place, bytes: packet, packet: record.number, time: record.time)
        let direction = place.direction
        if arrival.conflict != nil {
            let at = chunkPlace(slot, direction, record.number, record.time, arrival.offset)
            connections[slot]?.noteConflict(direction: direction.rawValue, at: at)
        }
        if !arrival.bytes.isEmpty {
            let at = chunkPlace(slot, direction, record.number, record.time, arrival.offset)
            connections[slot]?.receive(
                packet.extracting(arrival.bytes), direction: direction.rawValue, at: at, emitter: emitter,
                nonces: &nonces, scratch: &scratch)
        }
        if arrival.hasMore { drain(slot) }
    }

    /// Takes everything that a flow has to tell besides bytes in order.
    private mutating func drain(_ slot: Int) {
        while let piece = streams.next(slot) {
            switch piece {
            case .bytes(let chunk):
                let at = chunkPlace(slot, chunk.direction, chunk.packet, chunk.time, chunk.offset)
                connections[slot]?.receive(
                    chunk.bytes.rawSpan, direction: chunk.direction.rawValue, at: at, emitter: emitter,
                    nonces: &nonces, scratch: &scratch)
            case .gap(let gap):
                let at = chunkPlace(slot, gap.direction, gap.mark.packet, gap.mark.time, gap.offset)
                connections[slot]?.skip(
                    gap.length, direction: gap.direction.rawValue, at: at, isSnapLength: gap.reason == .snapLength,
                    scratch: &scratch)
            case .fin(let direction, _):
                connections[slot]?.noteFIN(
                    direction: direction.rawValue, acknowledged: streams.acknowledged(slot, by: direction))
                if streams.end(of: slot).isEnded { endConnection(slot) }
            case .reset: endConnection(slot)
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
        let connection = Connection(
            tcpStream: place.number, endpoints: [segment.source, segment.destination],
            isFromStart: segment.flags.contains(.syn))
        if slot == connections.count { connections.append(connection) } else { connections[slot] = connection }
    }

    /// Ends the connection in `slot`; what still comes with its endpoints says nothing any more.
    private mutating func endConnection(_ slot: Int) {
        guard connections[slot] != nil else { return }
        let end = transportEnd(slot)
        connections[slot]?.end(
            end, at: ChunkPlace(packet: lastPacket, time: last, offset: 0, acknowledged: nil),
            emitter: emitter, nonces: &nonces, scratch: &scratch)
        if connections[slot]?.hasSession == false { emitter.summary.otherConnections += 1 }
        connections[slot] = nil
    }

    /// The end that a flow has come to so far.
    private func transportEnd(_ slot: Int) -> TransportEnd {
        let end = streams.end(of: slot)
        var result = TransportEnd()
        for direction in FlowDirection.allCases {
            result.fins[direction.rawValue] = end.fin(direction).map { ($0.time, $0.packet) }
            result.acknowledged[direction.rawValue] = streams.acknowledged(slot, by: direction)
        }
        if let reset = end.reset, let direction = end.resetDirection {
            result.reset = (direction.rawValue, (reset.time, reset.packet))
        }
        return result
    }

    private func chunkPlace(
        _ slot: Int, _ direction: FlowDirection, _ packet: Int, _ time: Timestamp, _ offset: Int
    ) -> ChunkPlace {
        ChunkPlace(
            packet: packet, time: time, offset: offset, acknowledged: streams.acknowledged(slot, by: direction))
    }
}
