/// How far words are from each other.
public enum EditDistance {
    /// How many letters must be inserted, deleted, replaced or swapped with their neighbour to make one of the other; nil if
    /// more than `limit`.
    public static func between(_ first: String, _ second: String, atMost limit: Int) -> Int? {
        let (rows, columns) = (Array(first), Array(second))
        guard abs(rows.count - columns.count) <= limit else { return nil }
        var above = Array(0...columns.count)
        var twoAbove = above
        for (row, letter) in rows.enumerated() {
            var current = [row + 1]
            for column in columns.indices {
                let replaced = above[column] + (letter == columns[column] ? 0 : 1)
                var least = min(replaced, above[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, letter == columns[column - 1], rows[row - 1] == columns[column] {
                    least = min(least, twoAbove[column - 1] + 1)
                }
                current.append(least)
            }
            (twoAbove, above) = (above, current)
        }
        return above[columns.count] <= limit ? above[columns.count] : nil
    }

    /// The names that look like `wanted`, whatever their case: at most three, the nearest first.
    public static func nearest(to wanted: String, among names: some Sequence<String>) -> [String] {
        nearest(to: wanted, among: names.map { (spelling: $0, name: $0) })
    }

    /// The names with a spelling that looks like `wanted`, whatever its case: at most three, the nearest first.
    ///
    /// Near is what was probably mistyped, what `wanted` is a part of, and what makes up most of `wanted`.
    public static func nearest(
        to wanted: String, among names: some Sequence<(spelling: String, name: String)>
    ) -> [String] {
        let wanted = wanted.lowercased()
        guard !wanted.isEmpty, wanted.count <= longest else { return [] }
        var found: [String: Int] = [:]
        for (spelling, name) in names {
            guard let distance = distance(of: wanted, from: spelling.lowercased()) else { continue }
            found[name] = min(found[name] ?? .max, distance)
        }
        // What is much further off than the nearest is not meant.
        guard let best = found.values.min() else { return [] }
        return found.filter { $0.value <= best + 1 }
            .sorted { ($0.value, $0.key.count, $0.key) < ($1.value, $1.key.count, $1.key) }.prefix(3).map(\.key)
    }

    // Longer words are near nothing.
    private static let longest = 100

    private static func distance(of wanted: String, from spelling: String) -> Int? {
        let typing = between(wanted, spelling, atMost: wanted.count < 5 ? 1 : max(2, wanted.count / 3))
        guard let part = part(of: wanted, spelling) else { return typing }
        return min(part, typing ?? part)
    }

    // A beginning, or a part, is near however much is left out.
    private static func part(of wanted: String, _ spelling: String) -> Int? {
        if wanted.count >= 3, spelling.contains(wanted) { return spelling.hasPrefix(wanted) ? 1 : 2 }
        return spelling.count >= 3 && spelling.count * 2 >= wanted.count && wanted.contains(spelling) ? 2 : nil
    }
}
