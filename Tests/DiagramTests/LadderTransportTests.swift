import Dissection
import TestKit
import Testing
import WebSocket
import Wire

@testable import Diagram

private let second: Int64 = 1_000_000_000

/// FINs, RSTs and what TCP sends again, in the ladder.
@Suite struct LadderTransportTests {
    /// The ladder of a session, from its handshake on.
    private func ladder(_ play: (inout Playbook) -> Void) throws -> String {
        var book = Playbook()
        book.upgrade()
        play(&book)
        let session = try #require(book.trace().sessions.first)
        var ladder = Ladder(screen: Screen(width: 100, color: false, ascii: true))
        var events = [DissectionEvent.session(session.start)] + session.timeline
        if let close = session.close { events.append(.close(close)) }
        return events.compactMap { ladder.row(for: $0) }.joined()
    }

    private func expectOrder(_ parts: [String], _ text: String) {
        var rest = text[...]
        for part in parts {
            guard let found = rest.firstRange(of: part) else {
                Issue.record("“\(part)” is missing, or in the wrong place:\n\(text)")
                return
            }
            rest = rest[found.upperBound...]
        }
    }

    /// What never came whole is told of at its end, and must not stand there with an earlier time.
    @Test func anUnfinishedFrameStandsInTheOrderOfTime() throws {
        let text = try ladder {
            $0.server([0x82, 100, 1, 2, 3])
            $0.talk.pause(2 * second)
            $0.frame(.client, .text, Array("later".utf8))
            $0.talk.pause(second)
            $0.talk.close(.client)
        }
        expectOrder(["later", "3 arrived by ", " ms", "TCP FIN"], text)
        let row = try #require(text.split(separator: "\n").first { $0.contains("arrived by") })
        #expect(row.drop { $0 == " " }.hasPrefix("2."))
    }

    @Test func aFINStandsBeforeTheFrameThatCameAfterIt() throws {
        let text = try ladder {
            $0.close(.server)
            $0.talk.finish(.server)
            $0.frame(.client, .text, Array("still talking".utf8))
            $0.talk.reset(.server)
        }
        expectOrder(["#1", "TCP FIN: the server sends nothing more", "#2", "TCP RST", "connection.reset"], text)
        #expect(text.ranges(of: "TCP FIN").count == 1)
    }

    @Test func whatIsSentAgainIsNoSilence() throws {
        let text = try ladder {
            $0.talk.acknowledgesAtOnce = false
            $0.frame(.client, .text, Array("hello?".utf8))
            for _ in 0..<4 {
                $0.talk.pause(8 * second)
                $0.talk.sendAgain(.client)
            }
            $0.talk.pause(20 * second)
            $0.talk.reset(.client)
        }
        expectOrder(
            ["#1", "12 B again", "retransmission 2", "retransmission 4", "20.0", "of silence", "TCP RST"], text)
        #expect(text.ranges(of: "of silence").count == 1)
    }

    @Test func theFirstCopyThatComesAgainIsDrawn() throws {
        let text = try ladder {
            $0.talk.acknowledgesAtOnce = false
            $0.frame(.client, .text, Array("hello?".utf8))
            $0.talk.pause(12 * second)
            $0.talk.sendAgain(.client)
            $0.talk.acknowledge(.server)
            $0.talk.acknowledgesAtOnce = true
            $0.talk.pause(15 * second)
            $0.finish()
        }
        // Each silence stands before what ended it.
        expectOrder(["#1", "12.00 s of silence", "retransmission 1", "15.00 s of silence", "#2"], text)
        #expect(text.ranges(of: "of silence").count == 2)
    }

    @Test func answeredKeepAlivesAreDrawn() throws {
        let text = try ladder {
            $0.frame(.client, .text, [0x61])
            for _ in 0..<3 {
                $0.talk.pause(15 * second)
                $0.talk.probe(.server)
                $0.talk.acknowledge(.client)
            }
            $0.finish()
        }
        expectOrder(
            ["#1", "TCP keep-alive ", "TCP keep-alive ", "TCP keep-alive ", "s without data", "#2"], text)
        #expect(!text.contains("of silence"))
    }

    /// What is cut off stands before the FIN or RST that cut it off, and what came after one below it.
    @Test(arguments: Side.allCases, [false, true]) func unfinishedFramesStandWhereTheyEnded(
        by side: Side, isReset: Bool
    ) throws {
        let text = try ladder {
            $0.frame(.client, .text, [0x61])
            $0.server([0x81, 10, 0x62, 0x63])
            if isReset {
                $0.talk.reset(side)
            } else {
                $0.talk.finish(side)
                $0.talk.pause(second)
                $0.talk.finish(side.peer)
            }
        }
        let end = isReset ? "TCP RST" : "TCP FIN: the \(side) sends nothing more"
        expectOrder(["#1", "#2", "2 arrived", "message.unfinished", end], text)
    }

    @Test func aFrameThatGoesOnAfterTheFINStandsBelowIt() throws {
        let text = try ladder {
            $0.server([0x81, 4, 0x62, 0x63])
            $0.talk.finish(.client)
            $0.server([0x64, 0x65])
            $0.talk.finish(.server)
        }
        expectOrder(["TCP FIN: the client sends nothing more", "#1", "TCP FIN: the connection is closed"], text)
    }

    @Test func probesOfAClosedWindow() throws {
        let text = try ladder {
            $0.talk.acknowledge(.client, window: 0)
            $0.talk.pause(second)
            $0.talk.probe(.server)
            $0.talk.pause(second)
            $0.talk.acknowledge(.client, window: 100)
        }
        expectOrder(["is the client's window still 0? probe 1", "window is open again after 2.00 s"], text)
    }

    /// The second FIN may be long after the first: what lies before that is no part of its silence.
    @Test func silencesAreDrawnOnce() throws {
        let text = try ladder {
            $0.close(.client)
            $0.close(.server)
            $0.talk.pause(12 * second)
            $0.talk.close(.client)
        }
        #expect(text.ranges(of: "of silence").count == 1)
        expectOrder(["of silence", "the client sends nothing more", "the connection is closed"], text)
    }

    @Test func aFINBeforeTheRequestStandsBeforeIt() throws {
        var play = Playbook()
        play.talk.finish(.server)
        play.client(Array(Playbook.request.utf8))
        play.talk.reset(.server)
        let session = try #require(play.trace().sessions.first)
        var ladder = Ladder(screen: Screen(width: 100, color: false, ascii: true))
        let row = ladder.row(for: .session(session.start))
        let text = try #require(row)
        expectOrder(["-2.000 ms", "TCP FIN", "0.000 ms", "GET /chat"], text)
    }
}
