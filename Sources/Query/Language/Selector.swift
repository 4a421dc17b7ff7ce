import Dissection

/// A condition in words that chooses things of a recording: `first text frame from the client with payloadLength >= 126`.
///
/// ```
/// selector   = [pick] {adjective} kind {condition}
/// pick       = [the] first | second | … | tenth | last | only | all | every | each | a | an
/// adjective  = text | binary | continuation | close | ping | pong | control | data | masked | unmasked | final
///            | unfinished | empty | client | server | open | refused | error | warning | note
/// kind       = frame(s) | message(s) | session(s) | segment(s) | packet(s) | record(s) | finding(s)
/// condition  = from [the] side | to [the] side
///            | with violation RULE | without violation [RULE] | with expression | without expression
///            | in reference | of reference | before reference | after reference
/// reference  = NAME | selector | ( selector )
/// ```
/// `ping`, `pong`, `close`, `text`, `binary` and `continuation` (and their plurals) stand for such frames when no kind follows.
/// Without a pick, a plural means all and a singular means the first. In `with`, the thing's properties are named as they
/// are: `with payloadLength >= 126 and masked`. Conditions belong to the nearest kind before them.
public struct Selector: Sendable {
    /// Which of the things that fit.
    enum Pick: Equatable, Sendable {
        case all
        case nth(Int)
        case last
        case only
    }

    indirect enum Condition: Sendable {
        case from(Side)
        case holds(Expression.Node)
        case fails(Expression.Node)
        case breaks(String)
        case breaksNothing
        case within(Reference)
        case before(Reference)
        case after(Reference)
    }

    /// A thing or things: by a name that the scope gives, or by a selector.
    public indirect enum Reference: Sendable {
        /// The thing with that name.
        case name(String)
        /// What the selector chooses.
        case selector(Selector)

        /// Reads a name or a selector.
        ///
        /// - Throws: `LanguageError` that says what was expected where.
        public init(_ source: String) throws(LanguageError) {
            var parser = try Parser(source)
            self = try parser.reference()
            try parser.expectEnd()
            if case .selector(let selector) = self, selector.isHigher(than: Height.maximum) {
                throw Height.error(source)
            }
        }

        /// The things that it stands for.
        ///
        /// - Throws: `LanguageError` when there are none.
        public func items(in scope: Scope) throws(LanguageError) -> [Item] {
            switch self {
            case .selector(let selector):
                let items = try selector.items(in: scope)
                return items.isEmpty ? [try selector.item(in: scope)] : items
            case .name(let name):
                guard let item = scope.names[name] else {
                    throw LanguageError(problem: "nothing has that name here", source: name)
                }
                return [item]
            }
        }
    }

    /// Whether `word` begins a selector, so that no thing can have it as its name.
    public static func isReserved(_ word: String) -> Bool { Parser.selectorWords.contains(word) }

    /// The selector as it was written.
    public internal(set) var source: String
    /// What kind of thing it chooses.
    public internal(set) var kind: Item.Kind
    var pick: Pick
    var conditions: [Condition]

    /// Reads a selector.
    ///
    /// - Throws: `LanguageError` that says what was expected where.
    public init(_ source: String) throws(LanguageError) {
        var parser = try Parser(source)
        self = try parser.selector()
        try parser.expectEnd()
        guard !isHigher(than: Height.maximum) else { throw Height.error(source) }
        self.source = source
    }

    init(source: String, kind: Item.Kind, pick: Pick, conditions: [Condition]) {
        self.source = source
        self.kind = kind
        self.pick = pick
        self.conditions = conditions
    }

    /// Whether it looks within something: a session, a segment.
    public var isWithin: Bool { conditions.contains { if case .within = $0 { true } else { false } } }

    /// The things that it chooses, in the order in which they were complete; possibly none.
    public func items(in scope: Scope) throws(LanguageError) -> [Item] {
        var evaluator = Evaluator(scope)
        do throws(EvaluationError) {
            return try evaluator.items(self)
        } catch {
            throw LanguageError(problem: error.problem, source: source)
        }
    }

    /// The first thing that it chooses.
    ///
    /// - Throws: `LanguageError` when it chooses nothing.
    public func item(in scope: Scope) throws(LanguageError) -> Item {
        guard let item = try items(in: scope).first else {
            throw LanguageError(problem: "finds nothing in the recording `\(scope.recording.name)`", source: source)
        }
        return item
    }
}
