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

    /// The options of a writer for `screen`.
    func options(_ screen: ScreenOptions) -> LiveWriter.Options {
        var options = LiveWriter.Options()
        options.time = time
        options.isFull = full
        options.columns = screen.presentColumns
        return options
    }
}
