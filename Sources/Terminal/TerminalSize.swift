#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The size of the terminal.
public enum TerminalSize {
    /// The columns of the terminal that is standard output; nil if it is none, or does not say.
    public static var columns: Int? { columns(of: STDOUT_FILENO) }

    /// The rows of the terminal that is standard output; nil if it is none, or does not say.
    public static var rows: Int? { size(of: STDOUT_FILENO)?.rows }

    /// The columns of the terminal that `descriptor` is; nil if it is none, or does not say.
    public static func columns(of descriptor: Int32) -> Int? { size(of: descriptor)?.columns }

    static func size(of descriptor: Int32) -> (columns: Int?, rows: Int?)? {
        var size = winsize()
        // `size` outlives the call, which fills it; no library function asks for this.
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 else { return nil }
        return (size.ws_col > 0 ? Int(size.ws_col) : nil, size.ws_row > 0 ? Int(size.ws_row) : nil)
    }
}
