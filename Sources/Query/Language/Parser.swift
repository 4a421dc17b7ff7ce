import Dissection

/// Reads expressions and selectors, each of which may hold the other.
struct Parser {
    /// Deeper nesting is refused, so that no source can exhaust the stack.
    private static let maximumDepth = 24

    private let source: String
    private let tokens: [Token]
    private var at = 0
    private var depth = 0

    init(_ source: String) throws(LanguageError) {
        self.source = source
        tokens = try Tokenizer.tokens(of: source)
    }

    // MARK: Tokens

    var token: Token { tokens[at] }

    mutating func advance() { if at < tokens.count - 1 { at += 1 } }

    /// Passes over the word or symbol `text` if it comes next.
    mutating func take(_ text: String) -> Bool {
        guard isNext(text) else { return false }
        advance()
        return true
    }

    func isNext(_ text: String) -> Bool {
        (token.kind == .word || token.kind == .symbol) && token.text == text
    }

    /// Whether a word with a dot after it comes next, as a rule's id begins.
    var isFollowedByDot: Bool { token.kind == .word && at + 1 < tokens.count && tokens[at + 1].text == "." }

    mutating func expect(_ symbol: String) throws(LanguageError) {
        guard take(symbol) else { throw expected("`\(symbol)`") }
    }

    func expectEnd() throws(LanguageError) {
        guard token.kind == .end else { throw failure("`\(token.text)` is not allowed here") }
    }

    mutating func word(_ what: String) throws(LanguageError) -> String {
        guard token.kind == .word else { throw expected(what) }
        defer { advance() }
        return token.text
    }

    func expected(_ what: String) -> LanguageError {
        failure("expected \(what), found \(token.kind == .end ? "the end" : "`\(token.text)`")")
    }

    func failure(_ problem: String) -> LanguageError {
        LanguageError(problem: problem, source: source, column: token.range.lowerBound + 1)
    }

    /// The source between two tokens, the first of them included.
    func text(from start: Int) -> String {
        let range = tokens[start].range.lowerBound..<(at > start ? tokens[at - 1].range.upperBound : 0)
        return String(Array(source)[range])
    }

    var position: Int { at }

    mutating func nested<T>(_ body: (inout Parser) throws(LanguageError) -> T) throws(LanguageError) -> T {
        guard depth < Self.maximumDepth else { throw failure("nested too deep") }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    // MARK: Expressions

    mutating func expression() throws(LanguageError) -> Expression.Node {
        try nested { parser throws(LanguageError) in try parser.disjunction() }
    }

    private mutating func disjunction() throws(LanguageError) -> Expression.Node {
        var left = try conjunction()
        while take("or") { left = .operation(.or, left, try conjunction()) }
        return left
    }

    private mutating func conjunction() throws(LanguageError) -> Expression.Node {
        var left = try negation()
        while take("and") { left = .operation(.and, left, try negation()) }
        return left
    }

    private mutating func negation() throws(LanguageError) -> Expression.Node {
        guard take("not") else { return try comparison() }
        return .not(try nested { parser throws(LanguageError) in try parser.negation() })
    }

    private mutating func comparison() throws(LanguageError) -> Expression.Node {
        let left = try sum()
        guard token.kind == .symbol, let comparison = Expression.Operator.comparisons[token.text] else { return left }
        advance()
        return .operation(comparison, left, try sum())
    }

    private mutating func sum() throws(LanguageError) -> Expression.Node {
        var left = try product()
        while token.kind == .symbol, let operation = Expression.Operator(rawValue: token.text),
            operation == .plus || operation == .minus
        {
            advance()
            left = .operation(operation, left, try product())
        }
        return left
    }

    private mutating func product() throws(LanguageError) -> Expression.Node {
        var left = try sign()
        while token.kind == .symbol, let operation = Expression.Operator(rawValue: token.text),
            [.times, .divided, .remainder, .xor].contains(operation)
        {
            advance()
            left = .operation(operation, left, try sign())
        }
        return left
    }

    private mutating func sign() throws(LanguageError) -> Expression.Node {
        guard take("-") else { return try postfix() }
        return .minus(try nested { parser throws(LanguageError) in try parser.sign() })
    }

    private mutating func postfix() throws(LanguageError) -> Expression.Node {
        var node = try primary()
        while true {
            if take(".") {
                node = .property(node, try word("the name of a property"))
            } else if take("[") {
                let lower = try expression()
                node = take("..<") ? .slice(node, lower, try expression()) : .index(node, lower)
                try expect("]")
            } else {
                return node
            }
        }
    }

    private mutating func primary() throws(LanguageError) -> Expression.Node {
        switch token.kind {
        case .number(let number):
            advance()
            return .value(.number(number))
        case .text(let text):
            advance()
            return .value(.text(text))
        case .bytes(let bytes):
            advance()
            return .value(.bytes(bytes))
        case .symbol where token.text == "(":
            advance()
            let node = try expression()
            try expect(")")
            return node
        case .word:
            return try named()
        case .symbol, .end:
            throw expected("a value")
        }
    }

    private mutating func named() throws(LanguageError) -> Expression.Node {
        let start = token
        advance()
        if start.text == "true" || start.text == "false" { return .value(.truth(start.text == "true")) }
        guard take("(") else { return .name(start.text) }
        let node: Expression.Node
        switch start.text {
        case "has":
            let thing = try expression()
            try expect(",")
            guard case .text(let path) = token.kind else { throw expected("the name of a property in quotes") }
            advance()
            node = .has(thing, path)
        case "count": node = .count(try selector())
        case "the": node = .the(try selector())
        case "sum", "list":
            let property = try word("the name of a property")
            guard take("of") else { throw expected("`of`") }
            let selector = try selector()
            node = start.text == "sum" ? .sum(property, selector) : .list(property, selector)
        default:
            guard let function = Function(rawValue: start.text) else {
                let names = Function.allCases.map(\.rawValue) + ["has", "count", "the", "sum", "list"]
                throw LanguageError(
                    problem:
                        "there is no function `\(start.text)`; there are \(names.sorted().joined(separator: ", "))",
                    source: source, column: start.range.lowerBound + 1)
            }
            node = .call(function, try arguments())
        }
        try expect(")")
        return node
    }

    private mutating func arguments() throws(LanguageError) -> [Expression.Node] {
        if isNext(")") { return [] }
        var arguments = [try expression()]
        while take(",") { arguments.append(try expression()) }
        return arguments
    }
}
