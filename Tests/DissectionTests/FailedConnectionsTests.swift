import TestKit
import Testing
import Wire

@testable import Dissection

/// Connections that never came about.
@Suite struct FailedConnectionsTests {
    private func talk(_ port: UInt16 = 50_000, server: UInt8 = 2, _ play: (inout Conversation) -> Void)
        -> [(time: Timestamp, bytes: [UInt8])]
    {
        var talk = Conversation(client: .ipv4(192, 0, 2, 1, port: port), server: .ipv4(192, 0, 2, server, port: 80))
        play(&talk)
        return talk.packets
    }

    private func refused(_ talk: inout Conversation) {
        talk.attempt(1, after: 1_000_000)
        talk.reset(.server)
    }

    private func summary(of packets: [(time: Timestamp, bytes: [UInt8])]) throws -> SummaryEvent {
        try #require(Playbook.trace(packets).summary)
    }

    @Test func aSYNAnsweredWithRST() throws {
        let summary = try summary(of: talk { refused(&$0) })
        #expect(summary.refusedConnections.count == 1)
        let target = try #require(summary.refusedConnections.targets.first)
        #expect(target.server == .ipv4(192, 0, 2, 2, port: 80))
        #expect((target.connections, target.attempts, target.packet) == (1, 1, 1))
        #expect(summary.unansweredConnections.count == 0)
        #expect(summary.otherConnections == 1)
    }

    @Test func aSYNThatNothingAnswers() throws {
        let summary = try summary(of: talk { $0.attempt(4) })
        #expect(summary.refusedConnections.count == 0)
        #expect(summary.unansweredConnections.targets.map(\.attempts) == [4])
    }

    @Test func manyPlacesAreCountedAndFewKept() throws {
        var packets: [(time: Timestamp, bytes: [UInt8])] = []
        for index in 0..<40 {
            packets += talk(UInt16(2000 + index), server: UInt8(2 + index % 20)) { refused(&$0) }
        }
        let all = try summary(of: packets).refusedConnections
        #expect(all.count == 40)
        #expect(all.targets.count == FailedConnections.limit)
        #expect(all.targets.allSatisfy { $0.connections == 2 })
    }

    /// What is no failure: an answer that may be under way, one that was not captured, a connection that was made.
    @Test func othersAreNotCounted() throws {
        let quick = talk { $0.attempt(1, after: 1_000_000) }
        let made = talk(50_001) {
            $0.connect()
            $0.reset(.server)
        }
        var oneSided = Playbook(Conversation(client: .ipv4(192, 0, 2, 1, port: 50_002)))
        oneSided.upgrade()
        let server = Endpoint.ipv4(192, 0, 2, 2, port: 80)
        oneSided.talk.segments.removeAll { $0.segment.source == server }
        let gaveUp = talk(50_003) {
            $0.attempt(1, after: 1_000_000)
            $0.reset(.client)
        }
        for packets in [quick, made, oneSided.talk.packets, gaveUp] {
            let summary = try summary(of: packets)
            #expect(summary.refusedConnections.count + summary.unansweredConnections.count == 0)
        }
    }
}
