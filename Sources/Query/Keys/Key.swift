/// A key of things of one kind: its name, what it means, and its value.
struct Key<Thing>: Sendable {
    /// The name, which NDJSON uses too where it has the key.
    let name: String
    /// What it means, without a full stop.
    let meaning: String
    /// Its value for a thing.
    let value: @Sendable (Thing) -> Lookup

    init(_ name: String, _ meaning: String, _ value: @escaping @Sendable (Thing) -> Lookup) {
        self.name = name
        self.meaning = meaning
        self.value = value
    }

    /// `keys` by their names.
    static func index(_ keys: [Key]) -> [String: Key] {
        Dictionary(uniqueKeysWithValues: keys.map { ($0.name, $0) })
    }
}
