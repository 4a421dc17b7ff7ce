import Capture
public import Diagram
public import Dissection
import HTTP
import Wire

/// Writes the overview of a capture as text, when the capture has ended: its sessions as a table, what else was in it,
/// the findings with the worst first, and what to look at next.
public final class OverviewWriter: DissectionHandler {
    /// How many sessions have a row; further ones are only counted, so that memory stays bounded.
    static let rowLimit = 10_000
    /// How many comments on packets are shown.
    static let commentLimit = 5
    /// How many pairs of legs are named.
    static let legLimit = 5
    /// How many columns of a URI are kept.
    static let uriLimit = 400

    struct Row {
        var uri: String
        /// Who was asked: what tells legs with the same URI apart.
        var server: Endpoint
        var outcome: SessionEvent.Outcome
        var status: Int?
        /// What is shown of its end, once it has ended.
        var end: End?
        /// Whether the server's address is shown with the URI.
        var namesServer = false

        /// The URI, cut to `width` columns, with the server's address if that is to be shown.
        func title(width: Int, ascii: Bool) -> String {
            let place = namesServer ? " at \(server)" : ""
            return truncated(uri, to: max(width - place.count, 8), ascii: ascii) + place
        }

        /// What is shown of an end: the rest of it takes far more memory.
        struct End {
            var text: String
            var ink: Ink
            var duration: Int64
            var frames: Int
            var messages: Int
            var bytes: Int
            var errors: Int
            var warnings: Int
            var notes: Int
        }

        /// Takes the end of the session.
        mutating func end(_ close: CloseEvent) {
            let ending = Ending(close, outcome: outcome, status: status)
            let totals = close.totals
            end = End(
                text: ending.short, ink: ending.ink, duration: totals.duration, frames: totals.frames,
                messages: totals.messages, bytes: totals.bytes, errors: totals.errors, warnings: totals.warnings,
                notes: totals.notes)
        }
    }

    private let output: Output
    private let screen: Screen
    private let isHinting: Bool
    private let isFiltered: Bool
    private var capture: CaptureInfo?
    private var rows: [Int: Row] = [:]
    /// How many sessions were not decrypted.
    private var encrypted = 0
    private var findings = FindingTally()
    private var comments: [PacketComment] = []
    private var commentCount = 0

    /// A writer to `output`, drawing for `screen`.
    ///
    /// With `hints` it ends with the next command to type; `isFiltered` says that a filter left out packets.
    public init(to output: Output, on screen: Screen, hints: Bool, isFiltered: Bool = false) {
        self.output = output
        self.screen = screen
        isHinting = hints
        self.isFiltered = isFiltered
    }

    /// Takes the event in; the last one, the summary, prints everything.
    public func handle(_ event: DissectionEvent) {
        switch event {
        case .capture(let info): capture = info
        case .session(let start): begin(start)
        case .finding(let finding): findings.add(finding)
        case .close(let close): rows[close.session]?.end(close)
        case .summary(let summary): write(summary)
        case .comment(let comment):
            commentCount += 1
            if comments.count < Self.commentLimit { comments.append(comment) }
        case .frame, .message, .record, .transport, .drops: break
        }
    }

    private func begin(_ start: SessionEvent) {
        if start.outcome == .encrypted { encrypted += 1 }
        guard rows.count < Self.rowLimit else { return }
        rows[start.session] = Row(
            uri: truncated(start.title(ascii: screen.ascii), to: Self.uriLimit, ascii: screen.ascii),
            server: start.server, outcome: start.outcome, status: start.handshake?.status)
    }

    private func write(_ summary: SummaryEvent) {
        paragraph(heading(summary), .heading)
        if let interruption = summary.interruption { paragraph(interruption.sentence, .doubtful) }
        writeCapture(summary)
        if summary.cutPackets > 0 {
            paragraph(
                "\(Quantity.count(summary.cutPackets, "packet")) \(summary.cutPackets == 1 ? "was" : "were") cut at "
                    + "\(Quantity.count(summary.snapLength, "byte")) by the snapshot length. To have all of them, capture with "
                    + "tcpdump -s 0.", .doubtful)
        }
        output.line()
        guard summary.sessions > 0 else { return writeNothingFound(summary) }
        tellApart(summary.legs)
        if rows.isEmpty {
            paragraph("Nothing in these sessions matches the options.")
        } else {
            output.write(sessions())
        }
        let hidden = (summary.shown?.shown.sessions ?? summary.sessions) - rows.count
        if hidden > 0 { paragraph("and \(Quantity.count(hidden, "more session")): --format ndjson lists all", .dim) }
        output.line()
        paragraph(totals(summary))
        for sentence in summary.shown?.sentences() ?? [] { paragraph(sentence) }
        writeLegs(summary.legs, isChosen: summary.shown != nil)
        if let undecrypted { paragraph(undecrypted, .dim) }
        if let other = other(summary) { paragraph(other, .dim) }
        writeRefusedTunnels(summary)
        writeFindings(summary)
        writeNext(summary)
    }

