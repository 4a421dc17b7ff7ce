/// What someone typed, with a mark under the place that is meant.
public enum SourceExcerpt {
    /// The source in one line, indented by two spaces, and under it a caret at `column`; of a source of more than `room`
    /// characters what stands around the place.
    ///
    /// `column` counts characters from 1, and may be one more than there are; without it there is no second line.
    public static func lines(_ source: String, column: Int?, room: Int = 72) -> [String] {
        let (text, place) = window(source, column, room)
        guard column != nil else { return ["  " + text] }
        return ["  " + text, String(repeating: " ", count: 2 + place) + "^"]
    }

    /// The source in one line; of a source of more than `room` characters what stands around `column`, which counts
    /// characters from 1, or at the beginning.
    public static func part(of source: String, column: Int?, room: Int) -> String { window(source, column, room).text }

    // What is shown, and how many characters of it stand before the place.
    private static func window(_ source: String, _ column: Int?, _ room: Int) -> (text: String, place: Int) {
        // Each character takes one column, line ends and tabs included.
        let characters = source.map { $0.isWhitespace ? " " : $0 }
        let place = min(max((column ?? 1) - 1, 0), characters.count)
        let start = characters.count > room ? max(0, min(place - room / 2, characters.count - room)) : 0
        let end = min(start + room, characters.count)
        let lead = start > 0 ? "…" : ""
        let text = lead + String(characters[start..<end]) + (end < characters.count ? "…" : "")
        return (text, lead.count + place - start)
    }
}
