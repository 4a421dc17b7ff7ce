import Diagram
import Playground
import Report
import Synchronization

/// What is said while the live lesson waits for what it asks about.
final class LiveDialogue: Sendable {
    private let screen: Screen
    private let page: String
    private let isVisited: Bool
    private let seen = Mutex<Set<LiveWatcher.Task>>([])

    /// What is said about `server`, which the learner visits with a browser, or a client of the program's own does.
    init(_ server: PlaygroundServer, isVisited: Bool, on screen: Screen) {
        self.screen = screen
        self.isVisited = isVisited
        page = "http://localhost:\(server.port)/"
    }

    /// Says what to do.
    func begin() {
        guard !isVisited else {
            return say(
                "A client of ws101's own goes to /echo and to /masked. ws101 captures that, and then asks about it.")
        }
        say("Open \(page) in a browser on this machine. There:")
        for (index, task) in LiveWatcher.Task.allCases.enumerated() { say("\(index + 1). \(task.request)", indent: 2) }
        say(
            "ws101 captures what your browser sends, and then asks about it. Enter begins with what has come by then. "
                + "Ctrl-C ends it.")
    }

    /// Tells what was seen, and what comes next.
    func tell(_ news: LiveWatcher.News) {
        switch news {
        case .remark(let sentence): say(sentence, indent: 2)
        case .seen(let task):
            let next = seen.withLock { seen in
                seen.insert(task)
                return LiveWatcher.Task.allCases.first { !seen.contains($0) }
            }
            let then = isVisited ? "" : next.map { ". Next: \($0.request)" } ?? ""
            say((screen.ascii || screen.plain ? "seen: " : "✓ ") + task.report + then, indent: 2)
        }
    }

    /// Whether the lesson can begin; says what to do if it can't.
    func isEnough() -> Bool {
        guard seen.withLock({ $0.isEmpty }) else { return true }
        say("Nothing has come yet that the lesson could ask about. Open \(page), and press Open at /echo.")
        return false
    }

    private func say(_ text: String, indent: Int = 0) {
        let margin = String(repeating: " ", count: indent)
        for line in wrap(Printable.sentence(text, ascii: screen.ascii), width: screen.width - indent) {
            Console.error(margin + line)
        }
    }
}