    /// What the capture says about itself, and what of it could not be read.
    private func writeCapture(_ summary: SummaryEvent) {
        guard let capture = summary.capture ?? capture else { return }
        let text = CaptureRemarks(capture, ascii: screen.ascii)
        for comment in text.comments { paragraph(comment, .dim) }
        for sentence in text.remarks { paragraph(sentence, .doubtful) }
        if let secrets = text.secrets { paragraph(secrets, .dim) }
        for comment in comments {
            paragraph("Comment on packet \(comment.packet): \(comment.shown(ascii: screen.ascii))", .dim)
        }
        let more = commentCount - comments.count
        if more > 0 { paragraph("and \(Quantity.count(more, "more comment")): --format ndjson lists all", .dim) }
    }

    private func paragraph(_ text: String, _ ink: Ink = .plain) { output.paragraph(text, ink, on: screen) }

    private func heading(_ summary: SummaryEvent) -> String {
        guard let capture else { return "" }
        let links = capture.interfaces.map { interface in
            let link = interface.linkType.name ?? "link type \(interface.linkType.rawValue)"
            return link + (interface.name.map { " (\(Printable.escaped($0, ascii: screen.ascii)))" } ?? "")
        }
        let more = links.count > 3 ? ["\(links.count - 3) more interfaces"] : []
        let parts =
            [capture.title(ascii: screen.ascii), capture.format.rawValue] + links.prefix(3) + more + [
                Quantity.count(summary.packets, "packet"), Quantity.bytes(summary.bytes),
                duration(summary.duration),
            ]
        return parts.joined(separator: ", ")
    }

    private func duration(_ nanoseconds: Int64) -> String { Quantity.duration(nanoseconds, ascii: screen.ascii) }

    /// Names the server in the rows of legs that have the same URI: a proxy may keep Host.
    private func tellApart(_ legs: LegLinks) {
        var alike: Set<Int> = []
        for link in legs.links where rows[link.session] != nil && rows[link.session]?.uri == rows[link.legOf]?.uri {
            alike.formUnion([link.session, link.legOf])
        }
        for session in alike { rows[session]?.namesServer = true }
    }

    /// A row a session; where the URIs would not find room in it, each stands on a line before its row.
    private func sessions() -> String {
        let sorted = rows.sorted { $0.key < $1.key }
        let titles = [
            screen.plain ? "Session" : "#", "URI", "Duration", "Frames", "Msgs", "Bytes", "Ended", "Findings",
        ]
        let whole = sorted.map { number, row in cells(number, row) }
        let needed = titles.indices.map { column in
            whole.reduce(titles[column].count) { max($0, displayWidth(of: $1[column].text)) }
        }
        if needed.reduce(2 * (titles.count - 1), +) <= screen.width || screen.width < Self.narrowest || screen.plain {
            var table = TextTable(titles.map { Self.column($0) })
            for cells in whole { table.append(cells) }
            return table.text(on: screen)
        }
        var table = TextTable(titles.filter { $0 != "URI" }.map { Self.column($0) })
        for cells in whole { table.append([""] + cells[2...]) }
        let lines = table.text(on: screen).split(separator: "\n").map { $0 + "\n" }
        let indent = (sorted.last.map { "\($0.key)".utf8.count } ?? 1)
        // The numbers' column holds their title only, and must be as wide as they are.
        let shift = String(repeating: " ", count: indent - 1)
        var text = (lines.first.map { shift + $0 }) ?? ""
        for (entry, line) in zip(sorted, lines.dropFirst()) {
            let uri = entry.value.title(width: screen.width - indent - 2, ascii: screen.ascii)
            text += padded("\(entry.key)", to: indent, right: true) + "  " + uri + "\n" + shift + line
        }
        return text
    }

    /// Screens from here on have room for findings counted by severity.
    private static let wide = 110
    /// Screens below have no room for the other columns side by side: the table becomes blocks.
    private static let narrowest = 72

    private static func column(_ title: String) -> TextTable.Column {
        switch title {
        case "URI": .init(title, minimum: 24)
        case "Ended": .init(title, minimum: 12)
        case "Findings": .init(title, minimum: 8)
        default: .init(title, right: true)
        }
    }

    private func cells(_ number: Int, _ row: Row) -> [TextTable.Cell] {
        let end = row.end
        // What can't be seen is not nothing.
        let isSeen = row.outcome != .encrypted
        let counts = [
            Quantity.count(end?.frames ?? 0), Quantity.count(end?.messages ?? 0), Quantity.bytes(end?.bytes ?? 0),
        ]
        return [
            .init("\(number)"), .init(row.title(width: Self.uriLimit, ascii: screen.ascii)),
            .init(duration(end?.duration ?? 0)),
        ]
            + counts.map { .init(isSeen ? $0 : screen.typeset("–"), isSeen ? .plain : .dim) }
            + [.init(end?.text ?? "", end?.ink ?? .plain), cell(end)]
    }

