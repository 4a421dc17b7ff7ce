internal import CCurses

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

    /// How many colours there are; 0: none.
    public let colours: Int

    /// The numbers that ncurses knows pairs of colours by.
    private var pairs: [[Int]: Int16] = [:]

    /// Takes over the terminal that standard input and output are; nil where its kind is not known.
    ///
    /// There is at most one in a process, for good: it is left and entered again.
    public init?() {
        guard ws101_screen_begin() == 0 else { return nil }
        // ncurses draws the screen anew after each stop, also when it was left long ago.
        signal(SIGTSTP, SIG_DFL)
        colours = Int(ws101_colors())
    }

    /// Gives the terminal back as it was.
    public func leave() { endwin() }

    /// Takes the terminal over again.
    public func enter() {
        var size = winsize()
        // The system fills the structure, which outlives the call.
        let known = unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_row > 0 && size.ws_col > 0
        ws101_screen_resume(known ? Int32(size.ws_row) : 24, known ? Int32(size.ws_col) : 80)
    }

    /// Stops the program, as Ctrl-Z does elsewhere, and takes the terminal over again when it goes on.
    public func stopProgram() {
        leave()
        signal(SIGTSTP, SIG_DFL)
        // All of the group: whatever started this program for the user stops with it.
        kill(0, SIGTSTP)
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
        case 2:
            let key = Self.codes[Int32(bitPattern: value)]
            // What the terminal made of its rows is not known.
            if key == .resize { ws101_redraw() }
            return key
        default: return nil
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
