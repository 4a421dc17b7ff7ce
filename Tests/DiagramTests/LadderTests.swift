import Dissection
import TestKit
import Testing
import WebSocket
import Wire

@testable import Diagram

@Suite struct LadderTests {
    private func draw(_ events: [DissectionEvent], _ screen: Screen) -> String {
        var ladder = Ladder(screen: screen)
        return events.compactMap { ladder.row(for: $0) }.joined()
    }

    @Test("A session", arguments: [(120, false), (80, false), (80, true), (59, false), (40, false), (20, true)])
    func golden(width: Int, ascii: Bool) throws {
        let screen = Screen(width: width, color: false, ascii: ascii)
        let text = draw(try Examples.events(), screen)
        let difference = Golden.difference("diagram/ladder-\(width)\(ascii ? "-ascii" : "").txt", text)
        #expect(difference == nil, "\(difference ?? "")")
    }

    @Test("Every line fits every screen", arguments: sampleWidths)
    func fits(width: Int) throws {
        let events = try Examples.events()
        for screen in screens(width: width) { expectFits(draw(events, screen), screen) }
    }

    @Test("Each arrow points from its sender, in words too")
    func directions() throws {
        let screen = Screen(width: 80, color: false, ascii: true)
        let client = draw([.frame(try Examples.frame(1, .client, 0, Examples.maskedHello))], screen)
        #expect(client.contains("|-- text, FIN, masked, 5 B  \"Hello\" ") && client.hasSuffix(">|\n"))
        let server = draw([.frame(try Examples.frame(1, .server, 0, [0x89, 0]))], screen)
        #expect(server.contains("|<-") && server.hasSuffix(" ping, FIN, 0 B --|\n"))
        let unknown = draw([.frame(try Examples.frame(1, nil, 0, [0x89, 0]))], screen)
        #expect(unknown.contains("|-? ping") && unknown.hasSuffix("?|\n"))
    }

    /// Where both do not fit a line, what a frame carries takes lines of its own; a Close's reason is not cut.
    @Test("A Close on a narrow screen", arguments: [20, 30, 40, 59])
    func narrowClose(width: Int) throws {
        let reason = "the reason that it gives is long"
        let body = [0x03, 0xf1] + Array(reason.utf8)
        let frame = try Examples.frame(1, .server, 0, [0x88, UInt8(body.count)] + body)
        let text = draw([.frame(frame)], Screen(width: width, color: false, ascii: false))
        let words = text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
        #expect(words.contains("close, FIN, \(body.count) B"))
        #expect(words.contains("1009 Message Too Big \"\(reason)\""))
    }

    @Test("Times count from the request")
    func times() throws {
        let text = draw(try Examples.events(), Screen(width: 80, color: false, ascii: false))
        let times = text.split(separator: "\n").map { $0.prefix(10) }
        #expect(times.contains("  0.000 ms") && times.contains("  1.234 ms") && times.contains("  65.002 s"))
        #expect(times.contains("   2:47:45"))
    }

