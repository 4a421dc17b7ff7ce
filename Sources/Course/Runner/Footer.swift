import Diagram

/// The line above each prompt: where one is, and the keys that can be pressed.
struct Footer {
    /// The lesson's bar.
    var place: String
    /// Keys and what they do.
    var keys: [(key: String, does: String)]

    // The keys that are left out first where there is no room; `?` tells of them.
    private static let dispensable = ["p", "e", "l", "n", "h"]
    // From here on both stand in one row.
    private static let wide = 76

    /// How many rows it takes.
    static func rows(on screen: Screen) -> Int { screen.width >= wide ? 1 : 2 }

    /// The rows.
    func text(_ text: LessonText) -> String {
        let screen = text.screen
        let isWide = screen.width >= Self.wide
        let dot = screen.ascii ? "-" : "·"
        let room = min(screen.width - 1, TerminalText.maximumWidth) - (isWide ? displayWidth(of: place) + 3 : 0)
        var keys = self.keys
        func line() -> String {
            keys.map { $0.does.isEmpty ? $0.key : $0.key + (isWide ? ": " : " ") + $0.does }.joined(
                separator: " \(dot) ")
        }
        for key in Self.dispensable where displayWidth(of: line()) > room { keys.removeAll { $0.key == key } }
        if displayWidth(of: line()) > room, let last = keys.indices.last { keys[last].does = "" }
        let parts = isWide ? ["\(place)   \(line())"] : [place, line()]
        return parts.map { screen.paint(truncated($0, to: screen.width - 1, ascii: screen.ascii), .dim) + "\n" }
            .joined()
    }
}

extension LessonRunner {
    /// The keys that can be pressed now.
    var footer: Footer {
        let text = LessonText(screen: page.screen)
        var place = ""
        if let lesson {
            place = "\(lesson.label) \(text.bar(progress.doneCount(of: lesson), of: lesson.exercises.count))"
        }
        var keys: [(String, String)] = []
        if !pager.isEmpty {
            keys.append(("enter", "more"))
        } else {
            switch stop {
            case .review, .exercise:
                keys.append(("h", "hint"))
                if task?.exercise.about != nil { keys.append(("e", "bytes")) }
                keys.append(("n", "skip"))
            case .pause: keys.append(("enter", "go on"))
            case .end:
                keys.append(("enter", lesson.flatMap { course.lesson(after: $0) } == nil ? "end" : "next lesson"))
            case nil: break
            }
        }
        if !pager.folded.isEmpty { keys.insert(("f", "fields"), at: min(keys.count, 1)) }
        if stop.map({ if case .end = $0 { true } else { false } }) == true, pager.isEmpty { keys.append(("l", "list")) }
        keys += [("p", "back"), ("q", "quit"), ("?", "help")]
        return Footer(place: place, keys: keys)
    }
}
