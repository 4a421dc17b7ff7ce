import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

private let second: Int64 = 1_000_000_000

/// What TCP shows besides the bytes that it carries: what is told of it, and what must not be.
@Suite struct TransportTests {
    private func session(_ play: (inout Playbook) -> Void) throws -> Trace.Session {
        var book = Playbook()
        book.upgrade()
        book.frame(.client, .text, [UInt8](repeating: 65, count: 300))
        book.frame(.server, .text, [66])
        play(&book)
        return try #require(book.trace().sessions.first)
    }

    private func close(_ play: (inout Playbook) -> Void) throws -> CloseEvent { try #require(try session(play).close) }

    /// Sends a frame of `count` bytes, and repeats its segment so often, each time after twice the time.
    private static func sendInVain(_ play: inout Playbook, _ side: Side, _ count: Int, times: Int) {
        play.talk.acknowledgesAtOnce = false
        play.frame(side, .text, [UInt8](repeating: 67, count: count))
        for time in 0..<times {
            play.talk.pause((second / 5) << Int64(time))
            play.talk.sendAgain(side)
        }
    }

    @Test(arguments: Side.allCases) func dataThatIsNeverAcknowledged(side: Side) throws {
        let session = try session {
            Self.sendInVain(&$0, side, 1400, times: 6)
            $0.talk.pause(30 * second)
            $0.talk.reset(side.peer)
        }
        let finding = try #require(session.findings.first { $0.rule == .streamUnacknowledged })
        #expect(finding.frame == 3)
        #expect(finding.from == side)
        #expect(finding.blame == .network)
        #expect(finding.detail.contains("Frame 3 in packet 12"))
        #expect(finding.detail.contains("sent again 6 times"))
        let lost = try #require(session.close?.transport(side).unacknowledged)
        #expect(lost.times == 6)
        #expect((lost.first.packet, lost.last.packet) == (12, 18))
        #expect(lost.isLargerThanAcknowledged)
        #expect(session.close?.transport(side.peer).unacknowledged == nil)
        // It was silent from the last copy on only.
        let silence = try #require(session.close?.totals.finalSilence)
        #expect(silence == 30 * second + 1_000_000)
    }

    /// A RST that acknowledges what it refuses says nothing about its arrival.
    @Test func whatARSTAcknowledgesNeedNotHaveArrived() throws {
        let close = try close {
            Self.sendInVain(&$0, .client, 1400, times: 4)
            $0.talk.reset(.server)
        }
        #expect(close.clientTransport.unacknowledged?.times == 4)
    }

    @Test func whatIsAcknowledgedInTheEndIsNoLoss() throws {
        let session = try session {
            Self.sendInVain(&$0, .client, 1400, times: 5)
            $0.talk.acknowledge(.server)
            $0.talk.acknowledgesAtOnce = true
            $0.finish()
        }
        #expect(session.findings.isEmpty)
        #expect(session.close?.clientTransport.unacknowledged == nil)
        #expect(session.close?.clientRetransmissions == 5)
    }

    @Test func twoCapturesOfAPacketAreNotSentAgain() throws {
        let close = try close {
            $0.talk.acknowledgesAtOnce = false
            $0.frame(.client, .text, [67])
            let copy = $0.talk.segments[$0.talk.segments.count - 1]
            for microseconds in 1...5 {
                $0.talk.segments.append((copy.time + Int64(microseconds) * 1000, copy.segment))
            }
        }
        #expect(close.clientTransport.unacknowledged == nil)
    }

    /// Nobody knows what a side acknowledged of which nothing was captured.
    @Test func onlyOneDirectionShowsNothing() throws {
        var play = Playbook()
        play.upgrade()
        Self.sendInVain(&play, .client, 1400, times: 6)
        let server = Endpoint.ipv4(192, 0, 2, 2, port: 80)
        play.talk.segments.removeAll { $0.segment.source == server }
        let session = try #require(play.trace().sessions.first)
        #expect(!session.findings.contains { $0.rule == .streamUnacknowledged })
    }

    @Test(arguments: Side.allCases) func aFINThatIsNeverAcknowledged(side: Side) throws {
        let session = try session {
            $0.talk.finish(side)
            $0.talk.segments.removeLast()
            for time in 0..<4 {
                $0.talk.pause((second / 5) << Int64(time))
                $0.talk.sendAgain(side)
            }
        }
        let finding = try #require(session.findings.first { $0.rule == .streamUnacknowledged })
        #expect(finding.detail.contains("FIN (packet 12) was sent again 4 times"))
    }

    @Test(arguments: Side.allCases) func aWindowThatStaysClosed(side: Side) throws {
        let session = try session {
            $0.talk.acknowledge(side, window: 0)
            for _ in 0..<4 {
                $0.talk.pause(5 * second)
                $0.talk.probe(side.peer)
                $0.talk.acknowledge(side, window: 0)
            }
            $0.talk.reset(side.peer)
        }
        let finding = try #require(session.findings.first { $0.rule == .streamZeroWindow })
        #expect(finding.blame == side.blame)
        #expect(finding.detail.contains("never opened again in the 20.0"))
        #expect(finding.detail.contains("The \(side.peer) probed it 4 times"))
        let window = try #require(session.close?.transport(side).closedWindow)
        #expect((window.since.packet, window.probes, window.isClosed) == (12, 4, true))
        #expect(session.close?.transport(side.peer).keepAlives == nil)
    }

    @Test func aWindowThatOpensAgain() throws {
        let session = try session {
            $0.talk.acknowledge(.client, window: 0)
            $0.talk.pause(3 * second)
            $0.talk.acknowledge(.client, window: 500)
            $0.finish()
        }
        let finding = try #require(session.findings.first)
        #expect(finding.rule == .streamZeroWindow)
        #expect(finding.detail.contains("from packet 12 on, for 3.00 s."))
        #expect(session.timeline.contains { if case .transport(let event) = $0 { event.packet == 13 } else { false } })
    }

    /// A program that has something else to do for a moment, and segments whose window means nothing.
    @Test func shortlyClosedWindowsAreNotTold() throws {
        let session = try session {
            $0.talk.acknowledge(.client, window: 0)
            $0.talk.pause(second / 2)
            $0.talk.acknowledge(.client, window: 9)
            $0.finish()
            for index in $0.talk.segments.indices
            where !$0.talk.segments[index].segment.flags.isDisjoint(with: [.syn, .fin, .rst]) {
                $0.talk.segments[index].segment.window = 0
            }
        }
        #expect(session.findings.isEmpty)
    }

    @Test func keepAlivesAreCounted() throws {
        let close = try close {
            for _ in 0..<3 {
                $0.talk.pause(45 * second)
                $0.talk.probe(.server)
                $0.talk.acknowledge(.client)
            }
            for _ in 0..<4 {
                $0.talk.pause(45 * second)
                $0.talk.probe(.server)
            }
            $0.talk.reset(.server)
        }
        let probes = try #require(close.serverTransport.keepAlives)
        #expect((probes.sent, probes.unanswered) == (7, 4))
        #expect(close.clientTransport.keepAlives == nil)
    }

    @Test(arguments: [(64, 64, false), (47, 64, true), (62, 64, false), (255, 64, true), (128, 126, false)])
    func theTTLOfARST(reset: UInt8, others: UInt8, isForeign: Bool) throws {
        let close = try close {
            $0.talk.reset(.server)
            for index in $0.talk.segments.indices { $0.talk.segments[index].segment.timeToLive = others }
            $0.talk.segments[$0.talk.segments.count - 1].segment.timeToLive = reset
        }
        #expect(close.serverTransport.isResetForeign == isForeign)
        #expect(close.serverTransport.timeToLive == Int(others)...Int(others))
        #expect(close.clientTransport.resetTimeToLive == nil)
    }

    @Test func aClockThatIsSetBack() throws {
        let session = try session {
            $0.talk.pause(20 * second)
            $0.frame(.client, .text, [68])
            $0.talk.pause(-15 * second)
            $0.frame(.server, .text, [69])
            $0.finish()
        }
        let finding = try #require(session.findings.first)
        #expect(session.findings.count == 1)
        #expect(finding.rule == .streamClockBack)
        #expect(finding.blame == .capture)
        #expect(finding.packets == [13, 14])
        #expect(finding.detail.contains("not to be trusted"))
        #expect(session.frames.allSatisfy { $0.silence >= 0 })
        #expect(session.close?.totals.duration ?? -1 >= 0)
    }

    /// Several queues swap packets by some milliseconds.
    @Test func swappedPacketsAreNoClockThatIsSetBack() throws {
        let session = try session {
            $0.frame(.client, .text, [68])
            $0.talk.pause(-50_000_000)
            $0.frame(.server, .text, [69])
            $0.talk.pause(second)
            $0.finish()
        }
        #expect(session.findings.isEmpty)
    }

    @Test func theSameForAnyNumberOfJobs() throws {
        var play = Playbook()
        play.upgrade()
        Self.sendInVain(&play, .client, 1400, times: 5)
        play.talk.reset(.server)
        let packets = play.talk.packets
        let traces = [1, 3].map { jobs in
            let trace = Trace()
            Playbook.dissect(packets, options: DissectionOptions(), jobs: jobs, for: trace)
            return trace
        }
        #expect(traces[0].sessions[0].close?.clientTransport == traces[1].sessions[0].close?.clientTransport)
        #expect(traces[0].sessions[0].timeline.count == traces[1].sessions[0].timeline.count)
        #expect(traces[0].sessions[0].close?.clientTransport.unacknowledged?.times == 5)
    }
}
