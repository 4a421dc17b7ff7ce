/// Numbers in order, of packets or frames: the first two stand in place, so that most lists take no memory of their own.
@frozen
public struct NumberList: Sendable {
    @usableFromInline var first2: (Int, Int) = (0, 0)
    /// How many numbers there are.
    public private(set) var count = 0
    /// The third and all further numbers; nil until there has been a third.
    @usableFromInline var rest: [Int]?

    /// A list of nothing.
    @inlinable
    public init() {}

    /// A list of these numbers.
    public init(_ numbers: some Sequence<Int>) {
        for number in numbers { append(number) }
    }

    /// Adds a number at the end.
    public mutating func append(_ number: Int) {
        switch count {
        case 0: first2.0 = number
        case 1: first2.1 = number
        case 2 where rest == nil: rest = [number]
        default: rest?.append(number)
        }
        count &+= 1
    }

    /// Removes all numbers; memory that they took is kept for the next ones.
    public mutating func removeAll() {
        if count > 2 { rest?.removeAll(keepingCapacity: true) }
        count = 0
    }
}

extension NumberList: RandomAccessCollection, MutableCollection {
    /// The place of the first number.
    @inlinable public var startIndex: Int { 0 }
    /// The place behind the last number.
    @inlinable public var endIndex: Int { count }

    /// The number at a place, counted from 0.
    @inlinable
    public subscript(place: Int) -> Int {
        get {
            precondition(place >= 0 && place < count, "there is no such number in the list")
            switch place {
            case 0: return first2.0
            case 1: return first2.1
            default: return rest?[place &- 2] ?? 0
            }
        }
        set {
            precondition(place >= 0 && place < count, "there is no such number in the list")
            switch place {
            case 0: first2.0 = newValue
            case 1: first2.1 = newValue
            default: rest?[place &- 2] = newValue
            }
        }
    }
}

extension NumberList: ExpressibleByArrayLiteral, CustomStringConvertible {
    /// A list as it is written.
    public init(arrayLiteral numbers: Int...) { self.init(numbers) }

    /// The numbers, as an array shows them.
    public var description: String { Array(self).description }
}

extension NumberList: Hashable {
    /// Whether both hold the same numbers in the same order; memory kept for more is no difference.
    public static func == (lhs: NumberList, rhs: NumberList) -> Bool { lhs.elementsEqual(rhs) }

    /// Hashes the numbers.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        for number in self { hasher.combine(number) }
    }
}
