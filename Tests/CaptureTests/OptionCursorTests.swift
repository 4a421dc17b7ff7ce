import TestKit
import Testing
import Wire

@testable import Capture

@Suite struct OptionCursorTests {
    /// The codes and lengths of all options of `bytes`; the last one is -1 where an option is too long.
    private func options(_ bytes: [UInt8]) -> [[Int]] {
        var cursor = OptionCursor(from: 0, to: bytes.count, littleEndian: true)
        var found: [[Int]] = []
        do {
            while let (code, value) = try cursor.next(bytes.rawSpan) {
                found.append([Int(code), value.lowerBound, value.count])
            }
        } catch {
            found.append([-1])
        }
        return found
    }

    @Test(arguments: [
        (bytes: [] as [UInt8], found: [] as [[Int]]),
        ([1, 0, 0], []),
        ([0, 0, 0, 0, 1, 0, 0, 0], []),
        ([1, 0, 0, 0], [[1, 4, 0]]),
        ([1, 0, 1, 0, 9, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0], [[1, 4, 1], [2, 12, 0]]),
        ([1, 0, 1, 0, 9], [[1, 4, 1]]),
        ([1, 0, 2, 0, 9], [[-1]]),
        ([1, 0, 0, 0, 2, 0, 0xff, 0xff, 1, 2, 3, 4], [[1, 4, 0], [-1]]),
    ])
    func findsTheOptionsOfAList(bytes: [UInt8], found: [[Int]]) {
        #expect(options(bytes) == found)
    }

    @Test func everyListOfBytesEnds() {
        var random = SplitMix(seed: 3)
        for _ in 0..<5000 {
            let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                UInt8.random(in: 0...5, using: &random)
            }
            #expect(options(bytes).count <= 16)
        }
    }
}
