/// A computed value: `hello.payloadLength`, `count(text frames from client)`, `hello.wire[0..<4]`.
///
/// ```
/// or         = and {or and}            and        = not {and not}           not = [not] comparison
/// comparison = sum [(= | == | != | < | <= | > | >=) sum]
/// sum        = product {(+ | -) product}
/// product    = sign {(* | / | % | ^) sign}        sign = [-] postfix
/// postfix    = primary {. PROPERTY | [ or ] | [ or ..< or ]}
/// primary    = 126 | 0x7e | 0b1111110 | 'text' | x'81 05' | true | false | NAME | FUNCTION ( or, … ) | ( or )
///            | has ( or , 'PROPERTY' ) | count ( selector ) | the ( selector ) | sum ( PROPERTY of selector ) | list ( PROPERTY of selector )
/// ```
/// `+` joins texts, bytes and lists; `^` is XOR of numbers, or of bytes with a key that is repeated as masking does it
/// (RFC 6455 §5.3). A NAME is one that the scope gives, or a property of the thing that the expression is about.
/// Evaluation always ends: there are no loops but over the things of the recording, and the work is bounded.
public struct Expression: Sendable {
    indirect enum Node: Sendable {
        case value(Value)
        case name(String)
        case property(Node, String)
        case index(Node, Node)
        case slice(Node, Node, Node)
        case minus(Node)
        case not(Node)
        case operation(Operator, Node, Node)
        case call(Function, [Node])
        case has(Node, String)
        case count(Selector)
        case the(Selector)
        case sum(String, Selector)
        case list(String, Selector)
    }

    enum Operator: String, Sendable {
        case or, and
        case equal = "==", unequal = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
        case plus = "+", minus = "-", times = "*", divided = "/", remainder = "%", xor = "^"
    }

    /// The expression as it was written.
    public var source: String
    let root: Node

    /// Reads an expression.
    ///
    /// - Throws: `LanguageError` that says what was expected where.
    public init(_ source: String) throws(LanguageError) {
        var parser = try Parser(source)
        root = try parser.expression()
        try parser.expectEnd()
        guard !root.isHigher(than: Height.maximum) else { throw Height.error(source) }
        self.source = source
    }

    /// What it is worth.
    public func value(in scope: Scope) throws(LanguageError) -> Value {
        var evaluator = Evaluator(scope)
        do throws(EvaluationError) {
            return try evaluator.value(root)
        } catch {
            throw LanguageError(problem: error.problem, source: source)
        }
    }

    /// Whether it holds.
    ///
    /// - Throws: `LanguageError` also when its value is no truth value.
    public func holds(in scope: Scope) throws(LanguageError) -> Bool {
        let value = try value(in: scope)
        guard case .truth(let truth) = value else {
            throw LanguageError(problem: "is \(value.kind), not yes or no", source: source)
        }
        return truth
    }

    /// Whether its value depends on nothing but itself: no name, no selector.
    public var isConstant: Bool { root.isConstant }
}

extension Expression.Operator {
    /// The comparisons, by all their spellings.
    static let comparisons: [String: Expression.Operator] = [
        "=": .equal, "==": .equal, "!=": .unequal, "≠": .unequal, "<": .less, "<=": .lessOrEqual, "≤": .lessOrEqual,
        ">": .greater, ">=": .greaterOrEqual, "≥": .greaterOrEqual,
    ]

    /// The ways to write it.
    var spellings: Set<String> { Set(Self.comparisons.filter { $0.value == self }.keys).union([rawValue]) }
}

extension Expression.Node {
    var isConstant: Bool {
        switch self {
        case .value: true
        case .has(let node, _): node.isConstant
        case .name, .count, .the, .sum, .list: false
        case .property(let node, _), .minus(let node), .not(let node): node.isConstant
        case .index(let node, let at): node.isConstant && at.isConstant
        case .slice(let node, let from, let to): node.isConstant && from.isConstant && to.isConstant
        case .operation(_, let left, let right): left.isConstant && right.isConstant
        case .call(let function, let arguments):
            function != .breaks && arguments.allSatisfy(\.isConstant)
        }
    }
}
