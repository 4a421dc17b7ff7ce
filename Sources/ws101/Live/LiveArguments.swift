public import ArgumentParser
public import Report

extension TimeStyle: ExpressibleByArgument {}

/// How sessions are shown as they happen.
struct LiveArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Times of lines as they happen: local or utc, the time of day; relative, since the first line; delta, since the line before.",
            valueName: "style"))
    var time: TimeStyle = .local

    @Flag(
        help:
            "Show each message whole under its line, as far as --payload-limit keeps it: JSON laid out, binary in hex."
    )
    var full = false

    /// Columns of lines in a pipe, which nobody looks at as they stand: little is cut.
    static let pipedWidth = 500

    /// The options of a writer for `screen`, whose lines are kept in `scrollback`.
    func options(_ screen: ScreenOptions, _ scrollback: Scrollback? = nil) -> LiveWriter.Options {
        var options = LiveWriter.Options()
        options.time = time
        options.isFull = full
        let columns = screen.presentColumns
        options.scrollback = scrollback
        // In the full screen a column is for marks.
        options.columns = scrollback == nil ? columns : columns.map { columns in { columns().map { $0 - 1 } } }
        return options
    }
}
