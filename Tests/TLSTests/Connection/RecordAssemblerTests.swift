import TLS
import TestKit
import Testing
import Wire

/// Records are found however the stream is cut, and again behind holes.
@Suite struct RecordAssemblerTests {
    private static let stream: [[UInt8]] = [
        [22, 3, 1, 0, 4, 1, 0, 0, 0], [20, 3, 3, 0, 1, 1], [23, 3, 3, 0, 0], record(300), record(1), record(16640),
    ]

    private static func record(_ length: Int) -> [UInt8] {
        [23, 3, 3, UInt8(length >> 8), UInt8(length & 0xff)]
            + (0..<length).map { UInt8(truncatingIfNeeded: $0 * 7 + 0x80) | 0x80 }
    }

    /// Feeds pieces, and gives the records that come out; behind a hole, those of the given lengths are some.
    private func records(
        _ pieces: [[UInt8]], _ assembler: inout RecordAssembler, lengths: Set<Int>? = nil
    ) -> [[UInt8]] {
        func isRecord(_ bytes: RawSpan) -> Bool { lengths?.contains(bytes.byteCount) ?? true }
        var found: [[UInt8]] = []
        for piece in pieces {
            var position = 0
            steps: while true {
                switch assembler.next(in: piece.rawSpan, at: &position, isRecord: isRecord) {
                case .needMore: break steps
                case .record(let range): found.append(Array(piece[range]))
                case .buffered: found.append(assembler.buffer)
                case .damaged(let length): found.append([UInt8(truncatingIfNeeded: length)])
                case .notTLS:
                    found.append([])
                    break steps
                }
            }
            #expect(position == piece.count)
        }
        return found
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 64, 304, 305, 306, 1460, 16384, 20000])
    func findsRecordsInPieces(of size: Int) {
        let bytes = Self.stream.flatMap(\.self)
        let pieces = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
        var assembler = RecordAssembler()
        #expect(records(pieces, &assembler) == Self.stream)
        #expect(assembler.pending == 0)
    }

    @Test func findsRecordsCutAnywhere() {
        let bytes = Self.stream.dropLast().flatMap(\.self)
        for cut in 0...bytes.count {
            var assembler = RecordAssembler()
            #expect(records([Array(bytes[..<cut]), Array(bytes[cut...])], &assembler) == Array(Self.stream.dropLast()))
        }
    }

    @Test(arguments: [
        [UInt8]("GET / HTTP/1.1".utf8), [22, 2, 0, 0, 1], [22, 3, 5, 0, 1], [22, 3, 1, 0x48, 1], [22, 3, 1, 0, 0],
        [19, 3, 3, 0, 1], [25, 3, 3, 0, 1],
    ])
    func saysWhatIsNoTLS(bytes: [UInt8]) {
        for cut in 0..<bytes.count {
            var assembler = RecordAssembler()
            let found = records([Array(bytes[..<cut]), Array(bytes[cut...]), Self.record(9)], &assembler)
            #expect(found == [[]])
        }
    }

    @Test func countsARecordWhoseBytesAreMissing() {
        let (first, second) = (Self.record(300), Self.record(20))
        var assembler = RecordAssembler()
        #expect(records([Array(first[..<100])], &assembler).isEmpty)
        #expect(assembler.skip(50) == nil)
        #expect(!assembler.isSearching)
        #expect(records([Array(first[150...]) + second], &assembler) == [[UInt8(305 & 0xff)], second])
        // A hole that ends with the record.
        #expect(records([Array(first[..<100])], &assembler).isEmpty)
        #expect(assembler.skip(205) == 305)
        #expect(records([second], &assembler) == [second])
    }

    @Test(arguments: [1, 7, 40, 1000]) func findsRecordsBehindAHole(size: Int) {
        let wanted = [Self.record(300), Self.record(20), Self.record(5)]
        var assembler = RecordAssembler()
        #expect(records([[23, 3]], &assembler).isEmpty)
        #expect(assembler.skip(500) == nil)
        #expect(assembler.isSearching)
        let bytes = [UInt8](repeating: 0xee, count: 77) + wanted.flatMap(\.self)
        let pieces = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
        #expect(records(pieces, &assembler, lengths: [305, 25, 10]) == wanted)
        #expect(assembler.passedOver == 79)
    }

    @Test func passesOverWhatOnlyLooksLikeARecord() {
        var assembler = RecordAssembler()
        assembler.lose()
        let wanted = Self.record(40)
        let found = records([[23, 3, 3, 0, 6] + wanted], &assembler, lengths: [45])
        #expect(found == [wanted])
    }

    @Test func keepsNoMoreThanARecord() {
        var random = SplitMix(seed: 5)
        var assembler = RecordAssembler()
        assembler.lose()
        for _ in 0..<200 {
            let noise = (0..<1460).map { _ in UInt8.random(in: 0...255, using: &random) }
            _ = records([noise], &assembler, lengths: [])
            #expect(assembler.memory < 80_000)
        }
    }
}
