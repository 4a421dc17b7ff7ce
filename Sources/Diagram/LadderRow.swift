import Capture
import Dissection
import HTTP
import TLS
import WebSocket
import Wire

/// A row of the ladder, before it is drawn as text or SVG.
enum LadderRow {
    /// The two ends, above their life lines.
    case ends(client: String, server: String)
    /// Something that passed from one side to the other.
    case arrow(LadderArrow)
    /// A finding, under what it is about.
    case remark(Remark)
    /// Something that no side sent.
    case note(String)
    /// What the capture has to say about the packet that brought what stands above; safe to show.
    case comment(packet: Int, text: String)
    /// Neither side sent a byte for that many nanoseconds, though perhaps keep-alive probes.
    case silence(Int64, hasKeepAlives: Bool)
}

extension LadderRow {
    /// What stands where neither side sent a byte.
    static func silence(_ duration: Int64, _ hasKeepAlives: Bool, ascii: Bool) -> String {
        Quantity.duration(duration, ascii: ascii) + (hasKeepAlives ? " without data" : " of silence")
    }

    /// What stands where a packet has a comment.
    static func sentence(_ packet: Int, _ text: String) -> String { "Comment on packet \(packet): \(text)" }
}

/// What passed from one side to the other.
struct LadderArrow {
    /// Nanoseconds since the request.
    var time: Int64
    /// The frame's number; nil for what is no frame.
    var number: Int?
    /// Who sent it; nil if that is not known.
    var from: Side?
    /// What it is, without its content.
    var label: String
    /// A piece of its content, safe to show; cut first where room is short.
    var excerpt: Excerpt?
    /// The colour of the label.
    var ink: Ink = .plain
    /// The packet that brought it, where it is no frame.
    var packet: Int?

    /// A piece of a payload.
    struct Excerpt {
        var text: String
        /// Whether it stands between quotation marks.
        var isText: Bool
        /// Whether more follows that is not in `text`.
        var isCut: Bool
        /// Whether it is to be read to its end, as a Close's code and reason: on narrow screens it takes several lines.
        var isWrapped = false
    }
}

extension LadderArrow {
    /// Label and excerpt in `room` columns: the excerpt is cut first, then left out, then the label is cut.
    func content(room: Int, ascii: Bool) -> StyledLine {
        var line = StyledLine(truncated(label, to: max(0, room), ascii: ascii), ink)
        guard let excerpt else { return line }
        let quotes = excerpt.isText ? 2 : 0
        let free = room - line.width - 2 - quotes
        guard free >= 5 else { return line }
        line.append("  ")
        line.append(excerpt.line(room: free + quotes, ascii: ascii))
        return line
    }

    /// Whether `room` columns hold the label and the excerpt, or a piece of its text that is worth showing.
    func fits(_ room: Int) -> Bool {
        let label = displayWidth(of: label)
        guard let excerpt else { return label <= room }
        let wanted = displayWidth(of: excerpt.text) + (excerpt.isText ? 2 : 0) + (excerpt.isCut ? 2 : 0)
        return label + 2 + (excerpt.isText && !excerpt.isWrapped ? min(wanted, 14) : wanted) <= room
    }
}

extension LadderArrow.Excerpt {
    /// The piece in `room` columns, cut where they do not hold it.
    func line(room: Int, ascii: Bool) -> StyledLine {
        let tail = isCut ? (ascii ? " ..." : " …") : ""
        let free = max(0, room - (isText ? 2 : 0))
        if displayWidth(of: text + tail) <= free {
            return StyledLine((isText ? "\"\(text)\"" : text) + tail, .field(.payload))
        }
        let cut = truncated(text + String(repeating: " ", count: free), to: free, ascii: ascii)
        return StyledLine(isText ? "\"\(cut)\"" : cut, .field(.payload))
    }
}

