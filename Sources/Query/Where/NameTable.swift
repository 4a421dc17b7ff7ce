import Dissection
import WebSocket

/// The names that a predicate may use of things that pass by, with what their values are.
///
/// They are NDJSON's and those of the lessons' expressions (`Property.documented`), without those for which one would have to
/// know what is yet to come.
enum NameTable {
    /// The kinds that a name can be qualified with: `frame.opcode`.
    static let kinds: [Thing.Kind] = [.session, .frame, .message, .finding]

    /// What is known of a session only at its end.
    static let endNames = ReportedKey.namesOfEnd.union(["endTime"])

    /// The names that things of a kind have for themselves; those of a session's end are the session's.
    static func names(of kind: Thing.Kind) -> Set<String> { byKind[kind] ?? [] }

    private static let byKind: [Thing.Kind: Set<String>] = [
        .session: Set(Property.names(of: .session)).subtracting(
            ["elapsed", "violations", "at", "from", "packets", "packetCount", "frameCount", "legs"]),
        .frame: Set(Property.names(of: .frame)).subtracting(["elapsed", "violations"]),
        .message: Set(Property.names(of: .message)).subtracting(["elapsed", "violations", "packets", "packetCount"]),
        .finding: Set(Property.names(of: .finding)).subtracting(["elapsed", "violations", "number"]),
    ]

    /// Whether a name without a kind is the session's: no other kind has it.
    static func isOfSession(_ name: String) -> Bool {
        names(of: .session).contains(name) && !isOfThings(name)
    }

    /// Whether frames, messages or findings have that name for themselves.
    private static func isOfThings(_ name: String) -> Bool {
        [.frame, .message, .finding].contains { names(of: $0).contains(name) }
    }

    /// Whether things of `kind` have a value for `name`, which stands without a kind.
    static func has(_ name: String, _ kind: Thing.Kind) -> Bool {
        if isOfSession(name) { return kind == .end || !endNames.contains(name) }
        return names(of: kind).contains(name)
    }

    /// Whether things of `kind` have a value for `name`, which stands after the kind `owner`.
    static func has(_ name: String, of owner: Thing.Kind, _ kind: Thing.Kind) -> Bool {
        if owner == .session { return kind == .end || !endNames.contains(name) }
        return kind == owner
    }

    /// Every name.
    static let all: Set<String> = byKind.values.reduce(into: []) { $0.formUnion($1) }

    /// The names nearest to `name` among those of a kind, or all.
    static func nearest(to name: String, of kind: Thing.Kind?) -> [String] {
        EditDistance.nearest(to: name, among: kind.map { names(of: $0) } ?? all)
    }

    // MARK: What the values are

    /// What a name's value is.
    static func type(of name: String) -> ValueType { types[name] ?? .any }

    private static let types: [String: ValueType] = {
        var types: [String: ValueType] = [:]
        for (type, names) in named { for name in names { types[name] = type } }
        return types
    }()

    // A name is of one type, whatever has it; `record` and `frames` too.
    private static let named: [(ValueType, [String])] = [
        (
            .number,
            [
                "number", "session", "packetCount", "at", "frame", "message", "record", "proxyProtocol", "packet",
                "tcpStream", "status", "responseBodyLength", "clientPort", "serverPort", "responsePacket",
                "streamOffset", "headerLength", "opcode", "payloadLength", "meantLength", "missing", "answers",
                "length7",
                "size", "code", "wireLength", "length", "frameCount", "mustFailWith", "legOf", "clientRetransmissions",
                "serverRetransmissions",
            ]
        ),
        (
            .text,
            [
                "from", "uri", "client", "server", "clientName", "serverName", "tunnel", "realClient", "security",
                "carrier", "time", "outcome", "draft", "subprotocol", "origin", "key", "accept", "acceptExpected",
                "responseBody", "responseBodyCoding", "unfinished", "method", "target", "path", "host", "opcodeName",
                "text", "reason", "kind", "base64", "sha256", "rule", "severity", "blame", "title", "detail", "rfc",
                "initiator", "tcpEnd", "tcpEndBy", "state", "unseen", "endTime",
            ]
        ),
        (
            .truth,
            [
                "requestCut", "responseCut", "hasOrigin", "fin", "rsv1", "rsv2", "rsv3", "masked", "whole",
                "compressed",
                "truncated", "clean", "lateReply",
            ]
        ),
        (
            .bytes,
            [
                "keyBytes", "acceptDigest", "request", "response", "maskingKey", "wire", "header", "maskedPayload",
                "payload",
            ]
        ),
        (.duration, ["roundTripTime", "finalSilence"]),
        (
            .list,
            [
                "packets", "offeredSubprotocols", "extensions", "offeredExtensions", "requestHeaders",
                "responseHeaders",
                "offeredExtensionNames", "extensionNames", "requestHeaderNames", "responseHeaderNames", "records",
                "holes", "frames", "clientStates", "serverStates", "fins", "tlsEnds",
            ]
        ),
        (
            .object,
            [
                "tls", "process", "clientSent", "serverSent", "clientEvent", "serverEvent", "reset", "clientPings",
                "serverPings",
                "longestSilence", "clientTransport", "serverTransport", "compression",
            ]
        ),
    ]

    /// The texts that a name's value can be, where there are few; nil where it can be any.
    static func vocabulary(of name: String) -> [String]? { vocabularies[name] }

    private static let vocabularies: [String: [String]] = [
        "opcodeName": (0...15).map { Opcode(rawValue: $0).name },
        "kind": MessageEvent.Kind.allCases.map(\.rawValue),
        "from": Side.allCases.map(\.rawValue),
        "severity": Severity.allCases.map(\.rawValue),
        "blame": Blame.allCases.map(\.rawValue),
        "rule": Rule.allCases.map(\.rawValue),
        "initiator": CloseEvent.Initiator.allCases.map(\.rawValue),
        "tcpEnd": CloseEvent.TCPEnd.allCases.map(\.rawValue),
        "state": CloseEvent.State.allCases.map(\.rawValue),
        "outcome": SessionEvent.Outcome.allCases.map(\.rawValue),
    ]
}
