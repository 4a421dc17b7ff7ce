import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

private func closed(_ play: (inout Playbook) -> Void) throws -> CloseEvent {
    var book = Playbook()
    book.upgrade()
    play(&book)
    return try #require(book.trace().sessions.first?.close)
}

@Suite struct ClosingTests {
    @Test func closeWithoutBodyIs1005() throws {
        let close = try closed {
            $0.close(.client, nil)
            $0.close(.server, nil)
            $0.talk.close(.server)
        }
        #expect(close.clientSent == CloseBody(code: nil, reason: []))
        #expect(close.serverEvent == .init(code: 1005, reason: "", wasClean: true))
        #expect(close.state == .closed)
    }

    @Test func unansweredCloseIs1006ForItsSender() throws {
        let close = try closed {
            $0.close(.server, 4001, "go away")
            $0.talk.close(.server)
        }
        #expect(close.initiator == .server)
        #expect(!close.clean)
        #expect(close.serverEvent?.code == 1006)
        // It never answered, and need not have read it.
        #expect(close.clientEvent == nil)
    }

    @Test func closesThatCrossAreOfBoth() throws {
        let close = try closed {
            $0.talk.acknowledgesAtOnce = false
            $0.close(.client)
            // The server's Close leaves before the client's has arrived: it acknowledges only the handshake.
            $0.close(.server)
            let request = UInt32(Playbook.request.utf8.count)
            $0.talk.segments[$0.talk.segments.count - 1].segment.acknowledgment = 1001 &+ request
            $0.talk.close(.server)
        }
        #expect(close.initiator == .both)
        #expect(close.clean)
    }

    @Test func resetNamesItsSender() throws {
        let close = try closed { $0.talk.reset(.server) }
        #expect(close.tcpEnd == .reset)
        #expect(close.tcpEndBy == .server)
        #expect(close.clientEvent?.code == 1006)
        #expect(close.serverEvent?.code == 1006)
    }

    @Test func captureThatEndsFirstAccusesNobody() throws {
        var play = Playbook()
        play.upgrade()
        play.frame(.client, .ping, [1])
        let session = try #require(play.trace().sessions.first)
        #expect(session.findings.isEmpty)
        #expect(session.close?.state == .open)
        #expect(session.close?.tcpEnd == CloseEvent.TCPEnd.none)
    }

    @Test func closeSentButTCPOpenIsClosing() throws {
        let close = try closed { $0.close(.client) }
        #expect(close.state == .closing)
        #expect(close.clientEvent == nil)
    }

    @Test func resetBehindBothClosesIsNoComplaint() throws {
        var play = Playbook()
        play.upgrade()
        play.close(.server)
        play.close(.client)
        play.talk.finish(.server)
        play.talk.reset(.client)
        let session = try #require(play.trace().sessions.first)
        #expect(session.findings.isEmpty)
        #expect(session.close?.tcpEnd == .fin)
        #expect(session.close?.state == .closed)
    }

    @Test(arguments: Side.allCases) func noPongIsOwedBehindAClose(side: Side) throws {
        var play = Playbook()
        play.upgrade()
        play.close(side)
        play.frame(side, .ping)
        play.close(side.peer)
        play.talk.close(.server)
        let session = try #require(play.trace().sessions.first)
        #expect(session.findings.map(\.rule) == [.frameAfterClose])
    }

    @Test(arguments: Side.allCases) func noPongIsOwedBehindAViolation(side: Side) throws {
        var play = Playbook()
        play.upgrade()
        play.frame(side, Opcode(rawValue: 3))
        play.frame(side, .ping)
        play.close(side.peer, 1002)
        play.talk.close(.server)
        let session = try #require(play.trace().sessions.first)
        #expect(!session.findings.contains { $0.rule == .pingUnanswered })
    }

    @Test(arguments: Side.allCases) func whoGoesOnBehindAViolationOwesPongs(side: Side) throws {
        var play = Playbook()
        play.upgrade()
        play.frame(side, Opcode(rawValue: 3))
        play.frame(side, .ping)
        play.frame(side.peer, .text)
        play.finish()
        let session = try #require(play.trace().sessions.first)
        #expect(session.findings.contains { $0.rule == .pingUnanswered && $0.blame == side.peer.blame })
    }

    /// Nobody answers a Ping that comes right before the end.
    @Test(arguments: Side.allCases, [false, true]) func aPingRightBeforeTheEnd(side: Side, isClosed: Bool) throws {
        func isHeld(after milliseconds: Int64) throws -> Bool {
            var play = Playbook()
            play.upgrade()
            play.frame(side, .ping)
            play.talk.pause(milliseconds * 1_000_000)
            if isClosed { play.close(side.peer, 1001) }
            play.talk.close(side)
            let session = try #require(play.trace().sessions.first)
            #expect(session.close?.totals.serverPings.unanswered == (side == .server ? 1 : 0))
            return session.findings.contains { $0.rule == .pingUnanswered }
        }
        // The answer to the request took 2 ms.
        #expect(try !isHeld(after: 0))
        #expect(try !isHeld(after: 10))
        #expect(try isHeld(after: 30))
    }

    @Test func laterPongAnswersEarlierPings() throws {
        var play = Playbook()
        play.upgrade()
        play.frame(.server, .ping, [1])
        play.frame(.server, .ping, [2])
        play.frame(.client, .pong, [2])
        play.frame(.client, .text, [0x61])
        play.finish()
        #expect(play.trace().sessions.first?.findings.isEmpty == true)
    }
}
