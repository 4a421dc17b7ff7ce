/// What a value is, as far as that is known before anything is read.
enum ValueType: Hashable {
    case number, text, truth, bytes, duration, list, object
    /// Not known.
    case any

    /// What it is called in a sentence.
    var words: String {
        switch self {
        case .number: "a number"
        case .text: "a text"
        case .truth: "yes or no"
        case .bytes: "bytes"
        case .duration: "a duration"
        case .list: "a list"
        case .object: "an object"
        case .any: "anything"
        }
    }

    /// Whether values of both can be the same.
    func fits(_ other: ValueType) -> Bool {
        self == other || self == .any || other == .any || [self, other].allSatisfy { $0 == .number || $0 == .duration }
    }

    /// Whether values of it can be more or less than others.
    var isOrdered: Bool { self == .number || self == .duration || self == .any }
}
