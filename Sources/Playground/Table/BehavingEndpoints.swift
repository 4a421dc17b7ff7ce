import Dissection
import WebSocket

extension PlaygroundEndpoint {
    /// The endpoints at which nothing is wrong.
    static let behaving: [PlaygroundEndpoint] = [
        PlaygroundEndpoint(
            "echo", .behaving, "Sends each message back as it came.",
            visits: [Visit(sends: [.text("Hello"), .ping("still there?"), .long(200)])],
            .open { session, inbox in try await session.echo(inbox) }),
        PlaygroundEndpoint(
            "chat", .behaving,
            "Sends each message to everybody who is there. Chooses the subprotocol chat if it is offered.",
            offers: ["chat"], .open { session, inbox in try await session.chat(inbox) }),
        PlaygroundEndpoint(
            "clock", .behaving, "Sends the time as JSON, every second.", visits: [Visit(sends: [], stay: 1500)],
            .open { session, inbox in
                try await session.repeating(every: .seconds(1)) { count in
                    try await session.text(Clock.json(tick: count))
                } meanwhile: {
                    try await inbox.drain()
                }
            }),
        PlaygroundEndpoint(
            "ping", .behaving, "Sends a Ping every second, and says in a text message what came back, and when.",
            visits: [Visit(sends: [], stay: 1500)],
            .open { session, inbox in try await session.pingEverySecond(inbox) }),
        PlaygroundEndpoint(
            "fragments", .behaving,
            "Sends each message back in fragments of at most 5 bytes, with a Ping between the first two.",
            visits: [Visit(sends: [.text("A message in pieces")])],
            .open { session, inbox in
                try await session.forEachMessage(inbox) { opcode, payload in
                    let frames = FrameEncoder.message(opcode: opcode, payload: payload, fragmentLength: 5)
                    for (index, frame) in frames.enumerated() {
                        if index == 1 {
                            try await session.send(FrameEncoder.encode(opcode: .ping, payload: Array("between".utf8)))
                        }
                        try await session.send(frame)
                    }
                }
            }),
        PlaygroundEndpoint(
            "deflate", .behaving,
            "Agrees to permessage-deflate if it is offered, and sends each message back compressed.",
            needsDeflate: true,
            visits: [Visit(sends: [.text("compress, compress, compress"), .text("compress, compress, compress")])],
            .session(change: { answer, request in answer.agreeToDeflate(request) }) { session, inbox in
                guard let deflate = session.deflate else { return try await session.echo(inbox) }
                let deflater = deflate.makeDeflater()
                try await session.forEachMessage(inbox) { opcode, payload in
                    try await session.send(
                        FrameEncoder.encode(rsv1: true, opcode: opcode, payload: deflater.message(payload)))
                }
            }),
        PlaygroundEndpoint(
            "binary", .behaving, "Sends a binary message with each of the 256 bytes once, then echoes.",
            .open { session, inbox in
                try await session.send(FrameEncoder.encode(opcode: .binary, payload: Array(0...255)))
                try await session.echo(inbox)
            }),
        PlaygroundEndpoint(
            "large", .behaving, argument: Argument(placeholder: "BYTES", range: 0...1_048_576, standard: 70_000),
            "Sends a text message of that length, up to 1 MiB: 125, 126 and 65536 show the three forms of the length.",
            visits: [Visit(125, sends: []), Visit(126, sends: []), Visit(65_536, sends: [])],
            .open { session, inbox in
                try await session.text(
                    String(repeating: "0123456789", count: session.argument / 10 + 1), session.argument)
                try await inbox.drain()
            }),
        PlaygroundEndpoint(
            "open-origin", .behaving,
            "Echoes without looking at Origin: a page of any web site may open it in your browser. The other endpoints "
                + "refuse foreign pages; a server should.",
            isOpenToAllOrigins: true, .open { session, inbox in try await session.echo(inbox) }),
    ]
}
