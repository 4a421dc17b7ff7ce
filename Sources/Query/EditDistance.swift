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
}
