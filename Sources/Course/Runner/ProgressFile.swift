import Foundation

/// The content of a file of progress: what this version understands, and what it doesn't.
///
/// An entry that can't be read costs no other: it is put apart. Keys that a newer version has written stay as they are.
struct ProgressFile {
    /// What was read.
    private(set) var progress = Progress()
    /// The entries that can't be read, by their place: `step`, `answers`, or the id within one of those.
    private(set) var bad: [String: Any] = [:]
    private var content: [String: Any] = [:]

    /// Reads a file; nil if it is no JSON object at all.
    init?(_ data: Data) {
        guard let content = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else { return nil }
        self.content = content
        progress.lesson = take("lesson")
        progress.step = take("step") ?? 0
        progress.place = take("place")
        progress.code = take("code")
        progress.answers = entries("answers")
        progress.reviews = entries("reviews")
    }

    /// A file with nothing in it.
    init() {}

    /// How many entries can't be read.
    var badCount: Int { bad.values.reduce(0) { $0 + (($1 as? Entries)?.values.count ?? 1) } }

    /// The entries that can't be read, as JSON.
    var badData: Data? {
        let plain = bad.mapValues { ($0 as? Entries)?.values ?? $0 }
        return try? JSONSerialization.data(withJSONObject: plain, options: [.prettyPrinted, .sortedKeys])
    }

    /// `progress` as JSON, with what the file had besides that this version knows nothing of.
    func data(with progress: Progress) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let known = try encoder.encode(progress)
        guard var object = try JSONSerialization.jsonObject(with: known) as? [String: Any] else { return known }
        var hasMore = false
        for (key, value) in content where !Self.keys.contains(key) {
            object[key] = value
            hasMore = true
        }
        for key in Self.collections {
            guard let before = content[key] as? [String: Any], var now = object[key] as? [String: Any] else { continue }
            for (id, entry) in now {
                guard let own = entry as? [String: Any], let old = before[id] as? [String: Any] else { continue }
                let more = old.filter { own[$0.key] == nil && !Self.entryKeys.contains($0.key) }
                if !more.isEmpty {
                    now[id] = own.merging(more) { own, _ in own }
                    hasMore = true
                }
            }
            object[key] = now
        }
        guard hasMore else { return known }
        return try JSONSerialization.data(withJSONObject: object, options: [.prettyPrinted, .sortedKeys])
    }

    private static let keys: Set = ["lesson", "step", "place", "code", "answers", "reviews"]
    private static let collections = ["answers", "reviews"]
    private static let entryKeys: Set = ["answer", "isRight", "tries", "hints", "solvedAt", "exercise", "at"]

    // The bad entries of a collection.
    private struct Entries {
        var values: [String: Any]
    }

    // A value of the file's own; what is there and can't be read becomes a bad entry.
    private mutating func take<Value: Decodable>(_ key: String) -> Value? {
        guard let value = content[key], !(value is NSNull) else { return nil }
        if let read: Value = Self.read(value) { return read }
        bad[key] = value
        return nil
    }

    private mutating func entries<Entry: Decodable>(_ key: String) -> [String: Entry] {
        guard let value = content[key], !(value is NSNull) else { return [:] }
        guard let all = value as? [String: Any] else {
            bad[key] = value
            return [:]
        }
        var good: [String: Entry] = [:]
        var unread: [String: Any] = [:]
        for (id, value) in all {
            if let entry: Entry = Self.read(value) { good[id] = entry } else { unread[id] = value }
        }
        if !unread.isEmpty { bad[key] = Entries(values: unread) }
        return good
    }

    private static func read<Value: Decodable>(_ value: Any) -> Value? {
        // In an array, since a text or a number alone was no JSON for long.
        guard let data = try? JSONSerialization.data(withJSONObject: [value]) else { return nil }
        return try? JSONDecoder().decode([Value].self, from: data).first
    }
}
