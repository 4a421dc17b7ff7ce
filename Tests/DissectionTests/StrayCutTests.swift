import Dissection
import TestKit
import Testing
import WebSocket
import Wire

private typealias Line = (side: Side, bytes: [UInt8])

private let request = Array(Playbook.request.utf8)
private let response = Array(Playbook.response.utf8)
private let hello = FrameEncoder.encode(opcode: .text, payload: Array("hello".utf8))
private let masked = FrameEncoder.encode(
    opcode: .text, payload: Array("masked".utf8), maskingKey: MaskingKey(0x37fa_213d))

private func text(_ text: String) -> [UInt8] { Array(text.utf8) }

/// Sessions with bytes that are neither frames nor HTTP where those are due, however TCP cuts them.
private let scripts: [(name: String, lines: [Line])] = [
    (
        "a body after the 101",
        [(.client, request), (.server, response + text("hello")), (.client, masked), (.server, hello)]
    ),
    (
        "JSON between the frames of the other side",
        [
            (.client, request), (.server, response), (.client, text("{\"a\":\"é\"}\n")), (.server, hello),
            (.client, text("{\"b\":\"ü\"}\n")), (.server, hello), (.client, text("{}\n") + masked),
        ]
    ),
    (
        "text, and then frames",
        [
            (.client, request), (.server, response), (.server, text("a line of a log\n")), (.client, masked),
            (.server, hello), (.server, text("and another one\n")), (.server, hello + hello),
        ]
    ),
    (
        "a PROXY line with a wrong address",
        [
            (.client, text("PROXY TCP4 203.0.113.999 192.0.2.1 4000 80\r\n") + request), (.server, response),
            (.client, masked),
        ]
    ),
    (
        "a PROXY line that is too long",
        [
            (.client, text("PROXY TCP4 " + String(repeating: "1", count: 200) + "\r\n") + request), (.server, response),
            (.client, masked),
        ]
    ),
    (
        "a PROXY line in small letters",
        [
            (.client, text("proxy TCP4 203.0.113.9 192.0.2.1 4000 80\r\n") + request), (.server, response),
            (.client, masked),
        ]
    ),
    (
        "a PROXY header of a version that there is not",
        [
            (
                .client,
                [0x0d, 0x0a, 0x0d, 0x0a, 0, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a, 0x31, 0x11, 0, 12]
                    + [203, 0, 113, 7, 198, 51, 100, 20, 0xc8, 0x22, 0, 80] + request
            ), (.server, response), (.client, masked),
        ]
    ),
    (
        "a PROXY header that announces more than there is",
        [
            (
                .client,
                [0x0d, 0x0a, 0x0d, 0x0a, 0, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a, 0x21, 0x11, 12, 0]
                    + [203, 0, 113, 7, 198, 51, 100, 20, 0xc8, 0x22, 0, 80] + request
            ), (.server, response), (.client, masked),
        ]
    ),
    ("an answer to what is no request", [(.client, [0, 1, 2, 3]), (.server, response + hello)]),
    ("an answer after bytes that are none", [(.server, text("\u{1}junk")), (.server, response + hello)]),
]

private func facts(_ lines: [Line], segmentSize: Int = 1460, cut: Int? = nil) -> [String] {
    var talk = Conversation()
    talk.segmentSize = segmentSize
    talk.connect()
    for line in lines { talk.send(line.bytes, from: line.side, cuts: cut.map { [$0] } ?? []) }
    talk.close(.server)
    return Playbook.trace(talk.packets).sessions.flatMap { session in
        [
            "\(session.start.outcome) \(session.start.uri ?? "no URI")",
            session.close.map {
                "\($0.initiator) \(String(describing: $0.clientEvent)) \(String(describing: $0.serverEvent)) \($0.mayLackClose)"
            } ?? "no close",
        ]
            + session.frames.map { "\(String(describing: $0.from)) at \($0.streamOffset): \($0.payload)" }
            + session.findings.map { "\($0.rule.rawValue) \($0.stray?.text.excerpt ?? [])" }
    }
}

@Suite struct StrayCutTests {
    @Test func namesAreDistinct() { #expect(Set(scripts.map(\.name)).count == scripts.count) }

    @Test(arguments: scripts.map(\.name)) func tellsTheSameHoweverItIsCut(name: String) throws {
        let lines = try #require(scripts.first { $0.name == name }).lines
        let whole = facts(lines)
        #expect(whole.count > 2)
        for size in [1, 2, 3, 5, 7, 16, 60] { #expect(facts(lines, segmentSize: size) == whole, "segments of \(size)") }
        for cut in 1..<(lines.map(\.bytes.count).max() ?? 1) {
            #expect(facts(lines, cut: cut) == whole, "cut at \(cut)")
        }
    }

    /// The request is found behind a PROXY line that is none, and so the session has its URI.
    @Test func findsTheRequest() throws {
        let lines = try #require(scripts.first { $0.name == "a PROXY line with a wrong address" }).lines
        #expect(facts(lines).first == "open ws://example.com/chat")
    }

    /// Far behind the beginning, only a segment's beginning is one of a head.
    @Test func looksOnlyNearTheBeginning() {
        let lines: [Line] = [(.client, [UInt8](repeating: 1, count: 5000) + request), (.server, response)]
        #expect(facts(lines).first == "open no URI")
    }

    /// What is neither text nor a frame may hide a Close.
    @Test func unknownBytesMayHideAClose() throws {
        var play = Playbook()
        play.upgrade()
        play.server(text("a line of a log\n") + [0xff, 0xfe, 0xfd])
        play.talk.close(.server)
        #expect(play.trace().sessions.first?.close?.mayLackClose == true)
    }
}
