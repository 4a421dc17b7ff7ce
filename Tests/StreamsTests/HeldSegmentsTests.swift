import Testing
import Wire

@testable import Streams

@Suite struct HeldSegmentsTests {
    private static let time = Timestamp(nanoseconds: 0, isNanosecond: false)

    /// Random pieces, cuts and truncations, against an array of single bytes.
    @Test(arguments: 0..<100)
    func itAgreesWithAnArray(_ seed: Int) {
        var dice = Dice(seed)
        var held = HeldSegments()
        // Nothing, known to be cut off, or a byte.
        var model = [UInt8?](repeating: nil, count: 300)
        var isKnown = [Bool](repeating: false, count: 300)
        for step in 0..<60 {
            let start = Int.random(in: 0..<280, using: &dice)
            let range = start..<(start + Int.random(in: 1...20, using: &dice))
            switch Int.random(in: 0..<8, using: &dice) {
            case 0:
                held.insertCut(range, packet: step, time: Self.time)
                for index in range { isKnown[index] = true }
            case 1:
                held.truncate(at: range.upperBound + 200)
                for index in isKnown.indices where index >= range.upperBound + 200 {
                    isKnown[index] = false
                    model[index] = nil
                }
            case 2:
                guard let first = held.takeFirst() else { continue }
                for index in 0..<first.end {
                    isKnown[index] = false
                    model[index] = nil
                }
            default:
                let bytes = range.map { _ in UInt8.random(in: 0...1, using: &dice) }
                let expected = range.first { model[$0] != nil && model[$0] != bytes[$0 - start] }
                let conflict = held.insert(bytes.rawSpan, at: start, packet: step, time: Self.time, limit: .max)
                #expect(conflict?.offsets.lowerBound == expected)
                for index in range where !isKnown[index] {
                    isKnown[index] = true
                    model[index] = bytes[index - start]
                }
            }
        }
        var known = [Bool](repeating: false, count: 300)
        var cost = held.cost
        while let piece = held.takeFirst() {
            for index in piece.offset..<piece.end {
                #expect(!known[index])
                known[index] = true
                #expect(model[index] == (piece.isCut ? nil : piece.bytes[index - piece.offset]))
            }
            cost -= piece.bytes.count + 256
        }
        #expect(known == isKnown)
        #expect(cost == 0 && held.cost == 0)
    }

    @Test func theLimitStopsASegmentThatBecomesManyPieces() {
        var held = HeldSegments()
        for index in 0..<100 {
            _ = held.insert([1].rawSpan, at: index * 2 + 1, packet: 1, time: Self.time, limit: .max)
        }
        let before = held.cost
        _ = held.insert(
            [UInt8](repeating: 1, count: 200).rawSpan, at: 0, packet: 2, time: Self.time, limit: before + 1000)
        #expect(held.cost > before && held.cost <= before + 1000 + 257)
    }
}
