import Dissection
import HTTP
import Query

/// What learners write around the value that is asked for, when they copy more of a head than it: the header's name before
/// it, the request's method, the line's end.
///
/// More is taken away only where the line stands in the recording as it was typed: nothing that isn't there passes.
enum AnswerForms {
    /// The answer without quotation marks and line ends around it, typed as `\r\n`.
    static func bare(_ answer: String) -> String {
        var text = AnswerNotation.trimmed(answer)
        while true {
            let before = text
            for end in ["\\r\\n", "\\n", "\\r", "␍␊", "<CRLF>"] where text.count > end.count && text.hasSuffix(end) {
                text = AnswerNotation.trimmed(String(text.dropLast(end.count)))
            }
            text = AnswerNotation.trimmed(AnswerNotation.unquoted(text))
            if text == before { return text }
        }
    }

    /// The answer, and what it says when it is a line of a head in `recording`: the field's value, the request's target, the
    /// response's status.
    static func readings(of answer: String, in recording: Recording) -> [String] {
        let text = bare(answer)
        var readings = [AnswerNotation.trimmed(answer), text]
        for handshake in recording.sessions.compactMap(\.start.handshake) {
            let request = handshake.request
            let fields = request.fields + (handshake.response?.fields ?? [])
            for field in fields where isLine(text, field) {
                readings += [field.value, "\(field.name): \(field.value)", field.name]
            }
            readings += fields.map(\.name).filter { isHeader(text, named: $0) }
            let line = "\(request.method) \(request.target)"
            if text == line || text == "\(line) \(request.version)" { readings.append(request.target) }
            if let response = handshake.response, let words = words(after: text, response.version) {
                if words == "\(response.status) \(response.reason)".lowercased() {
                    readings.append(String(response.status))
                }
            }
        }
        return readings
    }

    private static func isLine(_ text: String, _ field: HeaderField) -> Bool {
        guard let colon = text.firstIndex(of: ":") else { return false }
        return text[..<colon].lowercased() == field.name.lowercased()
            && AnswerForms.bare(String(text[text.index(after: colon)...])) == AnswerNotation.trimmed(field.value)
    }

    // `the Upgrade header`, `Upgrade:`.
    private static func isHeader(_ text: String, named name: String) -> Bool {
        let name = name.lowercased()
        return ["\(name) header", "the \(name) header", "\(name):"].contains(AnswerNotation.folded(text))
    }

    // A status line's words in small letters, with its version before them or not.
    private static func words(after text: String, _ version: String) -> String? {
        let words = text.split(separator: " ").joined(separator: " ").lowercased()
        let prefix = version.lowercased() + " "
        return words.hasPrefix(prefix) ? String(words.dropFirst(prefix.count)) : words
    }
}
