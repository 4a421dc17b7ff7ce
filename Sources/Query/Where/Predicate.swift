import Dissection
import Wire

/// A condition in the lessons' language for one thing at a time, as a capture is read: `opcodeName == text and
/// payloadLength > 125`.
///
/// The grammar is that of `Expression`; what looks at other things (`count`, `the`, `sum`, `list`, `breaks`) has no place here.
/// A name is one of NDJSON's keys, or of those that only expressions have: `payloadLength`, or with a kind of thing before it,
/// `frame.payloadLength`. Without a kind it is that of every kind of thing that has it; a session's names hold for all that is in
/// the session, those of NDJSON's line `close` only for its end.
///
/// A thing that lacks a name that is used, or has no value for it, makes that part neither true nor false: `and` and `or` go by
/// the other side, `not` leaves it so. What is not true in the end doesn't pass. Evaluating looks at one thing and what is kept of
/// its session, and takes bounded time.
public struct Predicate: Sendable {
    /// The expression as it was written.
    public let source: String
    /// What it comes to: names of few values that stood without quotes are texts here.
    let root: Expression.Node
    /// The names of its session that it uses, and the headers.
    let sessionNames: Set<String>
    let headers: Set<HeaderName>
    /// The kinds of things that can pass.
    let kinds: Set<Thing.Kind>
    /// Whether it looks at bytes of payloads.
    let looksIntoPayloads: Bool
    /// Whether it looks at how sessions end.
    let looksAtEnds: Bool

    /// Reads an expression, and finds out whether it makes sense.
    ///
    /// - Throws: `LanguageError` that says what is wrong where: no such name, what can't be compared, nothing that it could
    ///   ever be true of.
    public init(_ source: String) throws(LanguageError) {
        let expression = try Expression(source)
        var check = try PredicateCheck(source)
        let (node, type) = try check.checked(expression.root)
        guard type == .truth || type == .any else {
            throw check.failure("this is \(type.words), not a condition", at: 1)
        }
        self.source = source
        root = node
        sessionNames = check.sessionNames
        headers = check.headers
        looksIntoPayloads = check.looksIntoPayloads
        looksAtEnds = check.looksAtEnds
        kinds = Set(Thing.Kind.allCases.filter { Possibility(of: node, for: $0).canBeTrue })
        guard !kinds.isEmpty else { throw check.neverTrue() }
    }

    /// Whether it holds for a thing; nil where that can't be said.
    func holds(for thing: Thing) -> Bool? { ThingEvaluator(thing: thing).truth(root) }
}

/// What a condition can come to for things of a kind, whatever their values.
struct Possibility {
    var canBeTrue: Bool
    var canBeFalse: Bool

    private static let unknown = Possibility(canBeTrue: false, canBeFalse: false)

    private init(canBeTrue: Bool, canBeFalse: Bool) {
        self.canBeTrue = canBeTrue
        self.canBeFalse = canBeFalse
    }

    init(of node: Expression.Node, for kind: Thing.Kind) {
        switch node {
        case .value(.truth(let truth)): self.init(canBeTrue: truth, canBeFalse: !truth)
        case .not(let inner):
            let inner = Possibility(of: inner, for: kind)
            self.init(canBeTrue: inner.canBeFalse, canBeFalse: inner.canBeTrue)
        case .operation(.and, let left, let right):
            let (left, right) = (Possibility(of: left, for: kind), Possibility(of: right, for: kind))
            self.init(
                canBeTrue: left.canBeTrue && right.canBeTrue, canBeFalse: left.canBeFalse || right.canBeFalse)
        case .operation(.or, let left, let right):
            let (left, right) = (Possibility(of: left, for: kind), Possibility(of: right, for: kind))
            self.init(
                canBeTrue: left.canBeTrue || right.canBeTrue, canBeFalse: left.canBeFalse && right.canBeFalse)
        default:
            let isKnown = Self.isKnown(node, for: kind)
            self.init(canBeTrue: isKnown, canBeFalse: isKnown)
        }
    }

    /// Whether things of `kind` have all the names in `node`.
    static func isKnown(_ node: Expression.Node, for kind: Thing.Kind) -> Bool {
        switch node {
        case .value, .count, .the, .sum, .list: true
        case .name(let name): NameTable.has(name, kind)
        case .property(.name(let owner), let name):
            if let owner = Thing.Kind(owner: owner) {
                NameTable.has(name, of: owner, kind)
            } else {
                NameTable.has(owner, kind)
            }
        case .has(.name(let owner), let path):
            if let owner = Thing.Kind(owner: owner) {
                NameTable.has(String(path.prefix { $0 != "." }), of: owner, kind)
            } else {
                NameTable.has(owner, kind)
            }
        case .property(let node, _), .minus(let node), .not(let node), .has(let node, _): isKnown(node, for: kind)
        case .index(let node, let at): isKnown(node, for: kind) && isKnown(at, for: kind)
        case .slice(let node, let from, let to):
            isKnown(node, for: kind) && isKnown(from, for: kind) && isKnown(to, for: kind)
        case .operation(_, let left, let right): isKnown(left, for: kind) && isKnown(right, for: kind)
        case .call(.requestHeader, _), .call(.responseHeader, _): true
        case .call(_, let arguments): arguments.allSatisfy { isKnown($0, for: kind) }
        }
    }
}

extension Thing.Kind {
    /// The kind that `word` names before a dot: `frame` in `frame.opcode`.
    init?(owner word: String) {
        guard let kind = Thing.Kind(rawValue: word), NameTable.kinds.contains(kind) else { return nil }
        self = kind
    }
}