    /// The findings of a session, the worst first: `1 error, 2 notes`; where room is scarce `1 error, 2 more`.
    private func cell(_ end: Row.End?) -> TextTable.Cell {
        let (errors, warnings) = (end?.errors ?? 0, end?.warnings ?? 0)
        let counts = [(errors, "error"), (warnings, "warning"), (end?.notes ?? 0, "note")].filter { $0.0 > 0 }
        let ink: Ink = errors > 0 ? .bad : warnings > 0 ? .doubtful : .dim
        guard let worst = counts.first else { return .init("none", ink) }
        if screen.width >= Self.wide || counts.count == 1 {
            return .init(counts.map { Quantity.count($0.0, $0.1) }.joined(separator: ", "), ink)
        }
        let others = counts.dropFirst().reduce(0) { $0 + $1.0 }
        return .init("\(Quantity.count(worst.0, worst.1)), \(Quantity.count(others)) more", ink)
    }

    private func totals(_ summary: SummaryEvent) -> String {
        let counts = [
            Quantity.count(summary.sessions, "session"), Quantity.count(summary.frames, "frame"),
            Quantity.count(summary.messages, "message"),
        ]
        return counts.joined(separator: ", ") + "."
    }

    /// Which sessions are legs of one; with a choice, of those that it shows.
    private func writeLegs(_ legs: LegLinks, isChosen: Bool) {
        let links = isChosen ? legs.links.filter { rows[$0.session] != nil || rows[$0.legOf] != nil } : legs.links
        for link in links.prefix(Self.legLimit) {
            paragraph("Session \(link.session) is another leg of session \(link.legOf): \(link.evidence.phrase).")
        }
        let more = (isChosen ? links.count : legs.count) - Self.legLimit
        if more > 0 { paragraph("and \(Quantity.count(more, "more pair")) of legs: --format ndjson lists them", .dim) }
    }

    /// How many sessions were not decrypted, in a sentence.
    private var undecrypted: String? {
        guard encrypted > 0 else { return nil }
        let what = encrypted == 1 ? "it" : "they"
        return "\(Quantity.count(encrypted, "session")) not decrypted: what \(what) carried is not counted."
    }

    /// What was in the capture besides, in one line.
    private func other(_ summary: SummaryEvent) -> String? {
        let parts = BesidesText.phrases(summary)
        return parts.isEmpty ? nil : "Besides: " + parts.joined(separator: ", ") + "."
    }

    /// The CONNECTs that a proxy refused: a WebSocket that was to go through it left no other trace.
    private func writeRefusedTunnels(_ summary: SummaryEvent) {
        let tunnels = summary.refusedTunnels
        guard let first = tunnels.first.first else { return }
        let more = tunnels.count > 1 ? " (and \(Quantity.count(tunnels.count - 1, "more CONNECT")))" : ""
        let authority = Printable.escaped(first.authority, ascii: screen.ascii)
        paragraph(
            "The proxy \(first.proxy) refused a CONNECT tunnel to \(authority) with \(first.status), packet "
                + "\(first.packet)\(more): \(StatusAdvice.tunnelRemedy(first.status))", .doubtful)
    }

    private func writeNothingFound(_ summary: SummaryEvent) {
        if summary.packets == 0 {
            paragraph(isFiltered ? "No packet passed the filter." : "The capture holds no packets.")
        } else {
            paragraph("No WebSocket session was found in it.")
            if let other = other(summary) { paragraph(other, .dim) }
            writeRefusedTunnels(summary)
            // What never opened could not carry one, and needs no guess.
            let failed = summary.refusedConnections.count + summary.unansweredConnections.count
            guard failed == 0 || failed < summary.otherConnections else { return }
            output.line()
            paragraph(
                (summary.cutPackets > 0 ? "The snapshot length may have cut it off; a" : "A")
                    + " session in TLS (wss://) can't be seen from outside; a capture filter may have left it out; the traffic "
                    + "went over another interface; or its handshake came before the capture, and too few frames after "
                    + "it to be sure (--decode-as PORT=websocket takes them for frames anyway).", .dim)
        }
    }

    private func writeFindings(_ summary: SummaryEvent) {
        guard !findings.isEmpty else { return }
        output.line()
        paragraph("Findings, the worst first", .heading)
        findings.write(severalSessions: summary.sessions > 1, to: output, on: screen)
    }

    private func writeNext(_ summary: SummaryEvent) {
        guard isHinting, !rows.isEmpty, let name = capture?.shellWords else { return }
        output.line()
        for (index, command) in NextCommands(capture: name, rows: rows, findings: findings).commands.enumerated() {
            output.line((index == 0 ? screen.paint("Next:", .dim) : "     ") + " " + command)
        }
    }
}

extension SessionEvent {
    /// What the session is called: its URI; without a request the server that the client named in TLS, or its address.
    ///
    /// It is safe to show.
    func title(ascii: Bool) -> String {
        // Whether it is a WebSocket at all is not known without a request.
        let title = handshake == nil ? namedServer.map { "TLS to \($0)" } : uri
        guard let title else { return "? (\(endpoint(of: .server, ascii: ascii)))" }
        return Printable.escaped(title, ascii: ascii)
    }
}
