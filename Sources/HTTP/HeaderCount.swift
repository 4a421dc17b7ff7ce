/// How often a header of the opening handshake may occur, and whether it may be empty.
struct HeaderCount {
    var name: String
    /// The section that forbids to repeat it; nil where it may be repeated.
    var source: String?
    /// The section that wants a value in it; nil where an empty one is judged elsewhere.
    var valueSource: String?

    /// The headers of the request.
    static let request = [
        HeaderCount(name: "Host", source: "RFC 9112 §3.2"),
        HeaderCount(name: "Sec-WebSocket-Key", source: "RFC 6455 §11.3.1"),
        HeaderCount(name: "Sec-WebSocket-Version", source: "RFC 6455 §11.3.5"),
        HeaderCount(name: "Sec-WebSocket-Protocol", valueSource: "RFC 6455 §4.1"),
        HeaderCount(name: "Sec-WebSocket-Extensions", valueSource: "RFC 6455 §9.1"),
    ]

    /// The headers of a 101.
    ///
    /// Sec-WebSocket-Version may be repeated in a response (RFC 6455 §11.3.5).
    static let switching = [
        HeaderCount(name: "Upgrade", source: "RFC 6455 §4.1"),
        HeaderCount(name: "Sec-WebSocket-Accept", source: "RFC 6455 §11.3.3"),
        HeaderCount(name: "Sec-WebSocket-Protocol", source: "RFC 6455 §11.3.4", valueSource: "RFC 6455 §4.2.2"),
        HeaderCount(name: "Sec-WebSocket-Extensions", source: "RFC 6455 §11.3.2", valueSource: "RFC 6455 §9.1"),
    ]

    /// The headers of `head` that occur more often than `rules` allow, or are empty: the line, and a sentence or two.
    static func problems(in head: some MessageHead, _ rules: [HeaderCount]) -> [(line: Range<Int>, detail: String)] {
        rules.compactMap { rule in
            var (count, isEmpty) = (0, true)
            for index in head.fields.indices where head.fields[index].name.equalsIgnoringCase(rule.name) {
                count += 1
                isEmpty = isEmpty && head.fields[index].value.isEmpty
            }
            guard count > 1 || count == 1 && isEmpty else { return nil }
            let fields = Array(head.fields(named: rule.name))
            if let source = rule.source, fields.count > 1 {
                return (fields[1].line, rule.repeated(fields.map(\.value), source))
            }
            guard let source = rule.valueSource, isEmpty else { return nil }
            return (fields[0].line, "\(rule.name) is empty; it must name something or be left out (\(source)).")
        }
    }

    private func repeated(_ values: [String], _ source: String) -> String {
        let isSame = values.allSatisfy { $0 == values[0] }
        let shown =
            isSame ? "each \(quoted(values[0]))" : values.prefix(3).map { quoted($0) }.joined(separator: " and ")
        return "\(name) occurs \(values.count) times, \(shown); it may occur only once (\(source))."
    }
}
