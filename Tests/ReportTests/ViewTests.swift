import Diagram
import Report
import Testing
import WebSocket

@testable import Dissection

/// The text views of single things, over events made by hand.
struct ViewTests {
    private let screen = Screen(width: 80, color: false, ascii: true)

    private func events(sessions: Int = 1) throws -> [DissectionEvent] {
        var summary = SummaryEvent()
        summary.sessions = sessions
        let bye = CloseBody(code: 1000, reason: Array("bye".utf8))
        var close = Events.close(1, clientSent: bye, serverSent: bye, initiator: .client, tcpEnd: .fin, by: .server)
        close.totals.clientFrames = 2
        return [
            .capture(Events.capture), .session(try Events.session(1, outcome: .open, answer: Events.answer)),
            .frame(Events.frame(1, payload: Array("Hello".utf8))),
            .message(Events.message(1, payload: Array("Hello".utf8))), .finding(Events.finding(frame: 1)),
            .frame(Events.frame(2, opcode: .ping, payload: [1, 2], message: nil)), .close(close), .summary(summary),
        ]
    }

    private func text(of view: (Output) -> any DissectionHandler, _ events: [DissectionEvent]) -> String {
        let output = Output()
        let handler = view(output)
        for event in events { handler.handle(event) }
        return output.contents
    }

    @Test func showsAFrameWithItsFindings() throws {
        let text = text(of: { FrameView(frame: 1, session: nil, to: $0, on: screen) }, try events())
        #expect(text.contains("Session 1, packet 6, 2026-03-01T12:00:00.133456Z, message 1"))
        #expect(text.contains("frame.client-unmasked"))
        #expect(text.contains("37 fa 21 3d"))
    }

    @Test func namesTheTunnelThatASessionLeadsThrough() throws {
        var events = try events()
        var start = try Events.session(1, outcome: .open, answer: Events.answer)
        start.tunnel = "ex\u{1b}ample:80"
        events[1] = .session(start)
        let text = text(of: { SessionWriter(session: 1, to: $0, on: screen, hints: false) }, events)
        #expect(text.contains("Through a CONNECT tunnel to ex\\x1bample:80, asked of the proxy [::1]:9001."))
    }

    @Test func showsWhichPingAPongAnswers() throws {
        var summary = SummaryEvent()
        summary.sessions = 1
        var pong = Events.frame(2, opcode: .pong, payload: [1], message: nil)
        pong.answers = 1
        pong.roundTripTime = 2_500_000
        let text = text(
            of: { FrameView(frame: 2, session: nil, to: $0, on: screen) }, [.frame(pong), .summary(summary)])
        #expect(text.hasPrefix("Session 1, packet 7, 2026-03-01T12:00:00.143456Z, answers #1 in 2.5 ms\n"))
    }

