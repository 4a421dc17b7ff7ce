/// A key of the terminal.
public enum Key: Hashable, Sendable {
    /// A character that can be shown.
    case character(Character)
    /// The arrows and their like.
    case up, down, left, right, pageUp, pageDown, home, end
    case enter, escape, tab, backspace
    /// Ctrl and that letter.
    case control(Character)
    /// The size of the terminal has changed.
    case resize
}
