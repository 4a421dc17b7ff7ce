/// The keys that NDJSON has for each kind of thing, and what they mean: a public interface, added to and never renamed.
///
/// Their values come from the lines themselves (`ReportedObject`); a test holds this table against the lines of all
/// recordings.
enum ReportedKey {
    /// The names of the keys of a kind.
    static func names(of kind: Item.Kind) -> Set<String> { byKind[kind] ?? [] }

    /// The keys of a kind, in the order in which NDJSON writes them, each with its meaning.
    static func keys(of kind: Item.Kind) -> [(name: String, meaning: String)] {
        switch kind {
        case .session: session + end
        case .frame: frame
        case .message: message
        case .finding: finding
        case .record: record
        case .segment, .packet: []
        }
    }

    private static let byKind = Dictionary(
        uniqueKeysWithValues: Item.Kind.allCases.map { ($0, Set(keys(of: $0).map(\.name))) })

    /// The names of the keys that a session has only once it has ended: those of the line `close`.
    static let namesOfEnd = Set(end.map(\.name))

    // Of the line `session`; together with those of the line `close` the keys of a session.
    private static let session = [
        (name: "uri", meaning: "the WebSocket URI: `ws://host[:port]/path?query`"),
        (name: "client", meaning: "the client: `address:port`, IPv6 in brackets"),
        (name: "server", meaning: "the server: `address:port`"),
        (name: "clientName", meaning: "the name that the capture has for the client's address"),
        (name: "serverName", meaning: "the name that the capture has for the server's address"),
        (
            name: "process",
            meaning:
                "the processes of this host, only live: `{client, server}`, each `{pid, name, script, uid, user}`"
        ),
        (name: "tunnel", meaning: "the host and port that a CONNECT asked for, if it runs in a tunnel"),
        (name: "proxyProtocol", meaning: "the version of a PROXY header before the handshake"),
        (name: "realClient", meaning: "the client that the PROXY header names"),
        (name: "security", meaning: "`none`, `TLS 1.3` and so on"),
        (name: "carrier", meaning: "what carries it: `http/1.1` or `unknown`"),
        (name: "time", meaning: "when it began, RFC 3339 in UTC"),
        (name: "packet", meaning: "the packet in which it began"),
        (name: "tcpStream", meaning: "the number of its TCP connection in the capture, from 0"),
        (
            name: "outcome",
            meaning:
                "the outcome of the opening handshake: `open`, `refused`, `unanswered`, `midstream`, `unknown`, `encrypted`, `failed`"
        ),
        (
            name: "tls",
            meaning:
                "the TLS connection: `{version, cipherSuite, serverName, protocol, certificates, messages …}`"
        ),
        (name: "draft", meaning: "the draft of the protocol that it speaks, if it is one before RFC 6455"),
        (name: "status", meaning: "the status code of the response"),
        (name: "subprotocol", meaning: "the subprotocol that the server chose"),
        (name: "offeredSubprotocols", meaning: "the subprotocols that the client offered"),
        (name: "extensions", meaning: "the extensions that the server accepted, with their parameters"),
        (name: "offeredExtensions", meaning: "the extensions that the client offered, with their parameters"),
        (name: "origin", meaning: "the header Origin"),
        (name: "key", meaning: "the Sec-WebSocket-Key"),
        (name: "accept", meaning: "the Sec-WebSocket-Accept"),
        (name: "acceptExpected", meaning: "the Sec-WebSocket-Accept that the key demands"),
        (name: "requestHeaders", meaning: "the headers of the request, each `[name, value]`"),
        (name: "requestCut", meaning: "true where the capture lacks a part of the request"),
        (name: "responseHeaders", meaning: "the headers of the response, each `[name, value]`"),
        (name: "responseCut", meaning: "true where the capture lacks a part of the response"),
        (name: "responseBody", meaning: "the beginning of the body of a refusal, as text"),
        (name: "responseBodyLength", meaning: "bytes of that body"),
        (name: "responseBodyCoding", meaning: "its content coding"),
        (name: "unfinished", meaning: "`request` or `response`, whichever did not come to its end"),
    ]

    // Of the line `close`.
    private static let end = [
        (name: "initiator", meaning: "who sent the first Close: `client`, `server`, `both` or `none`"),
        (name: "clean", meaning: "whether the closing handshake was completed"),
        (
            name: "lateReply",
            meaning:
                "true where the answer to the first Close came after its sender had broken TCP off"
        ),
        (
            name: "clientSent",
            meaning:
                "the client's Close on the wire: `{code, reason, missing}`; no `code` where it had none"
        ),
        (name: "serverSent", meaning: "the server's Close on the wire: `{code, reason, missing}`"),
        (
            name: "clientEvent",
            meaning:
                "what the client's program is told: `{code, reason, wasClean}`, 1005 and 1006 included"
        ),
        (name: "serverEvent", meaning: "what the server's program is told: `{code, reason, wasClean}`"),
        (name: "tcpEnd", meaning: "how TCP ended: `fin`, `reset` or `none`"),
        (name: "tcpEndBy", meaning: "who ended it"),
        (name: "state", meaning: "the state at the end of the capture: `closed`, `closing` or `open`"),
        (name: "unseen", meaning: "the side of which the capture has no packet"),
        (name: "legOf", meaning: "the earlier session of which it is another leg, as on both sides of a proxy"),
        (name: "clientRetransmissions", meaning: "TCP segments that the client sent again although they had arrived"),
        (name: "serverRetransmissions", meaning: "TCP segments that the server sent again although they had arrived"),
        (name: "clientStates", meaning: "the states of the client: each `{state, time, packet, frame, evidence}`"),
        (name: "serverStates", meaning: "the states of the server, likewise"),
        (name: "fins", meaning: "the FINs, one a side at most: each `{from, time, packet, captured}`"),
        (name: "reset", meaning: "the RST: `{from, time, packet}`"),
        (name: "tlsEnds", meaning: "how each side ended TLS: each `{from, kind, time, packet}`"),
        (name: "clientPings", meaning: "the client's Pings: `{sent, answered, unanswered, interval, roundTripTime}`"),
        (name: "serverPings", meaning: "the server's Pings, likewise"),
        (name: "longestSilence", meaning: "the longest time without a byte: `{duration, afterFrame, beforeFrame}`"),
        (name: "finalSilence", meaning: "the time from the last byte to the end of TCP or of the capture"),
        (
            name: "clientTransport",
            meaning:
                "what TCP shows of the client: `{lastPacket, lastTime, timeToLive, resetTimeToLive, unacknowledged, closedWindow, keepAlives}`"
        ),
        (name: "serverTransport", meaning: "what TCP shows of the server, likewise"),
        (
            name: "compression",
            meaning:
                "what compression saved: `{client, server}`, each `{messages, wireLength, length}`"
        ),
    ]

