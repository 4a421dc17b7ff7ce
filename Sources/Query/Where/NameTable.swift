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

    /// The names nearest to `name` among those of a kind, or all: at most three, the nearest first.
    static func nearest(to name: String, of kind: Thing.Kind?) -> [String] {
        let wanted = name.lowercased()
        let names = kind.map { self.names(of: $0) } ?? all
        let found = names.compactMap { candidate -> (name: String, distance: Int)? in
            let plain = candidate.lowercased()
            let typing = EditDistance.between(wanted, plain, atMost: wanted.count < 5 ? 1 : max(2, wanted.count / 3))
            guard wanted.count >= 3, plain.contains(wanted) || wanted.contains(plain) && plain.count >= 3 else {
                return typing.map { (candidate, $0) }
            }
            return (candidate, min(2, typing ?? 2))
        }
        return found.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
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
        "kind": [MessageEvent.Kind.text, .binary].map(\.rawValue),
        "from": Side.allCases.map(\.rawValue),
        "severity": Severity.allCases.map(\.rawValue),
        "blame": [Blame.client, .server, .network, .capture].map(\.rawValue),
        "rule": Rule.allCases.map(\.rawValue),
        "initiator": [CloseEvent.Initiator.client, .server, .both, .none].map(\.rawValue),
        "tcpEnd": [CloseEvent.TCPEnd.fin, .reset, .none].map(\.rawValue),
        "state": [CloseEvent.State.closed, .closing, .open].map(\.rawValue),
        "outcome": [
            SessionEvent.Outcome.open, .refused, .unanswered, .midstream, .unknown, .encrypted, .failed, .draft,
        ].map(\.rawValue),
    ]
}

/// What a value is, as far as that is known before anything is read.
enum ValueType: Hashable {
    case number, text, truth, bytes, duration, list, object
    /// Not known.
    case any

    /// What it is called in a sentence.
    var words: String {
        switch self {
        case .number: "a number"
        case .text: "a text"
        case .truth: "yes or no"
        case .bytes: "bytes"
        case .duration: "a duration"
        case .list: "a list"
        case .object: "an object"
        case .any: "anything"
        }
    }

    /// Whether values of both can be the same.
    func fits(_ other: ValueType) -> Bool {
        self == other || self == .any || other == .any || [self, other].allSatisfy { $0 == .number || $0 == .duration }
    }

    /// Whether values of it can be more or less than others.
    var isOrdered: Bool { self == .number || self == .duration || self == .any }
}
