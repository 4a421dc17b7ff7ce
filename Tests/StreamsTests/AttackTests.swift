import Testing
import Wire

@testable import Streams

/// Streams made to be remembered: what is held stays within the limits, counted and not measured.
@Suite struct AttackTests {
    private static func segment(
        _ number: Int, sequence: UInt32 = 0, flags: TCPFlags = .ack, payload: Int = 0, isFromServer: Bool = false,
        acknowledgment: UInt32 = 0
    ) -> TCPSegment {
        let client = Endpoint(
            address: IPAddress(ipv4: 0x0a00_0000 + UInt32(number / 60_000)), port: UInt16(1024 + number % 60_000))
        let server = Endpoint(address: IPAddress(ipv4: 0xc000_0201), port: 80)
        return TCPSegment(
            source: isFromServer ? server : client, destination: isFromServer ? client : server, sequence: sequence,
            acknowledgment: acknowledgment, flags: flags, payload: 0..<payload, payloadLength: payload)
    }

    /// Takes a segment whose payload is zeros; everything that comes of it is drained.
    @discardableResult
    private static func take(_ segment: TCPSegment, _ streams: inout TCPStreams, _ bytes: [UInt8] = []) -> Arrival {
        let place = streams.place(segment)
        if place.status == .replacing {
            streams.finish(place.slot)
            while streams.next(place.slot) != nil {}
        }
        let zeros = bytes.isEmpty ? [UInt8](repeating: 0, count: segment.payload.count) : bytes
        let arrival = streams.receive(
            segment, at: place, bytes: zeros.rawSpan, packet: 1, time: Timestamp(nanoseconds: 0, isNanosecond: false))
        if arrival.hasMore { while streams.next(place.slot) != nil {} }
        return arrival
    }

    /// A SYN flood: as many flows as are remembered, and no more, whatever came before.
    @Test func aFloodOfFlowsTakesNoMoreThanTheLimit() {
        var limits = Limits()
        limits.connections = 1000
        var streams = TCPStreams(limits: limits)
        for number in 0..<200_000 { Self.take(Self.segment(number, flags: .syn), &streams) }
        #expect(streams.count == 1000)
        #expect(streams.slots.count == 1000)
        #expect(streams.heldBytes == 0)
    }

    /// A flow that is busy outlives a flood of others.
    @Test func aBusyFlowOutlivesAFlood() {
        var limits = Limits()
        limits.connections = 100
        var streams = TCPStreams(limits: limits)
        Self.take(Self.segment(0, flags: .syn), &streams)
        for number in 1..<10_000 {
            Self.take(Self.segment(number, flags: .syn), &streams)
            let place = streams.place(Self.segment(0))
            #expect(place.status == .known && place.number == 0)
        }
    }

    @Test func segmentsBehindAHoleStayWithinTheLimit() {
        var limits = Limits()
        limits.heldBytesPerDirection = 100_000
        limits.heldBytes = 300_000
        var streams = TCPStreams(limits: limits)
        for flow in 0..<50 {
            Self.take(Self.segment(flow, flags: .syn), &streams)
            for step in 0..<100 {
                // Every second byte is missing: each piece costs far more than its byte.
                let payload = step % 2 == 0 ? 1 : 1400
                Self.take(Self.segment(flow, sequence: UInt32(2 + step * 1500), payload: payload), &streams)
                #expect(streams.heldBytes <= limits.heldBytes + limits.heldBytesPerDirection)
            }
        }
        for slot in streams.slots {
            streams.finish(slot)
            while streams.next(slot) != nil {}
        }
        #expect(streams.heldBytes == 0)
    }

    /// Holes that only an acknowledgment tells of cost nothing by themselves, and are remembered in a queue.
    @Test func holesOfFlowsThatAreGoneAreForgotten() {
        var limits = Limits()
        limits.connections = 100
        var streams = TCPStreams(limits: limits)
        for number in 0..<20_000 {
            Self.take(Self.segment(number, flags: .syn), &streams)
            Self.take(Self.segment(number, flags: [.syn, .ack], isFromServer: true, acknowledgment: 1), &streams)
            Self.take(Self.segment(number, sequence: 1, acknowledgment: 5000), &streams)
            Self.take(
                Self.segment(number, sequence: 1, payload: 1, isFromServer: true, acknowledgment: 1), &streams)
        }
        #expect(streams.waitingHoles > 0)
        #expect(streams.waitingHoles <= 2 * 2 * limits.connections + 65)
    }

    /// Tiny segments that overlap and contradict each other: the copy that was captured first counts, however often.
    @Test func ofConflictingCopiesTheFirstCounts() {
        var streams = TCPStreams()
        Self.take(Self.segment(0, flags: .syn), &streams)
        var conflicts = 0
        let length = 2000
        // Behind a hole of one byte, from the end to the beginning, and each byte twice.
        for offset in (1..<length).reversed() {
            let first = UInt8(truncatingIfNeeded: offset)
            Self.take(Self.segment(0, sequence: UInt32(1 + offset), payload: 1), &streams, [first])
            let both = Self.take(
                Self.segment(0, sequence: UInt32(1 + offset), payload: 2), &streams, [~first, ~first])
            if both.conflict != nil { conflicts += 1 }
        }
        #expect(conflicts == length - 1)
        #expect(streams.heldBytes <= 300 * (length + 1))
        var received: [UInt8] = []
        let segment = Self.segment(0, sequence: 1, payload: 1)
        let place = streams.place(segment)
        let zero: [UInt8] = [0]
        let arrival = streams.receive(
            segment, at: place, bytes: zero.rawSpan, packet: 2, time: Timestamp(nanoseconds: 0, isNanosecond: false))
        received += zero[arrival.bytes]
        while case .bytes(let chunk)? = streams.next(place.slot) { received += chunk.bytes }
        #expect(received.count == length + 1)
        #expect((0..<length).allSatisfy { received[$0] == UInt8(truncatingIfNeeded: $0) })
        #expect(streams.heldBytes == 0)
    }

    /// Keys that all fall into one bucket with a seed that somebody knows are parted by another one.
    @Test func flowsThatCollideArePartedByANewSeed() {
        let known = HashSeed(first: 1, second: 2, third: 3)
        let mask: UInt32 = 0x3ff
        var colliding: [TCPSegment] = []
        var number = 0
        while colliding.count < 300 {
            let segment = Self.segment(number)
            if FlowKey.make(segment.source, segment.destination).key.hash(known) & mask == 7 {
                colliding.append(segment)
            }
            number += 1
        }
        var table = FlowTable(capacity: 2048, seed: known, longestProbe: 32)
        for segment in colliding { #expect(table.place(segment).status == .new) }
        #expect(table.count == 300)
        // With the known seed the last one would stand 299 buckets behind its home.
        #expect(table.longestDistance <= 32)
        for segment in colliding { #expect(table.place(segment).status == .known) }
    }
}