/// Makes rows of events: it knows when the session began and what the message under way is.
struct LadderRows {
    let ascii: Bool
    private var start: Int64?
    /// When the last frame was complete, or the last FIN came, or something that was sent again.
    var lastRow = Int64.min
    /// The packets of the FINs and the RST that were drawn.
    var drawnEnds: [Int] = []
    /// Whether a FIN is among them.
    var isFINDrawn = false
    /// Whether something that was sent again was drawn since the last frame.
    var hasRepetition = false
    /// Whether keep-alive probes were drawn since the last frame or FIN.
    var hasKeepAlives = false
    /// Whether permessage-deflate was negotiated: RSV1 on a data frame means that its message is compressed.
    private var isCompressing = false
    /// Whether records are all that can be shown: TLS that stays closed, or failed.
    private(set) var showsRecords = false
    /// Who ended TCP first, and TLS not at all.
    var cutTLS: Side?
    /// Of each side: the opcode of the unfinished message.
    private var open: [Side?: Opcode] = [:]
    /// The comments on packets that nothing was drawn of yet, the latest ones.
    private var comments: [PacketComment] = []
    private static let commentLimit = 256

    init(ascii: Bool) { self.ascii = ascii }

    mutating func rows(for event: DissectionEvent) -> [LadderRow] {
        switch event {
        case .session(let session): rows(for: session)
        case .frame(let frame):
            silence(before: frame) + [.arrow(arrow(for: frame))] + comments(on: frame.packets)
        case .finding(let finding): rows(for: finding)
        case .close(let close): rows(for: close)
        case .transport(let transport): rows(for: transport)
        case .comment(let comment): hold(comment)
        case .record(let record): showsRecords ? [.arrow(arrow(for: record))] : []
        // Messages of drafts before RFC 6455 have no frames that could be shown.
        case .message(let message): message.frames.count == 0 ? [.arrow(arrow(for: message))] : []
        case .capture, .drops, .summary: []
        }
    }

    private mutating func arrow(for message: MessageEvent) -> LadderArrow {
        let bytes = message.payload.prefix(120)
        return LadderArrow(
            time: since(message.time), from: message.from, label: "\(message.kind.rawValue), \(message.wireLength) B",
            excerpt: message.isValidText
                ? .init(
                    text: Printable.escaped(bytes: bytes, ascii: ascii), isText: true,
                    isCut: message.wireLength > bytes.count) : nil)
    }

    /// Keeps a comment until something of its packet is drawn: comments come in front of what their packets bring.
    private mutating func hold(_ comment: PacketComment) -> [LadderRow] {
        if comments.count == Self.commentLimit { comments.removeFirst() }
        comments.append(comment)
        return []
    }

    /// The rows of the comments on some packets, each once.
    private mutating func comments(on packets: some Sequence<Int>) -> [LadderRow] {
        guard !comments.isEmpty else { return [] }
        var rows: [LadderRow] = []
        for packet in packets {
            for comment in comments where comment.packet == packet {
                rows.append(.comment(packet: packet, text: comment.shown(ascii: ascii)))
            }
            comments.removeAll { $0.packet == packet }
        }
        return rows
    }

    /// An arrow, and the comments on its packet.
    mutating func rows(for arrow: LadderArrow) -> [LadderRow] {
        [.arrow(arrow)] + comments(on: arrow.packet.map { [$0] } ?? [])
    }

    mutating func since(_ time: Timestamp) -> Int64 {
        let first = start ?? time.nanoseconds
        start = first
        return time.nanoseconds &- first
    }

    private func safe(_ text: String) -> String { Printable.escaped(text, ascii: ascii) }

    /// A row for a silence that matters: what follows it may be its end, or end because of it.
    mutating func silence(_ duration: Int64?) -> [LadderRow] {
        defer { hasKeepAlives = false }
        guard let duration, duration >= Silence.noteworthy else { return [] }
        return [.silence(duration, hasKeepAlives: hasKeepAlives)]
    }

