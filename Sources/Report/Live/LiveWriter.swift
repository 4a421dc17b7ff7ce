import Capture
public import Diagram
public import Dissection
import HTTP
import WebSocket
import Wire

/// Writes events as text while they happen, a line each, several sessions at once.
///
/// A line has the time, the session's number and short name in a colour of its own, who sent it, and what it is. A message
/// of one frame is one line; of a message of several, each frame has a line and the message another one.
public final class LiveWriter: DissectionHandler {
    /// What people choose of live lines.
    public struct Options {
        /// How times are written.
        public var time = TimeStyle.local
        /// Whether each message stands whole under its line, as far as it is kept.
        public var isFull = false
        /// Says how many columns there are now: asked once after each time that lines left; nil: as many as the screen had.
        public var columns: (() -> Int?)?
        /// Keeps the lines, with what they tell of.
        public var scrollback: Scrollback?

        /// Lines in local time, a line a message.
        public init() {}
    }

    /// What is kept of a session under way.
    final class LiveSession {
        let number: Int
        let name: String
        let outcome: SessionEvent.Outcome
        let status: Int?
        /// What its diagnosis needs, of one that never opened.
        var evidence: SessionEvidence?
        /// The beginning of the message that each side sent last.
        var last: [2 of [UInt8]] = [[], []]
        /// The packet that the session begins with.
        let packet: Int
        /// The packet that began the latest frame, and which of its frames that was, from 0.
        var framePacket = (packet: 0, ordinal: 0)
        /// The same of either side: frames that began in one packet may end after one of the other side's.
        var framePackets: [2 of (packet: Int, ordinal: Int)] = [(0, 0), (0, 0)]

        /// The session as it is now, to be found again.
        var subject: LiveLine.Subject {
            var subject = LiveLine.Subject(session: number, begin: packet)
            if framePacket.packet > 0 { (subject.packet, subject.ordinal) = framePacket }
            return subject
        }

        /// The name in the columns that it had last.
        private var shown = ""
        private var columns = -1

        /// The name, or the end of it, in so many columns.
        func name(in columns: Int, ascii: Bool) -> String {
            if self.columns != columns {
                self.columns = columns
                shown = SessionNames.tail(of: name, limit: columns, ascii: ascii)
            }
            return shown
        }

        init(_ start: SessionEvent, name: String) {
            number = start.session
            packet = start.packet
            self.name = name
            outcome = start.outcome
            status = start.handshake?.status ?? start.loneResponse?.status
            evidence = start.outcome.isFailure ? SessionEvidence(start) : nil
        }
    }

    /// So much of a message is looked at for its line, and kept to be compared with the next one.
    static let comparedLimit = 1024
    /// From so many columns on, numbers and kinds of frames have room; below, names have none either.
    static let medium = 60
    /// From so many on, what is nice to know has room.
    static let wide = 110

    let output: Output
    let options: Options
    var lines: FittedLines
    private var clock: LiveClock
    private var names = SessionNames()
    private var sessions: [Int: LiveSession] = [:]
    private var latest: LiveSession?
    /// The columns of numbers and names: as many as the widest so far needed.
    private var numberWidth = 3
    private var nameWidth = 0
    /// A data frame that may be a whole message, whose event comes next.
    private var heldFrame: FrameEvent?
    /// The lines that are to be kept, of those that have not been handed on.
    private var keptLines: [LiveLine] = []
    /// Where the line that is being written begins, and what it tells of.
    private var lineStart = 0
    private var subject: LiveLine.Subject?
    /// Whether lines have left since the screen's width was asked for.
    private var mayHaveChanged = true
    /// The upgrade requests and TLS connections that lines were written of, while nothing had become of them.
    var waiting = WaitingLines()

    /// A writer to `output`, drawing for `screen`.
    public init(to output: Output, on screen: Screen, options: Options = Options()) {
        self.output = output
        self.options = options
        lines = FittedLines(for: screen)
        clock = LiveClock(options.time)
        output.handOver = { [weak self] in self?.handOver() }
    }

    deinit { handOver() }

    var screen: Screen { lines.screen }

    /// Writes the event's line, if it has one.
    public func handle(_ event: DissectionEvent) {
        if mayHaveChanged { askForWidth() }
        if let frame = heldFrame {
            heldFrame = nil
            if case .message(let message) = event, message.session == frame.session, message.frames.count == 1,
                message.frames.first == frame.frame
            {
                write(message, frame)
                return leaveIfFull()
            }
            write(frame)
        }
        if case .frame(let frame) = event, options.scrollback != nil { note(frame) }
        switch event {
        case .capture, .record, .comment: break
        case .drops(let drops): write(drops)
        case .message(let message): write(message, nil)
        case .transport(let event): write(event)
        case .session(let start): begin(start)
        case .frame(let frame): take(frame)
        case .finding(let finding): write(finding)
        case .close(let close): end(close)
        case .summary(let summary): write(summary)
        }
        leaveIfFull()
    }

