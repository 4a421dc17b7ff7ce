import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

private let second: Int64 = 1_000_000_000

/// The end of TCP and the closing handshake, in the order of time.
@Suite struct TransportEndTests {
    private func session(_ play: (inout Playbook) -> Void) throws -> Trace.Session {
        var book = Playbook()
        book.upgrade()
        play(&book)
        return try #require(book.trace().sessions.first)
    }

    /// What happens after the handshake, in short: `#1`, `fin`, `rst`.
    private func brief(_ session: Trace.Session) -> [String] {
        session.timeline.compactMap { event -> String? in
            switch event {
            case .frame(let frame): return "#\(frame.frame)"
            case .transport(let event):
                if event.kind == .fin { return "fin" }
                return event.kind == .reset ? "rst" : nil
            default: return nil
            }
        }
    }

    @Test func endsStandWhereTheyCame() throws {
        let session = try session {
            $0.close(.server)
            $0.talk.finish(.server)
            $0.frame(.client, .text, [65])
            $0.talk.reset(.server)
        }
        #expect(brief(session) == ["#1", "fin", "#2", "rst"])
    }

    @Test(arguments: Side.allCases) func aCloseThatCrossesARST(side: Side) throws {
        let session = try session {
            $0.close(side)
            $0.talk.reset(side)
            $0.close(side.peer)
            $0.talk.reset(side)
        }
        #expect(brief(session) == ["#1", "rst", "#2"])
        let close = try #require(session.close)
        #expect(close.isReplyLate)
        #expect(!close.clean)
        #expect((side == .client ? close.clientEvent : close.serverEvent)?.code == 1006)
        let finding = try #require(session.findings.first)
        #expect(session.findings.map(\.rule) == [.connectionReset])
        #expect(finding.blame == side.blame)
        #expect(finding.detail.contains("did not wait for the answer"))
    }

    /// A RST that acknowledges the Close before which it was captured was sent after that.
    @Test(arguments: Side.allCases) func aCloseThatWasSwappedWithARST(side: Side) throws {
        let session = try session {
            $0.close(side)
            $0.talk.acknowledgesAtOnce = false
            $0.close(side.peer)
            $0.talk.reset(side)
            let last = $0.talk.segments.count - 1
            $0.talk.segments.swapAt(last - 1, last)
            let times = ($0.talk.segments[last].time, $0.talk.segments[last - 1].time)
            ($0.talk.segments[last - 1].time, $0.talk.segments[last].time) = times
        }
        let close = try #require(session.close)
        #expect(close.clean && !close.isReplyLate)
        #expect([close.clientEvent?.code, close.serverEvent?.code] == [1000, 1000])
        #expect(session.findings.isEmpty)
    }

    /// What comes much later belongs to no way that is still open.
    @Test func whatComesLongAfterARSTIsNotDecoded() throws {
        var play = Playbook()
        play.upgrade()
        play.talk.reset(.client)
        let end = play.talk.packets.last?.time
        play.talk.pause(6 * second)
        var other = Conversation(
            client: .ipv4(192, 0, 2, 9, port: 9), start: play.talk.packets[0].time.nanoseconds + 6 * second)
        other.connect()
        play.frame(.server, .text, [65])
        let packets = (play.talk.packets + other.packets).sorted { $0.time < $1.time }
        let session = try #require(Playbook.trace(packets).sessions.first)
        #expect(session.frames.isEmpty)
        #expect(session.close?.time == end)
    }

    @Test func aRSTThatNothingCrossesIsTheLastPacket() throws {
        var play = Playbook()
        play.upgrade()
        play.talk.reset(.server)
        let end = try #require(play.talk.packets.last)
        var other = Conversation(client: .ipv4(192, 0, 2, 9, port: 9), start: end.time.nanoseconds + second / 2)
        other.connect()
        let session = try #require(Playbook.trace(play.talk.packets + other.packets).sessions.first)
        #expect(session.close?.time == end.time)
    }

    @Test func whoBreaksOffAtOnceDidNotWait() throws {
        let session = try session {
            $0.close(.server)
            $0.talk.reset(.server)
        }
        let finding = try #require(session.findings.first { $0.rule == .closeNoReply })
        #expect(finding.blame == .server)
        #expect(finding.detail.contains("the server did not wait"))
    }

