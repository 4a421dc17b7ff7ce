import Diagram
import Terminal

/// What keys do while a live capture runs: in the lines as they pass, and in the full screen that scrolls back.
enum LiveKey: CaseIterable {
    case up, down, pageUp, pageDown, first, last, aside
    case open, follow, filter, mark, nextMark, nextFinding, save, goOn, help, back

    /// The keys, as they are written on the screen.
    var keys: String {
        switch self {
        case .up: "↑ k"
        case .down: "↓ j"
        case .pageUp: "PgUp b"
        case .pageDown: "PgDn"
        case .first: "Home g"
        case .last: "End G"
        case .aside: "← →"
        case .open: "Enter"
        case .follow: "f"
        case .filter: "/"
        case .mark: "m"
        case .nextMark: "'"
        case .nextFinding: "e"
        case .save: "s"
        case .goOn: "Space"
        case .help: "?"
        case .back: "q"
        }
    }

    /// What the key does, in a word or two.
    var name: String {
        switch self {
        case .up: "up"
        case .down: "down"
        case .pageUp: "page up"
        case .pageDown: "page down"
        case .first: "first"
        case .last: "last"
        case .aside: "aside"
        case .open: "open"
        case .follow: "one session"
        case .filter: "filter"
        case .mark: "mark"
        case .nextMark: "next mark"
        case .nextFinding: "next finding"
        case .save: "save"
        case .goOn: "pause"
        case .help: "keys"
        case .back: "back"
        }
    }

    /// What the key does, in a sentence.
    var meaning: String {
        switch self {
        case .up: "One line up."
        case .down: "One line down."
        case .pageUp: "One page up."
        case .pageDown: "One page down."
        case .first: "The oldest line that is kept."
        case .last: "The newest line; new ones are followed from there on."
        case .aside: "Move 20 columns left or right."
        case .open: "Open the message or frame of the line, as ws101 inspect shows it."
        case .follow: "Show only the session of the line; again: all sessions."
        case .filter:
            "Show only lines with a text, or a /regular expression/: in the line, or in the first 1,024 bytes of its "
                + "message. Empty: all lines."
        case .mark:
            "Mark the line, or take its mark away. While lines pass: draw a mark; it goes into the file of -w as a comment."
        case .nextMark: "Go to the next mark."
        case .nextFinding: "Go to the next finding."
        case .save: "Save the packets that are in memory to a file; the capture goes on."
        case .goOn: "Pause and scroll back; again: follow new lines."
        case .help: "These keys."
        case .back: "Back to where you came from; while lines pass: end the capture."
        }
    }

    /// The keys and what they do, a line each, as wide as `columns` allows.
    static func help(columns: Int, ascii: Bool) -> [String] {
        let table = allCases.map { ($0.written(ascii: ascii), $0.meaning) } + opened.map { ($0.keys, $0.meaning) }
        let width = 8
        return table.flatMap { keys, meaning in
            wrap(meaning, width: max(columns - width, 20)).enumerated().map { index, line in
                padded(index == 0 ? keys : "", to: width) + line
            }
        }
    }

    /// What else can be asked for where a line has been opened.
    static let opened: [(keys: String, view: DetailView, name: String, meaning: String)] = [
        ("d", .message, "message", "Where a line is open: the message."),
        ("b", .bits, "bits", "Where a line is open: its frame, bit by bit."),
        ("l", .session, "session", "Where a line is open: the whole session, as a ladder."),
        ("w", .why, "why", "Where a line is open: why the session closed, or never opened."),
    ]

    /// The keys, in ASCII where nothing else can be shown.
    func written(ascii: Bool) -> String {
        guard ascii else { return keys }
        switch self {
        case .up: return "Up k"
        case .down: return "Down j"
        case .aside: return "Arrows"
        default: return keys
        }
    }

    /// The key that `key` is in the full screen; nil if it does nothing there.
    init?(_ key: Key) {
        switch key {
        case .up, .character("k"), .control("p"): self = .up
        case .down, .character("j"), .control("n"): self = .down
        case .pageUp, .character("b"), .control("b"), .control("u"): self = .pageUp
        case .pageDown, .control("f"), .control("d"): self = .pageDown
        case .home, .character("g"), .character("<"): self = .first
        case .end, .character("G"), .character(">"): self = .last
        case .enter, .character("o"): self = .open
        case .character("f"): self = .follow
        case .character("/"): self = .filter
        case .character("m"): self = .mark
        case .character("'"): self = .nextMark
        case .character("e"): self = .nextFinding
        case .character("s"): self = .save
        case .character(" "): self = .goOn
        case .character("?"), .character("h"): self = .help
        case .character("q"), .escape: self = .back
        case .left, .right, .backspace, .tab, .control, .resize, .character: return nil
        }
    }
}
