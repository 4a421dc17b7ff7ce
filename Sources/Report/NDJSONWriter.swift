public import Dissection

/// Writes one JSON object a line, each when its fact is known; memory does not grow with the capture.
public final class NDJSONWriter: DissectionHandler {
    private let output: Output
    /// Lines that were not handed over yet: they leave without being copied once more.
    private var text = JSONText()

    /// A writer to `output`.
    public init(to output: Output) {
        self.output = output
        output.handOver = { [weak self] in self?.handOver() }
    }

    deinit { handOver() }

    /// Writes the event's line.
    public func handle(_ event: DissectionEvent) {
        if case .transport = event { return }
        text.line(of: event)
        if text.count >= Output.bufferSize { handOver() }
    }

    private func handOver() {
        guard text.count > 0 else { return }
        text.write(to: output)
        text.forgetBytes()
    }
}

extension DissectionEvent {
    /// The event's object as NDJSON writes it, without the line end; empty for what has none.
    public var json: String {
        if case .transport = self { return "" }
        var text = JSONText()
        text.beginObject()
        text.content(of: self)
        text.endObject()
        return text.string
    }
}

extension JSONText {
    /// Writes an event's object as a line.
    fileprivate mutating func line(of event: DissectionEvent) {
        beginDocument()
        beginObject()
        content(of: event)
        endObject()
        endLine()
    }

    /// The keys of an event's object, `type` first.
    mutating func content(of event: DissectionEvent) {
        switch event {
        case .capture(let info): capture(info)
        case .session(let event): session(event)
        case .frame(let event): frame(event)
        case .message(let event): message(event)
        case .finding(let event): finding(event)
        case .record(let event): record(event)
        case .comment(let event): comment(event)
        case .drops(let event): drops(event)
        // What of them matters is in the object of the session's end.
        case .transport: break
        case .close(let event): close(event)
        case .summary(let event): summary(event)
        }
    }
}