    @Test func whoIsNotAnsweredForLongIsNotToBlame() throws {
        let session = try session {
            $0.close(.server)
            $0.talk.pause(10 * second)
            $0.talk.reset(.server)
        }
        #expect(session.findings.first { $0.rule == .closeNoReply }?.blame == .client)
    }

    @Test(
        arguments: [
            ("the server waits for the client", 10, [Side.client, .server], Blame.server),
            ("the server is late", 6, [.server, .client], .server), ("in time", 4, [.client, .server], nil),
            ("never, and the capture goes on", 7, [], .server), ("soon, and the capture ends", 1, [], nil),
        ] as [(String, Int64, [Side], Blame?)])
    func timeFromTheCloseToTheEndOfTCP(name: String, seconds: Int64, order: [Side], blame: Blame?) throws {
        let session = try session {
            $0.close(.client)
            $0.close(.server)
            $0.talk.pause(seconds * second)
            if let first = order.first { $0.talk.close(first) } else { $0.talk.acknowledge(.client) }
        }
        let late = session.findings.filter { $0.rule == .closeTcpLate }
        #expect(late.map(\.blame) == (blame.map { [$0] } ?? []), "\(name)")
        #expect(session.findings.contains { $0.rule == .closeTcpOrder } == (name == "in time"))
    }

    @Test func aClientThatNeverEndsItsDirection() throws {
        let session = try session {
            $0.close(.client)
            $0.close(.server)
            $0.talk.finish(.server)
            $0.talk.pause(20 * second)
            $0.talk.finish(.client)
        }
        #expect(session.findings.map(\.rule) == [.closeTcpLate])
        #expect(session.findings.first?.blame == .client)
    }

    /// Nobody is late who had nothing to answer: the FIN, or the Close, did not arrive before it was sent again.
    @Test(arguments: [false, true]) func whatArrivedLateMakesNobodyLate(isClose: Bool) throws {
        let session = try session {
            $0.close(.client)
            if isClose { $0.talk.segments.removeLast() } else { $0.close(.server) }
            $0.talk.acknowledgesAtOnce = false
            if !isClose {
                $0.talk.finish(.server)
                $0.talk.segments.removeLast()
            }
            for time in 0..<5 {
                $0.talk.pause((second / 5) << Int64(time))
                $0.talk.sendAgain(isClose ? .client : .server)
            }
            $0.talk.acknowledge(isClose ? .server : .client)
            if isClose { $0.close(.server) }
            $0.talk.close(isClose ? .server : .client)
        }
        #expect(session.close?.clean == true)
        #expect(!session.findings.contains { $0.rule == .closeTcpLate })
    }

    /// A Close that was sent again and never acknowledged is held against nobody who should have answered it.
    @Test(arguments: Side.allCases) func aCloseThatNeverArrives(side: Side) throws {
        let session = try session {
            $0.frame(side, .text, [65])
            $0.talk.acknowledgesAtOnce = false
            $0.close(side, 1001)
            for time in 0..<4 {
                $0.talk.pause((second / 5) << Int64(time))
                $0.talk.sendAgain(side)
            }
            $0.talk.reset(side)
        }
        let finding = try #require(session.findings.first { $0.rule == .closeNoReply })
        #expect(finding.blame == .network)
        #expect(finding.detail.contains("was never answered, and never acknowledged. "))
    }

    /// The last frame is the one that came last, whatever was told last.
    @Test func aFrameThatWasCutOffIsNotTheLast() throws {
        let session = try session {
            $0.client([0x81, 0x84, 1, 2, 3, 4, 5])
            $0.talk.pause(20 * second)
            $0.close(.server, 1011)
            $0.talk.close(.server)
        }
        let finding = try #require(session.findings.first { $0.rule == .closeNoReply })
        #expect(finding.detail.contains("after the last frame (frame 1, close from the server)"))
        #expect(!finding.detail.contains("20.0"))
        #expect(
            Diagnosis(of: session).causes.contains {
                $0.evidence.contains { $0.contains("no whole message before it") }
            })
    }
}
