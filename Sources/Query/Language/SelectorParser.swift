import Dissection

// The words of selectors, and how they are read (the grammar stands at `Selector`).
extension Parser {
    static let ordinals = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    ]

    /// Words that a lesson can't give a thing as its name, because they begin a selector.
    static var selectorWords: Set<String> {
        var words: Set<String> = ["the", "a", "an", "all", "every", "each", "last", "only"]
        words.formUnion(ordinals)
        words.formUnion(adjectives.keys)
        words.formUnion(kinds.keys)
        words.formUnion(opcodeNouns.keys)
        return words
    }

    private static let kinds: [String: Item.Kind] = Dictionary(
        uniqueKeysWithValues: Item.Kind.allCases.flatMap { [($0.rawValue, $0), ($0.rawValue + "s", $0)] })

    // The frames that a word may stand for by itself, by their `opcodeName`.
    private static let opcodeNouns: [String: String] = Dictionary(
        uniqueKeysWithValues: ["text", "binary", "continuation", "close", "ping", "pong"].flatMap { name in
            [(name, name), (name == "close" ? "closes" : name + "s", name)]
        })

    // What an adjective says of each kind of thing that it fits.
    private static let adjectives: [String: [Item.Kind: String]] = [
        "text": [.frame: "opcodeName == 'text'", .message: "kind == 'text'"],
        "binary": [.frame: "opcodeName == 'binary'", .message: "kind == 'binary'"],
        "continuation": [.frame: "opcodeName == 'continuation'"],
        "close": [.frame: "opcodeName == 'close'"],
        "ping": [.frame: "opcodeName == 'ping'"],
        "pong": [.frame: "opcodeName == 'pong'"],
        "control": [.frame: "opcode >= 8"],
        "data": [.frame: "opcode < 8"],
        "masked": [.frame: "masked"],
        "unmasked": [.frame: "not masked"],
        "final": [.frame: "fin"],
        "unfinished": [.frame: "not fin"],
        "empty": [.frame: "payloadLength == 0", .message: "length == 0", .packet: "length == 0"],
        "client": fromSide("client"),
        "server": fromSide("server"),
        "open": [.session: "outcome == 'open'"],
        "refused": [.session: "outcome == 'refused'"],
        "error": [.finding: "severity == 'error'"],
        "warning": [.finding: "severity == 'warning'"],
        "note": [.finding: "severity == 'note'"],
    ]

    private static func fromSide(_ side: String) -> [Item.Kind: String] {
        Dictionary(
            uniqueKeysWithValues: Item.Kind.allCases.filter { $0 != .session && $0 != .finding }.map {
                ($0, "from == '\(side)'")
            })
    }

    mutating func selector() throws(LanguageError) -> Selector {
        try nested { parser throws(LanguageError) in try parser.readSelector() }
    }

    private mutating func readSelector() throws(LanguageError) -> Selector {
        let start = position
        let pick = readPick()
        var adjectives: [Token] = []
        var kind: Item.Kind?
        var isPlural = false
        while token.kind == .word {
            if let found = Self.kinds[token.text] {
                kind = found
                isPlural = token.text != found.rawValue
                advance()
                break
            }
            guard Self.adjectives[token.text] != nil || Self.opcodeNouns[token.text] != nil else { break }
            adjectives.append(token)
            advance()
        }
        var conditions: [Selector.Condition] = []
        if kind == nil, let noun = adjectives.last, let opcode = Self.opcodeNouns[noun.text] {
            adjectives.removeLast()
            kind = .frame
            isPlural = noun.text != opcode
            conditions.append(.holds(try Expression("opcodeName == '\(opcode)'").root))
        }
        guard let kind else {
            throw expected("a kind of thing: \(Item.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        for adjective in adjectives {
            guard let condition = Self.adjectives[adjective.text]?[kind] else {
                throw LanguageError(
                    problem: "a \(kind.rawValue) can't be `\(adjective.text)`", source: text(from: start),
                    column: nil)
            }
            conditions.append(.holds(try Expression(condition).root))
        }
        while let condition = try readCondition() { conditions.append(condition) }
        return Selector(
            source: text(from: start), kind: kind, pick: pick ?? (isPlural ? .all : .nth(1)), conditions: conditions)
    }

    private mutating func readPick() -> Selector.Pick? {
        _ = take("the")
        if take("a") || take("an") { return .nth(1) }
        if take("all") || take("every") || take("each") { return .all }
        if take("last") { return .last }
        if take("only") { return .only }
        guard token.kind == .word, let index = Self.ordinals.firstIndex(of: token.text) else { return nil }
        advance()
        return .nth(index + 1)
    }

    private mutating func readCondition() throws(LanguageError) -> Selector.Condition? {
        if take("from") { return .from(try readSide()) }
        if take("to") { return .from(try readSide().peer) }
        if take("with") {
            if take("violation") { return .breaks(try readRule()) }
            return .holds(try expression())
        }
        if take("without") {
            guard take("violation") || take("violations") else { return .fails(try expression()) }
            guard isFollowedByDot else { return .breaksNothing }
            return .fails(.call(.breaks, [.value(.text(try readRule()))]))
        }
        if take("in") || take("of") { return .within(try reference()) }
        if take("before") { return .before(try reference()) }
        if take("after") { return .after(try reference()) }
        return nil
    }

    private mutating func readSide() throws(LanguageError) -> Side {
        _ = take("the")
        guard token.kind == .word, let side = Side(rawValue: token.text) else { throw expected("`client` or `server`") }
        advance()
        return side
    }

    // A rule's id is several tokens without white space between: `frame.length-not-minimal`.
    private mutating func readRule() throws(LanguageError) -> String {
        guard token.kind == .word else { throw expected("the id of a rule") }
        var id = ""
        let place = failure("")
        var end = token.range.lowerBound
        while token.kind != .end, token.range.lowerBound == end, token.text != ")", token.text != "," {
            id += token.text
            end = token.range.upperBound
            advance()
        }
        guard Rule(rawValue: id) != nil else {
            throw LanguageError(problem: "there is no rule `\(id)`", source: place.source, column: place.column)
        }
        return id
    }

    mutating func reference() throws(LanguageError) -> Selector.Reference {
        if take("(") {
            let selector = try selector()
            try expect(")")
            return .selector(selector)
        }
        if token.kind == .word, Self.selectorWords.contains(token.text) { return .selector(try selector()) }
        return .name(try word("a name or a selector"))
    }
}
