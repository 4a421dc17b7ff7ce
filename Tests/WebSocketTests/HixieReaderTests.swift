import Testing
import WebSocket
import Wire

@Suite struct HixieReaderTests {
    private static let stream: [UInt8] =
        [9, 9] + [0x00] + Array("hé".utf8) + [0xff] + [0x00, 0xff] + [0x80, 0x03, 1, 2, 3] + [0x80, 0x81, 0x00]
        + [UInt8](repeating: 7, count: 128) + [0xff, 0x00]

    private static func read(_ bytes: [UInt8], cut: Int, keeping limit: Int = 4) -> [HixieReader.Step] {
        var reader = HixieReader(skipping: 2, keeping: limit)
        var steps: [HixieReader.Step] = []
        var at = 0
        while at < bytes.count {
            let end = min(bytes.count, at + cut)
            var position = 0
            let piece = bytes.rawSpan.extracting(at..<end)
            while true {
                let step = reader.next(in: piece, at: &position)
                if step == .more { break }
                steps.append(step)
                #expect(reader.payload.count <= limit)
            }
            at = end
        }
        return steps
    }

    @Test(arguments: [1, 2, 3, 50, 1000]) func stream(cut: Int) {
        #expect(
            Self.read(Self.stream, cut: cut) == [
                .message(isText: true, length: 3), .message(isText: true, length: 0),
                .message(isText: false, length: 3), .message(isText: false, length: 128), .closing,
            ])
    }

    @Test func payloadIsKept() {
        var reader = HixieReader(skipping: 0, keeping: 100)
        var position = 0
        let bytes: [UInt8] = [0, 0x68, 0x69, 0xff]
        #expect(reader.next(in: bytes.rawSpan, at: &position) == .message(isText: true, length: 2))
        #expect(reader.payload == [0x68, 0x69])
    }

    @Test func hostileLengthEndsIt() {
        var reader = HixieReader(skipping: 0, keeping: 4)
        var position = 0
        let bytes = [UInt8](repeating: 0xff, count: 100)
        #expect(reader.next(in: bytes.rawSpan, at: &position) == .more)
        #expect(reader.isLost)
        #expect(position == 100)
    }
}
