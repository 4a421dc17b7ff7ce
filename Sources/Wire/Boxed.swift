/// A large value, or none, in a place of its own: what is moved a lot, and mostly has no such value, keeps it so.
@propertyWrapper
@frozen
public struct Boxed<Value: Sendable>: Sendable {
    @usableFromInline
    final class Box: Sendable {
        @usableFromInline let value: Value

        @inlinable
        init(_ value: Value) { self.value = value }
    }

    @usableFromInline var box: Box? = nil

    /// Keeps nothing.
    @inlinable
    public init() {}

    /// Keeps `wrappedValue`.
    @inlinable
    public init(wrappedValue: Value?) { box = wrappedValue.map(Box.init) }

    /// The value; setting it takes new memory.
    @inlinable
    public var wrappedValue: Value? {
        get { box?.value }
        set { box = newValue.map(Box.init) }
    }

    /// The box itself: it is handed on, and asked whether it is empty, without a copy of the value.
    @inlinable
    public var projectedValue: Boxed { self }

    /// Whether there is no value.
    @inlinable
    public var isEmpty: Bool { box == nil }
}

extension Boxed: Equatable where Value: Equatable {
    /// Whether both keep equal values, or none.
    @inlinable
    public static func == (left: Boxed, right: Boxed) -> Bool { left.wrappedValue == right.wrappedValue }
}

extension Boxed: Hashable where Value: Hashable {
    /// Hashes the value.
    @inlinable
    public func hash(into hasher: inout Hasher) { hasher.combine(wrappedValue) }
}
