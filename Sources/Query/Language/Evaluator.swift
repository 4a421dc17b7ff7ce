/// Computes expressions and selectors over a scope, within a bound of work.
struct Evaluator {
    // About a hundred times what the greediest expression of the course takes.
    private static let maximumSteps = 200_000
    /// Texts, bytes and lists longer than this are refused.
    static let maximumLength = 1 << 20

    private var scope: Scope
    private var steps = 0

    init(_ scope: Scope) { self.scope = scope }

    private mutating func step() throws(EvaluationError) {
        steps += 1
        guard steps <= Self.maximumSteps else { throw EvaluationError("takes too long") }
    }

    // MARK: Expressions

    mutating func value(_ node: Expression.Node) throws(EvaluationError) -> Value {
        try step()
        switch node {
        case .value(let value): return value
        case .name(let name): return try lookUp(name)
        case .property(let node, let name): return try property(name, of: try value(node))
        case .index(let node, let at): return try value(node).element(at: try number(at))
        case .slice(let node, let lower, let upper):
            return try value(node).slice(from: try number(lower), to: try number(upper))
        case .minus(let node):
            let (result, overflow) = (0).subtractingReportingOverflow(try number(node))
            guard !overflow else { throw EvaluationError("a number is too large") }
            return .number(result)
        case .not(let node): return .truth(!(try truth(node)))
        case .operation(let operation, let left, let right): return try operate(operation, left, right)
        case .call(let function, let arguments):
            var values: [Value] = []
            for argument in arguments { values.append(try value(argument)) }
            return try function.result(values, subject: scope.subject)
        case .has(let node, let name): return .truth(try has(try value(node), name))
        case .count(let selector): return .number(try items(selector).count)
        case .the(let selector):
            guard let item = try items(selector).first else {
                throw EvaluationError("`\(selector.source)` finds nothing")
            }
            return .item(item)
        case .sum(let name, let selector): return try sum(name, selector)
        case .list(let name, let selector):
            var values: [Value] = []
            for item in try items(selector) { values.append(try property(name, of: .item(item))) }
            return .list(values)
        }
    }

    private func lookUp(_ name: String) throws(EvaluationError) -> Value {
        if let value = scope.values[name] { return value }
        if let subject = scope.subject, let value = try Property.value(name, of: subject) { return value }
        if let item = scope.names[name] { return .item(item) }
        let known = (Array(scope.names.keys) + Array(scope.values.keys)).sorted().joined(separator: ", ")
        throw EvaluationError("there is no `\(name)` here\(known.isEmpty ? "" : "; there are \(known)")")
    }

    private mutating func property(_ name: String, of value: Value) throws(EvaluationError) -> Value {
        try step()
        switch value {
        case .item(let item):
            if let value = try Property.value(name, of: item) { return value }
            throw EvaluationError(Property.unknown(name, item.kind))
        case .object(let values):
            guard let value = values[name] else {
                throw EvaluationError(
                    "there is no `\(name)`; there are \(values.keys.sorted().joined(separator: ", "))")
            }
            return value
        default:
            guard name == "count", let count = value.count else {
                throw EvaluationError("\(value.kind) has no `\(name)`")
            }
            return .number(count)
        }
    }

    // A path like `clientSent.code` looks into objects.
    private mutating func has(_ value: Value, _ path: String) throws(EvaluationError) -> Bool {
        try step()
        var value = value
        for name in path.split(separator: ".").map(String.init) {
            switch value {
            case .item(let item):
                switch Property.lookup(name, of: item) {
                case .value(let found): value = found
                case .missing: return false
                case .unknown: throw EvaluationError(Property.unknown(name, item.kind))
                }
            case .object(let values):
                guard let found = values[name] else { return false }
                value = found
            default: throw EvaluationError("\(value.kind) has no `\(name)`")
            }
        }
        return true
    }

    private mutating func number(_ node: Expression.Node) throws(EvaluationError) -> Int {
        let value = try value(node)
        guard case .number(let number) = value else { throw EvaluationError("expected a number, found \(value.kind)") }
        return number
    }

