import Course
import Diagram
import Dissection
import HTTP
import Query
import TLS
import WebSocket
import Wire

/// All topics by name.
struct TopicList {
    private let glossary: Glossary

    /// The list with the words of `glossary`.
    init(_ glossary: Glossary) { self.glossary = glossary }

    /// The lists, a heading each, each line with its line end.
    func text(on screen: Screen) -> String {
        let words = glossary.entries.map(\.name).sorted { $0.lowercased() < $1.lowercased() }
        let lists: [(String, [String])] = [
            ("Words", words), ("Close codes", CloseCode.named.map { "\($0.rawValue) \($0.name ?? "")" }),
            ("Opcodes", Topic.opcodes.map { "\($0.rawValue) \($0.name)" }),
            ("HTTP statuses", ["101", "200", "3xx", "4xx", "5xx"]), ("Headers", HeaderMeaning.all.map(\.name)),
            ("Frame fields", Self.frameFields), ("Rules", Rule.allCases.map(\.rawValue)),
            ("TLS", [KeyLogTopic.name]), ("TLS alerts", TLSTopic.alerts.compactMap(\.name)),
            ("TLS extensions", TLSTopic.extensions.compactMap(\.name)),
            ("Choosing what is shown", [WhereTopic.name]),
            ("Keys of NDJSON and of expressions", ["keys"] + Topic.documentedKinds.map { "keys of a \($0.rawValue)" }),
            ("Keys", ["any Sec-WebSocket-Key, to compute its Sec-WebSocket-Accept"]),
        ]
        return lists.filter { !$0.1.isEmpty }.map { title, names in
            let text = screen.plain ? Self.sentence : Self.columns
            return screen.paint(title, .heading) + "\n" + text(names, screen.width)
        }.joined(separator: "\n")
    }

    /// `names` one after the other, to be read aloud, each line with its line end.
    private static func sentence(_ names: [String], width: Int) -> String {
        wrap(names.joined(separator: ", "), width: width).map { $0 + "\n" }.joined()
    }

    /// `names` in columns, to be read downwards, each line with its line end.
    private static func columns(_ names: [String], width: Int) -> String {
        let size = (names.map { displayWidth(of: $0) }.max() ?? 0) + 2
        let columns = max(1, (width - 2) / size)
        let rows = (names.count + columns - 1) / columns
        return (0..<rows).map { row in
            let cells = stride(from: row, to: names.count, by: rows).map { names[$0] }
            let line = cells.dropLast().map { padded($0, to: size) }.joined() + cells[cells.count - 1]
            return wrap(line, width: width - 2).map { "  \($0)\n" }.joined()
        }.joined()
    }

    /// Up to three names that look like `text`, the nearest first.
    func nearest(to text: String) -> [String] {
        let wanted = Topic.plain(text)
        guard !wanted.isEmpty else { return [] }
        // A number in which letters stand for digits that look like them can mean nothing else.
        let digits = Self.digits(of: wanted)
        if digits != wanted, digits.allSatisfy(\.isNumber), let code = Int(digits), Self.isKnown(code) {
            return [digits]
        }
        return EditDistance.nearest(to: wanted, among: names.map { (Topic.plain($0.spelling), $0.name) })
    }

    /// `text` with the digits that its letters look like.
    private static func digits(of text: String) -> String {
        String(
            text.map { letter -> Character in
                switch letter {
                case "o": "0"
                case "l", "i": "1"
                case "z": "2"
                case "s": "5"
                case "b": "8"
                default: letter
                }
            })
    }

    private static func isKnown(_ code: Int) -> Bool {
        (100...599).contains(code) || CloseCode.named.contains { Int($0.rawValue) == code }
    }

    /// Every spelling by which something is found, and its name in the lists.
    private var names: [(spelling: String, name: String)] {
        let words = glossary.entries.flatMap { entry in ([entry.name] + entry.aliases).map { ($0, entry.name) } }
        let numbers = CloseCode.named.map { ("\($0.rawValue)", "\($0.rawValue)") } + [("101", "101")]
        let codes = CloseCode.named.compactMap { code in code.name.map { ($0, "\(code.rawValue)") } }
        return words + numbers + codes + Self.others.map { ($0, $0) }
    }

    private static let others: [String] = {
        var names = [KeyLogTopic.name, WhereTopic.name]
        names += Rule.allCases.map(\.rawValue)
        names += HeaderMeaning.all.map(\.name)
        names += Topic.opcodes.map(\.name)
        names += frameFields
        names += TLSTopic.alerts.compactMap(\.name)
        names += TLSTopic.extensions.compactMap(\.name)
        return names
    }()

    private static let frameFields = FieldID.allCases.filter(\.isOfFrame).map { FieldCatalogue.description(of: $0).key }
}
