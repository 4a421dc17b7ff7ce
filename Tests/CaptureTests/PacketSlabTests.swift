import TestKit
import Testing
import Wire

@testable import Capture

@Suite struct PacketSlabTests {
    private func record(_ number: Int) -> PacketRecord {
        PacketRecord(
            number: number, time: Timestamp(nanoseconds: 0, isNanosecond: false), offset: -1, length: -1,
            originalLength: 9, interface: 0, linkType: .raw)
    }

    private func append(_ bytes: [UInt8], _ number: Int, _ slab: PacketSlab) -> Bool {
        slab.append(bytes.rawSpan, record(number))
    }

    @Test func keepsCopiesOfPackets() {
        let slab = PacketSlab()
        for (number, bytes) in ([[1, 2, 3], [], [4]] as [[UInt8]]).enumerated() {
            #expect(append(bytes, number + 1, slab))
        }
        #expect(slab.packets.map(\.bytes) == [[1, 2, 3], [], [4]])
        #expect(slab.packets.map(\.number) == [1, 2, 3])
        slab.removeAll()
        #expect(slab.records.isEmpty)
        #expect(slab.free == PacketSlab.capacity)
    }

    @Test func refusesWhatFindsNoRoom() {
        let slab = PacketSlab()
        let half = [UInt8](repeating: 7, count: PacketSlab.capacity / 2)
        #expect(append(half, 1, slab))
        #expect(append([1], 2, slab))
        #expect(append(half, 3, slab) == false)
        #expect(append(Array(half.dropLast()), 3, slab))
        #expect(slab.free == 0)
        #expect(slab.packets.map(\.bytes.count) == [half.count, 1, half.count - 1])
    }

    @Test(arguments: [0, 1, 2, 3, 4])
    func dropsBytesFromItsStart(count: Int) {
        let slab = PacketSlab()
        slab.append(([1, 2, 3, 4] as [UInt8]).rawSpan)
        slab.removeFirst(count)
        let rest = slab.contents
        let bytes = (0..<rest.byteCount).map { rest.byte(at: $0) }
        #expect(bytes == Array(([1, 2, 3, 4] as [UInt8]).dropFirst(count)))
        #expect(slab.free == PacketSlab.capacity - 4 + count)
    }
}
