import Diagram
import Report
import Terminal

/// The full screen of a live capture: its lines, and what is opened from there.
struct LiveScreen {
    private let terminal: FullScreen
    private let details: DetailReader
    /// What it is drawn for, but for its size and its colours, which the terminal tells.
    private let screen: Screen
    private var lines: LineBrowser
    /// What is looked at instead of the lines, the last one on top.
    private var pages: [(page: TextPage, subject: LiveLine.Subject?)] = []
    /// What was done, until the next key.
    private var news = ""

    /// The lines of `scrollback` on `terminal`.
    init(_ terminal: FullScreen, _ scrollback: Scrollback, _ details: DetailReader, on screen: Screen) {
        self.terminal = terminal
        self.details = details
        self.screen = screen
        lines = LineBrowser(scrollback)
        lines.budget = .milliseconds(50)
    }

    private var ascii: Bool { screen.ascii }

    /// What is asked for that isn't done here.
    enum Request {
        case leave, save, interrupt, stopProgram
    }

    /// Says what has happened, until the next key.
    mutating func tell(_ news: String) { self.news = String(news.prefix { $0 != "\n" }) }

    // MARK: Keys

    /// Does what the key says.
    mutating func take(_ key: Key) -> Request? {
        news = ""
        switch key {
        case .control("c"): return .interrupt
        case .control("z"): return .stopProgram
        case .resize: return nil
        default: break
        }
        if !pages.isEmpty { return takeInPage(key) }
        switch lines.take(key) {
        case .leave: return .leave
        case .save: return .save
        case .help: pages.append((help, nil))
        case .open(let subject): open(subject, as: subject.frame == nil ? .session : .message)
        case nil: break
        }
        return nil
    }

    private mutating func takeInPage(_ key: Key) -> Request? {
        let last = pages.count - 1
        switch key {
        case .left: pages[last].page.move(aside: -20)
        case .right: pages[last].page.move(aside: 20)
        case .character(let character):
            if let subject = pages[last].subject,
                let view = LiveKey.opened.first(where: { $0.keys == String(character) })?.view
            {
                pages.removeLast()
                open(subject, as: view)
                return nil
            }
            return takeInPage(LiveKey(key))
        default: return takeInPage(LiveKey(key))
        }
        return nil
    }

    private mutating func takeInPage(_ key: LiveKey?) -> Request? {
        switch key {
        case .back, .open: pages.removeLast()
        case .help: if pages.last?.subject != nil { pages.append((help, nil)) }
        case .save: return .save
        case .some(let key): pages[pages.count - 1].page.move(key)
        case nil: break
        }
        return nil
    }

    private var help: TextPage {
        TextPage(title: "keys", LiveKey.help(columns: terminal.size.columns - 1, ascii: ascii))
    }

    private mutating func open(_ subject: LiveLine.Subject, as view: DetailView) {
        var screen = screen
        screen.width = max(terminal.size.columns - 1, 20)
        screen.color = screen.color && terminal.colours > 0
        screen.depth = terminal.colours >= 256 ? .indexed : .sixteen
        drawBars("reading what is in memory", keys: [])
        terminal.show()
        let text = terminal.interruptibly { details.lines(of: subject, as: view, on: screen) }
        pages.append((TextPage(title: Self.title(of: subject, view), text), subject))
    }

    private static func title(of subject: LiveLine.Subject, _ view: DetailView) -> String {
        let session = "session \(subject.session)"
        switch view {
        case .message:
            let thing = subject.message.map { ", message \($0)" } ?? subject.frame.map { ", frame \($0)" }
            return session + (thing ?? "")
        case .bits: return session + (subject.frame.map { ", frame \($0)" } ?? "")
        case .session: return session
        case .why: return session + ", why it ended"
        }
    }

    // MARK: Drawing

    /// Draws everything; `status` says how the capture goes.
    mutating func draw(status: String) {
        let size = terminal.size
        let rows = max(1, size.rows - 2)
        lines.rows = rows
        lines.refresh()
        for index in pages.indices { pages[index].page.rows = rows }
        terminal.erase()
        if let (page, subject) = pages.last {
            for (row, line) in page.visible.enumerated() {
                terminal.draw(line.fitted(from: page.shift, width: size.columns, ascii: ascii), row: row)
            }
            let place = page.place(ascii: ascii)
            drawBars(
                [news.isEmpty ? page.title : news, place].filter { !$0.isEmpty }.joined(separator: separator),
                keys: [hint(.back)] + (subject == nil ? [] : LiveKey.opened.map { ($0.keys, $0.name) } + [hint(.help)]))
        } else {
            draw(lines.visible, columns: size.columns)
            drawBars(position(status), keys: Self.listKeys.map { hint($0) })
            drawEntry()
        }
        terminal.show()
    }

