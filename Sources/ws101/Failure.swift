import Capture
import Diagram
import Foundation
import Synchronization
import Terminal
import Wire

/// Why a command could not do its work: what goes to standard error, and the exit code.
struct Failure: Error {
    /// The arguments are wrong.
    static let usage: Int32 = 64
    /// The results could not be written.
    static let output: Int32 = 74
    /// Ctrl-C.
    static let interrupted: Int32 = 130

    var exitCode: Int32
    var problem: String
    /// What the user can do.
    var advice: String?

    init(_ exitCode: Int32, _ problem: String, advice: String? = nil) {
        self.exitCode = exitCode
        self.problem = problem
        self.advice = advice
    }

    init(_ error: CaptureError) {
        self.init(error.kind.exitCode, error.description, advice: error.advice)
    }

    /// Says it on standard error, file names and the like made safe to show.
    func report() {
        Console.error("ws101: \(problem)")
        if let advice { Console.error(advice) }
    }
}

/// Standard error: all that is no result.
///
/// Where it can't be written to, the program goes on as it would.
enum Console {
    /// Whether standard error is a terminal: progress is shown only there.
    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// `line` with every word of more than 400 characters cut in its middle: nobody types such a word to read it again.
    static func shortened(_ line: Substring) -> String {
        guard line.utf8.count > 400 else { return String(line) }
        return line.split(separator: " ", omittingEmptySubsequences: false).map { word in
            word.count > 400 ? word.prefix(250) + "…" + word.suffix(100) : word
        }.joined(separator: " ")
    }

    /// Whether a status line may stand where lines are to be printed: it makes room then.
    static let hasStatus = Atomic(false)
    /// Whether lines have taken its place since: whoever drew it draws it again.
    static let isStatusGone = Atomic(false)

    private static let diversion = Mutex<(@Sendable (String) -> Void)?>(nil)

    /// Has lines taken by `receiver` instead of being printed, as long as somebody else has the terminal; nil: no more.
    static func divert(_ receiver: (@Sendable (String) -> Void)?) { diversion.withLock { $0 = receiver } }

    /// Prints lines; what a terminal would obey is escaped.
    static func error(_ text: String) {
        if let receiver = diversion.withLock({ $0 }) { return lines(text).forEach(receiver) }
        makeRoom()
        show(joined(lines(text)))
    }

    /// Prints the last words of a run that may have taken hours: on the terminal, where the reader of standard error is
    /// gone.
    ///
    /// - Parameter wasTyped: whether Ctrl-C ended the run: it ends the programs after it in the pipeline, such as tee,
    ///   as well.
    static func conclude(_ text: String, wasTyped: Bool) {
        makeRoom()
        StandardStreams.concludeError(Array(joined(lines(text)).utf8).rawSpan, awaitingLoss: wasTyped)
    }

    private static func makeRoom() {
        guard hasStatus.load(ordering: .relaxed) else { return }
        show("\r\u{1b}[K")
        isStatusGone.store(true, ordering: .relaxed)
    }

    /// They are written at once, so that those of two programs do not mix.
    private static func joined(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }

    /// The lines, as they are shown.
    private static func lines(_ text: String) -> [String] {
        let width = TerminalSize.columns(of: STDERR_FILENO)
        return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
            let safe = Printable.sentence(shortened(line))
            // What is indented is there to be copied.
            guard let width, width >= 20, !line.hasPrefix(" ") else { return [safe] }
            return wrap(safe, width: width)
        }
    }

    /// Writes to the terminal as it is: nothing in it may come from a capture or a user.
    static func show(_ text: String) {
        StandardStreams.writeError(Array(text.utf8).rawSpan)
    }
}
