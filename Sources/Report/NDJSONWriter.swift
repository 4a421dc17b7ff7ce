public import Dissection

/// Writes one JSON object a line, each when its fact is known; memory does not grow with the capture.
public final class NDJSONWriter: DissectionHandler {
    private let output: Output
    private var text = JSONText()

    /// A writer to `output`.
    public init(to output: Output) {
        self.output = output
    }

    /// Writes the event's line.
    public func handle(_ event: DissectionEvent) {
        text.line(of: event, to: output)
    }
}

extension JSONText {
    /// Writes an event's object as a line of `output`.
    fileprivate mutating func line(of event: DissectionEvent, to output: Output) {
        clear()
        beginObject()
        content(of: event)
        endObject()
        endLine()
        write(to: output)
    }

    /// The keys of an event's object, `type` first.
    mutating func content(of event: DissectionEvent) {
        switch event {
        case .capture(let info): capture(info)
        case .session(let event): session(event)
        case .frame(let event): frame(event)
        case .message(let event): message(event)
        case .finding(let event): finding(event)
        case .comment(let event): comment(event)
        case .close(let event): close(event)
        case .summary(let event): summary(event)
        }
    }
}
