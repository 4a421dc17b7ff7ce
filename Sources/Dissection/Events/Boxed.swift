/// A large value, or none, in a place of its own: what is moved a lot, and mostly has no such value, keeps it so.
@propertyWrapper
public struct Boxed<Value: Sendable>: Sendable {
    private final class Box: Sendable {
        let value: Value

        init(_ value: Value) { self.value = value }
    }

    private var box: Box?

    /// Keeps `wrappedValue`.
    public init(wrappedValue: Value?) { box = wrappedValue.map(Box.init) }

    /// The value; setting it takes new memory.
    public var wrappedValue: Value? {
        get { box?.value }
        set { box = newValue.map(Box.init) }
    }

    /// Whether there is a value: asking copies none.
    public var projectedValue: Bool { box != nil }
}