    private func leaveIfFull() {
        if lines.count >= Output.bufferSize { handOver() }
    }

    /// Hands the lines on.
    private func handOver() {
        if let frame = heldFrame {
            heldFrame = nil
            write(frame)
        }
        mayHaveChanged = true
        guard lines.count > 0 else { return }
        // At the same time: whoever has the terminal meanwhile goes on with those that came since.
        for line in keptLines { options.scrollback?.append(line) }
        keptLines.removeAll(keepingCapacity: true)
        output.write(lines.bytes)
        lines.removeAll()
    }

    private func askForWidth() {
        mayHaveChanged = false
        if let columns = options.columns?() { lines.screen.width = max(columns, 20) }
    }

    // MARK: Frames and messages

    /// A whole data frame waits for its message, which says more of it.
    private func take(_ frame: FrameEvent) {
        if frame.header.fin, frame.header.opcode.isData, frame.header.opcode != .continuation {
            heldFrame = frame
        } else {
            write(frame)
        }
    }

    /// The line of a message; `frame` is its only one, if it has just been told.
    private func write(_ message: MessageEvent, _ frame: FrameEvent?) {
        let session = session(message.session)
        begin(message.time, session, message.from)
        let isWide = screen.width >= Self.medium || screen.plain
        if let frame {
            append(number: frame.frame)
        } else {
            lines.append(isWide ? "message " : "= ")
            lines.append(decimal: message.message)
            lines.append(isWide ? ": " : " ")
        }
        if isWide { lines.append(message.kind == .text ? "text " : "binary ") }
        appendSize(message, isWide: isWide)
        let isShown = !options.isFull || fitsInLine(message)
        subject?.frame = message.frames.last
        subject?.message = message.message
        if isShown {
            appendPayload(message, session)
            endLine(payload: message.payload)
        } else {
            keepLine(message, session)
            lines.end()
            handOver()
            PayloadText(to: output, on: screen, indent: 2, laysOutJSON: true).write(message)
        }
    }

    /// Sizes as inflated; how much less was on the wire, where there is room for it.
    private func appendSize(_ message: MessageEvent, isWide: Bool) {
        let length = message.length ?? message.wireLength
        append(bytes: length)
        if message.length == nil {
            lines.append(isWide ? " compressed" : "")
        } else if message.compressed, screen.width >= Self.wide {
            lines.append(" (")
            append(bytes: message.wireLength)
            lines.append(" compressed)")
        }
        if !isWide { return }
        if message.missing > 0 { lines.append(", \(Quantity.count(message.missing, "byte")) missing") }
    }

    /// The number of a frame, where there is room for it.
    private func append(number: Int) {
        guard screen.width >= Self.medium || screen.plain else { return }
        lines.append(screen.plain ? "frame " : "#")
        lines.append(decimal: number)
        lines.append(screen.plain ? ": " : " ")
    }

    private func append(bytes count: Int) {
        guard count >= 1000 else {
            lines.append(decimal: count)
            return lines.append(" B")
        }
        lines.append(Quantity.bytes(count))
    }

    /// Whether a message is whole in its own line: what would stand under it, does so already.
    private func fitsInLine(_ message: MessageEvent) -> Bool {
        guard message.kind == .text, message.isValidText, message.length == message.payload.count else { return false }
        guard message.payload.count + 4 <= lines.free else { return message.payload.isEmpty }
        let first = message.payload.first { !JSONSkip.isSpace($0) }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") { return false }
        return message.payload.allSatisfy { (0x20..<0x7f).contains($0) }
    }

    // MARK: Other events

    private func begin(_ start: SessionEvent) {
        let session = LiveSession(start, name: names.name(of: start, ascii: screen.ascii))
        sessions[start.session] = session
        latest = session
        nameWidth = max(nameWidth, displayWidth(of: session.name))
        numberWidth = max(numberWidth, String(start.session).utf8.count + 2)
        waiting.forget(start.tcpStream)
        var outcome = Self.words(for: start)
        if screen.width >= Self.medium, let answered = start.responseTime,
            start.outcome == .open || start.outcome == .refused
        {
            outcome += " in " + Quantity.duration(max(answered.since(start.time), 0), ascii: screen.ascii)
        }
        let place = "\(start.title(ascii: screen.ascii)) from \(start.endpoint(of: .client, ascii: screen.ascii))"
        line(
            start.responseTime ?? start.time, session, "\(outcome): \(place)",
            start.outcome.isFailure ? .bad : start.outcome == .encrypted ? .dim : .good)
        if let processes = start.processes {
            line(start.responseTime ?? start.time, session, processes.text(ascii: screen.ascii), .dim)
        }
    }

