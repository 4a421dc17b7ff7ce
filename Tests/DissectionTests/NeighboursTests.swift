import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

private let second: Int64 = 1_000_000_000
private let millisecond: Int64 = 1_000_000

/// Several sessions with one server, of which the first ends without a Close.
@Suite struct NeighboursTests {
    /// A session with a client port of its own, opened after `delay`, that talks and then does what `end` says.
    fileprivate static func session(
        _ number: UInt16, server: UInt16 = 80, after delay: Int64 = 0, _ end: (inout Playbook) -> Void
    ) -> Playbook {
        var play = Playbook(
            Conversation(
                client: .ipv4(192, 0, 2, 1, port: 40_000 + number), server: .ipv4(192, 0, 2, 2, port: server),
                start: 1_700_000_000_000_000_000 + delay))
        play.upgrade()
        play.frame(.client, .text, Array("Hello".utf8))
        play.frame(.server, .text, Array("Hello".utf8))
        end(&play)
        return play
    }

    fileprivate static func speakLater(_ side: Side, _ play: inout Playbook) {
        play.talk.pause(3 * second)
        play.frame(side, .text, Array("later".utf8))
    }

    private static func diagnosis(_ plays: [Playbook]) -> Diagnosis? {
        let packets = plays.flatMap(\.talk.packets).enumerated()
            .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
        let sessions = Playbook.trace(packets).sessions
        guard let first = sessions.first(where: { $0.start.client.port == 40_001 }) else { return nil }
        return Diagnosis(of: first, among: sessions)
    }

    private static let dropped = session(1) {
        $0.talk.pause(50 * millisecond)
        $0.talk.close(.server)
    }

    @Test func serverThatWentOnDidNotDie() throws {
        let other = Self.session(2) { Self.speakLater(.server, &$0) }
        let diagnosis = try #require(Self.diagnosis([Self.dropped, other]))
        #expect(diagnosis.causes.first?.kind == .socketDropped)
        #expect(!diagnosis.causes.contains { $0.kind == .processEnded })
        let evidence = try #require(diagnosis.causes.first?.evidence.first)
        #expect(evidence.hasPrefix("Session 2, opened before with the same server, went on: the server sent frame 3"))
    }

    /// What is no proof that the server went on.
    enum Silent: CaseIterable {
        /// It was opened after the end: a new process may serve it.
        case openedLater
        /// It is on another port: that may be another server.
        case onAnotherPort
        /// Only the client is heard after the end.
        case clientOnly

        var play: Playbook {
            switch self {
            case .openedLater: NeighboursTests.session(2, after: 60 * second) { _ in }
            case .onAnotherPort: NeighboursTests.session(2, server: 81) { NeighboursTests.speakLater(.server, &$0) }
            case .clientOnly: NeighboursTests.session(2) { NeighboursTests.speakLater(.client, &$0) }
            }
        }
    }

    @Test(arguments: Silent.allCases) func whatProvesNothing(other: Silent) throws {
        let diagnosis = try #require(Self.diagnosis([Self.dropped, other.play]))
        #expect(diagnosis.causes.first?.kind == .processEnded)
        #expect(diagnosis.causes.first?.evidence.contains { $0.contains("in the same way") } == false)
    }

    @Test func endOfAllAtOnceSpeaksForTheProcess() throws {
        let others = (2...4).map { number in
            Self.session(UInt16(number)) {
                $0.talk.pause(Int64(50 + number) * millisecond)
                $0.talk.close(.server)
            }
        }
        let alone = try #require(Self.diagnosis([Self.dropped])?.causes.first)
        let together = try #require(Self.diagnosis([Self.dropped] + others)?.causes.first)
        #expect(together.kind == .processEnded)
        #expect(together.strength > alone.strength)
        #expect(
            together.evidence.first?.hasPrefix("The server ended 3 other sessions in the same way within 4.0 ms")
                == true)
    }

    /// What ended long before, or with a Close, is no part of it.
    @Test func otherEndsDoNotCount() throws {
        let closed = Self.session(2) {
            $0.talk.pause(48 * millisecond)
            $0.finish(.server)
        }
        let later = Self.session(3) {
            $0.talk.pause(second)
            $0.talk.close(.server)
        }
        let cause = try #require(Self.diagnosis([Self.dropped, closed, later])?.causes.first)
        #expect(cause.kind == .processEnded)
        #expect(!cause.evidence.contains { $0.contains("in the same way") })
    }

    /// Clocks may be set to anything.
    @Test func survivesAnyTimes() throws {
        let session = try #require(Self.dropped.trace().sessions.first)
        var other = session.start
        other.session = 2
        other.time = Timestamp(nanoseconds: .min, isNanosecond: true)
        var close = try #require(session.close)
        close.session = 2
        close.tcpEndTime = Timestamp(nanoseconds: .min, isNanosecond: true)
        var neighbours = Neighbours(of: 1)
        for event in [DissectionEvent.session(session.start), .session(other), .close(close)] { neighbours.take(event) }
        let end = Timestamp(nanoseconds: 0, isNanosecond: true)
        #expect(neighbours.endedTogether(at: end).count == 0)
        #expect(neighbours.survivor(of: end) == nil)
    }
}
