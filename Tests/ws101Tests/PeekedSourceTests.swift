import Capture
import Foundation
import Samples
import Testing
import Wire

@testable import ws101

@Suite struct PeekedSourceTests {
    private let path = SampleFiles.folder.appendingPathComponent("demo.pcapng").path

    private func packets(_ source: any PacketSource) throws -> [Int] {
        let slab = PacketSlab()
        var numbers: [Int] = []
        while try source.fill(slab) { numbers += slab.records.map(\.length) }
        return numbers
    }

    @Test func handsOnWhatItLookedAt() throws {
        let peeked = PeekedSource(try CaptureFile.open(path))
        #expect(!peeked.isLive)
        #expect(try packets(peeked) == packets(CaptureFile.open(path)))
    }

    @Test func packetsOfThisMinuteAreLive() throws {
        let slab = PacketSlab()
        #expect(try CaptureFile.open(path).fill(slab))
        let first = try #require(slab.records.first).time.nanoseconds
        #expect(PeekedSource(try CaptureFile.open(path), time: first + 2_000_000_000).isLive)
        #expect(!PeekedSource(try CaptureFile.open(path), time: first + 3_600_000_000_000).isLive)
        #expect(PeekedSource.isNow(5, at: 6) && !PeekedSource.isNow(.min, at: .max))
    }

    /// A source of slabs that were made before.
    private final class Slabs: PacketSource {
        private var left: [PacketSlab]
        let info = CaptureInfo(file: "test", format: .pcapng, interfaces: [])

        init(_ slabs: [PacketSlab]) { left = slabs.reversed() }

        func fill(_ slab: PacketSlab) throws(CaptureError) -> Bool {
            guard let next = left.popLast() else { return false }
            slab.removeAll()
            for record in next.records { slab.append(next.bytes(of: record), record) }
            slab.takeNotes(of: next)
            return true
        }
    }

    // The time of the packets decides; the keys that may stand before them, as editcap puts them, decide nothing.
    @Test(arguments: [0, 1, 3, 40])
    func keysBeforeThePacketsHideNothing(count: Int) throws {
        let first = PacketSlab()
        #expect(try CaptureFile.open(path).fill(first))
        let slabs = (0..<count).map { number in
            let slab = PacketSlab()
            slab.secrets = [KeyLogText(Array("# \(number)\n".utf8))]
            return slab
        }
        let time = try #require(first.records.first).time.nanoseconds
        let peeked = PeekedSource(Slabs(slabs + [first]), time: time)
        #expect(peeked.isLive == (count < 16))
        let slab = PacketSlab()
        var (keys, packets) = (0, 0)
        while try peeked.fill(slab) {
            keys += slab.secrets.count
            packets += slab.records.count
        }
        #expect(keys == count && packets == first.records.count)
    }
}