    /// The silence before a frame; of one that was drawn before a FIN, what came after that.
    private mutating func silence(before frame: FrameEvent) -> [LadderRow] {
        silence(sinceLastEnd(frame.time)(frame.silence))
    }

    private mutating func rows(for session: SessionEvent) -> [LadderRow] {
        start = session.time.nanoseconds
        var rows: [LadderRow] = [
            .ends(
                client: "client \(session.endpoint(of: .client, ascii: ascii))",
                server: "server \(session.endpoint(of: .server, ascii: ascii))")
        ]
        if let response = session.loneResponse {
            isCompressing = response.chosenDeflate != nil
            rows.append(.note("No whole request was captured."))
            rows.append(
                .arrow(
                    LadderArrow(
                        time: 0, from: .server, label: safe("\(response.status) \(response.reason)"), ink: .heading)))
            return rows
        }
        if session.outcome == .encrypted || session.outcome == .failed {
            showsRecords = true
            return rows + [.note("TLS records, as anyone on the way sees them:")]
        }
        guard let handshake = session.handshake else {
            return rows + [.note("The capture begins after the handshake.")]
        }
        isCompressing = handshake.perMessageDeflate != nil
        let request = handshake.request
        rows += self.rows(forEarlier: session.earlierFINs)
        rows += self.rows(
            for: LadderArrow(
                time: 0, from: .client,
                label: safe("\(request.method) \(request.target) HTTP/1.\(request.minorVersion)"), ink: .heading,
                packet: session.packet))
        if let response = handshake.response {
            let time = session.responseTime.map { since($0) } ?? 0
            rows += self.rows(
                for: LadderArrow(
                    time: time, from: .server, label: safe("\(response.status) \(response.reason)"),
                    ink: response.status == 101 ? .heading : .bad, packet: session.responsePacket))
        } else {
            let isBegun = handshake.unfinished?.kind == .response
            rows.append(.note(isBegun ? "The response did not come to its end." : "No response was captured."))
        }
        return rows
    }

    /// A remark; bytes that are no frame are drawn before it.
    private mutating func rows(for finding: Finding) -> [LadderRow] {
        let remark = LadderRow.remark(Remark(finding))
        guard let stray = finding.stray?.text else { return [remark] }
        let isText = stray.kind != .padding
        var bytes = Array(stray.excerpt.prefix(isText ? 120 : 24))
        let isCut = bytes.count < stray.excerpt.count
        if isCut, isText { Self.dropUnfinishedCharacter(&bytes) }
        let text =
            isText
            ? Printable.escaped(bytes: bytes, ascii: ascii) : bytes.map { hexDigits($0, 2) }.joined(separator: " ")
        let arrow = LadderArrow(
            time: since(finding.time), from: finding.from, label: "not a frame, \(stray.count) B",
            excerpt: .init(text: text, isText: isText, isCut: isCut), ink: .bad, packet: finding.packets.last)
        return rows(for: arrow) + [remark]
    }

    private mutating func arrow(for record: RecordEvent) -> LadderArrow {
        var parts = ["record \(record.record)", record.contentType.name ?? "type \(record.contentType.rawValue)"]
        parts.append("\(record.length) B")
        if record.state == .clear, record.contentType != .changeCipherSpec { parts.append("in the clear") }
        if record.state == .opened { parts.append(record.innerType?.name.map { "opened: \($0)" } ?? "opened") }
        return LadderArrow(
            time: since(record.time), from: record.from, label: parts.joined(separator: ", "),
            ink: record.contentType == .alert || record.innerType == .alert ? .bad : .plain,
            packet: record.packets.last)
    }

