import Course
import Diagram
import Dissection
import Foundation
import Lessons
import Testing
import WebSocket

@testable import ws101

@Suite struct ExplainTests {
    private static let screen = Screen(width: 80, color: false, ascii: false)
    private let glossary: Glossary
    private let list: TopicList

    init() throws {
        glossary = try Glossary(lessonsFolder: LessonFiles.folder)
        list = TopicList(glossary)
    }

    private func page(_ name: String, _ screen: Screen = screen) throws -> String {
        try #require(TopicPage(name.split(separator: " ").map(String.init), glossary), "\(name)").text(on: screen)
    }

    @Test(arguments: ["where", "--where", "conditions"]) func explainsConditions(name: String) throws {
        let text = try page(name)
        #expect(text.hasPrefix("Conditions: --where EXPRESSION\n"))
        #expect(text.contains("opcodeName == text and payloadLength > 125"))
        for line in text.split(separator: "\n") { #expect(displayWidth(of: String(line)) <= 80, "\(line)") }
    }

    // MARK: The glossary

    @Test func everyWordThatTheCourseUsesHasAnEntry() {
        let words = [
            "masking", "masking key", "fragment", "fragmentation", "message", "frame", "opcode", "control frame",
            "subprotocol", "extension", "handshake", "opening handshake", "closing handshake", "backpressure",
            "half-open",
            "heartbeat", "keep-alive", "ping", "pong", "permessage-deflate", "context takeover", "readyState",
            "CONNECTING", "OPEN", "CLOSING", "CLOSED", "bufferedAmount", "GUID",
            "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", "nonce", "wss", "ws", "origin", "cross-site WebSocket hijacking",
            "full-duplex", "segment", "packet", "FIN", "TCP FIN", "RST", "close code", "wasClean", "101", "Upgrade",
            "hop by hop", "reverse proxy", "load balancer", "sticky session", "drain", "backoff", "jitter", "swarm",
            "thundering herd", "ticket", "zero window", "slow consumer", "delivery", "acknowledgement", "SSE",
            "long polling", "RFC 8441", "extended CONNECT", "UTF-8", "base64", "SHA-1", "TLS record", "SNI", "key log",
            "round-trip time", "network byte order", "mixed content", "loopback",
        ]
        for word in words { #expect(glossary.entry(word) != nil, "\(word)") }
    }

    @Test func everyReferenceLeadsSomewhere() throws {
        for entry in glossary.entries {
            for name in entry.topics {
                let page = TopicPage(name.split(separator: " ").map(String.init), glossary)
                #expect(page != nil, "\(entry.name): \(name)")
                #expect(page?.entry?.name != entry.name, "\(entry.name) names itself")
            }
        }
    }

    @Test(arguments: [20, 40, 80, 200]) func everyPageFitsTheScreen(width: Int) throws {
        for entry in glossary.entries {
            for ascii in [false, true] {
                let text = try page(entry.name, Screen(width: width, color: false, ascii: ascii))
                for line in text.split(separator: "\n") {
                    #expect(displayWidth(of: String(line)) <= width, "\(entry.name): \(line)")
                    if ascii { #expect(line.utf8.allSatisfy { (0x20..<0x7f).contains($0) }, "\(line)") }
                }
            }
        }
    }

    @Test func aWordAndTheFieldOrOpcodeOfItsNameShareOnePage() throws {
        let masking = try page("masking")
        #expect(masking.hasPrefix("masking\nThe client XORs every payload byte") && masking.contains("\nField MASK\n"))
        let ping = try page("ping")
        #expect(ping.hasPrefix("ping\n") && ping.contains("\nOpcode 9: ping\n"))
        #expect(try page("101").contains("\nHTTP status 101: Switching Protocols\n"))
        #expect(try page("Upgrade").contains("\nHeader Upgrade\n"))
    }

    @Test(arguments: [("heartbeat", "TLS extension 15"), ("message", "gtp.message"), ("rst", "tcp.flags.reset")])
    func whatAWordMeansBelowWebSocketComesLast(word: String, other: String) throws {
        let text = try page(word)
        let entry = try #require(glossary.entry(word))
        #expect(text.hasPrefix(entry.name + "\n"))
        let (title, first) = (
            try #require(text.range(of: "The name in other layers")), try #require(text.range(of: other))
        )
        #expect(title.lowerBound < first.lowerBound)
    }

    @Test func namesTheLessonThatTeachesIt() throws {
        let result = try Program.run(["explain", "masking"])
        #expect(result.output.contains("teaches it: ws101 learn ") && result.error.isEmpty)
    }

    @Test func aLessonAndExplainShowTheSameText() throws {
        let entry = try #require(glossary.entry("masking"))
        let words = entry.paragraphs.joined(separator: " ")
        let shown = try page("masking").split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(shown.contains(words))
    }

    // MARK: Near misses

    @Test(arguments: [
        ("1oo6", "1006"), ("100l", "1001"), ("1OO0", "1000"), ("fragmnt", "fragment"), ("heartbeet", "heartbeat"),
        ("redystate", "readyState"), ("half opn", "half-open"), ("thunderin herd", "swarm"), ("pnig", "ping"),
        ("handshake.acept-missing", "handshake.accept-missing"), ("upgrad", "Upgrade"), ("clos", "close"),

    ])
    func theNearestIsNamedFirst(typed: String, name: String) {
        #expect(list.nearest(to: typed).first == name, "\(list.nearest(to: typed))")
    }

    @Test func whatIsNearNothingHasNoSuggestion() {
        #expect(list.nearest(to: "nothing-like-it").isEmpty)
        #expect(list.nearest(to: "xq").isEmpty && list.nearest(to: "").isEmpty)
    }

    @Test(arguments: [("client-unmasked", Rule.frameClientUnmasked), ("tcp-order", .closeTcpOrder)])
    func aRuleIsFoundWithoutItsGroup(typed: String, rule: Rule) { #expect(Topic([typed]) == .rule(rule)) }

    // MARK: Rules

    @Test(arguments: Rule.allCases) func everyRuleSaysWhyAndWhatToDo(rule: Rule) throws {
        let text = try page(rule.rawValue)
        for label in ["What  ", "Why  ", "Who is blamed  ", "What to do  ", "Source  "] {
            #expect(text.contains("\n" + label), "\(label)")
        }
    }

    // MARK: Close codes

    @Test func theCodeOfAnAbnormalEndLeadsToTheDiagnosis() throws {
        #expect(try page("1006").contains("ws101 inspect FILE --session N --why"))
        #expect(try !page("1000").contains("--why"))
    }

    @Test(arguments: [1005, 1006, 1015]) func codesThatNeverTravelSayWhoReportsThem(code: UInt16) throws {
        let text = try page("\(code)")
        #expect(text.contains("a Close frame never carries it") && text.contains("Who reports it"))
        #expect(CloseCode(rawValue: code).reporter?.lowercased().contains("librar") == true)
    }

    @Test func nobodyReportsTheCodeWithoutMeaning() throws {
        let text = try page("1004")
        #expect(
            text.contains("never defined a meaning") && text.contains("Nobody") && text.contains("must not be sent"))
        #expect(!text.contains("a program reports it"))
    }

    // MARK: The list

    @Test(arguments: [40, 80, 200]) func theListNamesEverythingWithinTheScreen(width: Int) {
        let text = list.text(on: Screen(width: width, color: false, ascii: true))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { displayWidth(of: String($0)) <= width })
        for name in glossary.entries.map(\.name) + Rule.allCases.map(\.rawValue) {
            #expect(text.contains("  \(name)"), "\(name)")
        }
        #expect(text.hasPrefix("Words\n"))
    }
}
