internal import CCurses
import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The terminal as a whole, drawn by ncurses and read through it; for one thread.
///
/// What stood on it before is there again once it is left.
public final class FullScreen {
    /// How many rows and columns there are.
    public var size: (rows: Int, columns: Int) { (Int(ws101_rows()), Int(ws101_columns())) }

    /// Whether the terminal has had another size since that was looked at, also where it is as before again.
    private static let isResized = Atomic(false)

    /// How many colours there are; 0: none.
    public let colours: Int

    /// Where descriptions of terminals may lie besides the system's own folders.
    public static var descriptions: [String] {
        func value(_ name: String) -> String? {
            // The name is a C string during the call; the value is copied at once.
            unsafe getenv(name).map { unsafe String(cString: $0) }
        }
        let folders = value("TERMINFO_DIRS")?.split(separator: ":").map(String.init) ?? []
        return folders + [value("TERMINFO"), value("HOME").map { $0 + "/.terminfo" }].compactMap(\.self)
    }

    /// The numbers that ncurses knows pairs of colours by.
    private var pairs: [[Int]: Int16] = [:]

    /// Takes over the terminal that standard input and output are; nil where its kind is not known.
    ///
    /// There is at most one in a process, for good: it is left and entered again.
    public init?() {
        guard ws101_screen_begin() == 0 else { return nil }
        // ncurses draws the screen anew after each stop, also when it was left long ago.
        signal(SIGTSTP, SIG_DFL)
        // It may come to another thread than the one that ncurses reads keys on, and would go unnoticed there.
        signal(SIGWINCH) { _ in FullScreen.isResized.store(true, ordering: .relaxed) }
        colours = Int(ws101_colors())
    }

    /// Gives the terminal back as it was.
    public func leave() { endwin() }

    /// Takes the terminal over again.
    public func enter() {
        let present = TerminalSize.size(of: STDOUT_FILENO)
        ws101_screen_resume(Int32(present?.rows ?? size.rows), Int32(present?.columns ?? size.columns))
    }

    /// Has Ctrl-C interrupt the program at once while `body` works, which hears no key.
    public func interruptibly<Result>(_ body: () -> Result) -> Result {
        var before = termios()
        // The structures outlive the calls.
        guard unsafe tcgetattr(STDIN_FILENO, &before) == 0 else { return body() }
        var during = before
        during.c_lflag |= tcflag_t(ISIG)
        // Ctrl-Z is a key for the full screen, which has to be left first.
        Self.disable(VSUSP, in: &during)
        _ = unsafe tcsetattr(STDIN_FILENO, TCSANOW, &during)
        defer { _ = unsafe tcsetattr(STDIN_FILENO, TCSANOW, &before) }
        return body()
    }

    private static func disable(_ key: Int32, in settings: inout termios) {
        // The keys stand in a tuple, one byte each.
        unsafe withUnsafeMutableBytes(of: &settings.c_cc) { unsafe $0[Int(key)] = 0 }
    }

    /// Stops the program, as Ctrl-Z does elsewhere, and takes the terminal over again when it goes on.
    public func stopProgram() {
        leave()
        // All of the group: whatever started this program for the user stops with it. This thread stops by itself: a signal
        // to the program may come after ncurses has had it ignored once more.
        signal(SIGTSTP, SIG_IGN)
        kill(0, SIGTSTP)
        pthread_kill(pthread_self(), SIGSTOP)
        signal(SIGTSTP, SIG_DFL)
        enter()
    }

    // MARK: Drawing

    /// Forgets what is drawn.
    public func erase() { ws101_erase() }

    /// Shows what is drawn.
    public func show() { ws101_refresh() }

    /// Draws a row from `column` on, as far as there is room; with `isReversed` all of the row in reverse, without colours.
    public func draw(_ runs: [StyledRun], row: Int, column: Int = 0, isReversed: Bool = false) {
        ws101_move(Int32(row), Int32(column))
        for run in runs {
            var style = run.style
            if isReversed {
                style = StyledRun.Style()
                style.isReversed = true
            }
            choose(style)
            unsafe run.text.withCString { unsafe ws101_text($0) }
        }
        choose(StyledRun.Style())
    }

    private func choose(_ style: StyledRun.Style) {
        ws101_style(
            style.isBold ? 1 : 0, style.isDim ? 1 : 0, style.isUnderlined ? 1 : 0, style.isReversed ? 1 : 0,
            pair(style.colour, style.background))
    }

    /// The pair of these colours; that of the terminal where it has not so many.
    private func pair(_ colour: Int?, _ background: Int?) -> Int16 {
        guard colour != nil || background != nil, max(colour ?? 0, background ?? 0) < colours else { return 0 }
        let key = [colour ?? -1, background ?? -1]
        if let pair = pairs[key] { return pair }
        guard pairs.count + 1 < min(Int(ws101_pairs()), Int(Int16.max)) else { return 0 }
        let pair = Int16(pairs.count + 1)
        init_pair(pair, Int16(key[0]), Int16(key[1]))
        pairs[key] = pair
        return pair
    }

    // MARK: Keys

    /// The next key; nil where none comes within that time.
    public func key(milliseconds: Int) -> Key? {
        var value: UInt32 = 0
        // It outlives the call, which fills it.
        switch unsafe ws101_key(Int32(milliseconds), &value) {
        case 1: return Self.key(of: value)
        case 2: return Self.codes[Int32(bitPattern: value)]
        default:
            // What the terminal made of its rows is not known: all are drawn anew.
            guard Self.isResized.exchange(false, ordering: .relaxed) else { return nil }
            enter()
            return .resize
        }
    }

    private static let codes: [Int32: Key] = [
        KEY_UP: .up, KEY_DOWN: .down, KEY_LEFT: .left, KEY_RIGHT: .right, KEY_PPAGE: .pageUp, KEY_NPAGE: .pageDown,
        KEY_HOME: .home, KEY_END: .end, KEY_ENTER: .enter, KEY_BACKSPACE: .backspace, KEY_DC: .backspace,
        KEY_RESIZE: .resize,
    ]

    private static func key(of value: UInt32) -> Key? {
        guard let scalar = Unicode.Scalar(value) else { return nil }
        switch value {
        case 0x0a, 0x0d: return .enter
        case 0x1b: return .escape
        case 0x09: return .tab
        case 0x08, 0x7f: return .backspace
        case 1...0x1f: return .control(Character(Unicode.Scalar(UInt8(value + 0x60))))
        case 0x20...0x7e, 0xa0...: return .character(Character(scalar))
        default: return nil
        }
    }
}