    // Of the line `frame`.
    private static let frame = [
        (name: "frame", meaning: "its number in its session, from 1"),
        (name: "from", meaning: "who sent it: `client`, `server`, `unknown`"),
        (name: "time", meaning: "when it was complete, RFC 3339 in UTC"),
        (name: "packets", meaning: "the numbers of its packets"),
        (name: "streamOffset", meaning: "where it begins in its sender's bytes after the handshake, from 0"),
        (name: "records", meaning: "the numbers of its TLS records"),
        (name: "headerLength", meaning: "bytes of header, 2 to 14, the masking key included"),
        (name: "fin", meaning: "whether it is the last frame of its message"),
        (name: "rsv1", meaning: "the bit RSV1"),
        (name: "rsv2", meaning: "the bit RSV2"),
        (name: "rsv3", meaning: "the bit RSV3"),
        (name: "opcode", meaning: "the opcode, 0 to 15"),
        (
            name: "opcodeName",
            meaning:
                "`continuation`, `text`, `binary`, `close`, `ping`, `pong`, `reserved-3` and so on"
        ),
        (name: "masked", meaning: "whether the payload is masked"),
        (name: "maskingKey", meaning: "the masking key: 8 hex digits"),
        (name: "payloadLength", meaning: "bytes of payload, as the header says"),
        (
            name: "meantLength",
            meaning:
                "bytes of payload that its sender meant where the header's length is in the wrong byte order"
        ),
        (name: "missing", meaning: "bytes of payload that the capture lacks"),
        (name: "holes", meaning: "where they are: each `[offset, length]`"),
        (name: "message", meaning: "the number of its message"),
        (name: "answers", meaning: "the number of the Ping that a Pong answers"),
        (name: "roundTripTime", meaning: "the time from that Ping to the Pong"),
    ]

    // Of the line `message`.
    private static let message = [
        (name: "message", meaning: "its number in its session, from 1"),
        (name: "from", meaning: "who sent it"),
        (name: "time", meaning: "when it was complete"),
        (name: "kind", meaning: "`text` or `binary`"),
        (name: "frames", meaning: "the numbers of its frames"),
        (name: "compressed", meaning: "whether it was compressed"),
        (name: "wireLength", meaning: "bytes of payload on the wire"),
        (name: "length", meaning: "bytes of payload after inflating"),
        (name: "missing", meaning: "bytes of payload that the capture lacks"),
        (name: "holes", meaning: "where they are: each `[offset, length]`"),
        (name: "text", meaning: "the payload as text, as far as it was kept"),
        (name: "base64", meaning: "the payload of a binary message, or of invalid text, as far as it was kept"),
        (name: "truncated", meaning: "true where the payload goes on"),
        (name: "sha256", meaning: "the SHA-256 of the whole payload"),
    ]

    // Of the line `finding`.
    private static let finding = [
        (name: "rule", meaning: "the id of the rule"),
        (name: "severity", meaning: "`error`, `warning` or `note`"),
        (name: "blame", meaning: "who broke the rule"),
        (name: "title", meaning: "the rule in a few words"),
        (name: "detail", meaning: "what was found, a sentence"),
        (name: "rfc", meaning: "the section that has the rule"),
        (name: "mustFailWith", meaning: "the Close code for failing the connection, which the receiver must do"),
        (name: "frame", meaning: "the frame that it is about"),
        (name: "message", meaning: "the message that it is about"),
        (name: "record", meaning: "the TLS record that it is about"),
        (name: "from", meaning: "who sent what it is about"),
        (name: "packets", meaning: "the packets in which it shows"),
    ]

    // Of the line `record`.
    private static let record = [
        (name: "record", meaning: "its number in its connection, from 1"),
        (name: "from", meaning: "who sent it"),
        (name: "time", meaning: "when it was complete"),
        (name: "packets", meaning: "the numbers of its packets"),
        (name: "streamOffset", meaning: "where it begins in its sender's TCP bytes, from 0"),
        (name: "depth", meaning: "in how many other TLS connections it runs"),
        (
            name: "contentType",
            meaning:
                "what its header says that it holds: `handshake`, `application_data` and so on"
        ),
        (name: "version", meaning: "the version that its header says"),
        (name: "length", meaning: "bytes after its header"),
        (name: "state", meaning: "`clear`, `opened`, `closed` or `incomplete`"),
        (name: "innerType", meaning: "what it really holds, in TLS 1.3"),
        (name: "contentLength", meaning: "bytes of what was in it"),
        (name: "padding", meaning: "bytes of padding"),
        (name: "plaintextOffset", meaning: "where its content begins in its sender's decrypted bytes"),
        (name: "sequence", meaning: "its sequence number under its keys"),
    ]
}
