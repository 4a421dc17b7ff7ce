import Streams
import Wire

/// Segments of any numbers and flags in more connections than there is room for, with next to no memory.
///
/// Twice, as the seed of the hashes must not show. Input: segments of ten bytes and their payload's length.
func checkFlows(_ bytes: [UInt8]) throws(BrokenPromise) {
    var first = Flows()
    try first.play(Input(bytes))
    var second = Flows()
    try second.play(Input(bytes))
    try expect(first.transcript == second.transcript, "two runs differ")
}

private struct Flows {
    private struct Key: Hashable {
        var flow: Int
        var direction: FlowDirection
    }

    /// What was told, in order.
    private(set) var transcript: [Int] = []
    private var streams: TCPStreams
    private var limits = Limits()
    private var told: [Key: Int] = [:]
    private var numbers: [Int: Int] = [:]
    private var time: Int64 = 0

    init() {
        limits.connections = 3
        limits.heldBytesPerDirection = 3000
        limits.heldBytes = 8000
        streams = TCPStreams(limits: limits)
    }

    mutating func play(_ input: Input) throws(BrokenPromise) {
        var input = input
        var packet = 0
        while !input.isEmpty {
            packet += 1
            let ports = input.byte()
            var ends = [UInt16(ports & 7), 80]
            if ports & 8 != 0 { ends.swapAt(0, 1) }
            // Near each other, or anywhere.
            let sequence = ports & 16 == 0 ? UInt32(input.byte()) &* 16 : input.uint32()
            let acknowledgment = ports & 32 == 0 ? UInt32(input.byte()) &* 16 : input.uint32()
            let flags = TCPFlags(rawValue: input.byte())
            let length = Int(input.byte())
            let payload = [UInt8](repeating: UInt8(truncatingIfNeeded: packet), count: length)
            let segment = TCPSegment(
                source: Endpoint(address: IPAddress(ipv4: 1), port: ends[0]),
                destination: Endpoint(address: IPAddress(ipv4: 1), port: ends[1]), sequence: sequence,
                acknowledgment: acknowledgment, flags: flags, payload: 0..<length,
                payloadLength: ports & 64 == 0 ? length : length + Int(input.byte()))
            if ports & 128 != 0 { try pass(Int64(input.byte()) * 500_000_000) }
            try receive(segment, payload, packet)
        }
        for slot in streams.slots {
            streams.finish(slot)
            try drain(slot)
        }
        try expect(streams.heldBytes == 0, "\(streams.heldBytes) bytes are held behind the end")
    }

    private mutating func receive(_ segment: TCPSegment, _ payload: [UInt8], _ packet: Int) throws(BrokenPromise) {
        let place = streams.place(segment)
        try expect(streams.count <= limits.connections, "\(streams.count) connections")
        if place.status == .replacing {
            streams.finish(place.slot)
            try drain(place.slot)
        }
        numbers[place.slot] = place.number
        let arrival = streams.receive(
            segment, at: place, bytes: payload.rawSpan, packet: packet,
            time: Timestamp(nanoseconds: time, isNanosecond: false))
        if !arrival.bytes.isEmpty { try advance(place.slot, place.direction, arrival.offset, arrival.bytes.count) }
        if arrival.hasMore { try drain(place.slot) }
        let most = limits.heldBytes + limits.heldBytesPerDirection + 512
        try expect(streams.heldBytes <= most, "\(streams.heldBytes) bytes are held")
    }

    private mutating func pass(_ nanoseconds: Int64) throws(BrokenPromise) {
        time &+= nanoseconds
        while let slot = streams.nextOverdue(at: Timestamp(nanoseconds: time, isNanosecond: false)) { try drain(slot) }
    }

    private mutating func drain(_ slot: Int) throws(BrokenPromise) {
        while let piece = streams.next(slot) {
            switch piece {
            case .bytes(let chunk): try advance(slot, chunk.direction, chunk.offset, chunk.bytes.count)
            case .gap(let gap): try advance(slot, gap.direction, gap.offset, gap.length)
            case .fin(let direction, let mark): transcript += [-1, slot, direction.rawValue, mark.packet]
            case .reset(let direction, let mark): transcript += [-2, slot, direction.rawValue, mark.packet]
            case .over: transcript += [-3, slot]
            }
        }
    }

    private mutating func advance(
        _ slot: Int, _ direction: FlowDirection, _ offset: Int, _ count: Int
    ) throws(BrokenPromise) {
        let key = Key(flow: numbers[slot] ?? -1, direction: direction)
        let expected = told[key, default: 0]
        try expect(offset == expected && count > 0, "\(count) bytes at \(offset), expected at \(expected)")
        told[key] = offset + count
        transcript += [slot, direction.rawValue, offset, count]
    }
}
