import Capture
public import Diagram
public import Dissection

/// Why a session closed, or never opened: the diagnosis as text.
public final class WhyView: SingleView {
    /// Why there was no such session.
    public private(set) var problem: NotFound?

    private let output: Output
    private let screen: Screen
    private let session: Int?
    private let isHinting: Bool
    private var evidence: SessionEvidence?
    private var neighbours: Neighbours
    private var capture = ""

    /// A view of session `session` (nil: of the only one); with `hints` it ends with the next command to type.
    public init(session: Int?, to output: Output, on screen: Screen, hints: Bool) {
        self.session = session
        neighbours = Neighbours(of: session ?? 1)
        self.output = output
        self.screen = screen
        isHinting = hints
    }

    /// Gathers the session's evidence, and prints the diagnosis at the end.
    public func handle(_ event: DissectionEvent) {
        neighbours.take(event)
        switch event {
        case .capture(let info): capture = info.shellWords
        case .session(let start): if start.session == wanted { evidence = SessionEvidence(start) }
        case .frame(let frame): if frame.session == wanted { evidence?.take(event) }
        case .message(let message): if message.session == wanted { evidence?.take(event) }
        case .finding(let finding): if finding.session == wanted { evidence?.take(event) }
        case .close(let close): if close.session == wanted { evidence?.take(event) }
        case .record, .transport, .comment, .drops: break
        case .summary(let summary):
            evidence?.take(event)
            write(sessions: summary.sessions)
        }
    }

    private var wanted: Int { session ?? 1 }

    private func write(sessions: Int) {
        if sessions == 0 {
            problem = NotFound(problem: "the capture holds no WebSocket session", advice: "Try without --why.")
        } else if session == nil, sessions > 1 {
            problem = NotFound(
                problem: "the capture holds \(sessions) sessions, each with its own end",
                advice: "Add --session N, with N from 1 to \(sessions).")
        } else if var evidence {
            evidence.neighbours = neighbours
            write(Diagnosis(evidence), of: evidence.start)
        } else {
            problem = Wanted.noSession(wanted, sessions)
        }
    }

    private func write(_ diagnosis: Diagnosis, of start: SessionEvent) {
        paragraph("Session \(start.session): \(start.title(ascii: screen.ascii))", ink: .heading)
        output.line()
        paragraph(safe(diagnosis.verdict + (diagnosis.rfc.map { " (\(glue($0)))" } ?? "")))
        if !diagnosis.facts.isEmpty {
            output.line()
            paragraph(safe(diagnosis.facts.joined(separator: " ")), ink: .dim)
        }
        if !diagnosis.causes.isEmpty {
            output.line()
            paragraph(heading(diagnosis.causes), ink: .heading)
            for (index, cause) in diagnosis.causes.enumerated() { write(cause, index + 1, diagnosis.causes.count) }
        }
        writeNext(diagnosis, start)
    }

    private func heading(_ causes: [Diagnosis.Cause]) -> String {
        if causes.count > 1 { return "Causes, the strongest first" }
        switch causes.first?.likelihood {
        case .certain: return "The cause"
        case .likely: return "The likely cause"
        default: return "A possible cause"
        }
    }

    private func write(_ cause: Diagnosis.Cause, _ number: Int, _ count: Int) {
        if number > 1 { output.line() }
        let lead = count > 1 ? "\(number)  " : ""
        let word = count > 1 && cause.likelihood != .certain ? "\(cause.likelihood.rawValue.asHeadline): " : ""
        paragraph(safe(word + cause.claim), ink: cause.likelihood == .possible ? .plain : .doubtful, lead: lead)
        let indent = String(repeating: " ", count: lead.count)
        if !cause.evidence.isEmpty {
            paragraph(safe(cause.evidence.joined(separator: " ")), lead: indent)
        }
        for remedy in cause.remedies {
            paragraph(
                safe(remedy.text),
                lead: indent + (screen.plain ? "To do, " : screen.ascii ? "-> " : "→ ") + remedy.party.rawValue + ": ",
                hang: 2)
            for line in remedy.lines { paragraph(line, lead: indent + "    ") }
        }
    }

    private func writeNext(_ diagnosis: Diagnosis, _ start: SessionEvent) {
        guard isHinting else { return }
        output.line()
        let frame = diagnosis.causes.first?.frame.map { " --frame \($0)" } ?? ""
        output.line(screen.paint("Next:", .dim) + " ws101 inspect \(capture) --session \(start.session)\(frame)")
    }

    /// Sentences of our own that quote the wire, safe to show.
    private func safe(_ text: String) -> String {
        Printable.sentence(screen.plain ? text.replacing("→", with: "to") : text, ascii: screen.ascii)
    }

    private func glue(_ source: String) -> String { source.replacing(" ", with: "\u{a0}") }

    /// Writes `text` wrapped, `lead` before its first line, and the following ones indented as far as `lead` reaches, or
    /// by `hang` behind its spaces.
    private func paragraph(_ text: String, ink: Ink = .plain, lead: String = "", hang: Int? = nil) {
        let margin = hang.map { lead.prefix { $0 == " " }.count + $0 } ?? lead.count
        let room = screen.width - margin
        let first = lead.dropFirst(min(margin, lead.count))
        for (index, line) in wrap(first + text, width: max(room, 1)).enumerated() {
            let indent = index == 0 ? String(lead.prefix(margin)) : String(repeating: " ", count: margin)
            output.line(indent + screen.paint(line, ink))
        }
    }
}

extension String {
    fileprivate var asHeadline: String { prefix(1).uppercased() + dropFirst() }
}
