import CEdit
import Foundation

/// Reads lines at the terminal, with libedit's keys: arrows, history, Ctrl-A, Ctrl-E, Ctrl-W and so on.
///
/// What is pasted becomes one line, its line ends spaces, and waits for Enter: a paste never answers two questions. While
/// a program waits for a line, Ctrl-C and Ctrl-D end the input; the terminal is as it was before then.
///
/// It is safe: what libedit gives lives until `deinit`, and is used by nobody else.
@safe final class LineEditor {
    /// What stands before the line.
    static let prompt = "> "

    // Longer lines than any answer: more of it isn't taken.
    private static let longestLine = 5000

    private let editor: OpaquePointer
    private let history: OpaquePointer
    private let input: TerminalInput
    private var length = 0
    private let tellsPastes =
        ProcessInfo.processInfo.environment["TERM"].map { $0 != "dumb" && !$0.isEmpty } ?? false
    // Whether the learner has left in the middle of a paste.
    private var isEnded = false

    /// An editor on standard input and output; nil where there is none to be had.
    init?() {
        ws101_use_utf8()
        guard let signals = SignalPipe(), let editor = unsafe ws101_el_open(), let history = unsafe history_init()
        else { return nil }
        unsafe self.editor = unsafe editor
        unsafe self.history = unsafe history
        input = TerminalInput(STDIN_FILENO, signals: signals)
        // libedit calls these with an editor whose client is this object, which ends the editor when it goes.
        unsafe ws101_el_set_client(editor, Unmanaged.passUnretained(self).toOpaque())
        unsafe ws101_el_set_prompt(editor)
        unsafe ws101_el_set_read(editor) { editor, character in
            guard let character = unsafe character, let own = unsafe LineEditor.of(editor) else { return -1 }
            guard let scalar = own.nextCharacter() else { return -1 }
            unsafe character.pointee = wchar_t(scalar.value)
            return 1
        }
        unsafe ws101_el_set_editor(editor, "emacs")
        unsafe ws101_el_set_history(editor, history)
        unsafe ws101_el_add(editor, "ws101-paste") { editor, _ in
            unsafe LineEditor.of(editor)?.paste()
            return UInt8(CC_REFRESH)
        }
        // A paste's end without its beginning, as when the program was begun in the middle of it.
        unsafe ws101_el_add(editor, "ws101-paste-end") { _, _ in UInt8(CC_NORM) }
        for (key, command) in Self.keys { unsafe ws101_el_bind(editor, key, command) }
        // The learner's own keys, as every program with libedit has them.
        _ = unsafe el_source(editor, nil)
    }

    deinit {
        unsafe el_end(editor)
        unsafe history_end(history)
    }

    // What libedit has otherwise: Ctrl-W takes all that stands before the cursor; the rest it doesn't know.
    private static let keys = [
        ("^W", "ed-delete-prev-word"), ("\\e[200~", "ws101-paste"), ("\\e[201~", "ws101-paste-end"),
        ("\\e[1~", "ed-move-to-beg"),
        ("\\e[4~", "ed-move-to-end"), ("\\e[H", "ed-move-to-beg"), ("\\e[F", "ed-move-to-end"),
        ("\\e[3~", "ed-delete-next-char"),
        // It would ask for a command of libedit's own.
        ("\\ex", "ed-unassigned"), ("\\eX", "ed-unassigned"),
    ]

    private static func of(_ editor: OpaquePointer?) -> LineEditor? {
        guard let editor = unsafe editor, let client = unsafe ws101_el_client(editor) else { return nil }
        return unsafe Unmanaged<LineEditor>.fromOpaque(client).takeUnretainedValue()
    }

    /// The next line; nil when the learner leaves.
    func readLine() -> String? {
        length = 0
        // Terminals that know it tell what is pasted from what is typed.
        if tellsPastes { Self.write("\u{1b}[?2004h") }
        defer { if tellsPastes { Self.write("\u{1b}[?2004l") } }
        var count: Int32 = 0
        // The line is libedit's until the next call; it is copied at once.
        guard let line = unsafe el_gets(editor, &count), count > 0 else { return nil }
        let bytes = unsafe UnsafeRawBufferPointer(start: line, count: Int(count))
        var text = unsafe String(decoding: bytes, as: UTF8.self)
        while text.last == "\n" { text.removeLast() }
        if text.contains(where: { !$0.isWhitespace }), !text.contains("\0") {
            unsafe ws101_history_enter(history, text)
        }
        return text
    }

    private func nextCharacter() -> Unicode.Scalar? {
        while !isEnded {
            switch input.next() {
            case .end: return nil
            case .resized: unsafe el_resize(editor)
            case .continued:
                // The shell has switched it off meanwhile.
                if tellsPastes { Self.write("\u{1b}[?2004h") }
                unsafe ws101_el_again(editor)
            case .character(let scalar):
                guard scalar == "\n" || scalar == "\r" else {
                    if scalar.value >= 0x20 { length += 1 }
                    if length > Self.longestLine, scalar.value >= 0x20, scalar.value != 0x7f { continue }
                    return scalar
                }
                // A terminal that doesn't tell pastes: what comes with the line end in one go belongs to the same line.
                return input.hasMore ? " " : "\n"
            }
        }
        return nil
    }

    // Takes what stands between the terminal's marks of a paste into the line.
    private func paste() {
        var text: [Unicode.Scalar] = []
        let end = Array("\u{1b}[201~".unicodeScalars)
        loop: while true {
            switch input.next() {
            case .end:
                // Whoever leaves before the paste has ended leaves.
                isEnded = true
                return
            case .resized, .continued: continue
            case .character(let scalar):
                text.append(scalar)
                if scalar == "~", text.suffix(end.count).elementsEqual(end) {
                    text.removeLast(end.count)
                    break loop
                }
                // Of what is too long only the end matters, for its mark.
                if text.count > 2 * Self.longestLine { text = text.prefix(Self.longestLine) + text.suffix(end.count) }
            }
        }
        var pasted = String.UnicodeScalarView()
        pasted.append(contentsOf: text)
        let line = String(Self.asOneLine(String(pasted)).prefix(max(0, Self.longestLine - length)))
        length += line.unicodeScalars.count
        _ = unsafe el_insertstr(editor, line)
    }

    /// What is pasted, as one line: white space of any kind becomes spaces, other control characters go.
    static func asOneLine(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace {
                line.append(" ")
            } else if TerminalInput.isShown(scalar) {
                line.append(scalar)
            }
        }
        return String(line).trimmingCharacters(in: .whitespaces)
    }

    private static func write(_ text: String) {
        // A terminal that has gone is noticed by the next read.
        try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }
}
