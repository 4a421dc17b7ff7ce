import Capture
import Dissection
import TestKit
import Testing
import WebSocket
import Wire

private typealias Packet = (time: Timestamp, bytes: [UInt8], interface: Int)

/// What is told of packets on several interfaces.
private func trace(_ packets: [Packet]) -> Trace {
    let trace = Trace()
    let pipeline = Pipeline(options: DissectionOptions(), handler: trace)
    pipeline.begin(CaptureInfo(file: "test", format: .pcapng, interfaces: []))
    let slab = PacketSlab()
    for (index, packet) in packets.enumerated() {
        let record = PacketRecord(
            number: index + 1, time: packet.time, offset: 0, length: packet.bytes.count,
            originalLength: packet.bytes.count, interface: packet.interface, linkType: .ethernet)
        if !slab.append(packet.bytes.rawSpan, record) {
            pipeline.consume(slab)
            slab.removeAll()
            slab.append(packet.bytes.rawSpan, record)
        }
    }
    pipeline.consume(slab)
    pipeline.finish()
    return trace
}

/// Everything that is told of sessions, but for the numbers of packets.
private func transcript(_ trace: Trace) -> [String] {
    trace.sessions.flatMap { session in
        var lines = ["\(session.start.outcome) \(session.start.time) \(session.start.client)"]
        for frame in session.frames {
            lines.append(
                "\(frame.from?.rawValue ?? "?") \(frame.time) \(frame.header) \(frame.streamOffset) \(frame.payload)")
        }
        for message in session.messages { lines.append("\(message.time) \(message.frames) \(message.payload.count)") }
        for finding in session.findings { lines.append("\(finding.rule.rawValue) \(finding.time)") }
        if let close = session.close {
            lines.append(
                "\(close.time) \(close.initiator) \(close.clean) \(close.tcpEnd) \(close.state) \(close.totals)")
            lines.append("\(close.clientRetransmissions) \(close.serverRetransmissions)")
        }
        return lines
    }
}

/// A session whose packets have identifications of their own, unless they are IPv6's.
private func chat(ipv6: Bool = false) -> Playbook {
    var play = Playbook(
        ipv6 ? Conversation(client: .ipv6(1, port: 50_000), server: .ipv6(2, port: 80)) : Conversation())
    play.upgrade()
    for count in 0..<12 {
        play.frame(.client, .text, Array("message \(count)".utf8))
        play.frame(.server, .binary, [UInt8](repeating: UInt8(count), count: 700 * count))
    }
    play.finish(.server)
    for index in play.talk.segments.indices { play.talk.segments[index].segment.identification = UInt16(index + 1) }
    return play
}

@Suite struct DuplicateTests {
    /// Every packet twice, the second up to a millisecond later and on the same or another interface: all is as before.
    @Test(arguments: 0..<24)
    func aDoubledCaptureSaysTheSame(_ seed: Int) {
        var dice = SplitMix(seed: UInt64(seed))
        let isOther = seed % 2 == 1
        var play = chat(ipv6: isOther && seed % 4 == 1)
        // Several packets in the time between the copies.
        for index in play.talk.segments.indices {
            play.talk.segments[index].time = 1_700_000_000_000_000_000 + Int64(index) * 250_000
            // What comes behind the end of a connection is not looked at.
            if index + 3 >= play.talk.segments.count { play.talk.segments[index].time += 5_000_000 }
        }
        let plain: [Packet] = play.talk.packets.map { ($0.time, $0.bytes, 0) }
        let copies: [Packet] = plain.map { packet in
            let delay = Int64.random(in: 0...1_000_000, using: &dice) / 1000 * 1000
            let time = Timestamp(nanoseconds: packet.time.nanoseconds + delay, isNanosecond: false)
            return (time, packet.bytes, isOther ? 1 : 0)
        }
        let doubled = (plain + copies).enumerated().sorted {
            ($0.element.time.nanoseconds, $0.offset) < ($1.element.time.nanoseconds, $1.offset)
        }.map(\.element)
        let (once, twice) = (trace(plain), trace(doubled))
        #expect(transcript(twice) == transcript(once))
        #expect(once.summary?.duplicates == 0)
        #expect(twice.summary?.duplicates == play.talk.segments.count { !$0.segment.payload.isEmpty })
    }

