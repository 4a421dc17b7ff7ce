import Dissection
import TestKit
import Testing
import WebSocket
import Wire

/// Connections and sessions made to be remembered, or to keep the dissector busy: what is kept is counted.
@Suite struct AttackTests {
    private static let head = Array("GET / HTTP/1.1\r\nX: ".utf8) + [UInt8](repeating: 0x61, count: 59_981)
    /// What the connections of one group may keep before they are sessions, in bytes: 64 MiB are for 16 groups.
    private static let groupLimit = 4 << 20

    private func conversation(_ number: Int) -> Conversation {
        var talk = Conversation(client: .ipv4(10, 0, 0, 1, port: UInt16(1024 + number)))
        talk.segmentSize = 60_000
        talk.acknowledgesAtOnce = false
        talk.connect()
        return talk
    }

    /// Every sixteenth connection is of the same group: its heads never end.
    private func unfinishedHeads(_ count: Int, ending: Bool) -> [(time: Timestamp, bytes: [UInt8])] {
        (0..<(count * 16)).flatMap { number in
            var talk = conversation(number)
            if number % 16 == 0 { talk.send(Self.head, from: .client) }
            if ending { talk.reset(.client) }
            return talk.packets
        }
    }

    @Test func headsThatNeverEndStayWithinTheLimit() throws {
        var play = Playbook(Conversation(client: .ipv4(10, 0, 0, 1, port: 61_024)))
        play.upgrade()
        play.frame(.client, .text, Array("Hello".utf8))
        play.finish()
        let count = 80
        let trace = Playbook.trace(unfinishedHeads(count, ending: false) + play.talk.packets)
        #expect(trace.summary?.unreadable["memory-limit"] == count - Self.groupLimit / Self.head.count)
        #expect(trace.summary?.otherConnections == count * 16)
        // Who needs little is heard even then.
        #expect(trace.sessions.first?.messages.first?.payload == Array("Hello".utf8))
    }

    @Test func whatAConnectionKeptIsFreeAgainAtItsEnd() {
        let trace = Playbook.trace(unfinishedHeads(80, ending: true))
        #expect(trace.summary?.unreadable["memory-limit"] == nil)
    }

    /// Bytes behind an upgrade request wait for its answer; a client that never gets one may not fill the memory.
    @Test func whatWaitsForAnswersStaysWithinTheLimit() {
        let packets = (0..<(30 * 16)).flatMap { number in
            var play = Playbook(conversation(number))
            if number % 16 == 0 {
                play.client(Array(Playbook.request.utf8))
                for _ in 0..<4 { play.client([UInt8](repeating: 0, count: 60_000)) }
            }
            return play.talk.packets
        }
        let trace = Playbook.trace(packets)
        // 240 KB each: 17 of the 30 find room, and the others come upon the limit once each.
        #expect(trace.summary?.unreadable["memory-limit"] == 13)
        #expect(trace.sessions.count == 17)
        #expect(trace.sessions.allSatisfy { $0.start.outcome == .unanswered })
    }

    /// A segment may hold tens of thousands of frames: each is told, and none inside of another's call.
    @Test func manyFramesInOneSegment() throws {
        var play = Playbook(conversation(0))
        play.upgrade()
        play.server((0..<30_000).flatMap { _ in [0x89, 0x00] as [UInt8] })
        play.finish()
        let session = try #require(play.trace().sessions.first)
        #expect(session.frames.count == 30_002)
        #expect(session.frames[29_999].packets.count == 1)
        let pings = session.close?.totals.serverPings
        #expect(pings?.sent == 30_000)
        // No more than these are waited for.
        #expect(pings?.unanswered == 64)
    }

    /// A list as long as a head may be is no reason to work or to remember more than once.
    @Test func extensionsOf60Kilobytes() throws {
        let offer = String(repeating: "permessage-deflate; client_max_window_bits=99, ", count: 1200) + "x"
        let lines = "Sec-WebSocket-Extensions: \(offer)\r\n\r\n"
        var play = Playbook(conversation(0))
        play.upgrade(
            request: Playbook.request.dropLast(2) + lines, response: Playbook.response.dropLast(2) + lines)
        play.frame(.client, .text, Array("Hello".utf8))
        play.finish()
        let session = try #require(play.trace().sessions.first)
        #expect(session.messages.count == 1)
        #expect(session.findings.count < 50)
        #expect(session.findings.allSatisfy { $0.detail.utf8.count < 2000 })
    }

    @Test func headerLinesByTheThousand() throws {
        let lines = (0..<5000).map { "X-\($0) : y\r\n" }.joined() + "\r\n"
        var play = Playbook(conversation(0))
        play.upgrade(request: Playbook.request.dropLast(2) + lines)
        play.frame(.client, .text, Array("Hello".utf8))
        play.finish()
        let session = try #require(play.trace().sessions.first)
        #expect(session.messages.count == 1)
        #expect(session.findings.count { $0.rule.rawValue == "handshake.header-malformed" } < 100)
    }
}
