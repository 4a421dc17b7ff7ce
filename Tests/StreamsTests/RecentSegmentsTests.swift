import Testing
import Wire

@testable import Streams

@Suite struct RecentSegmentsTests {
    private let seed = HashSeed.random()

    @Test(arguments: [1, 7, 8, 9, 31, 32, 33, 63, 64, 65, 200])
    func everyBytesChangeIsNoticed(_ count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        var recent = RecentSegments()
        recent.remember(bytes.rawSpan, at: 5, packet: 3, seed: seed)
        #expect(recent.conflict(bytes.rawSpan, at: 5, seed: seed) == nil)
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 0x10
            let conflict = recent.conflict(changed.rawSpan, at: 5, seed: seed)
            #expect(conflict == OverlapConflict(offsets: 5..<(5 + count), earlierPacket: 3))
            #expect(recent.conflict(changed.rawSpan, at: 6, seed: seed) == nil)
        }
    }

    @Test func onlyTheLastEightAreKnown() {
        var recent = RecentSegments()
        for index in 0..<9 { recent.remember([1].rawSpan, at: index, packet: index, seed: seed) }
        #expect(recent.conflict([2].rawSpan, at: 0, seed: seed) == nil)
        #expect(recent.conflict([2].rawSpan, at: 1, seed: seed)?.earlierPacket == 1)
        #expect(recent.conflict([2].rawSpan, at: 8, seed: seed)?.earlierPacket == 8)
    }
}