    private static func words(for start: SessionEvent) -> String {
        switch start.outcome {
        case .open: "open"
        case .refused: "refused" + (start.handshake?.status.map { " with \($0)" } ?? "")
        case .unanswered: start.strangeAnswer.isEmpty ? "no answer" : "answer isn't HTTP"
        case .midstream: "already open"
        case .unknown: "answer not captured"
        case .encrypted: "not decrypted"
        case .failed: start.tls?.progress?.isEnded == false ? "TLS handshake unfinished" : "TLS handshake failed"
        case .draft: "draft"
        }
    }

    /// A frame that is no whole message: a control frame, a fragment, or one whose message came to nothing.
    private func write(_ frame: FrameEvent) {
        begin(frame.time, session(frame.session), frame.from)
        append(number: frame.frame)
        lines.append(screen.typeset(FrameText.brief(frame)))
        appendExcerpt(of: frame)
        subject?.frame = frame.frame
        subject?.message = frame.message
        endLine(payload: [])
    }

    /// A RST is told as it comes; the session's end may wait for what crossed it.
    private func write(_ event: TransportEvent) {
        switch event.kind {
        case .fin, .tlsEnd: return
        case .reset, .sentAgain, .keepAlive, .windowProbe, .windowOpened: break
        }
        line(event.time, session(event.session), from: event.from, event.label(ascii: screen.ascii), .doubtful)
    }

    /// What comes next may lack bytes.
    private func write(_ drops: PacketDrops) {
        line(drops.time, nil, sign: "!", drops.sentence, .doubtful)
    }

    private func write(_ finding: Finding) {
        let session = session(finding.session)
        session?.evidence?.take(.finding(finding))
        let about = finding.frame.map { "#\($0) " } ?? ""
        line(
            finding.time, session, sign: "!",
            "\(about)\(finding.rule.severity.rawValue) \(finding.rule.rawValue): \(finding.title)",
            finding.rule.severity.ink, finding: finding)
    }

    private func end(_ close: CloseEvent) {
        let session = sessions.removeValue(forKey: close.session)
        if latest?.number == close.session { latest = nil }
        if let session { names.release(session.name) }
        let ending = Ending(close, outcome: session?.outcome ?? .open, status: session?.status)
        let totals = close.totals
        var facts = [ending.short, Quantity.duration(totals.duration, ascii: screen.ascii)]
        switch session?.outcome ?? .open {
        // What never opened has none; what can't be seen is not nothing.
        case .refused, .unanswered, .failed, .unknown, .encrypted: break
        case .open, .midstream, .draft:
            facts += [
                Quantity.count(totals.frames, "frame"), Quantity.count(totals.messages, "message"),
                Quantity.bytes(totals.bytes),
            ]
        }
        line(
            close.time, session, (ending.isOutstanding ? "at the end: " : "ended: ") + facts.joined(separator: ", "),
            ending.ink)
        writeCause(close, session)
    }

    /// Why a session never opened, in one line: the strongest cause.
    private func writeCause(_ close: CloseEvent, _ session: LiveSession?) {
        guard var evidence = session?.evidence else { return }
        evidence.take(.close(close))
        guard let cause = Diagnosis(evidence).causes.first else { return }
        let lead =
            switch cause.likelihood {
            case .certain: "why"
            case .likely: "probably"
            case .possible: "possibly"
            }
        let claim = Printable.escaped(screen.typeset(cause.claim), ascii: screen.ascii)
        line(close.time, session, sign: "!", "\(lead): \(claim)", .doubtful)
    }

    private func write(_ summary: SummaryEvent) {
        output.paragraph(Self.sentence(summary), .heading, on: screen)
        for sentence in summary.shown?.sentences() ?? [] { output.paragraph(sentence, .dim, on: screen) }
    }

    /// What there was in the whole capture, in numbers.
    public static func sentence(_ summary: SummaryEvent) -> String {
        [
            Quantity.count(summary.sessions, "session"), Quantity.count(summary.frames, "frame"),
            Quantity.count(summary.messages, "message"), Quantity.count(summary.errors, "error"),
            Quantity.count(summary.warnings, "warning"),
        ].joined(separator: ", ")
    }

    // MARK: Lines

