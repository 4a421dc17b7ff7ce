import Diagram
public import Dissection

/// Lines as they happen, and the overview when all has happened: of what comes through a pipe, nothing stays behind to be
/// looked at.
public final class LiveOverview: DissectionHandler {
    /// Writes the lines.
    public let writer: LiveWriter
    private let overview: OverviewWriter
    private let output: Output

    /// Lines by `writer` and then `overview`, both to `output`.
    public init(_ writer: LiveWriter, then overview: OverviewWriter, to output: Output) {
        self.writer = writer
        self.overview = overview
        self.output = output
    }

    /// Hands the event to both; the summary only to the overview, which has all that it says.
    public func handle(_ event: DissectionEvent) {
        if case .summary = event {
            output.line()
        } else {
            writer.handle(event)
        }
        overview.handle(event)
    }
}
