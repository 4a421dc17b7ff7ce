import Dissection
import TestKit
import Testing
import WebSocket
import Wire

@testable import Diagram

/// A session as it was told from real packets.
private func session(_ play: (inout Playbook) -> Void) throws -> Trace.Session {
    var book = Playbook()
    book.upgrade()
    play(&book)
    return try #require(book.trace().sessions.first)
}

private func view(_ play: (inout Playbook) -> Void) throws -> StatesView? {
    let session = try session(play)
    return StatesView(try #require(session.close), start: session.start)
}

/// Closes that cross: neither side had the other's when it sent its own.
private func crossing(_ play: inout Playbook) {
    play.talk.acknowledgesAtOnce = false
    play.close(.client)
    play.close(.server)
    let request = UInt32(Playbook.request.utf8.count)
    play.talk.segments[play.talk.segments.count - 1].segment.acknowledgment = 1001 &+ request
    play.talk.pause(12_000_000_000)
    play.talk.close(.server)
}

@Suite struct StatesViewTests {
    @Test("A line for each step", arguments: [(80, false), (50, false), (30, true)])
    func golden(width: Int, ascii: Bool) throws {
        let view = try #require(try view(crossing))
        let text = view.text(on: Screen(width: width, color: false, ascii: ascii))
        let difference = Golden.difference("diagram/states-\(width)\(ascii ? "-ascii" : "").txt", text)
        #expect(difference == nil, "\(difference ?? "")")
    }

    @Test("Every line fits every screen", arguments: sampleWidths)
    func fits(width: Int) throws {
        let view = try #require(try view { $0.finish() })
        for screen in screens(width: width) { expectFits(view.text(on: screen), screen) }
    }

    @Test("What shows a step of both sides is one line")
    func steps() throws {
        let text = try #require(try view { $0.finish() }).text(on: Screen(width: 100, color: false, ascii: false))
        let lines = text.split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines[1].hasPrefix("  0.000 ms  CONNECTING  CONNECTING  The client sent"))
        #expect(lines[3].contains("CLOSING     CLOSING     The client sent its Close, frame 1."))
    }

    @Test("States stand in their order, though packets of a direction were captured late")
    func lateDirection() throws {
        let view = try view {
            $0.close(.client)
            $0.close(.server)
            $0.talk.close(.server)
            let server = Endpoint.ipv4(192, 0, 2, 2, port: 80)
            for index in $0.talk.segments.indices where $0.talk.segments[index].segment.source == server {
                $0.talk.segments[index].time += 100_000_000
            }
            $0.talk.segments.sort { $0.time < $1.time }
        }
        let text = try #require(view).text(on: Screen(width: 100, color: false, ascii: false))
        let names = ["CONNECTING", "OPEN", "CLOSING", "CLOSED"]
        let states = text.split(separator: "\n").compactMap { line in names.first { line.contains($0) } }
        #expect(states == names)
    }

    @Test("Nothing is shown of a session that just goes on, or never began")
    func nothing() throws {
        #expect(try view { $0.frame(.client, .text, [0x61]) } == nil)
        var refused = Playbook()
        refused.upgrade(response: "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        let session = try #require(refused.trace().sessions.first)
        #expect(StatesView(try #require(session.close), start: session.start) == nil)
    }
}
