import TestKit
import Testing
import WebSocket
import Wire

private func header(_ length: UInt64, _ form: LengthForm) -> FrameHeader {
    let length7: UInt8 = form == .bits16 ? 126 : 127
    return FrameHeader(fin: true, opcode: .binary, length7: length7, payloadLength: length, maskingKey: nil)
}

@Suite struct LengthOrderTests {
    /// With all of the payload, and with its beginning.
    @Test(arguments: [65_536, 70_000, 1_000_000, 40_000_000] as [UInt64]) func of64Bits(meant: UInt64) {
        let payload = [UInt8](repeating: 7, count: 70_000)
        for count in [0, 100, 70_000] {
            #expect(
                header(meant.byteSwapped, .bits64).meantLength(
                    before: payload.rawSpan.extracting(first: count), isMasked: false) == meant)
            #expect(
                header(meant, .bits64).meantLength(before: payload.rawSpan.extracting(first: count), isMasked: false)
                    == nil)
        }
    }

    /// A short length in the longest form is believed where it fits.
    @Test func shortOnes() {
        let written = header(UInt64(200).byteSwapped, .bits64)
        let payload = [UInt8](repeating: 7, count: 200)
        #expect(written.meantLength(before: payload.rawSpan, isMasked: false) == 200)
        #expect(written.meantLength(before: (payload + [0x81, 0x00]).rawSpan, isMasked: false) == 200)
        #expect(written.meantLength(before: (payload + [7]).rawSpan, isMasked: false) == nil)
        #expect(written.meantLength(before: payload.rawSpan.extracting(first: 100), isMasked: false) == nil)
    }

    /// 512 is written as 2: the form is wrong for that, and the frame does not end there.
    @Test(arguments: [256, 512, 1024, 4096] as [Int]) func of16Bits(meant: Int) {
        let written = header(UInt64(UInt16(meant).byteSwapped), .bits16)
        let payload = [UInt8](repeating: 0x77, count: meant)
        #expect(written.meantLength(before: payload.rawSpan, isMasked: false) == UInt64(meant))
        #expect(written.meantLength(before: payload.rawSpan.extracting(first: 200), isMasked: false) == UInt64(meant))
        // A short payload in too long a form.
        let short = [UInt8](repeating: 0x77, count: meant / 256)
        #expect(written.meantLength(before: short.rawSpan, isMasked: false) == nil)
        #expect(written.meantLength(before: (short + [0x81, 0x00]).rawSpan, isMasked: false) == nil)
    }

    /// Impossible lengths that nothing explains, and possible ones.
    @Test(arguments: [1 << 63, .max, 1 << 62 | 1, 0x0102_0304_0506_0708, 65_536, 1 << 39] as [UInt64])
    func nothingElse(length: UInt64) {
        let payload = [UInt8](repeating: 7, count: 1000)
        #expect(header(length, .bits64).meantLength(before: payload.rawSpan, isMasked: false) == nil)
    }

    /// Frames after the reversed length, in pieces; some other bytes there; and a header cut by the end of a piece.
    @Test func chainAfterIt() {
        let written = header(UInt64(UInt16(300).byteSwapped), .bits16)
        let frames = FrameEncoder.encode(opcode: .text, payload: Array("hello".utf8)) + [0x8a, 0x00]
        let bytes = [UInt8](repeating: 7, count: 300) + frames
        for cut in [1, 299, 300, 302, 304, 307, 308] {
            var chain = ReversedChain(written)
            let first = bytes.rawSpan.extracting(first: cut)
            let second = bytes.rawSpan.extracting(cut..<bytes.count)
            let isAlive = chain?.follow(first, from: 0) == true && chain?.follow(second, from: cut) == true
            #expect(isAlive == (cut != 308))
            if isAlive {
                #expect(chain?.frames == 2)
                #expect(chain?.next == bytes.count)
            }
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
        #expect(header.meantLength(before: [1, 2, 3].rawSpan, isMasked: false) == nil)
    }
}
