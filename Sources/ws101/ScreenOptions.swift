import ArgumentParser
import Diagram
import Foundation

/// When colours are used.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
}

/// What the terminal can show.
struct ScreenOptions: ParsableArguments {
    @Option(help: "Use colours: auto (on a terminal, unless NO_COLOR is set), always, never.")
    var color: ColorChoice = .auto

    @Flag(help: "Print ASCII only.")
    var ascii = false

    @Option(help: "Columns to use, at least 20 (default: those of the terminal, else $COLUMNS, else 80).")
    var width: Int?

    mutating func validate() throws {
        if let width, width < 20 { throw ValidationError("'--width \(width)': at least 20 columns are needed.") }
    }

    /// The screen that standard output is, as far as the options leave it open.
    var screen: Screen {
        let environment = ProcessInfo.processInfo.environment
        let isTerminal = isatty(STDOUT_FILENO) == 1
        return Screen(
            width: width ?? (isTerminal ? TerminalSize.columns : nil) ?? environment["COLUMNS"].flatMap { Int($0) }
                ?? 80,
            color: Self.isColored(color, isTerminal: isTerminal, environment: environment), ascii: ascii,
            light: Self.isLight(environment))
    }

    /// Whether to colour: NO_COLOR (https://no-color.org) and a dumb terminal forbid it unless it was asked for.
    static func isColored(_ choice: ColorChoice, isTerminal: Bool, environment: [String: String]) -> Bool {
        switch choice {
        case .always: true
        case .never: false
        case .auto: isTerminal && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
        }
    }

    /// Whether the background is light, as terminals that set COLORFGBG (`0;15`) say.
    static func isLight(_ environment: [String: String]) -> Bool {
        guard let background = environment["COLORFGBG"]?.split(separator: ";").last else { return false }
        return background == "7" || background == "15"
    }
}
