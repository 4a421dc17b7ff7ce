/// Hands events to the handler, numbers the sessions and counts along for the summary.
final class Emitter {
    let options: DissectionOptions
    var summary = SummaryEvent()
    /// How many sides of sessions hold a compression context now.
    var inflaters = 0
    private let handler: any DissectionHandler

    init(options: DissectionOptions, handler: any DissectionHandler) {
        self.options = options
        self.handler = handler
    }

    func nextSession() -> Int {
        summary.sessions += 1
        return summary.sessions
    }

    func emit(_ frame: FrameEvent) {
        summary.frames += 1
        handler.handle(.frame(frame))
    }

    func emit(_ message: MessageEvent) {
        summary.messages += 1
        handler.handle(.message(message))
    }

    func emit(_ finding: Finding) {
        switch finding.rule.severity {
        case .error: summary.errors += 1
        case .warning: summary.warnings += 1
        case .note: summary.notes += 1
        }
        handler.handle(.finding(finding))
    }

    func emit(_ event: DissectionEvent) { handler.handle(event) }
}
