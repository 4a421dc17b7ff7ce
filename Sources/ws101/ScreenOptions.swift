import ArgumentParser
import Diagram
import Foundation
import Terminal

/// When colours are used.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
}

/// The background that colours are chosen for.
enum Theme: String, ExpressibleByArgument, CaseIterable {
    case auto, dark, light
}

/// What the terminal can show.
struct ScreenOptions: ParsableArguments {
    @Option(
        help:
            "Use colours: auto (on a terminal, unless NO_COLOR is set), always (in a pipe 256 of them, unless COLORTERM says more), never."
    )
    var color: ColorChoice = .auto

    @Option(
        help:
            "Choose colours for a background that is dark or light; auto asks the terminal (default: $WS101_THEME, else auto)."
    )
    var theme: Theme?

    @Flag(help: "Print ASCII only.")
    var ascii = false

    @Flag(help: "Print for screen readers: sentences instead of drawings and tables, no colours, ASCII only.")
    var plain = false

    @Option(help: "Columns to use, 20 to 10000 (default: those of the terminal, else $COLUMNS, else 80).")
    var width: Int?

    mutating func validate() throws {
        if let width, !(Screen.widths ~= width) { throw ValidationError("'--width \(width)': 20 to 10000 columns.") }
    }

    /// The screen that the results go to, standard output mostly, as far as the options leave it open.
    var screen: Screen { screen(unknownWidth: 80) }

    /// The same, with so many columns where nothing says how many there are, as in a pipe.
    func screen(unknownWidth: Int) -> Screen {
        let environment = ProcessInfo.processInfo.environment
        let place = ResultsPlace.descriptor
        let isTerminal = isatty(place) == 1
        if theme == nil, !plain { _ = Self.remark }
        let isColored = !plain && Self.isColored(color, isTerminal: isTerminal, environment: environment)
        return Screen(
            width: width ?? (isTerminal ? TerminalSize.columns(of: place) : nil) ?? environment["COLUMNS"].flatMap {
                Int($0)
            }
                ?? unknownWidth,
            color: isColored, ascii: ascii,
            light: Self.isLight(theme, environment) {
                isColored && !ResultsPlace.isShared ? TerminalBackground.isLight : nil
            },
            depth: Self.depth(isTerminal: isTerminal, environment: environment), plain: plain)
    }

    /// Says how wide the terminal is now; nil where the width was chosen, or the results go to no terminal.
    var presentColumns: (() -> Int?)? {
        let place = ResultsPlace.descriptor
        guard width == nil, isatty(place) == 1 else { return nil }
        return { TerminalSize.columns(of: place) }
    }

    // Said when it is first asked for, and never again.
    private static let remark: Void = {
        guard let remark = remark(on: ProcessInfo.processInfo.environment) else { return }
        Console.error(remark)
    }()

    /// What is said about a WS101_THEME that is none; nil where there is nothing to say.
    static func remark(on environment: [String: String]) -> String? {
        guard let value = environment["WS101_THEME"], !value.isEmpty, Theme(rawValue: value.lowercased()) == nil else {
            return nil
        }
        let known = Theme.allCases.map(\.rawValue).joined(separator: ", ")
        return "ws101: WS101_THEME is '\(value)', which is none of \(known); auto is taken."
    }

    /// Whether to colour: NO_COLOR (https://no-color.org) and a dumb terminal forbid it unless it was asked for.
    static func isColored(_ choice: ColorChoice, isTerminal: Bool, environment: [String: String]) -> Bool {
        switch choice {
        case .always: true
        case .never: false
        case .auto: isTerminal && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
        }
    }

    /// How many colours there are, as the environment says; a pipe, of whose end nothing is known, is taken to have 256.
    static func depth(isTerminal: Bool, environment: [String: String]) -> ColorDepth {
        let (terminal, colours) = (environment["TERM", default: ""], environment["COLORTERM", default: ""].lowercased())
        if colours == "truecolor" || colours == "24bit" || terminal.hasSuffix("-direct") { return .direct }
        return terminal.contains("256color") || !isTerminal ? .indexed : .sixteen
    }

    /// Whether the background is light: as the option says, else WS101_THEME, else what the terminal answers, else as
    /// COLORFGBG says; dark where nothing says anything.
    static func isLight(_ theme: Theme?, _ environment: [String: String], asking terminal: () -> Bool?) -> Bool {
        switch theme ?? environment["WS101_THEME"].flatMap({ Theme(rawValue: $0.lowercased()) }) ?? .auto {
        case .dark: false
        case .light: true
        case .auto: terminal() ?? isLight(environment)
        }
    }

    /// Whether the background is light, as terminals that set COLORFGBG (`0;15`) say.
    static func isLight(_ environment: [String: String]) -> Bool {
        guard let background = environment["COLORFGBG"]?.split(separator: ";").last else { return false }
        return background == "7" || background == "15"
    }
}
