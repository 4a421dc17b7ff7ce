import Dissection

/// Goes through an expression in the order in which it was written, and finds out what every part of it is.
struct PredicateCheck {
    private let source: String
    private let tokens: [Token]
    /// The next token that was not met yet: the tree's names, values and operators stand in the order of the source.
    private var next = 0
    private(set) var sessionNames: Set<String> = []
    private(set) var headers: Set<HeaderName> = []
    private(set) var looksIntoPayloads = false
    private(set) var looksAtEnds = false
    /// The names in their order, with the kinds of things that have them.
    private var uses: [(name: String, column: Int, kinds: [Thing.Kind])] = []

    init(_ source: String) throws(LanguageError) {
        self.source = source
        tokens = try Tokenizer.tokens(of: source)
    }

    func failure(_ problem: String, at column: Int) -> LanguageError {
        LanguageError(problem: problem, source: source, column: column)
    }

    /// The error for a condition that nothing can fulfil: names the first two names that nothing has both of.
    func neverTrue() -> LanguageError {
        for (index, use) in uses.enumerated() {
            guard let other = uses[..<index].first(where: { Set($0.kinds).isDisjoint(with: use.kinds) }) else {
                continue
            }
            return failure(
                "nothing has both `\(other.name)` (\(Self.owners(other.kinds))) and `\(use.name)` "
                    + "(\(Self.owners(use.kinds)))", at: use.column)
        }
        return failure("this is never true", at: 1)
    }

    private static func owners(_ kinds: [Thing.Kind]) -> String {
        kinds.filter { $0 != .other }.map { "\($0 == .end ? "the " : "a ")\($0.rawValue)" }.joined(separator: ", ")
    }

    // MARK: Places

    // The column of the next token with this text; those before it count as met.
    private mutating func column(of texts: Set<String>) -> Int {
        while next < tokens.count - 1, !texts.contains(tokens[next].text) { next += 1 }
        let column = tokens[next].range.lowerBound + 1
        if next < tokens.count - 1 { next += 1 }
        return column
    }

    private mutating func column(of text: String) -> Int { column(of: [text]) }

    // The column of the next token that stands for something.
    private var here: Int {
        var at = next
        while at < tokens.count - 1, tokens[at].text == "(" { at += 1 }
        return tokens[at].range.lowerBound + 1
    }

    // MARK: The walk

    /// The node as it is meant, and what its value is.
    mutating func checked(_ node: Expression.Node) throws(LanguageError) -> (Expression.Node, ValueType) {
        switch node {
        case .value(let value):
            skipValue()
            return (node, Self.type(of: value))
        case .name(let name): return (node, try self.name(name))
        case .property(.name(let owner), let name):
            if let kind = Thing.Kind(owner: owner) { return (node, try qualified(kind, name)) }
            return try part(name, of: .name(owner))
        case .property(let inner, let name): return try part(name, of: inner)
        case .index(let inner, let at):
            let (inner, type) = try checked(inner)
            let (index, _) = try checked(at)
            return (.index(inner, index), type == .bytes ? .number : .any)
        case .slice(let inner, let lower, let upper):
            let (inner, _) = try checked(inner)
            let (from, _) = try checked(lower)
            let (to, _) = try checked(upper)
            return (.slice(inner, from, to), .bytes)
        case .minus(let inner):
            _ = column(of: "-")
            return (.minus(try checked(inner).0), .number)
        case .not(let inner):
            _ = column(of: "not")
            return (.not(try condition(inner)), .truth)
        case .operation(.and, let left, let right): return (try both(.and, left, right), .truth)
        case .operation(.or, let left, let right): return (try both(.or, left, right), .truth)
        case .operation(let operation, let left, let right):
            switch operation {
            case .plus, .minus, .times, .divided, .remainder, .xor: return try computed(operation, left, right)
            default: return (try comparison(operation, left, right), .truth)
            }
        case .call(let function, let arguments): return try call(function, arguments)
        case .has(let inner, let path): return (.has(inner, path), try has(inner, path))
        case .count: throw unfit("count")
        case .the: throw unfit("the")
        case .sum: throw unfit("sum")
        case .list: throw unfit("list")
        }
    }

    private mutating func skipValue() {
        while next < tokens.count - 1 {
            let token = tokens[next]
            next += 1
            switch token.kind {
            case .number, .text, .bytes: return
            case .word where token.text == "true" || token.text == "false": return
            default: continue
            }
        }
    }

    private mutating func unfit(_ function: String) -> LanguageError {
        failure("`\(function)` looks at other things; a condition sees one thing at a time", at: column(of: function))
    }

    private static func type(of value: Value) -> ValueType {
        switch value {
        case .number: .number
        case .text: .text
        case .bytes: .bytes
        case .truth: .truth
        case .duration: .duration
        case .list: .list
        case .object, .item: .object
        }
    }

