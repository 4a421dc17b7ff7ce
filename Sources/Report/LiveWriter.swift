import Capture
public import Diagram
public import Dissection
import HTTP
import Wire

/// Writes events as text while they happen, a line each, several sessions at once.
///
/// A line has the time of day in UTC, the session's number, who sent it, and what it is.
public final class LiveWriter: DissectionHandler {
    private let output: Output
    private let screen: Screen
    /// How the sessions under way began: to say how they ended.
    private var starts: [Int: (outcome: SessionEvent.Outcome, status: Int?)] = [:]

    /// A writer to `output`, drawing for `screen`.
    public init(to output: Output, on screen: Screen) {
        self.output = output
        self.screen = screen
    }

    /// Writes the event's line, if it has one.
    public func handle(_ event: DissectionEvent) {
        switch event {
        case .capture, .message, .record, .comment: break
        case .transport(let event): write(event)
        case .drops(let drops): write(drops)
        case .session(let start): begin(start)
        case .frame(let frame): write(frame)
        case .finding(let finding): write(finding)
        case .close(let close): end(close)
        case .summary(let summary): write(summary)
        }
    }

    private func begin(_ start: SessionEvent) {
        starts[start.session] = (start.outcome, start.handshake?.status ?? start.loneResponse?.status)
        let outcome =
            switch start.outcome {
            case .open: "open"
            case .refused: "refused" + (start.handshake?.status.map { ", \($0)" } ?? "")
            case .unanswered: "no answer"
            case .midstream: "already open"
            case .unknown: "answer not captured"
            case .encrypted: "not decrypted"
            case .failed: start.tls?.progress?.isEnded == false ? "TLS handshake unfinished" : "TLS handshake failed"
            case .draft: "draft"
            }
        line(
            start.time, start.session, sign: "=", .plain,
            "\(outcome): \(start.title(ascii: screen.ascii)) from "
                + start.endpoint(of: .client, ascii: screen.ascii),
            start.outcome.isFailure ? .bad : start.outcome == .encrypted ? .dim : .good)
        if let processes = start.processes {
            line(start.time, start.session, sign: "=", .plain, processes.text(ascii: screen.ascii), .dim)
        }
    }

    private func write(_ frame: FrameEvent) {
        let sign =
            switch frame.from {
            case .client: "→"
            case .server: "←"
            case nil: "?"
            }
        let ink: Ink = frame.from.map { $0 == .client ? .client : .server } ?? .dim
        let excerpt = FrameText.excerpt(frame, ascii: screen.ascii)
        let text = "#\(frame.frame) \(FrameText.headline(frame))" + (excerpt.isEmpty ? "" : "  \(excerpt)")
        line(frame.time, frame.session, sign: sign, ink, text, .plain)
    }

    private func write(_ drops: PacketDrops) {
        output.paragraph(
            "\(Quantity.count(drops.count, "packet")) lost before packet \(drops.packet): there was no room for "
                + "\(drops.count == 1 ? "it" : "them"). What comes next may lack bytes.", .doubtful, on: screen)
    }

    /// A RST is told as it comes; the session's end may wait for what crossed it.
    private func write(_ event: TransportEvent) {
        switch event.kind {
        case .fin, .tlsEnd: return
        case .reset, .sentAgain, .keepAlive, .windowProbe, .windowOpened: break
        }
        line(
            event.time, event.session, sign: event.from == .client ? "→" : "←",
            event.from == .client ? .client : .server, event.label(ascii: screen.ascii), .doubtful)
    }

    private func write(_ finding: Finding) {
        let about = finding.frame.map { "#\($0) " } ?? ""
        line(
            finding.time, finding.session, sign: "!", finding.rule.severity.ink,
            "\(about)\(finding.rule.severity.rawValue) \(finding.rule.rawValue): \(finding.rule.title)",
            finding.rule.severity.ink)
    }

    private func end(_ close: CloseEvent) {
        let start = starts.removeValue(forKey: close.session)
        let ending = Ending(close, outcome: start?.outcome ?? .open, status: start?.status)
        let totals = close.totals
        var facts = [ending.short, Quantity.duration(totals.duration, ascii: screen.ascii)]
        // What can't be seen is not nothing.
        if start?.outcome != .encrypted {
            facts += [
                Quantity.count(totals.frames, "frame"), Quantity.count(totals.messages, "message"),
                Quantity.bytes(totals.bytes),
            ]
        }
        line(close.time, close.session, sign: "=", .plain, "ended: " + facts.joined(separator: ", "), ending.ink)
    }

    private func write(_ summary: SummaryEvent) {
        let counts = [
            Quantity.count(summary.sessions, "session"), Quantity.count(summary.frames, "frame"),
            Quantity.count(summary.messages, "message"), Quantity.count(summary.errors, "error"),
            Quantity.count(summary.warnings, "warning"),
        ]
        output.paragraph(counts.joined(separator: ", "), .heading, on: screen)
        for sentence in summary.shown?.sentences() ?? [] { output.paragraph(sentence, .dim, on: screen) }
    }

    /// What a sign says.
    private static func spoken(_ sign: String) -> String {
        switch sign {
        case "→": "client: "
        case "←": "server: "
        case "?": "unknown side: "
        default: ""
        }
    }

    private func line(_ time: Timestamp, _ session: Int, sign: String, _ signInk: Ink, _ text: String, _ ink: Ink) {
        // The time of day, to the millisecond: characters 11 to 22 of the RFC 3339 text.
        let clock = String(time.rfc3339.dropFirst(11).prefix(12))
        let lead = "\(clock) \(padded("[\(session)]", to: 5, right: true)) "
        let mark = screen.plain ? Self.spoken(sign) : screen.typeset(sign) + " "
        let room = max(screen.width - displayWidth(of: lead + mark), 8)
        output.line(
            screen.paint(lead, .dim) + screen.paint(mark, signInk)
                + screen.paint(truncated(screen.typeset(text), to: room, ascii: screen.ascii), ink))
    }
}
