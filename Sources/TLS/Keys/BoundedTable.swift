/// A dictionary that drops its oldest entries when it is full.
struct BoundedTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private var entries: [Key: Value] = [:]
    /// The keys in the order in which they came; those before `oldest` are gone.
    private var order: [Key] = []
    private var oldest = 0
    private let limit: Int

    init(limit: Int) { self.limit = max(1, limit) }

    var count: Int { entries.count }

    subscript(key: Key) -> Value? { entries[key] }

    /// All entries, in no order.
    var all: [Key: Value] { entries }

    /// Sets what `key` stands for; an entry that is there keeps its age.
    mutating func set(_ value: Value, for key: Key) {
        guard entries.updateValue(value, forKey: key) == nil else { return }
        order.append(key)
        guard entries.count > limit else { return }
        entries[order[oldest]] = nil
        oldest += 1
        // Cutting off the front costs as much as is kept: not before half of it is gone.
        guard oldest > order.count / 2 else { return }
        order.removeFirst(oldest)
        oldest = 0
    }

    mutating func removeAll() {
        entries = [:]
        order = []
        oldest = 0
    }
}