    private mutating func name(_ name: String) throws(LanguageError) -> ValueType {
        let column = column(of: name)
        guard NameTable.all.contains(name) else { throw unknown(name, nil, column) }
        note(
            name, isOfSession: NameTable.isOfSession(name), column,
            Thing.Kind.allCases.filter { NameTable.has(name, $0) })
        // A session's own line is judged by its own names, those that frames and messages have too included.
        if NameTable.names(of: .session).contains(name) { sessionNames.insert(name) }
        return NameTable.type(of: name)
    }

    private mutating func qualified(_ kind: Thing.Kind, _ name: String) throws(LanguageError) -> ValueType {
        _ = column(of: kind.rawValue)
        let column = column(of: name)
        guard NameTable.names(of: kind).contains(name) else { throw unknown(name, kind, column) }
        note(
            name, isOfSession: kind == .session, column,
            Thing.Kind.allCases.filter { NameTable.has(name, of: kind, $0) })
        return NameTable.type(of: name)
    }

    private mutating func note(_ name: String, isOfSession: Bool, _ column: Int, _ kinds: [Thing.Kind]) {
        uses.append((name, column, kinds))
        if isOfSession { sessionNames.insert(name) }
        if NameTable.endNames.contains(name), isOfSession { looksAtEnds = true }
        if Self.namesOfPayloads.contains(name) { looksIntoPayloads = true }
    }

    // What has no value, or another one, without the payload's bytes.
    private static let namesOfPayloads: Set<String> = [
        "text", "payload", "wire", "maskedPayload", "base64", "truncated", "code", "reason", "header",
    ]

    private func unknown(_ name: String, _ kind: Thing.Kind?, _ column: Int) -> LanguageError {
        let near = NameTable.nearest(to: name, of: kind).map { "`\($0)`" }.joined(separator: ", ")
        let whose = kind.map { "a \($0.rawValue) has no `\(name)`" } ?? "there is no name `\(name)`"
        let elsewhere = kind == nil ? [] : NameTable.kinds.filter { NameTable.names(of: $0).contains(name) }
        if let owner = elsewhere.first {
            return failure(
                "\(whose), but a \(owner.rawValue) has" + (near.isEmpty ? "" : "; near it: \(near)"), at: column)
        }
        guard near.isEmpty else { return failure("\(whose); did you mean \(near)?", at: column) }
        let topic = kind.map { "keys of a \($0.rawValue)" } ?? "keys"
        return failure("\(whose); ws101 explain \(topic) lists them, and a text stands in quotes", at: column)
    }

    private mutating func part(_ name: String, of inner: Expression.Node) throws(LanguageError) -> (
        Expression.Node, ValueType
    ) {
        let place = here
        let (inner, type) = try checked(inner)
        _ = column(of: name)
        if name == "count" {
            guard [.bytes, .text, .list, .any, .object].contains(type) else {
                throw failure("\(type.words) has no `count`", at: place)
            }
            return (.property(inner, name), type == .object ? .any : .number)
        }
        guard type == .object || type == .any else {
            throw failure("this is \(type.words): it has no `\(name)`", at: place)
        }
        return (.property(inner, name), .any)
    }

    private mutating func condition(_ node: Expression.Node) throws(LanguageError) -> Expression.Node {
        let place = here
        let (node, type) = try checked(node)
        guard type == .truth || type == .any else {
            throw failure("this is \(type.words), not a condition", at: place)
        }
        return node
    }

    private mutating func both(
        _ operation: Expression.Operator, _ left: Expression.Node, _ right: Expression.Node
    ) throws(LanguageError) -> Expression.Node {
        let left = try condition(left)
        _ = column(of: operation.rawValue)
        return .operation(operation, left, try condition(right))
    }

    private mutating func computed(
        _ operation: Expression.Operator, _ left: Expression.Node, _ right: Expression.Node
    ) throws(LanguageError) -> (Expression.Node, ValueType) {
        let (left, leftType) = try checked(left)
        let place = column(of: operation.spellings)
        let (right, rightType) = try checked(right)
        let joins: [ValueType] =
            switch operation {
            case .plus: [.number, .bytes, .text, .list]
            case .xor: [.number, .bytes]
            default: [.number]
            }
        let type = leftType == .any ? rightType : leftType
        guard leftType == rightType || leftType == .any || rightType == .any, type == .any || joins.contains(type)
        else {
            throw failure("`\(operation.rawValue)` doesn't fit \(leftType.words) and \(rightType.words)", at: place)
        }
        return (.operation(operation, left, right), type)
    }

    // MARK: Comparisons