    private mutating func truth(_ node: Expression.Node) throws(EvaluationError) -> Bool {
        let value = try value(node)
        guard case .truth(let truth) = value else { throw EvaluationError("expected yes or no, found \(value.kind)") }
        return truth
    }

    private mutating func operate(
        _ operation: Expression.Operator, _ left: Expression.Node, _ right: Expression.Node
    ) throws(EvaluationError) -> Value {
        switch operation {
        case .or: return .truth(try truth(left) ? true : try truth(right))
        case .and: return .truth(try truth(left) ? try truth(right) : false)
        default: return try Arithmetic.result(operation, try value(left), try value(right))
        }
    }

    private mutating func sum(_ name: String, _ selector: Selector) throws(EvaluationError) -> Value {
        var sum = 0
        for item in try items(selector) {
            guard case .number(let number) = try property(name, of: .item(item)) else {
                throw EvaluationError("`\(name)` isn't a number")
            }
            let (result, overflow) = sum.addingReportingOverflow(number)
            guard !overflow else { throw EvaluationError("a number is too large") }
            sum = result
        }
        return .number(sum)
    }

    // MARK: Selectors

    mutating func items(_ selector: Selector) throws(EvaluationError) -> [Item] {
        var references: [[Item]] = []
        for condition in selector.conditions { references.append(try self.references(condition)) }
        var items = try recording(of: references.joined(), selector).items(selector.kind)
        for (condition, references) in zip(selector.conditions, references) {
            var kept: [Item] = []
            for item in items where try fits(item, condition, references) { kept.append(item) }
            items = kept
        }
        switch selector.pick {
        case .all: return items
        case .last: return items.suffix(1)
        case .nth(let number): return number <= items.count ? [items[number - 1]] : []
        case .only:
            guard items.count == 1 else {
                throw EvaluationError("`\(selector.source)` finds \(items.count) things, not one")
            }
            return items
        }
    }

    // Where the selector looks: in the recording of the things that it refers to.
    private func recording(
        of references: some Sequence<Item>, _ selector: Selector
    ) throws(EvaluationError) -> Recording {
        var found: Recording?
        for name in references.map(\.recording) where name != found?.name {
            guard found == nil, let recording = ([scope.recording] + scope.others).first(where: { $0.name == name })
            else {
                throw EvaluationError("`\(selector.source)` refers to things of different recordings")
            }
            found = recording
        }
        return found ?? scope.recording
    }

    // The things that a condition refers to: looked for once, not for each candidate.
    private mutating func references(_ condition: Selector.Condition) throws(EvaluationError) -> [Item] {
        switch condition {
        case .within(let reference), .before(let reference), .after(let reference):
            switch reference {
            case .selector(let selector): return try items(selector)
            case .name(let name):
                guard case .item(let item) = try lookUp(name) else { throw EvaluationError("`\(name)` isn't a thing") }
                return [item]
            }
        case .from, .holds, .fails, .breaks, .breaksNothing: return []
        }
    }

    private mutating func fits(
        _ item: Item, _ condition: Selector.Condition, _ references: [Item]
    ) throws(EvaluationError) -> Bool {
        try step()
        switch condition {
        case .from(let side): return Property.side(of: item) == side
        case .holds(let node): return try holds(node, for: item)
        case .fails(let node): return !(try holds(node, for: item))
        case .breaks(let rule): return Property.rules(of: item).contains(rule)
        case .breaksNothing: return Property.violations(of: item).isEmpty
        case .within: return references.contains { Property.isPart(item, of: $0) }
        case .before:
            guard let first = references.map(\.position).min(by: <) else { return false }
            return item.end < first
        case .after:
            guard let last = references.map(\.end).max(by: <) else { return false }
            return item.position > last
        }
    }

    private mutating func holds(_ node: Expression.Node, for item: Item) throws(EvaluationError) -> Bool {
        let outer = scope.subject
        scope.subject = item
        defer { scope.subject = outer }
        return try truth(node)
    }
}
