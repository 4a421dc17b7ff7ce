import Dissection

/// Computes a predicate for one thing.
///
/// What has no value, for whatever reason, is nil: a name that the thing lacks, a part beyond the end, an overflow.
struct ThingEvaluator {
    let thing: Thing

    /// Whether a condition holds; nil where that can't be said.
    func truth(_ node: Expression.Node) -> Bool? {
        switch node {
        case .not(let inner): return truth(inner).map { !$0 }
        case .operation(.and, let left, let right):
            let first = truth(left)
            if first == false { return false }
            guard let second = truth(right) else { return nil }
            return second ? first : false
        case .operation(.or, let left, let right):
            let first = truth(left)
            if first == true { return true }
            guard let second = truth(right) else { return nil }
            return second ? true : first
        default:
            guard case .truth(let truth)? = value(node) else { return nil }
            return truth
        }
    }

    private func value(_ node: Expression.Node) -> Value? {
        switch node {
        case .value(let value): return value
        case .name(let name): return found(thing.lookup(name, isOfSession: NameTable.isOfSession(name)))
        case .property(.name(let owner), let name) where Thing.Kind(owner: owner) != nil:
            return qualified(owner, name)
        case .property(let node, let name): return value(node).flatMap { part(name, of: $0) }
        case .index(let node, let at):
            guard let whole = value(node), let index = number(at) else { return nil }
            return try? whole.element(at: index)
        case .slice(let node, let lower, let upper):
            guard let whole = value(node), let lower = number(lower), let upper = number(upper) else { return nil }
            return try? whole.slice(from: lower, to: upper)
        case .minus(let node):
            guard let number = number(node), number != .min else { return nil }
            return .number(-number)
        case .not, .operation(.and, _, _), .operation(.or, _, _): return truth(node).map { .truth($0) }
        case .operation(let operation, let left, let right):
            guard let left = value(left), let right = value(right) else { return nil }
            return try? Arithmetic.result(operation, left, right)
        case .call(.requestHeader, let arguments): return header(arguments, isOfRequest: true)
        case .call(.responseHeader, let arguments): return header(arguments, isOfRequest: false)
        case .call(let function, let arguments):
            var values: [Value] = []
            for argument in arguments {
                guard let value = value(argument) else { return nil }
                values.append(value)
            }
            return try? function.result(values, subject: nil)
        case .has(let node, let path): return has(node, path).map { .truth($0) }
        // The check has refused them.
        case .count, .the, .sum, .list: return nil
        }
    }

    private func found(_ lookup: Lookup) -> Value? {
        if case .value(let value) = lookup { return value }
        return nil
    }

    private func qualified(_ owner: String, _ name: String) -> Value? {
        guard let owner = Thing.Kind(owner: owner) else { return nil }
        if owner == .session { return found(thing.lookup(name, isOfSession: true)) }
        return owner == thing.kind ? found(thing.lookup(name, isOfSession: false)) : nil
    }

    private func part(_ name: String, of value: Value) -> Value? {
        if case .object(let values) = value { return values[name] }
        return name == "count" ? value.count.map { .number($0) } : nil
    }

    private func number(_ node: Expression.Node) -> Int? {
        guard case .number(let number)? = value(node) else { return nil }
        return number
    }

    private func header(_ arguments: [Expression.Node], isOfRequest: Bool) -> Value? {
        guard arguments.count == 2, case .value(.text(let name)) = arguments[1] else { return nil }
        return found(thing.session.values[HeaderName(isOfRequest: isOfRequest, name: name).key] ?? .missing)
    }

    // `has(frame, 'code')`, `has(clientSent, 'code')`: no, where there is the thing, or the object, without it.
    private func has(_ node: Expression.Node, _ path: String) -> Bool? {
        var names = path.split(separator: ".").map(String.init)
        var whole: Value?
        if case .name(let word) = node, let owner = Thing.Kind(owner: word), !names.isEmpty {
            let first = names.removeFirst()
            guard owner == .session || owner == thing.kind else { return nil }
            if owner == .session, NameTable.endNames.contains(first), thing.session.end == nil { return nil }
            whole = qualified(word, first)
            guard whole != nil else { return false }
        } else {
            whole = value(node)
            guard whole != nil else { return nil }
        }
        for name in names {
            guard let next = whole.flatMap({ part(name, of: $0) }) else { return false }
            whole = next
        }
        return true
    }
}
