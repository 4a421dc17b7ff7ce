/// The operators of expressions that take the values of both sides: all but `and` and `or`.
enum Arithmetic {
    /// The result of `left operation right`.
    ///
    /// - Throws: `EvaluationError` for kinds that the operator doesn't take, an overflow, a division by zero.
    static func result(
        _ operation: Expression.Operator, _ left: Value, _ right: Value
    ) throws(EvaluationError) -> Value {
        switch operation {
        case .equal: return .truth(try left.equals(right))
        case .unequal: return .truth(!(try left.equals(right)))
        case .less: return .truth(try left.compare(right) < 0)
        case .lessOrEqual: return .truth(try left.compare(right) <= 0)
        case .greater: return .truth(try left.compare(right) > 0)
        case .greaterOrEqual: return .truth(try left.compare(right) >= 0)
        case .or, .and, .plus, .minus, .times, .divided, .remainder, .xor: break
        }
        switch (left, right) {
        case (.number(let left), .number(let right)): return .number(try numbers(operation, left, right))
        case (.bytes(let left), .bytes(let right)) where operation == .xor: return .bytes(try xor(left, key: right))
        case (.bytes(let left), .bytes(let right)) where operation == .plus:
            return .bytes(try bounded(left.count + right.count) { left + right })
        case (.text(let left), .text(let right)) where operation == .plus:
            return .text(try bounded(left.utf8.count + right.utf8.count) { left + right })
        case (.list(let left), .list(let right)) where operation == .plus:
            return .list(try bounded(left.count + right.count) { left + right })
        default: throw EvaluationError("`\(operation.rawValue)` doesn't fit \(left.kind) and \(right.kind)")
        }
    }

    private static func numbers(
        _ operation: Expression.Operator, _ left: Int, _ right: Int
    ) throws(EvaluationError) -> Int {
        if operation == .xor { return left ^ right }
        let (result, overflow) =
            switch operation {
            case .plus: left.addingReportingOverflow(right)
            case .minus: left.subtractingReportingOverflow(right)
            case .times: left.multipliedReportingOverflow(by: right)
            case .divided: left.dividedReportingOverflow(by: right)
            default: left.remainderReportingOverflow(dividingBy: right)
            }
        guard !overflow else { throw EvaluationError(right == 0 ? "a division by zero" : "a number is too large") }
        return result
    }

    private static func xor(_ bytes: [UInt8], key: [UInt8]) throws(EvaluationError) -> [UInt8] {
        guard !key.isEmpty else { throw EvaluationError("a key without bytes") }
        return bytes.indices.map { bytes[$0] ^ key[$0 % key.count] }
    }

    private static func bounded<T>(_ count: Int, _ make: () -> T) throws(EvaluationError) -> T {
        guard count <= Evaluator.maximumLength else { throw EvaluationError("a value is too long") }
        return make()
    }
}
