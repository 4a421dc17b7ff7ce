import Capture
import Diagram
import Foundation

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
enum Console {
    /// Whether standard error is a terminal: progress is shown only there.
    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Prints a line; what a terminal would obey is escaped.
    static func error(_ text: String) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let safe = Printable.escaped(String(line)).replacing(#"\\"#, with: #"\"#)
            FileHandle.standardError.write(Data((safe + "\n").utf8))
        }
    }
}
