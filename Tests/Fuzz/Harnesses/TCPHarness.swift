import Streams
import Wire

/// One TCP connection, segment by segment, against a model that keeps every byte apart.
///
/// Input: flags (1: without SYNs), the beginnings of the sequence numbers, then segments: a kind and what it needs.
func checkConnection(_ bytes: [UInt8]) throws(BrokenPromise) {
    var input = Input(bytes)
    var model = try ConnectionModel(hasSYN: input.byte() & 1 == 0, bases: [input.uint32(), input.uint32()])
    while !input.isEmpty {
        let kind = input.byte()
        let direction: FlowDirection = kind & 1 == 0 ? .forward : .backward
        switch kind >> 1 & 7 {
        case 0, 1, 2:
            // In order, near it, or far from it.
            let distance = kind >> 1 & 7 == 0 ? 0 : input.signed() << (kind >> 1 & 7 == 1 ? 0 : Int(kind >> 4))
            try model.send(direction, distance: distance, length: Int(input.byte()), variant: kind >> 7)
        case 3:
            try model.send(direction, distance: input.signed(), length: Int(input.byte()), cut: Int(input.byte()) << 2)
        case 4: try model.send(direction, distance: input.signed(), length: Int(input.byte()), isLast: true)
        case 5: try model.acknowledge(direction, distance: input.signed() << Int(kind >> 4 & 7))
        case 6: try model.pass(seconds: Int64(input.byte()))
        default: try model.send(direction, distance: input.signed(), length: 1, variant: kind >> 7)
        }
    }
    try model.finish()
}

/// `TCPStreams` with one connection, and what it must tell of it.
private struct ConnectionModel {
    private struct Direction {
        /// The sequence number of the byte at offset 0.
        var base: UInt32
        var isSynced: Bool
        /// What the peer acknowledged first, before any segment came: earlier bytes than the first ones may be missing.
        var firstAcknowledgment: UInt32?
        /// What was captured first at each offset that was not told yet; nil where the snapshot length cut it off.
        var bytes: [Int: UInt8?] = [:]
        var told = 0
        var end: Int?
    }

    private var streams = TCPStreams()
    private var directions: [Direction]
    private var packet = 0
    private var time: Int64 = 0
    private var isEnded = false

    init(hasSYN: Bool, bases: [UInt32]) throws(BrokenPromise) {
        directions = bases.map { Direction(base: $0, isSynced: hasSYN) }
        // Whose direction is called forward is settled by the first segment.
        guard hasSYN else {
            _ = try receive(segment(.forward, sequence: bases[0]), [])
            return
        }
        for direction in FlowDirection.allCases {
            var segment = segment(direction, sequence: bases[direction.rawValue] &- 1)
            segment.flags = direction == .forward ? .syn : [.syn, .ack]
            segment.acknowledgment = directions[direction.reversed.rawValue].base
            _ = try receive(segment, [])
        }
    }

