import Dissection
import Foundation
import TestKit
import Testing
import WebSocket
import Wire

private typealias Packet = (time: Timestamp, bytes: [UInt8])

/// What a session is, without the packets that brought it and when.
private func transcript(_ trace: Trace) -> [String] {
    trace.sessions.flatMap { session in
        var lines = ["\(session.start.outcome) \(session.start.client) \(session.start.server)"]
        for frame in session.frames {
            lines.append("\(frame.from?.rawValue ?? "?") \(frame.header.opcode) \(frame.streamOffset) \(frame.payload)")
        }
        for message in session.messages { lines.append("\(message.kind) \(message.frames) \(message.payload)") }
        for finding in session.findings { lines.append(finding.rule.rawValue) }
        lines.append(session.close.map { "\($0.initiator) \($0.clean) \($0.state) \($0.tcpEnd)" } ?? "no close")
        return lines
    }
}

/// A session with messages of both sides, one of them in several packets; IPv6 and IPv4 options as said.
private func session(ipv6: Bool = false, builder: PacketBuilder = PacketBuilder()) -> Playbook {
    var talk =
        ipv6
        ? Conversation(client: .ipv6(1, port: 50_000), server: .ipv6(2, port: 80), builder: builder)
        : Conversation(builder: builder)
    talk.segmentSize = 5000
    var play = Playbook(talk)
    play.upgrade()
    play.frame(.client, .text, Array("Hello".utf8))
    play.frame(.server, .binary, (0..<12_000).map { UInt8(truncatingIfNeeded: $0 * 7) })
    play.frame(.client, .binary, [UInt8](repeating: 0xa5, count: 300))
    play.finish(.client)
    return play
}

/// The packets, each with payload in fragments that `dice` cuts, in an order that it chooses.
private func fragmented(
    _ packets: [Packet], _ dice: inout SplitMix, headerAt start: Int = 14, isShuffled: Bool = true
) -> [Packet] {
    var result: [Packet] = []
    for (index, packet) in packets.enumerated() {
        guard packet.bytes.count > start + 100 else {
            result.append(packet)
            continue
        }
        let cuts = (0..<Int.random(in: 1...9, using: &dice)).map { _ in
            Int.random(in: 1...(packet.bytes.count / 8), using: &dice) * 8
        }
        var parts = IPFragmenter.split(
            packet.bytes, headerAt: start, identification: UInt32(index + 1), cuts: cuts)
        if isShuffled { parts.shuffle(using: &dice) }
        for (place, part) in parts.enumerated() {
            let time = Timestamp(
                nanoseconds: packet.time.nanoseconds + Int64(place) * 1000, isNanosecond: packet.time.isNanosecond)
            result.append((time, part))
        }
    }
    return result
}

@Suite struct FragmentTests {
    /// Whatever the packets are cut into, and in whatever order the pieces come, the session is the same.
    @Test(arguments: 0..<40)
    func fragmentsChangeNothing(_ seed: Int) {
        var dice = SplitMix(seed: UInt64(seed))
        var builder = PacketBuilder()
        let ipv6 = seed % 2 == 1
        if seed % 3 == 0 {
            builder.ipv4Options = [1, 1, 1, 0]
            // Destination options, which travel inside the fragments.
            builder.ipv6Extensions = [(60, [0, 0, 1, 4, 0, 0, 0, 0])]
        }
        let play = session(ipv6: ipv6, builder: builder)
        let whole = play.trace()
        let trace = Playbook.trace(fragmented(play.talk.packets, &dice))
        #expect(transcript(trace) == transcript(whole))
        #expect(whole.sessions.count == 1 && whole.sessions[0].messages.count == 3)
        #expect(trace.summary?.unreadable == [:])
        #expect(trace.summary?.duplicates == 0)
    }

    @Test func theLastPacketToComeBroughtTheFrame() throws {
        var play = Playbook()
        play.upgrade()
        var packets = play.talk.packets
        play.frame(.client, .text, Array("Hello".utf8))
        let frame = play.talk.packets[packets.count]
        let parts = IPFragmenter.split(frame.bytes, identification: 9, cuts: [8, 24])
        for (index, part) in [parts[2], parts[0], parts[1]].enumerated() {
            packets.append(
                (Timestamp(nanoseconds: frame.time.nanoseconds + Int64(index) * 1000, isNanosecond: false), part))
        }
        let event = try #require(Playbook.trace(packets).sessions.first?.frames.first)
        #expect(event.payload == Array("Hello".utf8))
        #expect(event.packets == [packets.count])
        #expect(event.time == packets.last?.time)
    }