    private var separator: String { ascii ? " - " : " · " }

    private func draw(_ visible: [LineBrowser.Row], columns: Int) {
        for (row, shown) in visible.enumerated() {
            let runs = StyledRun.runs(of: shown.line.text).fitted(from: lines.shift, width: columns - 1, ascii: ascii)
            if shown.line.isMarked { terminal.draw([StyledRun("*")], row: row, isReversed: shown.isHere) }
            // The whole row stands out, not only as much as is written.
            let rest = shown.isHere ? String(repeating: " ", count: max(0, columns - 1 - runs.width)) : ""
            if shown.isHere, !shown.line.isMarked { terminal.draw([StyledRun(" ")], row: row, isReversed: true) }
            terminal.draw(runs + [StyledRun(rest)], row: row, column: 1, isReversed: shown.isHere)
        }
    }

    /// Where one is, and what is left out.
    private func position(_ status: String) -> String {
        if let problem = lines.problem { return problem }
        if !news.isEmpty { return news }
        if lines.isSearching { return "searching" + separator + "\(lines.place.count) so far" }
        let (number, count) = lines.place
        var parts = [count == 0 ? "no lines" : "line \(number) of \(count)"]
        if lines.isFollowing {
            parts.append("following")
        } else {
            parts.append(lines.below > 0 ? "paused, \(lines.below) below" : "paused")
        }
        if let session = lines.session { parts.append("session \(session) only") }
        if !lines.filterText.isEmpty { parts.append("with \(Printable.sentence(lines.filterText))") }
        if !status.isEmpty { parts.append(status) }
        return parts.joined(separator: separator)
    }

    private static let listKeys: [LiveKey] = [.back, .help, .open, .follow, .filter, .goOn, .mark, .save, .nextFinding]

    /// A key, and what it would do now.
    private func hint(_ key: LiveKey) -> (key: String, name: String) {
        let name =
            switch key {
            case .goOn where !lines.isFollowing: "go on"
            case .follow where lines.session != nil: "all sessions"
            default: key.name
            }
        return (key.written(ascii: ascii), name)
    }

    /// The two rows at the bottom: what is shown, and the keys, as many as there is room for.
    private func drawBars(_ text: String, keys: [(key: String, name: String)]) {
        let size = terminal.size
        guard size.rows > 2 else { return }
        let bar = truncated(" " + Printable.sentence(text), to: size.columns - 1, ascii: ascii)
        terminal.draw([StyledRun(padded(bar, to: size.columns - 1))], row: size.rows - 2, isReversed: true)
        var runs: [StyledRun] = []
        var bold = StyledRun.Style()
        bold.isBold = true
        for (key, name) in keys {
            let lead = runs.isEmpty ? " " : "  "
            guard runs.width + displayWidth(of: lead + key + " " + name) < size.columns else { break }
            runs += [StyledRun(lead), StyledRun(key, bold), StyledRun(" " + name)]
        }
        terminal.draw(runs, row: size.rows - 1)
    }

    /// The filter that is being typed takes the place of the keys.
    private func drawEntry() {
        guard let entry = lines.entry else { return }
        let size = terminal.size
        let lead = size.columns < 60 ? " Filter: " : " Filter (TEXT or /regex/; empty: all lines): "
        let safe = Printable.sentence(entry)
        let room = size.columns - displayWidth(of: lead) - 2
        let shown = [StyledRun(safe)].columns(from: max(0, displayWidth(of: safe) - room), width: max(room, 0))
        var caret = StyledRun.Style()
        caret.isReversed = true
        let runs = [StyledRun(lead)] + shown + [StyledRun(" ", caret)]
        terminal.draw(
            runs + [StyledRun(String(repeating: " ", count: max(0, size.columns - 1 - runs.width)))], row: size.rows - 1
        )
    }
}
