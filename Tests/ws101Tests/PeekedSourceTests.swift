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
}
