import Testing
import WebSocket
import Wire

@Suite struct LoneTextTests {
    private func length(_ bytes: [UInt8], fromClient: Bool = false) -> Int? {
        LoneText.length(in: bytes.rawSpan, fromClient: fromClient)
    }

    @Test func oneFrameThatFillsTheSegment() {
        #expect(length(FrameEncoder.encode(opcode: .text, payload: Array("grüße\r\n".utf8))) == 9)
        let masked = FrameEncoder.encode(opcode: .text, payload: Array("hello".utf8), maskingKey: MaskingKey(77))
        #expect(length(masked, fromClient: true) == 5)
        #expect(length(masked) == nil)
    }

    @Test func everythingElse() {
        let text = FrameEncoder.encode(opcode: .text, payload: Array("hello".utf8))
        #expect(length(text + text) == nil)
        #expect(length(Array(text.dropLast())) == nil)
        #expect(length(text, fromClient: true) == nil)
        #expect(length([]) == nil)
        #expect(length(FrameEncoder.encode(opcode: .text, payload: [])) == nil)
        #expect(length(FrameEncoder.encode(fin: false, opcode: .text, payload: [0x61])) == nil)
        #expect(length(FrameEncoder.encode(opcode: .binary, payload: Array("hello".utf8))) == nil)
        #expect(length(FrameEncoder.encode(opcode: .text, payload: [0x61, 0])) == nil)
        #expect(length(FrameEncoder.encode(opcode: .text, payload: [0x61, 0xc3])) == nil)
        #expect(length(FrameEncoder.encode(opcode: .text, payload: [UInt8](repeating: 0x61, count: 126))) == nil)
        #expect(length([0x81, 0xff] + [UInt8](repeating: 0xff, count: 8)) == nil)
    }
}