    private mutating func arrow(for frame: FrameEvent) -> LadderArrow {
        let header = frame.header
        var parts = [header.opcode.name]
        if let answer = frame.answer(ascii: ascii) { parts.append(answer) }
        parts.append(header.fin ? "FIN" : "more follows")
        // It says so of a whole message, on its first frame (RFC 7692 §6.1).
        let isFirst = !header.opcode.isControl && header.opcode != .continuation
        if header.rsv1 { parts.append(isCompressing && isFirst ? "compressed" : "RSV1") }
        if header.rsv2 { parts.append("RSV2") }
        if header.rsv3 { parts.append("RSV3") }
        if header.masked { parts.append("masked") }
        parts.append(
            frame.length < FrameHeader.impossibleLength
                ? "\(frame.length) B" : "length 0x\(String(frame.length, radix: 16))")
        let missing = frame.holes.missing
        // What never came whole is told of at its end: rows stand in the order of time.
        let time = since(frame.time)
        let isLate = !frame.isSentWhole && time < lastRow
        if UInt64(frame.received + missing) != frame.length {
            parts.append("\(frame.received) arrived" + (isLate ? " by \(timeText(time, ascii: ascii))" : ""))
        }
        if missing > 0 { parts.append("\(missing) missing") }
        let excerpt = excerpt(of: frame)
        lastRow = isLate ? lastRow : time
        hasRepetition = false
        return LadderArrow(
            time: lastRow, number: frame.frame, from: frame.from, label: parts.joined(separator: ", "),
            excerpt: excerpt, ink: header.opcode.isControl ? .field(.opcode) : .plain)
    }

    private mutating func excerpt(of frame: FrameEvent) -> LadderArrow.Excerpt? {
        let header = frame.header
        var kind = header.opcode
        if !kind.isControl {
            if kind == .continuation, let message = open[frame.from] { kind = message }
            open[frame.from] = header.fin ? nil : kind
        }
        let limit = 120
        let content = frame.inflated ?? frame.payload
        var bytes = Array(content.prefix(limit))
        guard !bytes.isEmpty else { return nil }
        // Where the limit on what is kept may have cut inflated bytes can't be seen, but it is far above this one.
        let isCut = frame.inflated == nil ? frame.length > UInt64(bytes.count) : content.count > bytes.count
        if header.opcode == .close, frame.close?.isCodeMissing != true {
            return frame.close.map { close in
                if close.mistake == .codeMissing {
                    let text = Printable.escaped(bytes: close.payload, ascii: ascii)
                    return LadderArrow.Excerpt(text: text, isText: true, isCut: false, isWrapped: true)
                }
                let reason = close.reason.isEmpty ? "" : " \"\(Printable.escaped(bytes: close.reason, ascii: ascii))\""
                let name = close.code.flatMap { CloseCode(rawValue: $0).name }.map { " " + $0 } ?? ""
                return LadderArrow.Excerpt(
                    text: close.code.map { "\($0)\(name)\(reason)" } ?? "", isText: false, isCut: close.missing > 0,
                    isWrapped: true)
            }
        }
        let isText = kind == .text || kind.isControl && bytes.allSatisfy { (0x20..<0x7f).contains($0) }
        guard isText else {
            let hex = bytes.prefix(24).map { hexDigits($0, 2) }.joined(separator: " ")
            return LadderArrow.Excerpt(text: hex, isText: false, isCut: isCut || bytes.count > 24)
        }
        if isCut { Self.dropUnfinishedCharacter(&bytes) }
        return LadderArrow.Excerpt(text: Printable.escaped(bytes: bytes, ascii: ascii), isText: true, isCut: isCut)
    }

    /// Removes the bytes at the end that begin a character which the limit cut in two.
    private static func dropUnfinishedCharacter(_ bytes: inout [UInt8]) {
        guard let lead = bytes.suffix(3).lastIndex(where: { $0 & 0xc0 != 0x80 }) else { return }
        let length = bytes[lead] >= 0xf0 ? 4 : bytes[lead] >= 0xe0 ? 3 : bytes[lead] >= 0xc0 ? 2 : 1
        if lead + length > bytes.count { bytes.removeSubrange(lead...) }
    }
}
