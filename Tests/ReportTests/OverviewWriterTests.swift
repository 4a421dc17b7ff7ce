import Capture
import Diagram
import Report
import Testing
import WebSocket
import Wire

@testable import Dissection

struct OverviewWriterTests {
    private func overview(_ events: [DissectionEvent], width: Int = 80, ascii: Bool = true) -> String {
        let output = Output()
        let writer = OverviewWriter(to: output, on: Screen(width: width, color: false, ascii: ascii), hints: true)
        for event in events { writer.handle(event) }
        return output.contents
    }

    private func twoSessions() throws -> [DissectionEvent] {
        var clean = Events.close(
            1, clientSent: CloseBody(code: 1000, reason: []), serverSent: CloseBody(code: 1000, reason: []),
            initiator: .client, tcpEnd: .fin, by: .server, state: .closed)
        clean.totals.duration = 1_234_000_000
        clean.totals.clientFrames = 7
        clean.totals.clientBytes = 1500
        clean.totals.errors = 1
        var summary = SummaryEvent()
        summary.packets = 40
        summary.bytes = 5000
        summary.sessions = 2
        summary.frames = 7
        summary.errors = 1
        summary.otherConnections = 3
        summary.unreadable = ["not-tcp": 2]
        return [
            .capture(Events.capture), .session(try Events.session(1, outcome: .open, answer: Events.answer)),
            .session(try Events.session(2, outcome: .refused, answer: "HTTP/1.1 403 No\r\n\r\n")),
            .finding(Events.finding(frame: 3)), .close(clean), .close(Events.close(2)), .summary(summary),
        ]
    }

    @Test(arguments: [(1, "1 packet was cut at 96 bytes"), (3, "3 packets were cut at 96 bytes")])
    func saysThatPacketsWereCut(count: Int, words: String) {
        var summary = SummaryEvent()
        summary.packets = 7
        #expect(!overview([.capture(Events.capture), .summary(summary)]).contains("cut at"))
        summary.cutPackets = count
        summary.snapLength = 96
        let text = overview([.capture(Events.capture), .summary(summary)])
        #expect(text.contains(words))
        #expect(text.contains("tcpdump -s 0"))
        #expect(text.contains("No WebSocket session"))
    }

