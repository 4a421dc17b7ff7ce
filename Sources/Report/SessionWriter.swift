import Capture
public import Diagram
public import Dissection
import HTTP
import Wire

/// Writes one session as text, as it happens: its handshake, its timeline as a ladder, how it ended, its findings.
public final class SessionWriter: SingleView {
    /// Why there was no such session.
    public private(set) var problem: NotFound?

    private let output: Output
    private let screen: Screen
    private let number: Int
    private let isHinting: Bool
    private var start: SessionEvent?
    private var ladder: Ladder
    private var findings = FindingTally()
    private var ended: (close: CloseEvent, ending: Ending)?
    private var capture = ""

    /// A writer of session `number`; with `hints` it ends with the next command to type.
    public init(session number: Int, to output: Output, on screen: Screen, hints: Bool) {
        self.output = output
        self.screen = screen
        self.number = number
        isHinting = hints
        ladder = Ladder(screen: screen)
    }

    /// Writes what the event adds.
    public func handle(_ event: DissectionEvent) {
        switch event {
        case .capture(let info): capture = info.shellWords
        case .session(let session): if session.session == number { begin(session) }
        case .frame(let frame): if frame.session == number { draw(event) }
        case .message(let message): if message.session == number { draw(event) }
        case .finding(let finding):
            guard finding.session == number else { return }
            findings.add(finding)
            draw(event)
        case .record(let record): if record.session == number { draw(event) }
        case .transport(let transport): if transport.session == number { draw(event) }
        case .comment: draw(event)
        case .drops: break
        case .close(let close):
            guard close.session == number else { return }
            draw(event)
            end(close)
        case .summary(let summary):
            if start == nil { problem = Wanted.noSession(number, summary.sessions) }
            if start != nil, let sentences = summary.shown?.sentences(ofSession: true) {
                output.line()
                for sentence in sentences { paragraph(sentence, .dim) }
            }
            for link in summary.legs.links {
                guard let other = link.legs(from: number)?.other else { continue }
                output.line()
                paragraph(
                    "Session \(other.session) (\(other.client) → \(other.server)) is another leg of this session: "
                        + "\(link.evidence.phrase).")
            }
            if let interruption = summary.interruption {
                output.line()
                paragraph(interruption.sentence, .doubtful)
            }
            writeHints()
        }
    }

    private func draw(_ event: DissectionEvent) {
        if let lines = ladder.row(for: event) { output.write(lines) }
    }

    private func begin(_ session: SessionEvent) {
        start = session
        paragraph("Session \(number): \(session.title(ascii: screen.ascii))", .heading)
        paragraph(
            "\(session.endpoint(of: .client, ascii: screen.ascii)) → \(session.endpoint(of: .server, ascii: screen.ascii)), "
                + "TCP connection \(session.tcpStream), packet \(session.packet), \(session.time.rfc3339)", .dim)
        if let tunnel = session.tunnel {
            paragraph(
                "Through a CONNECT tunnel to \(Printable.escaped(tunnel, ascii: screen.ascii)), asked of the proxy "
                    + "\(session.server).", .dim)
        }
        if let header = session.proxyHeader {
            let who = header.client.map { "The real client is \($0)" } ?? "No client is named"
            paragraph("\(who), says the PROXY protocol header (version \(header.version)) before the request.", .dim)
        }
        output.line()
        if let view = SecurityView(session) {
            paragraph("TLS", .heading)
            output.write(view.text(on: screen))
            output.line()
        }
        if let view = HandshakeView(session) {
            output.write(view.text(on: screen))
            output.line()
        }
        paragraph("Timeline", .heading)
        draw(.session(session))
    }

    private func end(_ close: CloseEvent) {
        guard let start else { return }
        let ending = Ending(close, outcome: start.outcome, status: start.handshake?.status)
        output.line()
        paragraph("How it ended: \(ending.short)", .heading)
        paragraph(ending.sentences)
        let life = LifeText.sentences(close.totals, ascii: screen.ascii)
        if !life.isEmpty { paragraph(life) }
        if let again = LifeText.retransmissions(close) { paragraph(again) }
        if let states = StatesView(close, start: start) {
            output.line()
            paragraph("States of both sides", .heading)
            output.write(states.text(on: screen))
        }
        if let savings = CompressionText.sentences(close.totals) {
            output.line()
            let isOther = start.handshake.map { $0.perMessageDeflate == nil } ?? false
            paragraph(isOther ? "Compression" : "Compression: permessage-deflate", .heading)
            paragraph(savings)
        }
        if !findings.isEmpty {
            output.line()
            paragraph("Findings, the worst first", .heading)
            findings.write(severalSessions: false, to: output, on: screen)
        }
        ended = (close, ending)
    }

    private func writeHints() {
        guard isHinting, let (close, ending) = ended,
            ending.isExplained || findings.asksForKeys || close.totals.frames > 0
        else { return }
        output.line()
        let command = "ws101 inspect \(capture) --session \(number)"
        if findings.asksForKeys {
            output.line(screen.paint("Next:", .dim) + " \(command) --keylog keys.txt")
            output.line(screen.paint("Keys:", .dim) + " ws101 explain keylog")
        }
        if ending.isExplained { output.line(screen.paint("Why:", .dim) + "  \(command) --why") }
        if close.totals.frames > 0 {
            output.line(screen.paint("Next:", .dim) + " \(command) --frame \(findings.worst?.frame ?? 1)")
        }
    }

    private func paragraph(_ text: String, _ ink: Ink = .plain) { output.paragraph(text, ink, on: screen) }
}