    @Test func whatIsNeverCompleteIsCounted() {
        var dice = SplitMix(seed: 1)
        let play = session()
        var packets = fragmented(play.talk.packets, &dice, isShuffled: false)
        let lost = packets.lastIndex { $0.bytes.count > 14 && $0.bytes[20] & 0x1f != 0 } ?? 0
        let id = Array(packets[lost].bytes[18..<20])
        packets.remove(at: lost)
        let left = packets.count { Array($0.bytes[18..<20]) == id && $0.bytes[20] & 0x3f != 0 }
        let trace = Playbook.trace(packets)
        #expect(left > 0)
        #expect(trace.summary?.unreadable == ["ipv4-fragment": left])
    }

    /// What is no TCP is counted as that, with all its fragments.
    @Test func otherProtocolsAreCountedByTheirCause() {
        let segment = session().talk.segments[3].segment
        var bytes = PacketBuilder().packet(segment)
        bytes[23] = 17
        let parts = IPFragmenter.split(bytes, identification: 5, cuts: [16, 48])
        let packets = parts.map { (time: Timestamp(nanoseconds: 0, isNanosecond: false), bytes: $0) }
        #expect(Playbook.trace(packets).summary?.unreadable == ["not-tcp": 3])
    }

    /// Conflicting copies inside an IPv4 packet: the session says that what its receiver took is unknown.
    @Test func conflictingFragmentsAreTold() throws {
        var play = Playbook()
        play.upgrade()
        var packets = play.talk.packets
        play.frame(.server, .text, Array("Hello, this is a text of some length".utf8))
        let frame = play.talk.packets[packets.count]
        let parts = IPFragmenter.split(frame.bytes, identification: 9, cuts: [24, 40])
        var other = parts[1]
        other[other.count - 1] ^= 1
        for part in [parts[0], parts[1], other, parts[2]] { packets.append((frame.time, part)) }
        let trace = Playbook.trace(packets)
        let session = try #require(trace.sessions.first)
        #expect(session.messages.first?.payload == Array("Hello, this is a text of some length".utf8))
        #expect(session.findings.map(\.rule).contains(.streamOverlapConflict))
        #expect(trace.summary?.unreadable == ["ipv4-fragment-conflict": 1])
    }

    @Test func theSnapshotLengthInAFragmentIsAGap() throws {
        let play = session()
        let packets = play.talk.packets.flatMap { packet -> [Packet] in
            guard packet.bytes.count > 1400 else { return [packet] }
            return IPFragmenter.split(
                packet.bytes, identification: UInt32(packet.time.nanoseconds / 1_000_000 % 60_000), cuts: [1480, 2960]
            ).map { (packet.time, $0) }
        }
        let trace = Playbook.trace(packets, snapLength: 400)
        let session = try #require(trace.sessions.first)
        #expect(session.findings.map(\.rule) == [.streamTruncatedPackets])
        #expect(session.close?.clean == true)
        #expect(session.messages.map(\.missing).max() ?? 0 > 10_000)
        #expect(trace.summary?.unreadable == [:])
    }

    @Test(.enabled(if: Tshark.isInstalled, "tshark is not installed"), arguments: 0..<6)
    func tsharkFindsTheSameFrames(_ seed: Int) throws {
        var dice = SplitMix(seed: UInt64(seed + 100))
        let play = session(ipv6: seed % 2 == 1)
        let packets = fragmented(play.talk.packets, &dice)
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("fragments-\(UUID().uuidString).pcap")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(CaptureFileBuilder.pcap(packets.map { ($0.time.nanoseconds, $0.bytes) })).write(to: file)
        let expected = try Tshark.frames(in: file)
        let found = Playbook.trace(packets).sessions[0].frames.map { frame in
            Tshark.Frame(
                stream: 0, sourcePort: frame.from == .client ? 50_000 : 80, opcode: Int(frame.header.opcode.rawValue),
                fin: frame.header.fin, masked: frame.header.masked, length: frame.header.payloadLength)
        }
        #expect(found == expected)
        #expect(expected.count == 5)
    }
}
