import ArgumentParser
import Diagram
import Dissection
import Foundation
import HTTP
import Report
import TLS
import WebSocket
import Wire

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract:
            "Explain a close code, an opcode, a header, a rule, a status, a field, a Sec-WebSocket-Key, key logs.",
        discussion: """
            A number up to 15 is an opcode, one from 100 to 599 an HTTP status, any other a close code; `opcode 8`, \
            `status 403` and `close 1000` say it plainly. Without a topic it lists what there is.

            EXAMPLES
              ws101 explain 1006
              ws101 explain ping
              ws101 explain Sec-WebSocket-Protocol
              ws101 explain frame.client-unmasked
              ws101 explain status 403
              ws101 explain masking key
              ws101 explain dGhlIHNhbXBsZSBub25jZQ==
              ws101 explain keylog
              ws101 explain handshake_failure
            """)

    @Argument(help: "What to explain.")
    var topic: [String] = []

    @OptionGroup var screen: ScreenOptions

    func run() throws {
        let screen = screen.screen
        guard !topic.isEmpty else { return try Results.write { $0.write(TopicList.text(on: screen)) } }
        guard let found = Topic(topic) else {
            let text = topic.joined(separator: " ")
            let near = TopicList.nearest(to: text)
            throw Failure(
                Failure.usage, "nothing is known about '\(text)'",
                advice: near.isEmpty
                    ? "ws101 explain, without a topic, lists what there is."
                    : "Did you mean: \(near.joined(separator: ", "))?")
        }
        try Results.write { $0.write(TopicText(on: screen).text(found)) }
    }
}

/// All topics by name.
enum TopicList {
    /// The lists, a heading each, each line with its line end.
    static func text(on screen: Screen) -> String {
        let lists: [(String, [String])] = [
            ("Close codes", CloseCode.named.map { "\($0.rawValue)" }),
            ("Opcodes", Topic.opcodes.map { "\($0.rawValue) \($0.name)" }),
            ("HTTP statuses", ["101", "200", "3xx", "4xx", "5xx"]), ("Headers", HeaderMeaning.all.map(\.name)),
            ("Frame fields", frameFields), ("Rules", Rule.allCases.map(\.rawValue)),
            ("TLS", [KeyLogTopic.name]), ("TLS alerts", TLSTopic.alerts.compactMap(\.name)),
            ("TLS extensions", TLSTopic.extensions.compactMap(\.name)),
            ("Keys", ["any Sec-WebSocket-Key, to compute its Sec-WebSocket-Accept"]),
        ]
        return lists.map { title, names in
            let lines = wrap(names.joined(separator: ", "), width: screen.width - 2).map { "  \($0)\n" }.joined()
            return screen.paint(title, .heading) + "\n" + lines
        }.joined()
    }

    /// Up to three names that look like `text`, the nearest first.
    static func nearest(to text: String) -> [String] {
        let wanted = Topic.plain(text)
        guard !wanted.isEmpty, wanted.count <= 100 else { return [] }
        let limit = max(2, wanted.count / 3)
        let scored = names.compactMap { name -> (name: String, distance: Int)? in
            let plain = Topic.plain(name)
            // A beginning, or a part, is near however much is left out.
            let distance =
                wanted.count >= 3 && plain.contains(wanted) ? 1 : EditDistance.between(wanted, plain, atMost: limit)
            return distance.map { (name, $0) }
        }
        return scored.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
    }

    private static let names =
        [KeyLogTopic.name] + Rule.allCases.map(\.rawValue) + HeaderMeaning.all.map(\.name) + Topic.opcodes.map(\.name)
        + frameFields + TLSTopic.alerts.compactMap(\.name) + TLSTopic.extensions.compactMap(\.name)

    private static let frameFields = FieldID.allCases.filter { $0.rawValue >= FieldID.frameFIN.rawValue }
        .map { FieldCatalogue.description(of: $0).key }
}

/// How far words are from each other.
enum EditDistance {
    /// How many letters must be inserted, deleted or replaced to make one of the other; nil if more than `limit`.
    static func between(_ first: String, _ second: String, atMost limit: Int) -> Int? {
        let (rows, columns) = (Array(first), Array(second))
        guard abs(rows.count - columns.count) <= limit else { return nil }
        var above = Array(0...columns.count)
        for (row, letter) in rows.enumerated() {
            var current = [row + 1]
            for column in columns.indices {
                let replaced = above[column] + (letter == columns[column] ? 0 : 1)
                current.append(min(replaced, above[column + 1] + 1, current[column] + 1))
            }
            above = current
        }
        return above[columns.count] <= limit ? above[columns.count] : nil
    }
}
