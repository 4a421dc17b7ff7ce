import Testing
import Wire

@testable import Capture

struct PacketRingTests {
    static let info = CaptureInfo(
        file: "test0", format: .live,
        interfaces: [.init(name: "test0", linkType: .ethernet, snapLength: 0, isNanosecond: true)])

    /// A slab with packets of these lengths: the bytes of packet i are all i.
    static func slab(_ lengths: [Int], from first: Int = 0) -> PacketSlab {
        let slab = PacketSlab()
        for (index, length) in lengths.enumerated() {
            let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: first + index), count: length)
            slab.append(
                bytes.rawSpan,
                PacketRecord(
                    number: index + 1, time: Timestamp(nanoseconds: Int64(first + index), isNanosecond: true),
                    offset: 0,
                    length: 0, originalLength: length + 1, interface: 0, linkType: .ethernet))
        }
        return slab
    }

    /// Everything that a reader is given until the end.
    private func drain(_ reader: RingReader) throws -> (packets: [Packet], drops: [PacketDrops]) {
        let slab = PacketSlab()
        var result: (packets: [Packet], drops: [PacketDrops]) = ([], [])
        while try reader.fill(slab) {
            result.packets += slab.packets
            result.drops += slab.drops
        }
        return result
    }

    @Test func readersAreGivenEverythingEachAtItsOwnPace() throws {
        let ring = PacketRing(capacity: 1 << 22, sources: [Self.info])
        let early = ring.reader()
        let slab = PacketSlab()
        var first: [Packet] = []
        for round in 0..<100 {
            #expect(ring.append(Self.slab([1, 0, 60, 1500], from: 4 * round), interface: 0))
            if round % 7 == 0 {
                #expect(try early.fill(slab))
                first += slab.packets
            }
        }
        ring.end(nil)
        first += try drain(early).packets
        let late = try drain(ring.reader()).packets
        #expect(first == late)
        #expect(late.map(\.number) == Array(1...400))
        #expect(late.map(\.bytes.count) == (0..<100).flatMap { _ in [1, 0, 60, 1500] })
        #expect(late.allSatisfy { packet in packet.bytes.allSatisfy { Int($0) == (packet.number - 1) & 0xff } })
        #expect(early.missed == 0)
    }

    @Test(arguments: [0, 1, 5, 400]) func aSnapshotEndsWithWhatIsThere(count: Int) throws {
        let ring = PacketRing(capacity: 1 << 22, sources: [Self.info])
        for number in 0..<count { #expect(ring.append(Self.slab([100], from: number), interface: 0)) }
        let snapshot = ring.snapshot()
        // What comes later is not in it, also where it lies in the same memory.
        #expect(ring.append(Self.slab([1, 2, 3]), interface: 0))
        let read = try drain(snapshot)
        #expect(read.packets.map(\.number) == Array(0..<count).map { $0 + 1 })
        #expect(snapshot.missed == 0)
        #expect(try drain(ring.snapshot()).packets.count == count + 3)
    }

    @Test func theOldestMakeRoomAndWhoMissesThemIsTold() throws {
        let ring = PacketRing(capacity: 0, sources: [Self.info])
        let reader = ring.reader()
        let slab = PacketSlab()
        #expect(ring.append(Self.slab([10]), interface: 0))
        #expect(try reader.fill(slab))
        // A thousand packets of 10,000 bytes are more than the two slabs hold that a ring has at least.
        for round in 0..<1000 { #expect(ring.append(Self.slab([10_000], from: round), interface: 0)) }
        ring.end(nil)
        let rest = try drain(reader)
        let first = try #require(rest.packets.first)
        #expect(rest.packets.map(\.number) == Array(first.number...1001))
        #expect((100...300).contains(rest.packets.count))
        #expect(reader.missed == first.number - 2)
        #expect(rest.drops.map(\.count) == [reader.missed])
        #expect(rest.drops.map(\.packet) == [first.number])
    }

    @Test func packetsOfAnySizeComeAsTheyWere() throws {
        var random = SystemRandomNumberGenerator()
        let lengths = (0..<500).map { _ in Int.random(in: 0...60_000, using: &random) }
        let ring = PacketRing(capacity: 64 << 20, sources: [Self.info])
        var index = 0
        while index < lengths.count {
            let part = Array(lengths[index..<min(index + Int.random(in: 1...17, using: &random), lengths.count)])
            #expect(ring.append(Self.slab(part, from: index), interface: 0))
            index += part.count
        }
        ring.end(nil)
        let packets = try drain(ring.reader()).packets
        #expect(packets.map(\.bytes.count) == lengths)
        #expect(packets.map(\.originalLength) == lengths.map { $0 + 1 })
        #expect(packets.map(\.time.nanoseconds) == (0..<500).map { Int64($0) })
    }

    @Test func lossesStandBeforeTheNextPacket() throws {
        let ring = PacketRing(capacity: 1 << 22, sources: [Self.info])
        let time = Timestamp(nanoseconds: 7, isNanosecond: true)
        #expect(ring.append(Self.slab([1, 2]), interface: 0))
        var statistics = CaptureInfo.Statistics()
        statistics.droppedBySystem = 5
        ring.note(statistics, dropped: 5, interface: 0, time: time)
        ring.note(statistics, dropped: 1, interface: 0, time: time)
        ring.note(statistics, dropped: 0, interface: 0, time: time)
        #expect(ring.append(Self.slab([3]), interface: 0))
        ring.end(nil)
        #expect(try drain(ring.reader()).drops == [PacketDrops(packet: 3, time: time, count: 6)])
        #expect(ring.info.interfaces[0].statistics == statistics)
    }

    @Test func aLimitEndsIt() throws {
        let ring = PacketRing(capacity: 1 << 22, sources: [Self.info], packetLimit: 3)
        #expect(ring.append(Self.slab([1, 2]), interface: 0))
        #expect(!ring.append(Self.slab([3, 4]), interface: 0))
        #expect(!ring.append(Self.slab([5]), interface: 0))
        ring.end(nil)
        #expect(try drain(ring.reader()).packets.map(\.bytes.count) == [1, 2, 3])
    }

    @Test func severalSourcesShareARing() throws {
        var other = Self.info
        other.file = "test1"
        let ring = PacketRing(capacity: 1 << 22, sources: [Self.info, other])
        #expect(ring.append(Self.slab([1]), interface: 1))
        #expect(ring.append(Self.slab([2]), interface: 0))
        ring.end(nil)
        let reader = ring.reader()
        let slab = PacketSlab()
        #expect(try reader.fill(slab))
        #expect(slab.records.map(\.interface) == [1, 0])
        // One goes on: nothing came for now.
        #expect(try reader.fill(slab))
        #expect(slab.records.isEmpty)
        ring.end(CaptureError(.unavailable, file: "test1", problem: "gone"))
        #expect(throws: CaptureError.self) { try reader.fill(slab) }
        #expect(try !reader.fill(slab))
        #expect(ring.info.interfaces.count == 2)
        #expect(ring.info.files == ["test0", "test1"])
    }
}
