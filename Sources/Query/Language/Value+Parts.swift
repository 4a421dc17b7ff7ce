extension Value {
    /// How many bytes, characters or elements it has; nil for what has none.
    var count: Int? {
        switch self {
        case .bytes(let bytes): bytes.count
        case .text(let text): text.count
        case .list(let values): values.count
        case .number, .truth, .duration, .object, .item: nil
        }
    }

    /// The byte, or the element of the list, at `index`, counted from 0.
    func element(at index: Int) throws(EvaluationError) -> Value {
        switch self {
        case .bytes(let bytes) where bytes.indices.contains(index): return .number(Int(bytes[index]))
        case .list(let values) where values.indices.contains(index): return values[index]
        case .bytes, .list: throw EvaluationError("there is no element \(index)")
        default: throw EvaluationError("\(kind) has no elements")
        }
    }

    /// The bytes from `lower` up to, and without, `upper`.
    func slice(from lower: Int, to upper: Int) throws(EvaluationError) -> Value {
        switch self {
        case .bytes(let bytes) where 0 <= lower && lower <= upper && upper <= bytes.count:
            return .bytes(Array(bytes[lower..<upper]))
        case .bytes(let bytes): throw EvaluationError("\(bytes.count) bytes have no part \(lower)..<\(upper)")
        default: throw EvaluationError("\(kind) has no parts")
        }
    }
}
