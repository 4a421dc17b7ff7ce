import Dissection
import WebSocket
import Wire

extension PlaygroundEndpoint {
    /// The endpoints whose frames break a rule.
    static let frames: [PlaygroundEndpoint] = [
        PlaygroundEndpoint(
            "masked", .frames, "Masks its frames, which only clients do.",
            visits: [Visit(rules: [.frameServerMasked])],
            .sending { FrameEncoder.encode(opcode: .text, payload: hello, maskingKey: MaskingKey(0x3713_5542)) }),
        PlaygroundEndpoint(
            "reserved-bit", .frames, "Sets the reserved bit RSV2, which no extension gave a meaning.",
            visits: [Visit(rules: [.frameRsvNonzero])],
            .sending { FrameEncoder.encode(rsv2: true, opcode: .text, payload: hello) }),
        PlaygroundEndpoint(
            "reserved-opcode", .frames, "Sends a frame with the reserved opcode 3.",
            visits: [Visit(rules: [.frameOpcodeReserved])],
            .sending { FrameEncoder.encode(opcode: Opcode(rawValue: 3), payload: hello) }),
        PlaygroundEndpoint(
            "long-length", .frames, "Writes the length 5 in 64 bits, where 7 are enough.",
            visits: [Visit(rules: [.frameLengthNotMinimal])],
            .sending { FrameEncoder.encode(opcode: .text, payload: hello, lengthForm: .bits64) }),
        PlaygroundEndpoint(
            "huge-length", .frames, "Sets the top bit of a 64-bit length: nobody can tell where this frame ends.",
            visits: [Visit(rules: [.frameLengthMsbSet])],
            .sending { FrameEncoder.header(FrameHeader(opcode: .text, payloadLength: 1 << 63 | 5)) + hello }),
        PlaygroundEndpoint(
            "wrong-endian", .frames,
            "Writes the two bytes of the length 32000 in the wrong order, which makes 125 of it.",
            visits: [Visit(rules: [.frameLengthByteOrder])],
            .sending { [0x81, 126, 0x00, 0x7d] + [UInt8](repeating: UInt8(ascii: "x"), count: 0x7d00) }),
        PlaygroundEndpoint(
            "fragmented-ping", .frames, "Sends a Ping with FIN 0.",
            visits: [Visit(rules: [.frameControlFragmented])],
            .sending { FrameEncoder.encode(fin: false, opcode: .ping, payload: hello) }),
        PlaygroundEndpoint(
            "long-ping", .frames, "Sends a Ping of 126 bytes, one more than a control frame may have.",
            visits: [Visit(rules: [.frameControlTooLong])],
            .sending { FrameEncoder.encode(opcode: .ping, payload: [UInt8](repeating: 0x2e, count: 126)) }),
        PlaygroundEndpoint(
            "stray-continuation", .frames, "Sends a continuation frame that continues nothing.",
            visits: [Visit(rules: [.frameContinuationUnexpected])],
            .sending { FrameEncoder.encode(opcode: .continuation, payload: hello) }),
        PlaygroundEndpoint(
            "interleaved", .frames, "Begins a second message before the first one is finished.",
            visits: [Visit(rules: [.frameMessageInterrupted])],
            .sending {
                FrameEncoder.encode(fin: false, opcode: .text, payload: Array("first, ".utf8))
                    + FrameEncoder.encode(opcode: .text, payload: Array("second".utf8))
            }),
        PlaygroundEndpoint(
            "compressed-ping", .frames, "Agrees to permessage-deflate and sets RSV1 on a Ping.",
            needsDeflate: true, visits: [Visit(rules: [.frameRsv1OnControl])],
            .session(change: { answer, request in answer.agreeToDeflate(request) }) { session, inbox in
                try await session.send(FrameEncoder.encode(rsv1: true, opcode: .ping, payload: hello))
                try await inbox.drain()
            }),
        PlaygroundEndpoint(
            "stray-text", .frames, "Writes plain text where a frame should begin, as a library's error page does.",
            visits: [Visit(rules: [.frameStrayBytes])],
            .sending { Array("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n".utf8) }),
    ]

    /// The payload of most of them.
    static let hello = Array("Hello".utf8)
}
