public import Dissection

/// One address of the playground: what happens there, and what ws101 says about it.
///
/// Everything that tells of endpoints comes from here: `--list`, the page, the scripted client, the tests.
public struct PlaygroundEndpoint: Sendable {
    /// What an endpoint is about.
    public enum Group: String, CaseIterable, Sendable {
        /// Nothing is wrong there.
        case behaving
        /// The upgrade is not accepted, or not soundly.
        case handshake
        /// Frames break a rule.
        case frames
        /// Messages break a rule.
        case messages
        /// The closing handshake is not as it should be.
        case closing
        /// TCP ends, or stands still.
        case connection

        /// A heading for it.
        public var title: String {
            switch self {
            case .behaving: "Endpoints that behave"
            case .handshake: "Opening handshakes that go wrong"
            case .frames: "Frames that break a rule"
            case .messages: "Messages that break a rule"
            case .closing: "Ways to close"
            case .connection: "Connections that break or stand still"
            }
        }
    }

    /// The number that follows the name in the path, as in `/close/4001`.
    struct Argument: Sendable {
        /// What stands for it where the path is described, as `CODE`.
        var placeholder: String
        /// What it may be.
        var range: ClosedRange<Int>
        /// What it is if it is left out.
        var standard: Int
    }

    /// One visit of the scripted client, and what ws101 reports about it.
    public struct Visit: Sendable {
        /// The number in the path; nil for the standard one.
        var argument: Int?
        /// What the client sends once the session is open.
        var sends: [Message]
        /// How long the client stays before it closes, in milliseconds, if the server doesn't end it.
        var stay: Int
        /// How long it waits for the server's Close then, in milliseconds.
        var grace: Int
        /// The errors and warnings that ws101 reports, and the notes that the endpoint is there for.
        public var rules: [Rule]

        init(
            _ argument: Int? = nil, sends: [Message] = [.text("Hello")], stay: Int = 300, grace: Int = 1000,
            rules: [Rule] = []
        ) {
            self.argument = argument
            self.sends = sends
            self.stay = stay
            self.grace = grace
            self.rules = rules
        }
    }

    /// What the scripted client sends.
    enum Message: Hashable, Sendable {
        /// A text message.
        case text(String)
        /// A text message of so many bytes.
        case long(Int)
        /// A Ping with that payload.
        case ping(String)
    }

    /// The name, which is the path without its slash and number, as `bad-utf8`.
    public let name: String
    /// What it is about.
    public let group: Group
    /// The number that follows, if one does.
    let argument: Argument?
    /// What the server does: a sentence or two.
    public let summary: String
    /// The subprotocols that a client needs to offer to see it.
    let offers: [String]
    /// Whether a client needs to offer permessage-deflate to see it.
    let needsDeflate: Bool
    /// What the scripted client does there, at least once.
    public let visits: [Visit]
    /// Whether pages of any origin may open it.
    let isOpenToAllOrigins: Bool

    let behaviour: Behaviour

    init(
        _ name: String, _ group: Group, argument: Argument? = nil, _ summary: String, offers: [String] = [],
        needsDeflate: Bool = false, isOpenToAllOrigins: Bool = false, visits: [Visit] = [Visit()],
        _ behaviour: Behaviour
    ) {
        self.name = name
        self.group = group
        self.argument = argument
        self.summary = summary
        self.offers = offers
        self.needsDeflate = needsDeflate
        self.isOpenToAllOrigins = isOpenToAllOrigins
        self.visits = visits
        self.behaviour = behaviour
    }

    /// The path as a description shows it, as `/close/CODE`.
    public var pattern: String { "/" + name + (argument.map { "/" + $0.placeholder } ?? "") }

    /// The path for a visit, as `/close/4001`.
    public func path(of visit: Visit) -> String {
        "/" + name + (argument.map { "/\(visit.argument ?? $0.standard)" } ?? "")
    }

    /// The visit with that number: one of `visits`, or another one of the same kind whose rules nobody has checked.
    public func visit(_ argument: Int) -> Visit {
        visits.first { $0.argument ?? self.argument?.standard == argument }
            ?? Visit(argument, sends: visits.first?.sends ?? [], stay: visits.first?.stay ?? 300)
    }

    /// Every rule that a visit shows, each once.
    public var rules: [Rule] {
        var seen: Set<Rule> = []
        return visits.flatMap(\.rules).filter { seen.insert($0).inserted }
    }
}

extension PlaygroundEndpoint {
    /// All endpoints, in the order in which they are described.
    public static let all: [PlaygroundEndpoint] = behaving + handshakes + frames + messages + closings + connections

    /// Those of one group, in order.
    public static func all(in group: Group) -> [PlaygroundEndpoint] { all.filter { $0.group == group } }

    /// The endpoint at a path such as `/close/4001`, whose query is ignored, and its number; nil if there is none.
    public static func find(_ path: String) -> (endpoint: PlaygroundEndpoint, argument: Int)? {
        let parts = path.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 || parts.count == 3, parts[0].isEmpty,
            let endpoint = all.first(where: { $0.name == parts[1] })
        else { return nil }
        guard let argument = endpoint.argument else { return parts.count == 2 ? (endpoint, 0) : nil }
        guard parts.count == 3, !parts[2].isEmpty else { return (endpoint, argument.standard) }
        guard parts[2].allSatisfy(\.isASCII), let number = Int(parts[2]), argument.range.contains(number) else {
            return nil
        }
        return (endpoint, number)
    }
}