    @Test(
        "Times are written so that people can read them",
        arguments: [
            (0, "0.000 ms"), (1234, "0.001 ms"), (999_999_999, "999.999 ms"), (1_000_000_000, "1.000 s"),
            (9_999_999_000_000, "9999.999 s"), (10_000_000_000_000, "2:46:40"), (-5_000_000, "−5.000 ms"),
            (Int64.min, "−2562047:47:16"),
        ] as [(Int64, String)])
    func timeTexts(nanoseconds: Int64, expected: String) { #expect(timeText(nanoseconds, ascii: false) == expected) }

    @Test("A fragmented text stays text, a compressed one is shown inflated")
    func kinds() throws {
        let screen = Screen(width: 100, color: false, ascii: false)
        var compressed = try Examples.frame(4, .server, 0, [0x41, 1, 0x64])
        compressed.inflated = Array("whole".utf8)
        let text = draw(
            [
                .frame(try Examples.frame(1, .server, 0, [0x01, 1, 0x61])),
                .frame(try Examples.frame(2, .client, 0, [0x00, 1, 0x62])),
                .frame(try Examples.frame(3, .server, 0, [0x80, 1, 0x63])),
                .frame(compressed),
            ], screen)
        let lines = text.split(separator: "\n")
        #expect(lines[0].contains("\"a\"") && lines[2].contains("\"c\""))
        #expect(lines[1].contains("  62 "), "a continuation of nothing known is bytes")
        #expect(lines[3].contains("\"whole\""))
    }

    @Test("RSV1 says that a message is compressed on its first frame only")
    func compression() throws {
        let line = "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
        var play = Playbook()
        play.upgrade(
            request: Playbook.request.dropLast() + line, response: Playbook.response.dropLast() + line)
        play.compressed(.server, .text, [0x4a], fin: false)
        play.compressed(.server, .continuation, [0x04, 0x00])
        let session = try #require(play.trace().sessions.first)
        let text = draw(
            [.session(session.start)] + session.frames.map { .frame($0) }, Screen(width: 100, color: false, ascii: true)
        )
        #expect(text.contains("text, more follows, compressed, 1 B"))
        #expect(text.contains("continuation, FIN, RSV1, 2 B"))
    }

    @Test("A Pong says which Ping it answers, and when")
    func answers() throws {
        var pong = try Examples.frame(7, .client, 0, [0x8a, 0])
        pong.answers = 4
        pong.roundTripTime = 87_400
        let wide = draw([.frame(pong)], Screen(width: 80, color: false, ascii: false))
        #expect(wide.contains("pong, answers #4 in 87 µs, FIN, 0 B ─"))
        let ascii = draw([.frame(pong)], Screen(width: 80, color: false, ascii: true))
        #expect(ascii.contains("pong, answers #4 in 87 us, FIN, 0 B -"))
    }

    @Test("A silence has a row from ten seconds on", arguments: [(9_999_999, false), (10_000_000, true)])
    func silences(microseconds: Int64, isShown: Bool) throws {
        let screen = Screen(width: 80, color: false, ascii: true)
        let frame = draw([.frame(try Examples.frame(7, .client, 0, [0x8a, 0], silence: microseconds))], screen)
        #expect(frame.contains(":  10.00 s of silence") == isShown)
        var close = Examples.close(5, .fin, by: .server, state: .closed)
        close.totals.finalSilence = microseconds * 1000
        #expect(draw([.close(close)], screen).contains(":  10.00 s of silence") == isShown)
    }

    @Test("Both FINs and the RST are rows, in the order of their packets")
    func endsOfTCP() {
        let screen = Screen(width: 80, color: false, ascii: true)
        var close = Examples.close(5, .fin, by: .server, state: .closed)
        close.fins.append(Examples.mark(.client, 9, packet: 21))
        let fins = draw([.close(close)], screen).split(separator: "\n")
        #expect(fins.count == 2)
        #expect(fins[0].contains("TCP FIN: the server sends nothing more --|"))
        #expect(fins[1].contains("|-- TCP FIN: the connection is closed ---"))
        close.fins.removeLast()
        close.reset = Examples.mark(.client, 9, packet: 21)
        let reset = draw([.close(close)], screen).split(separator: "\n")
        #expect(reset.count == 2)
        #expect(reset[1].contains("|-- TCP RST: connection aborted ---"))
    }

    @Test("A FIN that the capture lacks is told of, and is no arrow")
    func unseenFIN() {
        let screen = Screen(width: 80, color: false, ascii: true)
        var close = Examples.close(5, .fin, by: .server, state: .closed)
        close.fins.append(Examples.mark(.client, 9, packet: 21))
        close.fins[0].isCaptured = false
        close.fins[0].packet = 21
        let rows = draw([.close(close)], screen).split(separator: "\n")
        #expect(rows.count == 2)
        #expect(rows[0].contains("|-- TCP FIN: the client sends nothing more"))
        #expect(rows[1].contains("The server's FIN was not captured: packet 21 acknowledges it."))
    }

    @Test("close_notify is a row before its FIN, and its lack is told of who ends first")
    func endsOfTLS() {
        let screen = Screen(width: 80, color: false, ascii: true)
        func rows(_ kind: TLSEnd.Kind) -> [Substring] {
            let events = [
                (TransportEvent.Kind.tlsEnd(kind), Side.server, 5), (.fin, .server, 5), (.tlsEnd(.none), .client, 6),
                (.fin, .client, 6),
            ].enumerated().map { index, event in
                DissectionEvent.transport(Examples.transport(event.0, event.1, event.2, packet: 20 + index))
            }
            return draw(events, screen).split(separator: "\n")
        }
        let ordered = rows(.closeNotify)
        #expect(ordered.count == 3)
        #expect(ordered[0].contains("TLS close_notify --|") && ordered[1].contains("TCP FIN: the server sends"))
        #expect(ordered[2].contains("|-- TCP FIN: the connection is closed"))
        #expect(rows(.alertSized).first?.contains("TLS record as long as an alert --|") == true)
        let bare = rows(.none)
        #expect(bare.count == 2)
        #expect(bare[0].contains("TCP FIN without close_notify --|"))
    }

    @Test("The last silence stands before what ended it, also where frames follow a FIN")
    func lastSilence() throws {
        let screen = Screen(width: 120, color: false, ascii: true)
        var close = Examples.close(20_000, .fin, by: .server, state: .closed)
        close.totals.finalSilence = 12_000_000_000
        let events: [DissectionEvent] = [
            .session(Examples.session(nil)), .frame(try Examples.frame(1, .client, 30_000, Examples.maskedHello)),
        ]
        let open = draw(events + [.close(close)], screen).split(separator: "\n").suffix(3)
        #expect(open.map { $0.contains("silence") } == [false, true, false], "the capture ended it")
        close.fins.append(Examples.mark(.client, 12_030_000, packet: 30))
        let closed = draw(events + [.close(close)], screen).split(separator: "\n").suffix(3)
        #expect(closed.map { $0.contains("silence") } == [false, true, false])
        #expect(closed.last?.contains("TCP FIN: the connection is closed") == true)
    }

    @Test("Findings stand under their frame with their mark")
    func findings() throws {
        let screen = Screen(width: 100, color: false, ascii: false)
        let finding = Examples.finding(.pingUnanswered, "No Pong came.")
        #expect(draw([.finding(finding)], screen).contains("? warning ping.unanswered"))
    }

    @Test("The end of TCP, or of the capture, is the last row")
    func ends() {
        let screen = Screen(width: 100, color: false, ascii: false)
        #expect(draw([.close(Examples.close(5, .fin, by: .server, state: .closed))], screen).contains("◀"))
        let half = draw([.close(Examples.close(5, .fin, by: .server, state: .open))], screen)
        #expect(half.contains("The capture ends with TCP half-closed: the client has not ended its direction."))
        let open = draw([.close(Examples.close(5, .none, by: nil, state: .open))], screen)
        #expect(open.contains("The capture ends while the session is open."))
    }

    @Test("A handshake that was refused, unanswered or missed")
    func outcomes() throws {
        let screen = Screen(width: 100, color: false, ascii: false)
        let refused = try Examples.handshake(Examples.request, ["HTTP/1.1 403 Forbidden"])
        #expect(draw([.session(Examples.session(refused))], screen).contains("403 Forbidden ──"))
        let unanswered = try Examples.handshake(Examples.request, nil)
        #expect(draw([.session(Examples.session(unanswered))], screen).contains("No response was captured."))
        #expect(draw([.session(Examples.session(nil))], screen).contains("The capture begins after the handshake."))
    }

    @Test("No payload byte reaches the terminal or the SVG raw", arguments: [UInt8(0x81), 0x82, 0x89])
    func hostile(first: UInt8) throws {
        let wire = [first, UInt8(Examples.hostile.count)] + Examples.hostile
        let body = [0x03, 0xe8] + Examples.hostile
        let events: [DissectionEvent] = [
            .frame(try Examples.frame(1, .server, 0, wire)),
            .frame(try Examples.frame(2, .server, 0, [0x88, UInt8(body.count)] + body)),
            .finding(Examples.finding(.frameAfterClose, "\u{1b}[31m")),
        ]
        for width in [20, 50, 80, 140] {
            for screen in screens(width: width) { expectFits(draw(events, screen), screen) }
        }
        expectGoodSVG(Ladder.svg(of: events), "hostile")
    }

    @Test("A character that the limit cuts in two is left out, not shown as bytes")
    func cutCharacter() throws {
        let text = Array(String(repeating: "ë", count: 200).utf8)
        let wire: [UInt8] = [0x81, 0x7e, 0x01, 0x90] + text
        let row = draw(
            [.frame(try Examples.frame(1, .server, 0, Array(wire.prefix(4 + 31)), received: 400))],
            Screen(width: 140, color: false, ascii: false))
        #expect(row.contains("\"ëëëëëëëëëëëëëëë\" …"))
    }

    @Test("The SVG has an arrow for each row and both life lines", arguments: [nil, true, false] as [Bool?])
    func svg(light: Bool?) throws {
        let svg = Ladder.svg(of: try Examples.events(), light: light)
        expectGoodSVG(svg, "ladder")
        let reader = try #require(SVGReader.read(svg))
        // Two heads, eight frames and a reset, of which one frame has no known sender; two life lines.
        #expect(reader.elements["line"] == 11 + 2)
        #expect(reader.elements["path"] == 10)
        #expect(reader.text.contains("\"Hello\""))
    }
}
