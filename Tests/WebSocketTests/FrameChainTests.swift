import Testing
import WebSocket
import Wire

private func chain(_ frames: [[UInt8]], masked: Bool? = false) -> FrameChain? {
    var chain = FrameChain(at: 0, isMasked: masked)
    let bytes = frames.flatMap(\.self)
    while chain.next < bytes.count {
        let rest = Array(bytes[chain.next...])
        var reader = FieldReader(rest.rawSpan, sink: NoFields(), limitedBy: .stream)
        guard let header = try? FrameHeader(reading: &reader) else { return chain }
        let end = min(header.headerLength + Int(header.payloadLength), rest.count)
        let payload = Array(rest[header.headerLength..<end])
        guard chain.take(header, payload: payload.rawSpan, rsv1Defined: true) else { return nil }
    }
    return chain
}

private func frame(_ opcode: Opcode, _ payload: [UInt8] = [], fin: Bool = true) -> [UInt8] {
    FrameEncoder.encode(fin: fin, opcode: opcode, payload: payload)
}

@Suite struct FrameChainTests {
    @Test func messagesSayMoreThanFragmentsAndControlFrames() throws {
        #expect(try #require(chain([frame(.text, [0x61])])).evidence == 7)
        #expect(try #require(chain([frame(.binary, [1, 2])])).evidence == 7)
        #expect(try #require(chain([frame(.binary, [UInt8](repeating: 1, count: 126))])).evidence == 11)
        #expect(try #require(chain([frame(.ping)])).evidence == 4)
        #expect(try #require(chain([frame(.text, [0x61], fin: false)])).evidence == 2)
        #expect(try #require(chain([frame(.binary)])).evidence == 0)
    }

    @Test func repetitionSaysNothing() throws {
        let ping = frame(.ping)
        #expect(try #require(chain([ping, ping, ping])).evidence == 4)
        let pattern = frame(.binary, [0x82, 2])
        #expect(try #require(chain([pattern, pattern, pattern])).evidence == 7)
        #expect(try #require(chain([frame(.binary, [1, 2]), frame(.binary, [3, 4])])).evidence == 14)
    }

    @Test(arguments: [
        [frame(.text, [0x61, 0xff])], [frame(.text, [0xc3])], [frame(.close, [3])], [frame(.close, [0, 1])],
        [frame(.close), frame(.ping)], [frame(.text, [0x61], fin: false), frame(.text, [0x62])],
        [frame(.text, [0x61]), frame(.continuation, [0x62])], [[0x83, 0]], [[0x82, 0x7f, 0, 0, 0, 0, 0x80, 0, 0, 0]],
    ])
    func noFramesInThisOrder(frames: [[UInt8]]) {
        #expect(chain(frames) == nil)
    }

    @Test func controlFramesMayStandInsideAMessage() {
        #expect(chain([frame(.text, [0x61], fin: false), frame(.ping), frame(.continuation, [0x62])]) != nil)
    }

    @Test func theFirstHeaderSettlesMasking() {
        let masked = FrameEncoder.encode(opcode: .text, payload: [0x61], maskingKey: MaskingKey(7))
        #expect(chain([masked], masked: nil)?.isMasked == true)
        #expect(chain([frame(.text, [0x61])], masked: nil)?.isMasked == false)
        #expect(chain([masked, frame(.text, [0x61])], masked: nil) == nil)
    }
}
