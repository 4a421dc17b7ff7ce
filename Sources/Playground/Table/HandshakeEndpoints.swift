import Dissection
import HTTP
import WebSocket

extension PlaygroundEndpoint {
    /// The endpoints whose opening handshakes go wrong.
    static let handshakes: [PlaygroundEndpoint] = [
        PlaygroundEndpoint(
            "refuse", .handshake, argument: Argument(placeholder: "STATUS", range: 200...599, standard: 403),
            "Answers the upgrade with that status, 200 to 599, instead of 101.",
            visits: [401, 403, 503].map { Visit($0, sends: [], rules: [.handshakeRefused]) }, .refusal),
        PlaygroundEndpoint(
            "no-answer", .handshake, "Accepts TCP, reads the upgrade request and never answers it.",
            visits: [Visit(sends: [], rules: [.handshakeNoResponse])], .silence),
        PlaygroundEndpoint(
            "half-head", .handshake, "Begins the 101 and never sends the empty line that ends it.",
            visits: [Visit(sends: [], rules: [.handshakeHeadUnfinished])],
            .session(change: { answer, _ in answer.isFinished = false }) { _, inbox in try await inbox.drain() }),
        PlaygroundEndpoint(
            "wrong-accept", .handshake, "Sends a Sec-WebSocket-Accept that doesn't belong to the key.",
            visits: [failing(.handshakeAcceptMismatch)],
            .answering { answer, request in answer["Sec-WebSocket-Accept"] = request.acceptWithoutGUID }),
        PlaygroundEndpoint(
            "no-accept", .handshake, "Leaves Sec-WebSocket-Accept out.",
            visits: [failing(.handshakeAcceptMissing)],
            .answering { answer, _ in answer["Sec-WebSocket-Accept"] = nil }),
        PlaygroundEndpoint(
            "two-accepts", .handshake, "Sends Sec-WebSocket-Accept twice.",
            visits: [failing(.handshakeHeaderRepeated)],
            .answering { answer, request in answer.fields.append(("Sec-WebSocket-Accept", request.accept)) }),
        PlaygroundEndpoint(
            "no-upgrade", .handshake, "Leaves Upgrade: websocket out of the 101.",
            visits: [failing(.handshakeResponseUpgradeMissing)],
            .answering { answer, _ in answer["Upgrade"] = nil }),
        PlaygroundEndpoint(
            "no-connection", .handshake, "Leaves Connection: Upgrade out of the 101.",
            visits: [failing(.handshakeResponseConnectionMissing)],
            .answering { answer, _ in answer["Connection"] = nil }),
        PlaygroundEndpoint(
            "http-1.0", .handshake, "Answers with HTTP/1.0, which has no Upgrade.",
            visits: [failing(.handshakeResponseHttpVersion)],
            .answering { answer, _ in answer.version = "HTTP/1.0" }),
        PlaygroundEndpoint(
            "content-length", .handshake, "Sends Content-Length: 0 in the 101, which has no body.",
            visits: [failing(.handshakeResponseFramed)],
            .answering { answer, _ in answer.fields.append(("Content-Length", "0")) }),
        PlaygroundEndpoint(
            "bad-header", .handshake, "Sends a header line without a colon in the 101.",
            visits: [Visit(rules: [.handshakeHeaderMalformed])],
            .answering { answer, _ in answer.rawLine = "This line is no header" }),
        PlaygroundEndpoint(
            "no-subprotocol", .handshake, "Chooses no subprotocol though one is offered: browsers fail the connection.",
            offers: ["chat"], visits: [failing(.handshakeSubprotocolUnanswered)],
            .answering { answer, _ in answer["Sec-WebSocket-Protocol"] = nil }),
        PlaygroundEndpoint(
            "wrong-subprotocol", .handshake, "Chooses a subprotocol that nobody offered.",
            offers: ["chat"], visits: [failing(.handshakeSubprotocolUnrequested)],
            .answering { answer, _ in answer["Sec-WebSocket-Protocol"] = "chess" }),
        PlaygroundEndpoint(
            "wrong-extension", .handshake, "Chooses an extension that nobody offered.",
            visits: [failing(.handshakeExtensionUnrequested)],
            .answering { answer, _ in answer["Sec-WebSocket-Extensions"] = "x-playground" }),
        PlaygroundEndpoint(
            "bad-extension", .handshake, "Agrees to permessage-deflate with a window of 2 to the power of 99 bytes.",
            needsDeflate: true, visits: [failing(.handshakeExtensionInvalid)],
            .answering { answer, _ in
                answer["Sec-WebSocket-Extensions"] = "permessage-deflate; server_max_window_bits=99"
            }),
    ]

    /// A visit of a client that fails the connection for `rule`: it ends TCP without a Close.
    private static func failing(_ rule: Rule) -> Visit { Visit(rules: [rule, .connectionAbnormal]) }
}
