import Testing
import WebSocket
import Wire

private func begins(_ bytes: [UInt8], fromClient: Bool = false, rsv1Defined: Bool = false) -> Bool {
    FrameBoundary.begins(in: bytes.rawSpan, fromClient: fromClient, rsv1Defined: rsv1Defined)
}

@Suite struct FrameBoundaryTests {
    private let text = FrameEncoder.encode(opcode: .text, payload: Array("Hello".utf8))
    private let masked = FrameEncoder.encode(opcode: .text, payload: Array("Hello".utf8), maskingKey: MaskingKey(7))

    @Test func framesThatFillTheSegment() {
        #expect(begins(text))
        #expect(begins(text + text))
        #expect(begins(masked, fromClient: true))
    }

    @Test func theOtherSidesFramesAreNone() {
        #expect(!begins(text, fromClient: true))
        #expect(!begins(masked))
    }

    @Test func oneCutFrameIsNoProof() {
        #expect(!begins(Array(text.dropLast())))
        #expect(!begins(text + text.prefix(1)))
    }

    @Test func severalWholeFramesExcuseACutOne() {
        #expect(!begins(text + text + text.prefix(1)))
        #expect(begins(text + text + text + text + text.prefix(1)))
        #expect(begins(text + text + text + text + text.prefix(4)))
        let medium = FrameEncoder.encode(opcode: .binary, payload: [UInt8](repeating: 7, count: 200))
        #expect(!begins(medium + medium.prefix(1)))
        #expect(begins(medium + medium + medium.prefix(10)))
    }

    /// Alone, they are too common elsewhere.
    @Test func aFragmentOrAnEmptyMessageIsNoProof() {
        #expect(!begins(FrameEncoder.encode(fin: false, opcode: .continuation, payload: [1, 2])))
        #expect(!begins(FrameEncoder.encode(opcode: .binary, payload: [])))
        #expect(begins(FrameEncoder.encode(opcode: .ping, payload: [])))
    }

    @Test func violationsAreNoFrames() {
        #expect(!begins([0x83, 0x00]))
        #expect(!begins([0xc1, 0x01, 0x00]))
        #expect(begins([0xc1, 0x01, 0x00], rsv1Defined: true))
        #expect(!begins([]))
    }
}
