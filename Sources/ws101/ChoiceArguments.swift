import ArgumentParser
import Dissection
import Query
import Wire

/// What of a capture is shown: the same for both commands.
///
/// All that is given must hold.
struct ChoiceArguments: ParsableArguments {
    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Show only the sessions, frames, messages and findings that this holds for; see ws101 explain where.",
            valueName: "expression"))
    var condition: String?

    @Option(
        help: ArgumentHelp(
            "Show only sessions that ask for this path, or one under it, with any query; with * the whole path must fit.",
            valueName: "path"))
    var path: String?

    @Option(help: "Show only what the client, or the server, sent.")
    var from: Sender?

    @Option(
        help: ArgumentHelp(
            "Show only messages with this in the first 64 KB of their payload, inflated; /…/ is a regular expression, /…/i one without case.",
            valueName: "text"))
    var match: String?

    @Flag(help: "Leave out ping, pong and close frames.")
    var noControl = false

    @Flag(help: "Leave out findings of severity note.")
    var noNotes = false

    /// The options that were given.
    var names: [String] { given.map(\.name) }

    /// Whether none was given.
    var isEmpty: Bool { given.isEmpty }

    private var given: [(name: String, value: String?)] {
        let options: [(name: String, value: String?)] = [
            ("--where", condition), ("--path", path), ("--from", from?.rawValue), ("--match", match),
        ]
        let flags = [("--no-control", noControl), ("--no-notes", noNotes)]
        return options.filter { $0.value != nil } + flags.filter(\.1).map { ($0.0, nil) }
    }

    /// The choice, with `session` if only that one is wanted.
    ///
    /// - Throws: `Failure` with the place where an expression goes wrong.
    func choice(session: Int? = nil) throws -> Choice {
        var choice = Choice()
        choice.session = session
        choice.path = path.map { PathPattern($0) }
        choice.from = from.flatMap { Side(rawValue: $0.rawValue) }
        choice.hidesControl = noControl
        choice.hidesNotes = noNotes
        choice.condition = try Self.reading("--where", "ws101 explain where says how it is written.") {
            () throws(LanguageError) in try condition.map { text throws(LanguageError) in try Predicate(text) }
        }
        choice.match = try Self.reading("--match", nil) {
            () throws(LanguageError) in try match.map { text throws(LanguageError) in try PayloadPattern(text) }
        }
        let words = (session.map { [("--session", Optional("\($0)"))] } ?? []) + given
        choice.words = words.map { name, value in name + (value.map { " " + ShellWord.quoted($0) } ?? "") }
            .joined(separator: " ")
        return choice
    }

    private static func reading<T>(
        _ option: String, _ advice: String?, _ read: () throws(LanguageError) -> T
    ) throws(Failure) -> T {
        do throws(LanguageError) {
            return try read()
        } catch {
            let lines = SourceExcerpt.lines(error.source, column: error.column) + (advice.map { [$0] } ?? [])
            throw Failure(Failure.usage, "\(option): \(error.problem)", advice: lines.joined(separator: "\n"))
        }
    }
}

extension Choice {
    /// What stands between the dissector and `handler`; the handler itself where everything is shown.
    ///
    /// `options` is what the handler needs, and becomes what the choice needs, too. `showsEverySession` says that the handler is
    /// about one session, which is shown with whatever of it passes; `listsEvents`, that it writes every event down by itself, so
    /// that a message that passes needs none of its frames.
    func filter(
        _ handler: any DissectionHandler, options: inout DissectionOptions, showsEverySession: Bool = false,
        listsEvents: Bool
    ) -> any DissectionHandler {
        guard !isEmpty else { return handler }
        var purpose = ChoiceFilter.Purpose()
        purpose.payloadLimit = options.payloadLimit
        purpose.wireLimit = options.wireLimit
        purpose.showsEverySession = showsEverySession
        purpose.showsFramesOfMessages = !listsEvents
        demand(of: &options)
        return ChoiceFilter(self, for: purpose, to: handler)
    }
}
