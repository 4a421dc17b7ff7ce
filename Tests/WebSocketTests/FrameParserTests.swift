import Testing
import WebSocket
import Wire

/// What a parser says about a stream, payload runs joined, so that different cuts can be compared.
private func transcript(_ chunks: [[UInt8]]) -> [String] {
    var parser = FrameParser()
    var lines: [String] = []
    var payload: [UInt8] = []
    for chunk in chunks {
        var position = 0
        loop: while true {
            switch parser.next(in: chunk.rawSpan, at: &position) {
            case .needMore: break loop
            case .header(let header):
                lines.append("\(header.opcode.name) fin=\(header.fin) length=\(header.payloadLength)")
            case .payload(let range, let index):
                #expect(index == payload.count)
                payload += chunk[range]
            case .end:
                lines.append("payload \(payload)")
                payload = []
            case .untrusted: lines.append("untrusted")
            }
        }
    }
    return lines + (parser.isBetweenFrames ? [] : ["unfinished"])
}

private func step(_ parser: inout FrameParser, _ chunk: [UInt8], _ position: inout Int) -> FrameParser.Step {
    parser.next(in: chunk.rawSpan, at: &position)
}

@Suite struct FrameParserTests {
    /// Hello unmasked, Hello masked, a fragmented Hello, a Ping, an empty Close (RFC 6455 §5.7).
    static let stream: [UInt8] = [
        0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58,
        0x01, 0x03, 0x48, 0x65, 0x6c, 0x89, 0x00, 0x80, 0x02, 0x6c, 0x6f, 0x88, 0x00,
    ]

    static let whole = [
        "text fin=true length=5", "payload [72, 101, 108, 108, 111]",
        "text fin=true length=5", "payload [127, 159, 77, 81, 88]",
        "text fin=false length=3", "payload [72, 101, 108]",
        "ping fin=true length=0", "payload []",
        "continuation fin=true length=2", "payload [108, 111]",
        "close fin=true length=0", "payload []",
    ]

    @Test func wholeStream() {
        #expect(transcript([Self.stream]) == Self.whole)
    }

    @Test func byteByByte() {
        #expect(transcript(Self.stream.map { [$0] }) == Self.whole)
    }

    @Test(arguments: 0...stream.count) func everyCut(at cut: Int) {
        #expect(transcript([Array(Self.stream[..<cut]), Array(Self.stream[cut...])]) == Self.whole)
    }

    @Test(arguments: 1..<stream.count) func everyTruncationTellsWhatCameBefore(at end: Int) {
        let lines = transcript([Array(Self.stream[..<end])])
        #expect(lines.filter { $0 != "unfinished" } == Array(Self.whole.prefix(lines.count { $0 != "unfinished" })))
    }

    @Test func sixtyFourBitLengthAcrossChunks() {
        let frame: [UInt8] = [0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0] + [UInt8](repeating: 7, count: 65536)
        let lines = transcript([Array(frame[..<9]), Array(frame[9..<40_000]), Array(frame[40_000...])])
        #expect(lines.first == "binary fin=true length=65536")
        #expect(lines.count == 2)
    }

    @Test func topBitOfLengthEndsTheTrust() {
        let frame: [UInt8] = [0x82, 0x7f, 0x80, 0, 0, 0, 0, 0, 0, 5, 1, 2, 3, 4, 5, 0x81, 0x00]
        #expect(transcript([frame]) == ["binary fin=true length=9223372036854775813", "untrusted", "unfinished"])
    }

    @Test func holeInsidePayloadKeepsTheBoundary() {
        var parser = FrameParser()
        var position = 0
        let start: [UInt8] = [0x82, 0x0a, 1, 2]
        #expect(step(&parser, start, &position) != .needMore)
        #expect(step(&parser, start, &position) == .payload(2..<4, index: 0))
        #expect(step(&parser, start, &position) == .needMore)
        let skip = parser.skip(7)
        #expect(skip == .insidePayload)
        position = 0
        let rest: [UInt8] = [9, 0x88, 0x00]
        #expect(step(&parser, rest, &position) == .payload(0..<1, index: 9))
        #expect(step(&parser, rest, &position) == .end)
        guard case .header(let header) = parser.next(in: rest.rawSpan, at: &position) else {
            Issue.record("no header behind the hole")
            return
        }
        #expect(header.opcode == .close)
    }

    @Test func holeBeyondThePayloadLosesTheBoundary() {
        var parser = FrameParser()
        var position = 0
        let start: [UInt8] = [0x82, 0x0a, 1, 2]
        _ = parser.next(in: start.rawSpan, at: &position)
        _ = parser.next(in: start.rawSpan, at: &position)
        let skip = parser.skip(9)
        #expect(skip == .lost)
        #expect(parser.isLost)
        position = 0
        let rest: [UInt8] = [0x81, 0x00]
        #expect(step(&parser, rest, &position) == .needMore)
        parser.resume()
        position = 0
        #expect(step(&parser, rest, &position) != .needMore)
    }
}
