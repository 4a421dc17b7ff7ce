import Dissection
import Foundation

/// What a browser gets: the page and what belongs to it.
enum PageFiles {
    private static let types = [
        "index.html": "text/html; charset=utf-8", "style.css": "text/css; charset=utf-8",
        "playground.js": "text/javascript; charset=utf-8", "icon.svg": "image/svg+xml",
    ]

    /// The answer to a request for `target`, whose query is ignored; nil if nothing is there.
    static func answer(to target: String) -> PlainAnswer? {
        let path = target.prefix { $0 != "?" }
        if path == "/endpoints.json" { return PlainAnswer(type: "application/json", body: description) }
        let name = path == "/" ? "index.html" : String(path.dropFirst())
        guard let type = types[name],
            let data = try? Data(contentsOf: Bundle.module.bundleURL.appendingPathComponent("Page/\(name)"))
        else { return nil }
        return PlainAnswer(type: type, body: Array(data))
    }

    /// The table of endpoints, as the page's script reads it.
    private static let description: [UInt8] = {
        let groups = PlaygroundEndpoint.Group.allCases.map { group in
            Group(
                title: group.title,
                endpoints: PlaygroundEndpoint.all(in: group).map { endpoint in
                    Row(
                        name: endpoint.name, summary: endpoint.summary, placeholder: endpoint.argument?.placeholder,
                        standard: endpoint.argument?.standard, least: endpoint.argument?.range.lowerBound,
                        most: endpoint.argument?.range.upperBound, offers: endpoint.offers,
                        rules: endpoint.rules.map(\.rawValue))
                })
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(groups)).map(Array.init) ?? []
    }()

    private struct Group: Encodable {
        var title: String
        var endpoints: [Row]
    }

    private struct Row: Encodable {
        var name: String
        var summary: String
        var placeholder: String?
        var standard: Int?
        var least: Int?
        var most: Int?
        var offers: [String]
        var rules: [String]
    }
}
