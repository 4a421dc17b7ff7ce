import Diagram

/// Hands pieces out in screenfuls.
struct Pager {
    private struct Entry {
        var piece: Piece
        /// The lines of it that were shown already, on a screen of that width: on another one it begins again.
        var shown = 0
        var width = 0
        /// Whether it is something besides, such as what the learner wanted to explore.
        var isAside = false
    }

    // What is taken from the front of a slice moves nothing else.
    private var queue: ArraySlice<Entry> = []
    /// What is folded in the views that were shown last.
    private(set) var folded: [Piece] = []

    /// Whether all was shown.
    var isEmpty: Bool { queue.isEmpty }

    /// Puts pieces behind those that wait.
    mutating func append(_ pieces: [Piece]) { queue += pieces.map { Entry(piece: $0) } }

    /// Puts pieces before those that wait, as something besides.
    mutating func prepend(_ pieces: [Piece]) {
        queue.insert(
            contentsOf: (pieces + (queue.isEmpty ? [] : [.gap])).map { Entry(piece: $0, isAside: true) },
            at: queue.startIndex)
    }

    /// Drops what waits of such: the learner has turned to something else.
    mutating func dropAsides() { queue.removeAll(where: \.isAside) }

    /// Drops all that waits, and what is folded.
    mutating func removeAll() {
        queue = []
        folded = []
    }

    /// Forgets what is folded: its picture is no longer the last that was shown.
    mutating func forgetFolded() { folded = [] }

    /// Drops all that waits but the last piece.
    mutating func skipToLast() { queue = queue.suffix(1) }

    /// Puts what is folded before what waits; false if nothing is.
    mutating func unfold() -> Bool {
        guard !folded.isEmpty else { return false }
        prepend(folded)
        folded = []
        return true
    }

    /// The next lines, at most `room` rows of them if there is an end to it.
    ///
    /// A line that is wider than the screen, as in a program's text, takes several rows.
    mutating func screenful(_ text: LessonText, room: Int?) throws -> String {
        let room = max(room ?? .max, 4)
        let width = text.screen.width
        var lines: [String] = []
        var used = 0
        var isGapDue = false
        var folded: [Piece] = []
        var isLead = true
        // The headings that nothing has followed yet, and where the first of them begins.
        var headings: (entries: [Entry], line: Int) = ([], 0)
        while let entry = queue.first {
            if case .gap = entry.piece.manner {
                isGapDue = !lines.isEmpty
                queue.removeFirst()
                continue
            }
            let all = try Self.lines(entry.piece, text)
            let rest = all.dropFirst(entry.width == width ? entry.shown : 0)
            let rows = Self.rows(of: rest, width)
            let gap = isGapDue ? 1 : 0
            let left = room - used - gap
            if rows > left {
                if !lines.isEmpty, left < 3 || !Self.isCut(entry.piece, rows, room: room) { break }
                let part = Self.part(of: rest, entry.piece, upTo: left, width)
                lines += Array(repeating: "", count: gap) + part
                isLead = false
                queue[queue.startIndex].shown = part.endIndex
                queue[queue.startIndex].width = width
                folded += entry.piece.folded
                headings.entries = []
                break
            }
            if headings.entries.isEmpty { headings.line = lines.count }
            lines += Array(repeating: "", count: gap) + rest
            used += gap + rows
            queue.removeFirst()
            isGapDue = false
            folded += entry.piece.folded
            if entry.piece.manner == .heading {
                headings.entries.append(entry)
            } else {
                headings.entries = []
                if entry.piece.manner != .lead { isLead = false }
            }
        }
        let isHeld = !headings.entries.isEmpty && !queue.isEmpty && headings.line > 0
        if isHeld {
            lines.removeLast(lines.count - headings.line)
            // The gaps after them were taken from the queue.
            queue.insert(
                contentsOf: headings.entries.flatMap { [$0, Entry(piece: .gap, isAside: $0.isAside)] },
                at: queue.startIndex)
        }
        // A key for a line or two would be one too many.
        if isLead, headings.entries.isEmpty || isHeld, !queue.isEmpty, !lines.isEmpty {
            return try screenful(text, room: room)
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        if !folded.isEmpty { self.folded = folded }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func rows(of lines: ArraySlice<String>, _ width: Int) -> Int {
        lines.reduce(0) { $0 + rows(of: $1, width) }
    }

    private static func rows(of line: String, _ width: Int) -> Int {
        // Nearly all lines are narrower, their colours included.
        guard line.utf8.count > width else { return 1 }
        var shown = ""
        var isColour = false
        for character in line {
            if character == "\u{1b}" { isColour = true }
            if !isColour { shown.append(character) }
            if character == "m" { isColour = false }
        }
        return max(1, (displayWidth(of: shown) + width - 1) / width)
    }

    private static func lines(_ piece: Piece, _ text: LessonText) throws -> [String] {
        var lines = try piece.draw(text).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private static func isCut(_ piece: Piece, _ count: Int, room: Int) -> Bool {
        piece.manner == .prose || count > room
    }

    // What of the lines comes before a cut: a view is cut at an empty line, or between two rows of its picture, where there
    // is such a place.
    private static func part(
        of lines: ArraySlice<String>, _ piece: Piece, upTo limit: Int, _ width: Int
    ) -> ArraySlice<String> {
        var used = 0
        // At least one, however wide it is.
        let end = lines.indices.first { index in
            used += rows(of: lines[index], width)
            return used > limit && index > lines.startIndex
        }
        let part = lines[..<(end ?? lines.endIndex)]
        guard piece.manner == .block else { return part }
        let places = part.indices.dropFirst(max(part.count / 2, 3))
        let place = places.last { index in
            let line = part[index].drop { $0 == " " }
            return line.isEmpty || line.hasPrefix("├") || line.hasPrefix("+")
        }
        return place.map { lines[lines.startIndex..<$0] } ?? part
    }
}
