import Diagram
import Dissection
import Report
import TestKit
import Testing
import WebSocket

/// The diagnosis as text, of sessions made of real packets.
@Suite struct WhyViewTests {
    /// What the view writes of the sessions that `play` tells.
    private func view(
        session: Int? = nil, width: Int = 80, ascii: Bool = false, hints: Bool = true, _ play: (inout Playbook) -> Void
    ) -> (text: String, problem: NotFound?) {
        var book = Playbook()
        play(&book)
        let output = Output()
        let view = WhyView(
            session: session, to: output, on: Screen(width: width, color: false, ascii: ascii), hints: hints)
        book.dissect(for: view)
        return (output.contents, view.problem)
    }

    @Test func saysVerdictCausesAndWhatToDo() {
        let text = view {
            $0.upgrade()
            $0.frame(.client, .text, Array("Hello".utf8))
            $0.talk.pause(60_000_000_000)
            $0.talk.close(.server)
        }.text
        #expect(
            text == """
                Session 1: ws://example.com/chat

                The server ended TCP with a FIN in packet 10, 1 min 00 s after frame 1, a text
                frame from the client, without a Close from either side. Both programs are told
                1006. (RFC 6455 §7.1.5)

                The server had sent no frame at all.

                Causes, the strongest first
                1  Likely: A proxy or load balancer ended the connection because it was idle.
                   No data was sent for 60 s; 60 s is the default of nginx (proxy_read_timeout)
                   and AWS application load balancers. Neither side sent a Ping that would have
                   kept it alive. To its peer, a proxy in front of the server looks like the
                   server.
                   → server: Send a Ping at least every 30 s; script in browsers can't.
                   → proxy: Raise its timeouts for silent connections: in nginx
                       proxy_read_timeout 3600s;
                       proxy_send_timeout 3600s;
                   → proxy: in HAProxy
                       timeout tunnel 1h

                2  Possible: The server's process died (killed, crashed, restarted), or its
                   program dropped the socket without a Close.
                   Nothing before the FIN points to its cause.
                   → server: Look at its log and its exit status at that time; let it close its
                     sessions with 1001 when it stops.

                Next: ws101 inspect test --session 1

                """)
    }

    @Test func asksForASessionWhereThereAreSeveralOrNone() {
        let several: (inout Playbook) -> Void = { play in
            for _ in 0..<2 {
                play.client(Array(Playbook.request.utf8))
                play.server(Array("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n".utf8))
            }
        }
        #expect(view(several).problem?.advice == "Add --session N, with N from 1 to 2.")
        #expect(view(several).text.isEmpty)
        #expect(view(session: 2, several).problem == nil)
        #expect(view(session: 2, several).text.contains("answered 403"))
        #expect(view(session: 3, several).problem?.problem == "the capture holds 2 sessions: there is no session 3")
        #expect(view { _ in }.problem?.problem == "the capture holds no WebSocket session")
    }

    @Test(arguments: [20, 40, 50, 80, 200])
    func fitsAnyWidthAndEscapesTheWire(width: Int) {
        for status in ["302 F\u{1b}[2J\u{9b}", "403 Forbidden", "426 Upgrade Required", "502 Bad Gateway"] {
            let text = view(width: width, ascii: true) {
                $0.upgrade(
                    request: Playbook.request.replacing("http://example.com", with: "\u{1b}]0;x\u{7}\u{202e}")
                        .replacing("Upgrade: websocket\r\n", with: ""),
                    response: "HTTP/1.1 \(status)\r\nServer: \u{1b}c\r\nLocation: \u{1b}[31m/\u{9b}\r\n"
                        + "Sec-WebSocket-Version: \u{1b}7\r\nContent-Length: 0\r\n\r\n")
                $0.talk.close(.server)
            }.text
            #expect(!text.isEmpty)
            #expect(text.utf8.allSatisfy { $0 == 0x0a || (0x20..<0x7f).contains($0) })
            for line in text.split(separator: "\n") where !line.hasPrefix("Next:") { #expect(line.count <= width) }
        }
    }

    @Test func escapesReasons() {
        let text = view(hints: false) {
            $0.upgrade()
            $0.close(.server, 4001, "\u{1b}[2J\u{202e}")
            $0.talk.close(.server)
        }.text
        #expect(text.contains(#"reason "\x1b[2J\u{202e}""#))
        #expect(!text.contains("Next:"))
    }
}