    @Test func listsSessionsTotalsFindingsAndTheNextStep() throws {
        let text = try overview(twoSessions(), width: 120)
        #expect(
            text == """
                chat.pcapng, pcapng, ETHERNET (lo), 40 packets, 5.0 KB, 0 ns

                #  URI                                Duration  Frames  Msgs   Bytes  Ended           Findings
                1  ws://example.com:9001/chat?room=1    1.23 s       7     0  1.5 KB  1000 by client  1 error
                2  ws://example.com:9001/chat?room=1      0 ns       0     0     0 B  refused 403     none

                2 sessions, 7 frames, 0 messages.
                Besides: 3 TCP connections without WebSocket, 2 packets skipped (not TCP).

                Findings, the worst first
                error    frame.client-unmasked: The client sent an unmasked frame [session 1 frame 3]

                Next: ws101 inspect chat.pcapng --session 2 --why

                """)
    }

    @Test func givesEachURIALineWhereTheTableIsNarrow() throws {
        #expect(
            try overview(twoSessions(), width: 80).contains(
                """
                #  Duration  Frames  Msgs   Bytes  Ended           Findings
                1  ws://example.com:9001/chat?room=1
                     1.23 s       7     0  1.5 KB  1000 by client  1 error
                2  ws://example.com:9001/chat?room=1
                       0 ns       0     0     0 B  refused 403     none

                """))
    }

    @Test(arguments: [20, 40, 68, 80, 120])
    func fitsTheScreen(width: Int) throws {
        for line in try overview(twoSessions(), width: width, ascii: false).split(separator: "\n")
        where !line.hasPrefix("Next:") {
            #expect(displayWidth(of: String(line)) <= width)
        }
    }

    /// As dumpcap names the loopback of Windows, and what was undone to read the file.
    @Test func showsNamesAsTheyAreAndWhatWasUndone() {
        var capture = Events.capture
        capture.interfaces[0].name = #"\Device\NPF_Loopback"#
        capture.transfer.isTextMode = true
        capture.transfer.textBefore = 1
        let text = overview([.capture(capture), .summary(SummaryEvent())], width: 400)
        #expect(text.contains(#"ETHERNET (\Device\NPF_Loopback)"#))
        #expect(text.contains("The file begins with 1 byte of text"))
        #expect(text.contains("Every LF in the file"))
    }

    @Test func saysWhenThereIsNothing() {
        #expect(overview([.capture(Events.capture), .summary(SummaryEvent())]).contains("holds no packets"))
        var summary = SummaryEvent()
        summary.packets = 3
        #expect(overview([.capture(Events.capture), .summary(summary)]).contains("No WebSocket session"))
    }

    @Test func namesWhatTurnedToTLS() {
        var summary = SummaryEvent()
        summary.packets = 3
        summary.otherConnections = 4
        summary.turnedToTLS = ["SMTP": 2, "unknown": 1, "STARTTLS": 1]
        let text = overview([.capture(Events.capture), .summary(summary)], width: 300)
        #expect(
            text.contains(
                "4 TCP connections without WebSocket, 2 of which are SMTP that turned to TLS, "
                    + "1 of which is a protocol with STARTTLS that turned to TLS, "
                    + "1 of which is another protocol that turned to TLS."))
    }

    @Test func saysThatAProxyRefusedATunnel() {
        var summary = SummaryEvent()
        summary.packets = 3
        let proxy = Endpoint(address: IPAddress(ipv4: 0x0a00_0001), port: 3128)
        for packet in [7, 9] {
            summary.refusedTunnels.add(
                .init(authority: "a\u{1b}b:80", status: 407, proxy: proxy, tcpStream: 0, packet: packet))
        }
        let text = overview([.capture(Events.capture), .summary(summary)], width: 300)
        #expect(
            text.contains(
                "The proxy 10.0.0.1:3128 refused a CONNECT tunnel to a\\x1bb:80 with 407, packet 7 (and 1 more CONNECT): "
                    + "it wants to know who asks"))
    }

    // MARK: What was not decrypted

    private func encrypted(_ rule: Rule, _ other: CloseEvent? = nil) throws -> [DissectionEvent] {
        var closed = try Events.session(1, outcome: .encrypted)
        closed.handshake = nil
        var summary = SummaryEvent()
        summary.packets = 9
        summary.sessions = other == nil ? 1 : 2
        var events: [DissectionEvent] = [
            .capture(Events.capture), .session(closed), .finding(Events.finding(rule, frame: nil)),
            .close(Events.close(1, tcpEnd: .fin, by: .server, state: .closed)),
        ]
        if let other { events += [.session(try Events.session(2, outcome: .open)), .close(other)] }
        return events + [.summary(summary)]
    }

    @Test func whatWasNotDecryptedIsNotEmpty() throws {
        let text = try overview(encrypted(.tlsNoKeys), width: 120, ascii: false)
        let row = try #require(text.split(separator: "\n").first { $0.hasPrefix("1 ") })
        #expect(row.split(separator: " ").filter { $0 == "–" }.count == 3)
        #expect(row.contains("not decrypted"))
        #expect(text.contains("1 session not decrypted: what it carried is not counted."))
        #expect(
            text.hasSuffix(
                "Next: ws101 inspect chat.pcapng --keylog keys.txt\n      ws101 explain keylog\n"))
    }

    /// No key log opens a connection whose handshake is not in the capture, or with a cipher that is not known.
    @Test(arguments: [Rule.tlsHandshakeMissing, .tlsUnsupportedCipher])
    func keysAreAskedForOnlyWhereTheyHelp(rule: Rule) throws {
        let text = try overview(encrypted(rule), width: 120)
        #expect(text.hasSuffix("Next: ws101 inspect chat.pcapng --session 1\n"))
    }

    @Test func anEndWithoutACloseComesFirst() throws {
        let abnormal = Events.close(2, tcpEnd: .reset, by: .server, state: .closed)
        let text = try overview(encrypted(.tlsNoKeys, abnormal), width: 120)
        #expect(
            text.hasSuffix(
                """
                Next: ws101 inspect chat.pcapng --session 2 --why
                      ws101 inspect chat.pcapng --keylog keys.txt
                      ws101 explain keylog

                """))
    }

    /// An end that is not clean is asked about, as one of an error; one that harms nobody is not.
    @Test(arguments: [(1000, false), (1001, false), (1008, true), (1011, true), (4000, true)] as [(UInt16, Bool)])
    func aDoubtfulEndIsAskedAbout(code: UInt16, isAsked: Bool) throws {
        let body = CloseBody(code: code, reason: [])
        let close = Events.close(clientSent: body, serverSent: body, initiator: .server, state: .closed)
        var summary = SummaryEvent()
        summary.packets = 9
        summary.sessions = 1
        let text = try overview(
            [.capture(Events.capture), .session(Events.session(1, outcome: .open)), .close(close), .summary(summary)],
            width: 120)
        #expect(text.contains("Next: ws101 inspect chat.pcapng --session 1\n") == !isAsked)
        #expect(text.contains("Next: ws101 inspect chat.pcapng --session 1 --why\n") == isAsked)
    }

    /// A Close whose code the capture lacks is no clean end, either.
    @Test func aCloseThatIsCutIsAskedAbout() throws {
        var summary = SummaryEvent()
        summary.packets = 9
        summary.sessions = 1
        let close = Events.close(
            clientSent: CloseBody(payload: [], missing: 2), serverSent: CloseBody(code: 1000, reason: []),
            initiator: .client, state: .closed)
        let text = try overview(
            [.capture(Events.capture), .session(Events.session(1, outcome: .open)), .close(close), .summary(summary)],
            width: 120)
        #expect(text.contains("--session 1 --why\n"))
    }

    // MARK: Legs

    @Test(arguments: [1, 5, 7]) func saysWhichSessionsAreLegsOfOne(count: Int) throws {
        var summary = SummaryEvent()
        summary.packets = 9
        summary.sessions = 2
        let place = Endpoint(address: IPAddress(ipv4: 1), port: 1)
        for number in 1...count {
            let legs = [2 * number - 1, 2 * number].map {
                LegLink.Leg(session: $0, client: place, server: place, end: nil)
            }
            summary.legs.add(LegLink(first: legs[0], second: legs[1], evidence: .key, nearerClient: nil))
        }
        let text = try overview(
            [
                .capture(Events.capture), .session(Events.session(1, outcome: .open)),
                .session(Events.session(2, outcome: .open)), .summary(summary),
            ], width: 120)
        #expect(text.contains("Session 2 is another leg of session 1: both requests have the same Sec-WebSocket-Key."))
        #expect(text.contains("Session 12 ") == false)
        #expect(text.contains("and 2 more pairs of legs") == (count == 7))
    }

    /// A proxy that keeps Host has the same URI on both sides.
    @Test(arguments: [40, 80, 120], [true, false]) func legsWithTheSameURIHaveTheirServers(width: Int, areLegs: Bool)
        throws
    {
        let first = try Events.session(1, outcome: .open)
        var second = try Events.session(2, outcome: .open)
        second.server = Endpoint(address: IPAddress(ipv4: 0x0a00_0009), port: 9001)
        var summary = SummaryEvent()
        summary.packets = 9
        summary.sessions = 2
        if areLegs {
            let legs = [first, second].map {
                LegLink.Leg(session: $0.session, client: $0.client, server: $0.server, end: nil)
            }
            summary.legs.add(LegLink(first: legs[0], second: legs[1], evidence: .key, nearerClient: nil))
        }
        let text = overview(
            [.capture(Events.capture), .session(first), .session(second), .summary(summary)], width: width)
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("at 10.0.0.9:9001") == areLegs)
        #expect(words.contains("at \(first.server)") == areLegs)
    }
}