    mutating func send(
        _ direction: FlowDirection, distance: Int, length: Int, variant: UInt8 = 0, cut: Int = 0, isLast: Bool = false
    ) throws(BrokenPromise) {
        let own = direction.rawValue
        let start = directions[own].told + distance
        // The bytes follow from their offsets, so that all copies of a variant agree.
        let payload = (start..<(start + length)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ Int(variant) &* 101) }
        var segment = segment(direction, sequence: directions[own].base &+ UInt32(truncatingIfNeeded: start))
        if isLast { segment.flags.insert(.fin) }
        segment.payloadLength = length + cut
        let wasEnded = isEnded
        let arrival = try receive(segment, payload) { (model: inout Self, fate: Arrival.Fate) throws(BrokenPromise) in
            guard !wasEnded else { return }
            try model.note(direction, start, payload, cut: cut, isLast: isLast, fate: fate)
        }
        try expect(!wasEnded || arrival.fate != .delivered, "bytes behind the connection's end")
    }

    /// Writes into the model what a segment brought, in front of what it made the streams tell.
    private mutating func note(
        _ direction: FlowDirection, _ start: Int, _ payload: [UInt8], cut: Int, isLast: Bool, fate: Arrival.Fate
    ) throws(BrokenPromise) {
        let own = direction.rawValue
        var start = start
        if !directions[own].isSynced {
            // Without a SYN the first segment that is not ignored begins the stream.
            guard fate != .ignored, !payload.isEmpty || cut > 0 || isLast else { return }
            directions[own].isSynced = true
            let sequence = directions[own].base &+ UInt32(truncatingIfNeeded: start)
            let ahead = directions[own].firstAcknowledgment.map { Int(sequence &- $0) } ?? 0
            start = ahead <= 1 << 30 ? ahead : 0
            directions[own].base = sequence &- UInt32(start)
        }
        let wireEnd = start + payload.count + cut
        if isLast, directions[own].end == nil, wireEnd >= directions[own].told {
            directions[own].end = wireEnd
            for offset in directions[own].bytes.keys where offset >= wireEnd {
                directions[own].bytes.removeValue(forKey: offset)
            }
        }
        try expect(fate != .dropped, "less than the limit was held, and a segment dropped")
        let limit = directions[own].end ?? .max
        for offset in max(start, directions[own].told)..<max(start, directions[own].told, min(wireEnd, limit))
        where directions[own].bytes[offset] == nil {
            directions[own].bytes[offset] = offset - start < payload.count ? payload[offset - start] : .some(nil)
        }
    }

    mutating func acknowledge(_ direction: FlowDirection, distance: Int) throws(BrokenPromise) {
        let (own, peer) = (direction.rawValue, direction.reversed.rawValue)
        var segment = segment(
            direction, sequence: directions[own].base &+ UInt32(truncatingIfNeeded: directions[own].told))
        segment.flags = .ack
        segment.acknowledgment =
            directions[peer].base &+ UInt32(truncatingIfNeeded: directions[peer].told + distance)
        if !directions[peer].isSynced, directions[peer].firstAcknowledgment == nil {
            directions[peer].firstAcknowledgment = segment.acknowledgment
        }
        _ = try receive(segment, [])
    }

    mutating func pass(seconds: Int64) throws(BrokenPromise) {
        time += seconds * 1_000_000_000
        while let slot = streams.nextOverdue(at: Timestamp(nanoseconds: time, isNanosecond: false)) { try drain(slot) }
    }

    mutating func finish() throws(BrokenPromise) {
        for slot in streams.slots {
            streams.finish(slot)
            try drain(slot)
        }
        try expect(streams.heldBytes == 0, "\(streams.heldBytes) bytes are held behind the end")
        for direction in directions where !isEnded {
            try expect(direction.bytes.isEmpty, "\(direction.bytes.count) bytes were never told")
        }
    }

    private func segment(_ direction: FlowDirection, sequence: UInt32) -> TCPSegment {
        let ends = [
            Endpoint(address: IPAddress(ipv4: 1), port: 50_000), Endpoint(address: IPAddress(ipv4: 2), port: 80),
        ]
        return TCPSegment(
            source: ends[direction.rawValue], destination: ends[direction.reversed.rawValue], sequence: sequence,
            acknowledgment: 0, flags: [], payload: 0..<0, payloadLength: 0)
    }

    private mutating func receive(
        _ segment: TCPSegment, _ payload: [UInt8],
        noting note: (inout Self, Arrival.Fate) throws(BrokenPromise) -> Void = { _, _ in }
    ) throws(BrokenPromise) -> Arrival {
        packet += 1
        var segment = segment
        segment.payload = 0..<payload.count
        let place = streams.place(segment)
        try expect(place.slot == 0 && place.status != .replacing, "another connection began")
        let arrival = streams.receive(
            segment, at: place, bytes: payload.rawSpan, packet: packet,
            time: Timestamp(nanoseconds: time, isNanosecond: false))
        try note(&self, arrival.fate)
        try tell(place.direction, arrival.offset, Array(payload[arrival.bytes]))
        if arrival.hasMore { try drain(place.slot) }
        return arrival
    }

    private mutating func drain(_ slot: Int) throws(BrokenPromise) {
        while let piece = streams.next(slot) {
            switch piece {
            case .bytes(let chunk): try tell(chunk.direction, chunk.offset, chunk.bytes)
            case .gap(let gap): try skip(gap)
            case .fin(let direction, _):
                let own = directions[direction.rawValue]
                try expect(own.end == own.told, "a FIN at \(own.told) instead of \(own.end ?? -1)")
                isEnded = streams.end(of: slot).isEnded
            case .over: break
            case .reset: throw BrokenPromise(text: "a reset that nobody sent")
            }
        }
    }

    private mutating func tell(_ direction: FlowDirection, _ offset: Int, _ bytes: [UInt8]) throws(BrokenPromise) {
        guard !bytes.isEmpty else { return }
        let own = direction.rawValue
        try expect(offset == directions[own].told, "bytes at \(offset), expected at \(directions[own].told)")
        for (index, byte) in bytes.enumerated() {
            guard case .some(.some(let first)) = directions[own].bytes.removeValue(forKey: offset + index) else {
                throw BrokenPromise(text: "byte \(offset + index) was never captured, or is told again")
            }
            try expect(first == byte, "byte \(offset + index) is \(byte), and was captured first as \(first)")
        }
        directions[own].told += bytes.count
    }

    private mutating func skip(_ gap: StreamGap) throws(BrokenPromise) {
        let own = gap.direction.rawValue
        try expect(gap.length > 0, "a gap of \(gap.length) bytes")
        try expect(gap.offset == directions[own].told, "a gap at \(gap.offset), expected at \(directions[own].told)")
        directions[own].told += gap.length
        guard gap.reason == .snapLength else {
            let lost = directions[own].bytes.keys.first { $0 < gap.offset + gap.length }
            return try expect(lost == nil, "byte \(lost ?? 0) was captured, and is told as lost")
        }
        for offset in gap.offset..<(gap.offset + gap.length) {
            guard case .some(.none) = directions[own].bytes.removeValue(forKey: offset) else {
                throw BrokenPromise(text: "byte \(offset) is told as cut off")
            }
        }
    }
}
