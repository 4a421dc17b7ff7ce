/// What an expression is worth.
public enum Value: Sendable {
    /// A whole number.
    case number(Int)
    /// A text.
    case text(String)
    /// A row of bytes.
    case bytes([UInt8])
    /// Whether something holds.
    case truth(Bool)
    /// A length of time in nanoseconds; written, and compared with numbers, in seconds.
    case duration(Int64)
    /// Several values.
    case list([Value])
    /// Values by their keys, as in an object of NDJSON.
    case object([String: Value])
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
        case .duration(let nanoseconds): Notation.seconds(nanoseconds)
        case .list(let values): values.map(\.text).joined(separator: ", ")
        case .object(let values):
            values.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.text)" }.joined(separator: ", ")
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
        case .duration: "a duration"
        case .list: "a list"
        case .object: "an object"
        case .item(let item): "a \(item.kind.rawValue)"
        }
    }

    /// Whether both are of one kind and the same.
    public func isSame(as other: Value) -> Bool { (try? equals(other)) ?? false }

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
        case (.duration, .duration), (.duration, .number), (.number, .duration): return try compare(other) == 0
        case (.object(let left), .object(let right)):
            guard left.count == right.count else { return false }
            for (key, value) in left {
                guard let other = right[key], try value.equals(other) else { return false }
            }
            return true
        default: throw EvaluationError("\(kind) can't be compared with \(other.kind)")
        }
    }

    /// Negative where this number or duration is less than the other, 0 where they are the same, positive otherwise.
    func compare(_ other: Value) throws(EvaluationError) -> Int {
        switch (self, other) {
        case (.number(let left), .number(let right)): return left < right ? -1 : left == right ? 0 : 1
        case (.duration(let left), .duration(let right)): return left < right ? -1 : left == right ? 0 : 1
        case (.duration(let left), .number(let right)):
            let (nanoseconds, overflow) = Int64(right).multipliedReportingOverflow(by: 1_000_000_000)
            if overflow { return right < 0 ? 1 : -1 }
            return left < nanoseconds ? -1 : left == nanoseconds ? 0 : 1
        case (.number, .duration): return -(try other.compare(self))
        default: throw EvaluationError("\(kind) can't be compared with \(other.kind)")
        }
    }
}
