import TestKit
import Testing
import WebSocket
import Wire

private func header(_ length: UInt64, _ form: LengthForm) -> FrameHeader {
    let length7: UInt8 = form == .bits16 ? 126 : 127
    return FrameHeader(fin: true, opcode: .binary, length7: length7, payloadLength: length, maskingKey: nil)
}

@Suite struct LengthOrderTests {
    /// A length that can't be, and one that can in the other order.
    @Test(arguments: [65_536, 70_000, 1_000_000, 40_000_000] as [UInt64]) func of64Bits(meant: UInt64) {
        #expect(header(meant.byteSwapped, .bits64).certainLength == meant)
        #expect(header(meant, .bits64).certainLength == nil)
    }

    /// 512 is written as 2: the form is wrong for that, and what follows two bytes of payload tells.
    @Test(arguments: [256, 512, 1024, 4096] as [Int]) func of16Bits(meant: Int) {
        let written = header(UInt64(UInt16(meant).byteSwapped), .bits16)
        #expect(written.mayMeanReversed)
        #expect(written.reversedLength == UInt64(meant))
        // Too long a form for a short payload, before another frame and at the end.
        #expect(written.meansReversed(before: [0x81, 0x00].rawSpan, fromClient: false, isEnd: false) == false)
        #expect(written.meansReversed(before: [UInt8]().rawSpan, fromClient: false, isEnd: true) == false)
        #expect(written.meansReversed(before: [0x77, 0x77, 0x77].rawSpan, fromClient: false, isEnd: false) == true)
        #expect(written.meansReversed(before: [0x77].rawSpan, fromClient: false, isEnd: true) == true)
        for count in 0..<2 {
            let next = [UInt8](repeating: 0x77, count: count)
            #expect(written.meansReversed(before: next.rawSpan, fromClient: false, isEnd: false) == nil)
        }
        #expect(!header(UInt64(meant), .bits16).mayMeanReversed)
    }

    /// Impossible lengths that nothing explains, and possible ones.
    @Test(arguments: [1 << 63, .max, 1 << 62 | 1, 0x0102_0304_0506_0708, 65_536, 1 << 39] as [UInt64])
    func nothingElse(length: UInt64) {
        #expect(header(length, .bits64).certainLength == nil)
        #expect(!header(length, .bits64).mayMeanReversed)
    }

    /// Frames after the reversed length, in pieces, and some other bytes there.
    @Test func chainAfterIt() {
        let written = header(UInt64(UInt16(300).byteSwapped), .bits16)
        let frames = FrameEncoder.encode(opcode: .text, payload: Array("hello".utf8)) + [0x8a, 0x00]
        let bytes = [UInt8](repeating: 7, count: 300) + frames
        for cut in [1, 299, 300, 302, 304, 307, 308] {
            var chain = ReversedChain(written)
            let first = bytes.rawSpan.extracting(first: cut)
            let second = bytes.rawSpan.extracting(cut..<bytes.count)
            let isAlive = chain?.follow(first, from: 0) == true && chain?.follow(second, from: cut) == true
            #expect(isAlive)
            #expect(chain?.frames == 2)
            #expect(chain?.next == bytes.count)
        }
        var other = ReversedChain(written)
        #expect(other?.follow([UInt8](repeating: 7, count: 400).rawSpan, from: 0) == false)
        // Read in the other order it is longer.
        #expect(ReversedChain(header(300, .bits16)) == nil)
        #expect(ReversedChain(header(UInt64(UInt16(65_000).byteSwapped), .bits16)) == nil)
        #expect(ReversedChain(FrameHeader(opcode: .text, payloadLength: 5)) == nil)
    }

    @Test func withoutExtendedLength() {
        let header = FrameHeader(opcode: .text, payloadLength: 5)
        #expect(header.reversedLength == nil)
        #expect(header.certainLength == nil)
        #expect(!header.mayMeanReversed)
    }
}
