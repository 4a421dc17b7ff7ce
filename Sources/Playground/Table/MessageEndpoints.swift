import Dissection
import WebSocket

extension PlaygroundEndpoint {
    /// The endpoints whose messages break a rule.
    static let messages: [PlaygroundEndpoint] = [
        PlaygroundEndpoint(
            "bad-utf8", .messages, "Sends a text message that is not UTF-8.",
            visits: [Visit(rules: [.messageInvalidUtf8])],
            .sending { FrameEncoder.encode(opcode: .text, payload: Array("caf".utf8) + [0xe9, 0x21]) }),
        PlaygroundEndpoint(
            "bad-deflate", .messages, "Agrees to permessage-deflate and sends a message that doesn't inflate.",
            needsDeflate: true, visits: [Visit(rules: [.messageInflateFailed])],
            .session(change: { answer, request in answer.agreeToDeflate(request) }) { session, inbox in
                // The first three bits say: a block of the third kind, which doesn't exist (RFC 1951 §3.2.3).
                try await session.send(FrameEncoder.encode(rsv1: true, opcode: .text, payload: [0x07, 0xff, 0xff]))
                try await inbox.drain()
            }),
        PlaygroundEndpoint(
            "unsettled-deflate", .messages, "Compresses a message though nobody agreed to that.",
            visits: [Visit(rules: [.frameRsvNonzero, .messageCompressedUnsettled])],
            .sending {
                let deflater = Deflater()
                return FrameEncoder.encode(
                    rsv1: true, opcode: .text, payload: deflater.message(Array("compress, compress, compress".utf8)))
            }),
        PlaygroundEndpoint(
            "small-window", .messages,
            "Agrees to a window of 512 bytes for itself, and refers back further than that.",
            needsDeflate: true, visits: [Visit(rules: [.messageWindowExceeded])],
            .session(change: { answer, _ in
                answer["Sec-WebSocket-Extensions"] = "permessage-deflate; server_max_window_bits=9"
            }) { session, inbox in
                // 1000 bytes that repeat nothing within 512, then the beginning again.
                let numbers = (100..<350).map { "\($0)," }.joined()
                let deflater = Deflater()
                let payload = deflater.message(Array((numbers + numbers.prefix(60)).utf8))
                try await session.send(FrameEncoder.encode(rsv1: true, opcode: .text, payload: payload))
                try await inbox.drain()
            }),
        PlaygroundEndpoint(
            "unfinished", .messages, "Sends the first fragment of a message, and ends TCP before the last one.",
            visits: [Visit(sends: [], rules: [.messageUnfinished, .connectionAbnormal])],
            .open { session, _ in
                try await session.send(FrameEncoder.encode(fin: false, opcode: .text, payload: Array("To be ".utf8)))
                session.cut()
            }),
    ]
}