    @Test func showsAMessage() throws {
        let text = text(of: { MessageView(message: 1, session: 1, to: $0, on: screen) }, try events())
        #expect(
            text
                == "Message 1 from the client: text, 5 bytes\nSession 1, frame 1, 2026-03-01T12:00:00.133456Z\n\nHello\n"
        )
    }

    @Test func showsTheLinesOfATextAndWhatWasCut() throws {
        let payload = Array("a\u{1b}b\r\n\nc".utf8)
        let events: [DissectionEvent] = [
            .message(Events.message(1, payload: payload, length: 100)), .summary(oneSession()),
        ]
        let text = text(of: { MessageView(message: 1, session: nil, to: $0, on: screen) }, events)
        #expect(text.hasSuffix("\na\\x1bb\n\nc\n... 93 more bytes (--payload-limit)\n"))
    }

    @Test func saysWhereBytesAreMissing() throws {
        var message = Events.message(1, payload: Array("Hello".utf8), length: 100, isValidText: false)
        message.holes.add(80, at: 5)
        let text = text(
            of: { MessageView(message: 1, session: nil, to: $0, on: screen) },
            [.message(message), .summary(oneSession())])
        #expect(text.contains("80 bytes missing from the capture"))
        #expect(text.contains("\nHello\n80 bytes from byte 5 on are missing from the capture"))
        #expect(text.contains("(15 bytes)"))
    }

    /// What could not be inflated is not empty.
    @Test(arguments: ["", "He"]) func saysWhatCouldNotBeInflated(known: String) throws {
        let message = Events.message(1, payload: Array(known.utf8), length: 12, compressed: true)
        let text = text(
            of: { MessageView(message: 1, session: nil, to: $0, on: screen) },
            [.message(message), .summary(oneSession())])
        #expect(!text.contains("empty"))
        #expect(text.contains("Nothing can be shown: its 12 compressed bytes could not be inflated") == known.isEmpty)
        #expect(text.contains("It could be inflated only as far as this.") == !known.isEmpty)
    }

    @Test func showsBinaryInHex() throws {
        let events: [DissectionEvent] = [
            .message(Events.message(1, kind: .binary, payload: [0, 0x1b, 0xff])), .summary(oneSession()),
        ]
        #expect(text(of: { MessageView(message: 1, session: nil, to: $0, on: screen) }, events).contains("00 1b ff"))
    }

    private func oneSession() -> SummaryEvent {
        var summary = SummaryEvent()
        summary.sessions = 1
        return summary
    }

    @Test func showsASessionAsItHappens() throws {
        let text = text(of: { SessionWriter(session: 1, to: $0, on: screen, hints: true) }, try events())
        let order = [
            "Session 1: ws://example.com:9001/chat?room=1", "Request", "Timeline", "#1", "frame.client-unmasked", "#2",
            "How it ended: 1000 by client", "Findings", "Next: ws101 inspect chat.pcapng --session 1 --frame 1",
        ]
        var rest = text[...]
        for part in order {
            let found = try #require(rest.firstRange(of: part), "\(part)")
            rest = rest[found.upperBound...]
        }
    }

    @Test(arguments: [(1, nil as Int?, 3), (7, 1, 1), (1, 5, 1), (1, nil, 0)])
    func saysWhyAFrameIsNotThere(frame: Int, session: Int?, sessions: Int) throws {
        let output = Output()
        let view = FrameView(frame: frame, session: session, to: output, on: screen)
        var events = try events(sessions: sessions)
        if sessions == 0 { events = [.capture(Events.capture), .summary(SummaryEvent())] }
        for event in events { view.handle(event) }
        #expect(output.contents.isEmpty)
        let problem = try #require(view.problem)
        #expect(!problem.problem.isEmpty && !problem.advice.isEmpty)
    }

    @Test func saysWhichSessionsThereAre() throws {
        for view in [
            SessionWriter(session: 3, to: Output(), on: screen, hints: false) as any SingleView,
            LadderView(session: 3, to: Output()),
        ] {
            for event in try events() { view.handle(event) }
            #expect(view.problem?.problem == "the capture holds 1 session: there is no session 3")
        }
    }

    @Test func writesEventsLiveALineEach() throws {
        var options = LiveWriter.Options()
        options.time = .utc
        let text = text(of: { LiveWriter(to: $0, on: screen, options: options) }, try events())
        #expect(
            text == """
                Times: UTC, 2026-03-01
                12:00:00.123 [1] /chat = open: ws://example.com:9001/chat?room=1 from 127.0.0...
                12:00:00.133 [1] /chat -> #1 text 5 B  "Hello"
                12:00:00.133 [1] /chat ! #1 error frame.client-unmasked: The client sent an u...
                12:00:00.143 [1] /chat -> #2 ping 2 B  "\\x01\\x02"
                12:00:02.123 [1] /chat = ended: 1000 by client, 0 ns, 2 frames, 0 messages, 0 B
                1 session, 0 frames, 0 messages, 0 errors, 0 warnings

                """)
    }

    @Test func passesOnlyTheChoice() throws {
        func kinds(_ choice: Selection.Choice) throws -> [String] {
            let output = Output()
            let selection = Selection(choice, to: NDJSONWriter(to: output))
            for event in try events() { selection.handle(event) }
            return output.contents.split(separator: "\n").compactMap {
                $0.firstMatch(of: #/"type":"(\w+)"/#).map { String($0.1) }
            }
        }
        #expect(
            try kinds(.init()) == ["capture", "session", "frame", "message", "finding", "frame", "close", "summary"])
        #expect(try kinds(.init(session: 2)) == ["capture", "summary"])
        #expect(try kinds(.init(session: 1, frame: 1)) == ["capture", "session", "frame", "finding", "summary"])
        #expect(try kinds(.init(message: 1)) == ["capture", "session", "frame", "message", "summary"])
    }
}
