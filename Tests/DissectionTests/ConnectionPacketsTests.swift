import Capture
import Dissection
import TestKit
import Testing
import WebSocket
import Wire

/// The packets of one connection among others are exactly its own.
@Suite struct ConnectionPacketsTests {
    private typealias Packet = (time: Timestamp, bytes: [UInt8], connection: Int)

    /// Shows the packets, some to a slab, and gives the numbers of those of a connection.
    private func numbers(of stream: Int, in packets: [Packet], perSlab: Int = 5) -> [Int] {
        var found = ConnectionPackets(ofStream: stream)
        let slab = PacketSlab()
        for (index, packet) in packets.enumerated() {
            let bytes = packet.bytes
            let record = PacketRecord(
                number: index + 1, time: packet.time, offset: 0, length: 0, originalLength: bytes.count, interface: 0,
                linkType: .ethernet)
            slab.append(bytes.rawSpan, record)
            if slab.records.count == perSlab || index == packets.count - 1 {
                found.look(at: slab)
                slab.removeAll()
            }
        }
        return found.numbers
    }

    private func own(_ connection: Int, in packets: [Packet]) -> [Int] {
        packets.indices.filter { packets[$0].connection == connection }.map { $0 + 1 }
    }

    /// The packets of several sessions, as they come at the same time; the last one uses the first one's ports again.
    private func sessions(_ count: Int, dice: inout SplitMix) -> [Packet] {
        var packets: [Packet] = []
        for connection in 0..<count {
            let isAgain = connection == count - 1
            let port = 40_000 + UInt16(isAgain ? 0 : connection)
            let start = 1_700_000_000_000_000_000 + Int64(isAgain ? 60_000_000_000 : connection)
            let first = UInt32(connection) * 1_000_000
            let talk = Conversation(
                client: .ipv4(192, 0, 2, 1, port: port), sequences: (1000 + first, 90_000 + first), start: start)
            var play = Playbook(talk)
            play.upgrade()
            play.frame(.client, .text, Array("from \(connection)".utf8))
            play.frame(.server, .binary, [UInt8](repeating: UInt8(connection), count: 2000))
            play.finish()
            packets += play.talk.packets.map { ($0.time, $0.bytes, connection) }
        }
        return packets.enumerated().sorted {
            ($0.element.time.nanoseconds, $0.offset) < ($1.element.time.nanoseconds, $1.offset)
        }.map(\.element)
    }

    @Test(arguments: [1, 5, 1000])
    func connectionsAreToldApart(perSlab: Int) {
        var dice = SplitMix(seed: 1)
        let packets = sessions(6, dice: &dice)
        for connection in 0..<6 {
            #expect(numbers(of: connection, in: packets, perSlab: perSlab) == own(connection, in: packets))
        }
        #expect(numbers(of: 6, in: packets).isEmpty)
    }

    /// Fragments belong to the connection whose segment they carry, in any order, with others in between.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func fragmentsGoWithTheirConnection(seed: UInt64) {
        var dice = SplitMix(seed: seed)
        var packets: [Packet] = []
        for (index, packet) in sessions(4, dice: &dice).enumerated() {
            guard packet.bytes.count > 100, Bool.random(using: &dice) else {
                packets.append(packet)
                continue
            }
            let parts = IPFragmenter.split(packet.bytes, identification: UInt32(index + 1), cuts: [24, 48])
            packets += parts.shuffled(using: &dice).map { (packet.time, $0, packet.connection) }
        }
        for connection in 0..<4 {
            #expect(numbers(of: connection, in: packets) == own(connection, in: packets))
        }
    }
}
