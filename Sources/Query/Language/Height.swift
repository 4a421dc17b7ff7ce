/// How high the trees of expressions and selectors may be: what is evaluated by recursion must not exhaust the stack,
/// however the source makes its tree, by nesting or by a long chain.
enum Height {
    /// The highest tree that is accepted, in nodes.
    static let maximum = 40

    static func error(_ source: String) -> LanguageError {
        LanguageError(problem: "has more than \(maximum) terms in a chain, or is nested too deep", source: source)
    }
}

extension Expression.Node {
    /// Whether the tree has more than `limit` nodes above each other; looks no deeper.
    func isHigher(than limit: Int) -> Bool {
        guard limit > 0 else { return true }
        let rest = limit - 1
        switch self {
        case .value, .name: return false
        case .property(let node, _), .minus(let node), .not(let node), .has(let node, _):
            return node.isHigher(than: rest)
        case .index(let node, let at): return node.isHigher(than: rest) || at.isHigher(than: rest)
        case .slice(let node, let from, let to):
            return node.isHigher(than: rest) || from.isHigher(than: rest) || to.isHigher(than: rest)
        case .operation(_, let left, let right): return left.isHigher(than: rest) || right.isHigher(than: rest)
        case .call(_, let arguments): return arguments.contains { $0.isHigher(than: rest) }
        case .count(let selector), .the(let selector), .sum(_, let selector), .list(_, let selector):
            return selector.isHigher(than: rest)
        }
    }
}

extension Selector {
    /// Whether the tree has more than `limit` nodes above each other; looks no deeper.
    func isHigher(than limit: Int) -> Bool {
        guard limit > 0 else { return true }
        return conditions.contains { condition in
            switch condition {
            case .holds(let node), .fails(let node): node.isHigher(than: limit - 1)
            case .within(let reference), .before(let reference), .after(let reference):
                if case .selector(let selector) = reference { selector.isHigher(than: limit - 1) } else { false }
            case .from, .breaks, .breaksNothing: false
            }
        }
    }
}
