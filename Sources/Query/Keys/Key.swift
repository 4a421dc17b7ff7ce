/// A key of things of one kind: its name, and its value.
struct Key<Thing>: Sendable {
    /// The name, which NDJSON uses too where it has the key.
    let name: String
    /// What it means, without a full stop; nil for what NDJSON has too: `ReportedKey` says it.
    let meaning: String?
    /// Its value for a thing.
    let value: @Sendable (Thing) -> Lookup

    init(_ name: String, _ meaning: String? = nil, _ value: @escaping @Sendable (Thing) -> Lookup) {
        self.name = name
        self.meaning = meaning
        self.value = value
    }

    /// `keys` by their names.
    static func index(_ keys: [Key]) -> [String: Key] {
        Dictionary(uniqueKeysWithValues: keys.map { ($0.name, $0) })
    }
}
