import Capture
import Testing
import Wire

struct TemporaryFileTests {
    @Test func givesBackWhatWasPutInto() throws {
        let file = try TemporaryFile()
        let pieces = [0, 1, 100, 70_000, 3].map { length in (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) } }
        let places = try pieces.map { try file.append($0.rawSpan) }
        #expect(places.map(\.count) == pieces.map(\.count))
        for (place, piece) in zip(places, pieces).reversed() {
            var read: [UInt8] = []
            try file.read(place) { read.append(copying: $0) }
            #expect(read == piece)
        }
    }

    @Test func saysWhenThereIsNothingToRead() throws {
        let file = try TemporaryFile()
        _ = try file.append([1, 2, 3].rawSpan)
        #expect(throws: SystemFailure.self) { try file.read(0..<4) { _ in } }
    }
}