    /// A segment sent again has another identification, or comes later than any capture is late.
    @Test func retransmissionsAreCountedApart() throws {
        var play = chat()
        let first = try #require(play.talk.segments.lastIndex { $0.segment.payload.count > 1000 })
        var again = play.talk.segments[first]
        again.time += 10_000
        again.segment.identification = 999
        play.talk.segments.insert(again, at: first + 1)
        let trace = trace(play.talk.packets.map { ($0.time, $0.bytes, 0) })
        #expect(trace.summary?.duplicates == 0)
        let close = try #require(trace.sessions.first?.close)
        #expect((close.clientRetransmissions, close.serverRetransmissions) == (0, 1))
        #expect(trace.sessions.first?.findings.isEmpty == true)
    }

    /// A retransmission that is captured twice is one, whichever copy comes first.
    @Test func aDoubledRetransmissionIsOne() throws {
        let play = chat()
        let first = try #require(play.talk.segments.lastIndex { $0.segment.payload.count > 1000 })
        var again = play.talk.segments[first].segment
        again.identification = 999
        let copy = PacketBuilder().packet(again)
        var packets: [Packet] = play.talk.packets.map { ($0.time, $0.bytes, 0) }
        let original = packets[first]
        for (index, bytes) in [copy, original.bytes, copy, original.bytes].enumerated() {
            packets.insert((original.time, bytes, 0), at: first + 1 + index)
        }
        let trace = trace(packets)
        #expect(trace.summary?.duplicates == 3)
        let close = try #require(trace.sessions.first?.close)
        #expect((close.clientRetransmissions, close.serverRetransmissions) == (0, 1))
    }

    /// IPv6 has no identification: equal packets are told apart by what is certain, or not at all.
    @Test(arguments: [
        (100_000, 0, 1, 0, 0), (5_000_000, 0, 0, 0, 0), (5_000_000, 1, 1, 0, 0), (300_000_000, 0, 0, 0, 1),
        (300_000_000, 1, 1, 0, 0), (2_000_000_000, 1, 0, 0, 1),
    ])
    func withoutIdentifications(
        _ delay: Int64, _ interface: Int, _ duplicates: Int, _ client: Int, _ server: Int
    ) throws {
        let play = chat(ipv6: true)
        var packets: [Packet] = play.talk.packets.map { ($0.time, $0.bytes, 0) }
        let first = try #require(play.talk.segments.lastIndex { $0.segment.payload.count > 1000 })
        var again = packets[first]
        again.time = Timestamp(nanoseconds: again.time.nanoseconds + delay, isNanosecond: false)
        again.interface = interface
        packets.insert(again, at: first + 1)
        let trace = trace(packets)
        let close = try #require(trace.sessions.first?.close)
        #expect(trace.summary?.duplicates == duplicates)
        #expect((close.clientRetransmissions, close.serverRetransmissions) == (client, server))
    }

    /// Copies that come behind many further packets are not taken for anything that they may not be.
    @Test func copiesThatLagAccuseNobody() throws {
        let play = chat()
        let plain: [Packet] = play.talk.packets.map { ($0.time, $0.bytes, 0) }
        let lag = 30
        var packets: [Packet] = []
        for index in 0..<(plain.count + lag) {
            if index < plain.count { packets.append(plain[index]) }
            if index >= lag {
                var copy = plain[index - lag]
                if index < plain.count { copy.time = plain[index].time }
                packets.append(copy)
            }
        }
        let trace = trace(packets)
        #expect(trace.sessions.count == 1)
        #expect(trace.sessions.first?.findings.isEmpty == true)
        #expect(trace.sessions.first?.close?.serverRetransmissions == 0)
    }
}