    private mutating func comparison(
        _ operation: Expression.Operator, _ left: Expression.Node, _ right: Expression.Node
    ) throws(LanguageError) -> Expression.Node {
        // A word of few that a name can be needs no quotes: `severity == error`.
        var (left, right) = (left, right)
        if let word = Self.word(right, of: left) { right = .value(.text(word)) }
        if let word = Self.word(left, of: right) { left = .value(.text(word)) }
        let leftPlace = here
        let (first, leftType) = try checkedWord(left)
        let place = column(of: operation.spellings)
        let rightPlace = here
        let (second, rightType) = try checkedWord(right)
        guard leftType.fits(rightType) else {
            let words = "\(leftType.words) can't be compared with \(rightType.words)"
            throw failure(words + Self.hint(left, rightType) + Self.hint(right, leftType), at: leftPlace)
        }
        if ![.equal, .unequal].contains(operation) {
            for (type, place) in [(leftType, leftPlace), (rightType, rightPlace)] where !type.isOrdered {
                throw failure("`\(operation.rawValue)` compares numbers and durations, not \(type.words)", at: place)
            }
        }
        if [.list, .object].contains(leftType), [.list, .object].contains(rightType), leftType != rightType {
            throw failure("\(leftType.words) can't be compared with \(rightType.words)", at: place)
        }
        try checkVocabulary(of: first, second, rightPlace)
        try checkVocabulary(of: second, first, leftPlace)
        return .operation(operation, first, second)
    }

    // A text that a word without quotes came to is met by its word.
    private mutating func checkedWord(_ node: Expression.Node) throws(LanguageError) -> (Expression.Node, ValueType) {
        if case .value(.text(let text)) = node, let token = tokens[next...].first(where: { $0.text != "(" }),
            token.kind == .word, token.text == text
        {
            _ = column(of: text)
            return (node, .text)
        }
        return try checked(node)
    }

    private static func keyName(_ node: Expression.Node) -> String? {
        switch node {
        case .name(let name): name
        case .property(.name(let owner), let name) where Thing.Kind(owner: owner) != nil: name
        default: nil
        }
    }

    private static func word(_ node: Expression.Node, of other: Expression.Node) -> String? {
        guard case .name(let word) = node, let name = keyName(other), let words = NameTable.vocabulary(of: name),
            words.contains(word) || !NameTable.all.contains(word)
        else { return nil }
        return word
    }

    private mutating func checkVocabulary(
        of node: Expression.Node, _ other: Expression.Node, _ place: Int
    ) throws(LanguageError) {
        guard let name = Self.keyName(node), case .value(.text(let text)) = other,
            let words = NameTable.vocabulary(of: name), !words.contains(text)
        else { return }
        let near = EditDistance.nearest(to: text, among: words)
        let shown = near.isEmpty && words.count <= 16 ? words : near
        throw failure(
            "`\(name)` is never '\(text)'"
                + (shown.isEmpty ? "" : near.isEmpty ? "; it is one of " : "; did you mean ")
                + shown.joined(separator: ", ") + (near.isEmpty ? "" : "?"), at: place)
    }

    // What was probably meant by a name whose value is of another type.
    private static func hint(_ node: Expression.Node, _ type: ValueType) -> String {
        guard let name = keyName(node), type == .text, NameTable.type(of: name + "Name") == .text else { return "" }
        return "; `\(name)Name` is a text"
    }

    // MARK: Functions

    private mutating func call(
        _ function: Function, _ arguments: [Expression.Node]
    ) throws(LanguageError) -> (Expression.Node, ValueType) {
        let place = column(of: function.rawValue)
        switch function {
        case .breaks: throw failure("`breaks` looks at other things; a finding has the rule: rule == 'ID'", at: place)
        case .requestHeader, .responseHeader:
            guard arguments.count == 2, case .name("session") = arguments[0],
                case .value(.text(let name)) = arguments[1]
            else {
                throw failure("here it is `\(function.rawValue)(session, 'NAME')`", at: place)
            }
            headers.insert(HeaderName(isOfRequest: function == .requestHeader, name: name))
            skipValue()
            return (.call(function, arguments), .text)
        default: break
        }
        guard function.counts.contains(arguments.count) else {
            throw failure(function.misfit(arguments.count), at: place)
        }
        var checkedArguments: [Expression.Node] = []
        for argument in arguments { checkedArguments.append(try checked(argument).0) }
        return (.call(function, checkedArguments), function.type)
    }

    private mutating func has(_ inner: Expression.Node, _ path: String) throws(LanguageError) -> ValueType {
        _ = column(of: "has")
        let place = here
        let first = String(path.prefix { $0 != "." })
        guard case .name(let word) = inner else {
            throw failure("here it is `has(frame, 'NAME')`, with any kind of thing, or `has(NAME, 'PART')`", at: place)
        }
        if let kind = Thing.Kind(owner: word) {
            let column = column(of: word)
            guard NameTable.names(of: kind).contains(first) else { throw unknown(first, kind, column) }
            note(
                first, isOfSession: kind == .session, column,
                Thing.Kind.allCases.filter { NameTable.has(first, of: kind, $0) })
        } else {
            let type = try name(word)
            guard type == .object else { throw failure("`\(word)` is \(type.words): it has no parts", at: place) }
        }
        skipValue()
        return .truth
    }
}

extension Function {
    /// What its value is.
    var type: ValueType {
        switch self {
        case .hex, .binary, .base64, .text, .counted, .lower, .acceptFor, .acceptMistake, .requestHeader,
            .responseHeader:
            .text
        case .bytes, .encode, .flipped: .bytes
        case .contains, .breaks: .truth
        case .invalidUTF8, .milliseconds, .seconds: .number
        }
    }
}
