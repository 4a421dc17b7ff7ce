import TestKit
import Testing
import WebSocket
import Wire

/// The frames of one side, one behind the other, and where each begins.
private func frames(
    _ count: Int, masked: Bool, _ random: inout SplitMix, sizes: ClosedRange<Int> = 0...300
) -> (bytes: [UInt8], begins: Set<Int>) {
    var bytes: [UInt8] = []
    var begins: Set<Int> = []
    for _ in 0..<count {
        begins.insert(bytes.count)
        let size = Int.random(in: sizes, using: &random)
        let isText = Bool.random(using: &random)
        let payload = (0..<size).map { _ in
            isText ? UInt8.random(in: 0x20...0x7e, using: &random) : UInt8.random(in: 0...255, using: &random)
        }
        let key = masked ? MaskingKey(UInt32.random(in: 1 ... .max, using: &random)) : nil
        bytes += FrameEncoder.encode(opcode: isText ? .text : .binary, payload: payload, maskingKey: key)
    }
    return (bytes, begins)
}

/// Searches `bytes` in segments of at most `size` bytes, and gives the offset found.
private func search(_ bytes: [UInt8], _ search: BoundarySearch, segment size: Int = 1460) -> Int? {
    var search = search
    var start = 0
    while start < bytes.count {
        let end = min(start + size, bytes.count)
        let piece = Array(bytes[start..<end])
        if let boundary = search.find(in: piece.rawSpan) { return start + boundary.position }
        start = end
    }
    return nil
}

@Suite struct BoundarySearchTests {
    /// The stream begins somewhere inside a frame: what is found is where a frame begins, and it is found.
    @Test(arguments: 0..<120) func findsATrueBoundary(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let masked = seed % 2 == 0
        let (bytes, begins) = frames(60, masked: masked, &random)
        let cut = Int.random(in: 1..<1000, using: &random)
        let size = [1, 9, 100, 536, 1460, 60_000][Int(seed % 6)]
        let found = search(
            Array(bytes[cut...]), BoundarySearch(masked: seed % 3 == 0 ? nil : masked, rsv1Defined: seed % 5 == 0),
            segment: size)
        let place = try #require(found, "not found in \(bytes.count - cut) bytes")
        #expect(begins.contains(cut + place))
        #expect(begins.filter { (cut..<(cut + place)).contains($0) }.count <= 12)
    }

    @Test(arguments: 0..<8) func aLargeFrameIsPassedOver(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let tail = (0..<60_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let (bytes, begins) = frames(20, masked: seed % 2 == 0, &random)
        let found = search(tail + bytes, BoundarySearch(masked: seed % 2 == 0, rsv1Defined: true))
        #expect(begins.contains(try #require(found) - tail.count))
    }

    @Test(arguments: 0..<6) func randomBytesHaveNone(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let bytes = (0..<150_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        #expect(search(bytes, BoundarySearch(masked: nil, rsv1Defined: true)) == nil)
    }

    /// What payload often looks like: runs of one number, small numbers, text.
    @Test(
        arguments: [
            [0], [0xff], [0x80], [0x81], [0x82, 0], [0, 0x82], [0x82, 2], [0x81, 1], [0x80, 0], [0x89, 0],
            [0x8a, 0, 0, 0],
            [0, 5, 0, 8, 0, 12], [0, 0, 0, 1], [0, 2], [1, 0, 2, 0, 3, 0], Array("{\"ABC\": [1, 2]}, ".utf8),
            Array("AaBbA ".utf8), Array("с т ".utf8), [0x82, 0x82, 0x81, 0x81],
        ] as [[UInt8]])
    func patternsHaveNone(pattern: [UInt8]) {
        let bytes = (0..<20_000).map { pattern[$0 % pattern.count] }
        #expect(search(bytes, BoundarySearch(masked: false, rsv1Defined: true)) == nil)
    }

    @Test func countingNumbersHaveNone() {
        let small = (0..<20_000 as Range<UInt16>).flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        let large = (0..<20_000 as Range<UInt16>).flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        for bytes in [small, large] {
            #expect(search(bytes, BoundarySearch(masked: false, rsv1Defined: true)) == nil)
        }
    }

    /// A hole while it searches: frames that reach over the hole are followed still.
    @Test func holesAreCounted() throws {
        var random = SplitMix(seed: 1)
        let (bytes, begins) = frames(60, masked: false, &random, sizes: 1000...3000)
        var search = BoundarySearch(masked: false, rsv1Defined: false)
        var found: Int?
        for start in stride(from: 500, to: bytes.count - 1460, by: 1460) where found == nil {
            if start / 1460 == 3 {
                search.skip(1460)
            } else {
                let piece = Array(bytes[start..<(start + 1460)])
                found = search.find(in: piece.rawSpan).map { start + $0.position }
            }
        }
        #expect(begins.contains(try #require(found)))
    }

    /// Every byte may begin a chain, and every chain ends at the segment's end: no more work than the bytes are worth.
    @Test(arguments: [[0x82, 1], [0x81, 0x81], [0x82, 0x7e, 0, 200], [0x89, 0x80]] as [[UInt8]])
    func manyChainsAreBounded(pattern: [UInt8]) {
        var bytes = (0..<65_000).map { pattern[$0 % pattern.count] }
        bytes += [UInt8](repeating: 0xff, count: 400)
        var search = BoundarySearch(masked: nil, rsv1Defined: true)
        for _ in 0..<4 { _ = search.find(in: bytes.rawSpan) }
        #expect(search.find(in: [0xff].rawSpan) == nil)
    }
}
