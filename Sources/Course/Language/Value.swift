/// What an expression of a lesson is worth over a recording.
public enum Value: Sendable {
    /// A whole number.
    case number(Int)
    /// A text.
    case text(String)
    /// A row of bytes.
    case bytes([UInt8])
    /// Whether something holds.
    case truth(Bool)
    /// Several values.
    case list([Value])
    /// A thing in the recording.
    case item(Item)
}

extension Value {
    /// The value as prose shows it: numbers in decimal, bytes in hex, lists with commas between.
    ///
    /// A text comes as it is: whoever prints it escapes it first.
    public var text: String {
        switch self {
        case .number(let number): String(number)
        case .text(let text): text
        case .bytes(let bytes): Notation.hex(bytes)
        case .truth(let truth): truth ? "yes" : "no"
        case .list(let values): values.map(\.text).joined(separator: ", ")
        case .item(let item): item.title
        }
    }

    /// What kind of value it is, for error messages.
    var kind: String {
        switch self {
        case .number: "a number"
        case .text: "a text"
        case .bytes: "bytes"
        case .truth: "a truth value"
        case .list: "a list"
        case .item(let item): "a \(item.kind.rawValue)"
        }
    }

    /// Whether both are the same number, text, bytes, truth value, list or thing; values of different kinds can't be
    /// compared.
    func equals(_ other: Value) throws(EvaluationError) -> Bool {
        switch (self, other) {
        case (.number(let left), .number(let right)): return left == right
        case (.text(let left), .text(let right)): return left == right
        case (.bytes(let left), .bytes(let right)): return left == right
        case (.truth(let left), .truth(let right)): return left == right
        case (.item(let left), .item(let right)): return left.id == right.id
        case (.list(let left), .list(let right)):
            guard left.count == right.count else { return false }
            for (left, right) in zip(left, right) where try !left.equals(right) { return false }
            return true
        default: throw EvaluationError("\(kind) can't be compared with \(other.kind)")
        }
    }
}
