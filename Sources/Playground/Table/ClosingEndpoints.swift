import Dissection
import WebSocket

extension PlaygroundEndpoint {
    /// The endpoints that close in their own way.
    static let closings: [PlaygroundEndpoint] = [
        PlaygroundEndpoint(
            "close", .closing, argument: Argument(placeholder: "CODE", range: 0...65_535, standard: 4001),
            "Closes at once with that code and a reason. Codes that must not be sent are sent all the same: 1006, 999.",
            visits: [
                Visit(1000, sends: []), Visit(4001, sends: []),
                Visit(3999, sends: [], rules: [.closeCodeUnregistered]),
                Visit(1006, sends: [], rules: [.closeCodeReserved]), Visit(999, sends: [], rules: [.closeCodeInvalid]),
            ],
            .open { session, inbox in
                try await session.close(UInt16(session.argument), "because of /close/\(session.argument)")
                try await inbox.drain()
            }),
        PlaygroundEndpoint(
            "close-empty", .closing, "Closes without a code: the client's program is told 1005.",
            visits: [Visit(sends: [])],
            .open { session, inbox in
                try await session.close(nil)
                try await inbox.drain()
            }),
        PlaygroundEndpoint(
            "close-one-byte", .closing, "Sends a Close whose body has one byte: half a code.",
            visits: [Visit(sends: [], rules: [.closePayloadOneByte])],
            .open { session, inbox in
                try await session.closing(FrameEncoder.encode(opcode: .close, payload: [0x03]))
                try await inbox.drain()
            }),
        PlaygroundEndpoint(
            "close-bad-reason", .closing, "Closes with a reason that is not UTF-8.",
            visits: [Visit(sends: [], rules: [.closeReasonInvalidUtf8])],
            .open { session, inbox in
                try await session.closing(FrameEncoder.encode(opcode: .close, payload: [0x03, 0xe8, 0xff, 0xfe]))
                try await inbox.drain()
            }),
        PlaygroundEndpoint(
            "after-close", .closing, "Sends a text message after its Close.",
            visits: [Visit(sends: [], rules: [.frameAfterClose])],
            .open { session, inbox in
                try await session.closing(
                    FrameEncoder.close(code: 1000, reason: "bye")
                        + FrameEncoder.encode(opcode: .text, payload: Array("one more thing".utf8)))
                try await inbox.drain()
            }),
        PlaygroundEndpoint(
            "no-reply", .closing, "Echoes, and doesn't answer the client's Close: it only ends TCP.",
            visits: [Visit(rules: [.closeNoReply])],
            .open { session, inbox in
                inbox.answersClose = false
                try await session.echo(inbox)
            }),
        PlaygroundEndpoint(
            "late-end", .closing, "Answers the client's Close, and then leaves TCP open for 6 seconds.",
            visits: [Visit(rules: [.closeTcpLate])],
            .open { session, inbox in
                try await session.echo(inbox)
                try await Task.sleep(for: .seconds(6))
            }),
    ]
}