    private func session(_ number: Int) -> LiveSession? {
        if let latest, latest.number == number { return latest }
        latest = sessions[number] ?? latest
        return sessions[number]
    }

    /// Begins the line of something that happened in a session: its time, the session, and who sent it.
    private func begin(_ time: Timestamp, _ session: LiveSession?, _ side: Side?) {
        lead(time, session)
        switch side {
        case .client:
            lines.ink(.client)
            lines.append(screen.plain ? "client: " : screen.ascii ? "-> " : "→ ")
        case .server:
            lines.ink(.server)
            lines.append(screen.plain ? "server: " : screen.ascii ? "<- " : "← ")
        case nil: lines.append(screen.plain ? "unknown side: " : "? ")
        }
        lines.ink(.plain)
    }

    private func lead(_ time: Timestamp, _ session: LiveSession?) {
        if let heading = clock.heading(before: time, plain: screen.plain) {
            lines.begin()
            lines.ink(.dim)
            lines.append(heading)
            lines.end()
        }
        lineStart = lines.count
        if options.scrollback != nil { subject = session?.subject }
        lines.begin()
        lines.ink(.dim)
        clock.append(time, to: &lines, isAligned: !screen.plain)
        lines.append(" ")
        guard let session else {
            if !screen.plain { lines.pad(to: LiveClock.width + 1 + sessionWidth) }
            return lines.ink(.plain)
        }
        lines.ink(.session(session.number - 1))
        if screen.plain {
            lines.append("session ")
            lines.append(decimal: session.number)
            lines.append(" ")
            lines.append(session.name)
            lines.append(", ")
            return
        }
        lines.append("[")
        lines.append(decimal: session.number)
        lines.append("]")
        if screen.width >= Self.medium {
            lines.pad(to: LiveClock.width + 1 + numberWidth + 1)
            lines.append(session.name(in: nameColumn, ascii: screen.ascii))
        }
        lines.pad(to: LiveClock.width + 1 + sessionWidth)
        lines.ink(.plain)
    }

    /// The columns from the session's number up to what comes after its name.
    private var sessionWidth: Int { numberWidth + 1 + (screen.width >= Self.medium ? nameColumn + 1 : 0) }

    /// The columns of names: an eighth of the screen at most.
    private var nameColumn: Int { min(nameWidth, screen.width / 8) }

    /// Writes a line of our own words, which are safe to show.
    func line(
        _ time: Timestamp, _ session: LiveSession?, from side: Side?, _ text: String, _ ink: Ink
    ) {
        begin(time, session, side)
        lines.ink(ink)
        lines.append(screen.typeset(text))
        endLine(payload: [])
    }

    /// Writes a line of our own words about something that neither side sent.
    func line(
        _ time: Timestamp, _ session: LiveSession?, sign: String = "=", _ text: String, _ ink: Ink,
        finding: Finding? = nil
    ) {
        lead(time, session)
        if !screen.plain {
            lines.append(sign)
            lines.append(" ")
        }
        lines.ink(ink)
        lines.append(screen.typeset(text))
        if let finding, let frame = finding.frame {
            subject?.frame = frame
            subject?.packet = finding.packets.first ?? subject?.packet
        }
        endLine(payload: [], isFinding: finding != nil)
    }

    /// Keeps a copy of the line of a message that stands whole under it: there it has the beginning of the message.
    private func keepLine(_ message: MessageEvent, _ session: LiveSession?) {
        guard options.scrollback != nil, !lines.isFull else { return }
        let place = lines.place
        appendPayload(message, session)
        keepLine(payload: message.payload)
        lines.goBack(to: place)
    }

    /// Ends the line, and keeps a copy where lines are kept.
    private func endLine(payload: [UInt8], isFinding: Bool = false) {
        keepLine(payload: payload, isFinding: isFinding)
        lines.end()
    }

    private func keepLine(payload: [UInt8], isFinding: Bool = false) {
        guard options.scrollback != nil else { return }
        var line = LiveLine(
            String(decoding: [UInt8](copying: lines.bytes.extracting(lineStart..<lines.count)), as: UTF8.self), subject)
        line.isFinding = isFinding
        line.payload = Array(payload.prefix(Self.comparedLimit))
        keptLines.append(line)
    }

    /// Notes which packet a frame begins in.
    private func note(_ frame: FrameEvent) {
        guard let session = session(frame.session), let packet = frame.packets.first else { return }
        let side = frame.from == .server ? 1 : 0
        let last = session.framePackets[side]
        session.framePacket = (packet, last.packet == packet ? last.ordinal + 1 : 0)
        session.framePackets[side] = session.framePacket
    }
}
