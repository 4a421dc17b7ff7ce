import Testing
import WebSocket
import Wire

@Suite struct FrameEncoderTests {
    @Test("RFC 6455 §5.7: the examples, made from their parts")
    func examples() {
        let hello = Array("Hello".utf8)
        let key = MaskingKey(0x37fa_213d)
        #expect(FrameEncoder.encode(opcode: .text, payload: hello) == [0x81, 5] + hello)
        #expect(
            FrameEncoder.encode(opcode: .text, payload: hello, maskingKey: key)
                == [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58])
        #expect(
            FrameEncoder.message(opcode: .text, payload: hello, fragmentLength: 3)
                == [[0x01, 3, 0x48, 0x65, 0x6c], [0x80, 2, 0x6c, 0x6f]])
        #expect(
            FrameEncoder.encode(opcode: .binary, payload: [UInt8](repeating: 0, count: 256)).prefix(5)
                == [0x82, 0x7e, 1, 0, 0])
        #expect(
            FrameEncoder.encode(opcode: .binary, payload: [UInt8](repeating: 0, count: 65536)).prefix(11)
                == [0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0, 0])
    }

    @Test(
        "The shortest length form, and forced ones where the length fits",
        arguments: [
            (0, nil, 0), (125, nil, 125), (126, nil, 126), (65535, nil, 126), (65536, nil, 127), (5, .bits16, 126),
            (5, .bits64, 127), (5, .bits7, 5), (200, .bits7, 126), (70000, .bits16, 127), (70000, .bits7, 127),
        ] as [(UInt64, LengthForm?, UInt8)])
    func lengthForms(length: UInt64, form: LengthForm?, length7: UInt8) {
        let header = FrameHeader(opcode: .binary, payloadLength: length, lengthForm: form)
        #expect(header.length7 == length7)
        #expect(header.payloadLength == length)
    }

    @Test("Flags are put where they belong")
    func flags() {
        #expect(FrameEncoder.encode(fin: false, rsv1: true, opcode: .text, payload: []) == [0x41, 0])
        #expect(FrameEncoder.encode(rsv2: true, rsv3: true, opcode: Opcode(rawValue: 0xb), payload: []) == [0xbb, 0])
    }

    @Test(
        "Close bodies (RFC 6455 §5.5.1)",
        arguments: [
            (nil, "", [0x88, 0]), (nil, "without a code there is no reason", [0x88, 0]),
            (1000, "", [0x88, 2, 0x03, 0xe8]), (4999, "ab", [0x88, 4, 0x13, 0x87, 0x61, 0x62]),
        ] as [(UInt16?, String, [UInt8])])
    func close(code: UInt16?, reason: String, frame: [UInt8]) {
        #expect(FrameEncoder.close(code: code, reason: reason) == frame)
    }

    @Test(
        "A message is the sum of its fragments, each with a key of its own",
        arguments: [0, 1, 2, 3, 4, 9, 10, 11, .max])
    func fragments(length: Int) throws {
        let payload = [UInt8](0..<10)
        var keys: UInt32 = 0
        let frames = FrameEncoder.message(opcode: .binary, payload: payload, fragmentLength: length) {
            keys += 1
            return MaskingKey(keys)
        }
        let expected = length < 1 ? 1 : (payload.count - 1) / length + 1
        #expect(frames.count == expected)
        #expect(keys == UInt32(expected))
        var sum: [UInt8] = []
        for (index, frame) in frames.enumerated() {
            let header = try FrameHeaderTests.read(frame).header
            #expect(header.fin == (index == frames.count - 1))
            #expect(header.opcode == (index == 0 ? .binary : .continuation))
            #expect(header.maskingKey.bits == UInt32(index + 1))
            #expect(header.violations(from: true, rsv1Defined: false).isEmpty)
            var body = Array(frame[header.headerLength...])
            body.unmask(with: header.maskingKey)
            sum += body
        }
        #expect(sum == payload)
    }

    @Test func emptyMessage() {
        #expect(FrameEncoder.message(opcode: .text, payload: [], fragmentLength: 3) == [[0x81, 0]])
    }
}
