/// What a look at a key of a thing finds.
enum Lookup {
    case value(Value)
    /// Things of this kind have the key, but this one has no value for it.
    case missing
    /// There is no such key.
    case unknown

    static func number(_ number: (some BinaryInteger)?) -> Lookup {
        number.map { .value(.number(Int(clamping: $0))) } ?? .missing
    }

    /// A count that is told only where there is something to count.
    static func positive(_ number: Int?) -> Lookup {
        number.map { $0 > 0 ? .value(.number($0)) : .missing } ?? .missing
    }

    static func duration(_ nanoseconds: Int64?) -> Lookup { nanoseconds.map { .value(.duration($0)) } ?? .missing }

    static func text(_ text: String?) -> Lookup { text.map { .value(.text($0)) } ?? .missing }

    static func bytes(_ bytes: [UInt8]?) -> Lookup { bytes.map { .value(.bytes($0)) } ?? .missing }

    static func truth(_ truth: Bool) -> Lookup { .value(.truth(truth)) }

    static func list(_ texts: [String]) -> Lookup { .value(.list(texts.map(Value.text))) }

    static func list(_ numbers: [Int]) -> Lookup { .value(.list(numbers.map(Value.number))) }
}
