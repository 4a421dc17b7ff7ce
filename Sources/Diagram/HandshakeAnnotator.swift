import Dissection
import HTTP
import Wire

/// Writes the lines of a handshake with what is to be said about each.
struct HandshakeAnnotator {
    let view: HandshakeView
    let width: Int
    let ascii: Bool

    /// A line of a head.
    private struct Line {
        var spans: StyledLine
        /// The bytes of the head that it takes.
        var range: Range<Int>
        /// What it is for and where that is said.
        var note: String?
        /// Whether the handshake depends on it, so that it deserves a tick where it is right.
        var isJudged: Bool
    }

    func requestLines() -> [StyledLine] {
        let request = view.handshake.request
        var start = StyledLine(safe(request.method), .field(.opcode))
        start.append(" " + safe(request.target) + " ")
        start.append("HTTP/\(request.majorVersion).\(request.minorVersion)", .field(.flags))
        let line = Line(
            spans: start, range: request.lineRange,
            note:
                "Asks for this path. The method must be GET, and the version at least HTTP/1.1 (\(glued("RFC 6455 §4.1"))).",
            isJudged: true)
        let judged = ["host", "upgrade", "connection", "sec-websocket-key", "sec-websocket-version"]
        let remarks = view.remarks.filter { $0.requestRange != nil }
        return lines([line] + request.fields.map { fieldLine($0, judged: judged) }, remarks) { $0.requestRange }
    }

    func responseLines(_ response: ResponseHead) -> [StyledLine] {
        var start = StyledLine("HTTP/1.\(response.minorVersion) ", .field(.flags))
        start.append(String(response.status), .field(response.status == 101 ? .opcode : .error))
        start.append(" " + safe(response.reason))
        let line = Line(
            spans: start, range: response.lineRange, note: statusNote(response.status), isJudged: response.status == 101
        )
        let judged = response.status == 101 ? ["upgrade", "connection", "sec-websocket-accept"] : []
        let remarks = view.remarks.filter { $0.responseRange != nil }
        return lines([line] + response.fields.map { fieldLine($0, judged: judged) }, remarks) { $0.responseRange }
    }

    private func safe(_ text: String) -> String { Printable.escaped(text, ascii: ascii) }

    private func statusNote(_ status: Int) -> String {
        if status == 101 {
            return
                "The server switches: from the next byte on the connection carries frames (\(glued("RFC 6455 §4.2.2")))."
        }
        let advice = StatusAdvice(status: status)
        return "No WebSocket: \(advice.meaning) \(advice.remedy)"
    }

    private func fieldLine(_ field: HeaderField, judged: [String]) -> Line {
        var spans = StyledLine(safe(field.name), .field(.maskingKey))
        spans.append(": " + safe(field.value))
        return Line(
            spans: spans, range: field.line, note: note(for: field), isJudged: judged.contains(field.name.lowercased()))
    }

    /// What a header is for.
    private func note(for field: HeaderField) -> String? {
        HeaderMeaning.of(field.name).map { "\($0.meaning) (\(glued($0.source)))" }
    }

    /// The lines, each with its mark and note, the remarks under the line that they are about; then what is missing.
    private func lines(_ lines: [Line], _ remarks: [Remark], _ place: (Remark) -> Range<Int>?) -> [StyledLine] {
        var result: [StyledLine] = []
        let missing = remarks.filter { $0.isAboutAbsence && $0.stands(in: lines[0].range, place) }
        let present = remarks.filter { remark in !missing.contains { $0.rule == remark.rule } }
        for line in lines {
            let own = present.filter { $0.stands(in: line.range, place) }
            let worst = own.first { $0.rule.severity == .error } ?? own.first { $0.rule.severity == .warning }
            var first = StyledLine()
            if let worst {
                first.append(padded(worst.mark, to: 3), worst.ink)
            } else {
                first.append(line.isJudged ? (ascii ? "ok " : "✓  ") : "   ", .good)
            }
            first.append(line.spans)
            result += first.folded(to: width, indent: 5)
            if let note = line.note {
                result += StyledLine.wrapped(
                    Printable.sentence(note, ascii: ascii), .dim, first: StyledLine("     "), width: width)
            }
            for remark in own { result += remark.lines(width: width, ascii: ascii, indent: 5) }
        }
        let elsewhere = present.filter { remark in !lines.contains { remark.stands(in: $0.range, place) } }
        for remark in missing + elsewhere { result += remark.lines(width: width, ascii: ascii) }
        return result
    }
}

extension Remark {
    fileprivate var requestRange: Range<Int>? {
        if case .request(let range) = place { range } else { nil }
    }

    fileprivate var responseRange: Range<Int>? {
        if case .response(let range) = place { range } else { nil }
    }

    /// Whether its evidence begins in `range`.
    fileprivate func stands(in range: Range<Int>, _ place: (Remark) -> Range<Int>?) -> Bool {
        place(self).map { range.contains($0.lowerBound) } ?? false
    }

    /// Whether it says that a line is missing: its evidence is the start line then, which is not at fault.
    fileprivate var isAboutAbsence: Bool {
        switch rule {
        case .handshakeHostMissing, .handshakeUpgradeMissing, .handshakeConnectionMissing, .handshakeKeyMissing,
            .handshakeVersionMissing, .handshakeAcceptMissing, .handshakeResponseUpgradeMissing,
            .handshakeResponseConnectionMissing, .handshakeOriginMissing:
            true
        default: false
        }
    }
}
