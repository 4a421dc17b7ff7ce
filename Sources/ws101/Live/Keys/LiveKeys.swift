import CEdit
import Capture
import Diagram
import Dissection
import Foundation
import Report
import Synchronization
import Terminal

/// The keys of a live capture, read by a thread of their own: none of them makes the capture wait.
///
/// Lines go on as they did; the full screen is for whoever asks for it, and goes away again.
final class LiveKeys: Sendable {
    /// What keys have an effect on.
    struct Parts: Sendable {
        let scrollback: Scrollback
        let queue: LineQueue
        let details: DetailReader
        let screen: Screen
        /// Ends the capture.
        let stop: StopFlag
        /// Saves the packets that are in memory: what is to be said then.
        let save: @Sendable () -> String
        /// Notes a mark of that name in the file, if one is written.
        let mark: @Sendable (String) -> Void
    }

    private struct State {
        var status = ""
        var isEnding = false
        var marks = 0
        /// What was said while the full screen stood there, and is to be said again.
        var said: [(number: Int, line: String)] = []
        /// The latest of it, if the full screen has not shown it yet.
        var news: String?
    }

    /// So many lines of it are kept.
    private static let mostSaid = 20

    private let parts: Parts
    private let keyboard: Keyboard
    private let state = Mutex(State())
    private let thread = Mutex<SystemThread?>(nil)

    /// Whether there is a terminal to read keys from, and the lines go to it.
    static var arePossible: Bool {
        isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 && !ResultsPlace.isShared
            && !StandardStreams.isOutputPassedOn
    }

    /// Reads keys from now on; nil where that is not possible.
    init?(_ parts: Parts) {
        guard let keyboard = Keyboard() else { return nil }
        self.parts = parts
        self.keyboard = keyboard
        let thread = SystemThread { [self] in run() }
        guard let thread else { return nil }
        self.thread.withLock { $0 = thread }
    }

    /// How the capture goes, for the full screen.
    func note(status: String) { state.withLock { $0.status = status } }

    /// Ends the reading, and gives the terminal back; whoever still reads in the full screen is waited for, unless the capture
    /// was told to end.
    func end() {
        state.withLock { $0.isEnding = true }
        thread.withLock { $0 }?.join()
        thread.withLock { $0 = nil }
    }

    private var isEnding: Bool { state.withLock { $0.isEnding } }

    // MARK: The thread

    private func run() {
        var terminal: FullScreen?
        while !isEnding, !parts.stop.isStopped {
            guard let key = keyboard.next(milliseconds: 100) else { continue }
            switch key {
            case .goOn, .open, .up, .pageUp, .filter:
                if !look(at: &terminal, filters: key == .filter) {
                    let kind = ProcessInfo.processInfo.environment["TERM"] ?? ""
                    Console.error(
                        "ws101: no full screen is known for this kind of terminal (TERM=\(kind)); --full shows messages whole"
                    )
                }
            case .mark: mark()
            case .save: Console.error(parts.save())
            case .help: help()
            case .back: parts.stop.stop()
            // They move where nothing moves by itself.
            case .down, .pageDown, .first, .last, .aside, .follow, .nextMark, .nextFinding: break
            }
        }
        keyboard.giveBack()
    }

    private func help() {
        let columns = TerminalSize.columns ?? 80
        let lines = LiveKey.help(columns: columns - 1, ascii: parts.screen.ascii)
        parts.queue.put(Array((lines.joined(separator: "\n") + "\n").utf8))
    }

    private func mark() {
        let number = state.withLock { state in
            state.marks += 1
            return state.marks
        }
        let name = "mark \(number)"
        parts.mark(name)
        let sign = parts.screen.ascii ? "-" : "─"
        let text = String(repeating: sign, count: 4) + " \(name) "
        let rest = (TerminalSize.columns ?? 80) - displayWidth(of: text) - 1
        var line = LiveLine(text + String(repeating: sign, count: max(4, rest)))
        line.isMarked = true
        parts.scrollback.append(line)
        parts.queue.put(Array((line.text + "\n").utf8))
    }

    // MARK: The full screen

    /// Shows the lines until the user has seen enough; false where the terminal has no full screen.
    private func look(at terminal: inout FullScreen?, filters: Bool) -> Bool {
        let first = parts.scrollback.range.upperBound
        // On a terminal that was stopped nothing can be shown, nor said.
        guard parts.queue.hold() else { return true }
        Console.divert { [self] in hear($0) }
        defer {
            Console.divert(nil)
            let said = state.withLock { state in
                defer { state.said = [] }
                return state.said
            }
            parts.queue.release { [scrollback = parts.scrollback] in
                Self.afterwards(scrollback, from: first, said)
            }
        }
        keyboard.giveBack()
        if let terminal {
            terminal.enter()
        } else {
            ws101_use_utf8()
            terminal = FullScreen()
        }
        guard let terminal else { return false }
        var screen = LiveScreen(terminal, parts.scrollback, parts.details, on: parts.screen)
        if filters { _ = screen.take(.character("/")) }
        browse(&screen, terminal)
        terminal.leave()
        return true
    }

    /// Takes a line that would have been printed.
    private func hear(_ line: String) {
        let number = parts.scrollback.append(LiveLine(line))
        state.withLock { state in
            state.said.append((number, line))
            if state.said.count > Self.mostSaid { state.said.removeFirst() }
            // The first line of several says what it is about.
            if line.hasPrefix("ws101: ") { state.news = line }
        }
    }

    private func browse(_ screen: inout LiveScreen, _ terminal: FullScreen) {
        while !parts.stop.isStopped {
            let news = state.withLock { state in
                defer { state.news = nil }
                return state.news
            }
            if let news { screen.tell(news) }
            screen.draw(status: isEnding ? "the capture has ended" : state.withLock { $0.status })
            guard let key = terminal.key(milliseconds: 100) else { continue }
            switch screen.take(key) {
            case .leave: return
            case .interrupt:
                kill(getpid(), SIGINT)
                return
            case .stopProgram: terminal.stopProgram()
            case .save: Console.error(parts.save())
            case nil: break
            }
        }
    }

    /// The lines to go on with after the full screen: the last ones of those that came meanwhile, and what was `said`.
    private static func afterwards(
        _ scrollback: Scrollback, from first: Int, _ said: [(number: Int, line: String)]
    ) -> [UInt8] {
        let messages = Set(said.map(\.number))
        let came = scrollback.lines(in: first..<Int.max).filter { !messages.contains($0.number) }
        let missing = scrollback.range.upperBound - first - said.count
        let shown = came.suffix(max(1, (TerminalSize.rows ?? 24) - 3))
        var text = ""
        if missing > shown.count {
            text = "… \(Quantity.count(missing - shown.count, "line")) came meanwhile: Space shows them\n"
        }
        for (_, line) in shown { text += line.text + (line.text.contains("\u{1b}") ? "\u{1b}[0m\n" : "\n") }
        // Last, so that none of it is far up among the lines.
        for (_, line) in said { text += line + "\n" }
        return Array(text.utf8)
    }
}
