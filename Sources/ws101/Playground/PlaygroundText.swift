import Diagram
import Dissection
import Foundation
import Playground
import Wire

/// What `ws101 playground` prints.
struct PlaygroundText {
    private let screen: Screen

    init(_ screen: Screen) { self.screen = screen }

    // MARK: The list

    /// All endpoints, group by group, with the rules that ws101 reports.
    var list: String {
        var text = ""
        for group in PlaygroundEndpoint.Group.allCases {
            if !text.isEmpty { text += "\n" }
            text += screen.paint(group.title, .heading) + "\n"
            for endpoint in PlaygroundEndpoint.all(in: group) { text += entry(endpoint) }
        }
        return text
    }

    private func entry(_ endpoint: PlaygroundEndpoint) -> String {
        var paragraphs = [(endpoint.summary, Ink.plain)]
        if !endpoint.rules.isEmpty { paragraphs.append((reports(endpoint.rules.map(\.rawValue)), .dim)) }
        let indent = screen.width >= 60 ? 22 : 2
        let lines = paragraphs.flatMap { paragraph, ink in
            wrap(Printable.sentence(paragraph, ascii: screen.ascii), width: screen.width - indent).map {
                screen.paint($0, ink)
            }
        }
        let margin = String(repeating: " ", count: indent)
        if indent == 2 { return ([endpoint.pattern] + lines.map { margin + $0 }).joined(separator: "\n") + "\n" }
        return lines.enumerated().map { index, line in
            (index == 0 ? padded(endpoint.pattern, to: indent) : margin) + line
        }.joined(separator: "\n") + "\n"
    }

    private func reports(_ rules: [String]) -> String { "ws101 reports " + rules.joined(separator: ", ") + "." }

    // MARK: The beginning

    /// What is listened on, and what to try.
    func announcement(of server: PlaygroundServer, keyLog: KeyLogWriter?) -> [String] {
        let ports = [server.port] + (server.tlsPort.map { [$0] } ?? [])
        var places = [("page", "http://localhost:\(server.port)/"), ("ws", "ws://localhost:\(server.port)/echo")]
        if let port = server.tlsPort { places.append(("wss", "wss://localhost:\(port)/echo")) }
        if let keyLog { places.append(("key log", keyLog.path + (keyLog.isTemporary ? ", removed at the end" : ""))) }
        // Not folded: it is there to be copied.
        var command = "  sudo ws101 capture" + ports.map { " --port \($0)" }.joined()
        if let keyLog { command += " --keylog \(ShellWord.quoted(keyLog.path))" }
        return fold(
            "ws101: the playground listens on \(server.addresses.joined(separator: " and ")), for this machine only.")
            + places.map { "  " + padded($0, to: 10) + $1 }
            + fold("All endpoints: ws101 playground --list. In another terminal:") + [command, "Ctrl-C ends it."]
    }

    private func fold(_ text: String) -> [String] { wrap(text, width: screen.width) }

    // MARK: What happens

    /// An entry of the journal, with its line ends.
    func text(of entry: PlaygroundJournal.Entry) -> String {
        switch entry {
        case .news(let news, let time): line(Self.clock(time) + "  ", .dim, words(for: news), .plain)
        case .setOut(let stop):
            line(
                "", .plain, stop.endpoint.path(of: stop.visit) + (stop.isSecure ? " by wss" : ""), .heading)
                + (stop.isFirst ? line("  ", .plain, stop.endpoint.summary, .dim) : "")
        case .visit(let news): line("  " + sign(news.kind), ink(news.kind), news.text, ink(news.kind))
        case .back(let stop):
            (stop.visit.rules.isEmpty ? "" : line("  ", .dim, reports(stop.visit.rules.map(\.rawValue)), .dim)) + "\n"
        }
    }

    /// A lead and a text that is folded after it.
    private func line(_ lead: String, _ leadInk: Ink, _ text: String, _ ink: Ink) -> String {
        let width = displayWidth(of: lead)
        let margin = String(repeating: " ", count: width)
        return wrap(Printable.sentence(text, ascii: screen.ascii), width: screen.width - width).enumerated()
            .map { ($0 == 0 ? screen.paint(lead, leadInk) : margin) + screen.paint($1, ink) + "\n" }.joined()
    }

    private func sign(_ kind: VisitNews.Kind) -> String {
        switch (kind, screen.plain) {
        case (.sent, true): "client: "
        case (.received, true): "server: "
        case (.remark, true): "note: "
        case (.sent, false): screen.ascii ? "-> " : "→ "
        case (.received, false): screen.ascii ? "<- " : "← "
        case (.remark, false): screen.ascii ? "-- " : "· "
        }
    }

    private func ink(_ kind: VisitNews.Kind) -> Ink {
        switch kind {
        case .sent: .client
        case .received: .server
        case .remark: .plain
        }
    }

    private func words(for news: PlaygroundNews) -> String {
        switch news {
        case .opened(let number, let path, let client, let isSecure):
            "#\(number) \(path): opened by \(client)" + (isSecure ? ", wss" : "")
        case .ended(let number, let path, let how, let duration):
            "#\(number) \(path): \(how), after "
                + Quantity.duration(Int64(duration / .nanoseconds(1)), ascii: screen.ascii)
        case .refused(let path, let client, let status): "\(path): refused with \(status), \(client)"
        case .unanswered(let path, let client): "\(path): left without an answer, \(client)"
        case .failed(let client, let reason): "no session with \(client): \(reason)"
        }
    }

    /// The time of day, as `14:05:09`.
    private static func clock(_ time: Date) -> String {
        let parts = Calendar(identifier: .gregorian).dateComponents([.hour, .minute, .second], from: time)
        return [parts.hour, parts.minute, parts.second].map { part in
            let digits = "\(part ?? 0)"
            return digits.count == 1 ? "0" + digits : digits
        }.joined(separator: ":")
    }
}
