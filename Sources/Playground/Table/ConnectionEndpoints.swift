import Dissection
import WebSocket

extension PlaygroundEndpoint {
    /// The endpoints whose connections break or stand still.
    static let connections: [PlaygroundEndpoint] = [
        PlaygroundEndpoint(
            "drop", .connection, "Sends a message and ends TCP without a Close, as a killed process does.",
            visits: [Visit(sends: [], rules: [.connectionAbnormal])],
            .open { session, _ in
                try await session.text("This is the last message.")
                session.cut()
            }),
        PlaygroundEndpoint(
            "reset", .connection, "Sends a message and resets TCP (RST).",
            visits: [Visit(sends: [], rules: [.connectionAbnormal, .connectionReset])],
            .open { session, _ in
                try await session.text("This is the last message.")
                try await session.reset()
            }),
        PlaygroundEndpoint(
            "half-open", .connection,
            "Stops answering: no echo, no Pong, no Close. It never ends the connection by itself.",
            visits: [Visit(sends: [.text("Hello?"), .ping("still there?")], rules: [.closeNoReply, .pingUnanswered])],
            .open { session, inbox in try await session.ignoreEverything(inbox) }),
        PlaygroundEndpoint(
            "slow", .connection,
            "Reads for a moment every 3 seconds: send it half a megabyte, and its receive window closes.",
            visits: [Visit(sends: [.long(500_000)], stay: 3500, grace: 5000, rules: [.streamZeroWindow])],
            .open { session, inbox in try await session.readSlowly(inbox) }),
        PlaygroundEndpoint(
            "no-pong", .connection, "Echoes messages and never answers a Ping.",
            visits: [Visit(sends: [.ping("still there?"), .text("Hello")], rules: [.pingUnanswered])],
            .open { session, inbox in
                inbox.answersPings = false
                try await session.echo(inbox)
            }),
        PlaygroundEndpoint(
            "stray-pong", .connection, "Sends a Pong that answers no Ping, which is allowed, then echoes.",
            visits: [Visit(rules: [.pongUnsolicited])],
            .open { session, inbox in
                try await session.send(FrameEncoder.encode(opcode: .pong, payload: Array("unasked".utf8)))
                try await session.echo(inbox)
            }),
        PlaygroundEndpoint(
            "ping-flood", .connection, "Sends 20 Pings without a pause, which no rule forbids, then echoes.",
            .open { session, inbox in
                for number in 1...20 {
                    try await session.send(FrameEncoder.encode(opcode: .ping, payload: Array("\(number)".utf8)))
                }
                try await session.echo(inbox)
            }),
    ]
}
