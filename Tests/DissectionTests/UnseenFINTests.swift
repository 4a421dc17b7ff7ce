import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

private let second: Int64 = 1_000_000_000

/// A FIN that the capture lacks, and that its peer has acknowledged.
@Suite struct UnseenFINTests {
    /// A session that ends as `play` says, without the FINs of `side`.
    private func session(_ side: Side, _ play: (inout Playbook) -> Void) throws -> Trace.Session {
        var book = Playbook()
        book.upgrade()
        for side in Side.allCases { book.frame(side, .text, Array("Hello".utf8)) }
        book.talk.pause(20 * second)
        play(&book)
        let port = side == .server ? 80 : 50_000
        book.talk.segments.removeAll {
            $0.segment.flags.contains(.fin) && $0.segment.source.port == UInt16(port)
        }
        return try #require(book.trace().sessions.first)
    }

    @Test(arguments: Side.allCases) func firstOfTwo(side: Side) throws {
        let session = try session(side) { $0.talk.close(side) }
        let close = try #require(session.close)
        #expect(close.state == .closed)
        #expect(close.fins.map(\.side) == [side, side.peer])
        #expect(close.fins.map(\.isCaptured) == [false, true])
        #expect(close.finOrder == .acknowledged)
        #expect(close.halfClosedBy == nil)
        #expect(close.clientEvent?.code == 1006 && close.serverEvent?.code == 1006)
        #expect(session.findings.contains { $0.rule == .connectionAbnormal && $0.blame == side.blame })
        let diagnosis = Diagnosis(of: session)
        #expect(diagnosis.verdict.hasPrefix("The \(side) ended TCP with a FIN that the capture lacks (packet "))
        #expect(diagnosis.causes.contains { $0.kind == .idleTimeout })
        #expect(close.clientStates.last?.evidence.hasSuffix("; the capture lacks the \(side)\'s.") == true)
    }

    /// Which was the first of two that do not tell is left open.
    @Test(arguments: Side.allCases) func secondOfTwo(side: Side) throws {
        let session = try session(side) { $0.talk.close(side.peer) }
        let close = try #require(session.close)
        #expect(close.fins.map(\.side) == [side.peer, side])
        #expect(close.fins.map(\.isCaptured) == [true, false])
        #expect(close.finOrder == .captured)
        #expect(close.state == .closed)
        #expect(Diagnosis(of: session).verdict.hasPrefix("The \(side.peer) ended TCP with a FIN in packet "))
    }

    @Test(arguments: Side.allCases) func alone(side: Side) throws {
        let session = try session(side) { $0.talk.finish(side) }
        let close = try #require(session.close)
        #expect(close.halfClosedBy == side)
        #expect(close.state == .open)
        #expect(Diagnosis(of: session).verdict.contains("half closed as the capture ends: the \(side) ended TCP"))
    }

    /// What a RST acknowledges, its sender need not have received.
    @Test func acknowledgedByARSTOnly() throws {
        let session = try session(.server) {
            $0.talk.finish(.server)
            $0.talk.segments.removeLast()
            $0.talk.reset(.client)
        }
        let close = try #require(session.close)
        #expect(close.fins.isEmpty)
        #expect(close.reset?.side == .client)
    }

    @Test func beforeTheRSTThatAnswersMore() throws {
        let session = try session(.server) {
            $0.talk.finish(.server)
            $0.frame(.client, .text, [65])
            $0.talk.reset(.server)
        }
        let close = try #require(session.close)
        #expect(close.fins.map(\.isCaptured) == [false])
        let diagnosis = Diagnosis(of: session)
        #expect(diagnosis.verdict.contains("FIN that the capture lacks"))
        #expect(!diagnosis.causes.contains { $0.kind == .idleConnectionForgotten })
    }

    /// The last frames of a side are missing, too.
    @Test(arguments: Side.allCases, Side.allCases) func afterAHole(side: Side, first: Side) throws {
        var book = Playbook()
        book.upgrade()
        book.frame(.client, .text, [65])
        let hole = book.talk.segments.count
        for _ in 0..<3 {
            book.talk.pause(5 * second)
            book.frame(side, .text, Array("lost".utf8))
        }
        book.talk.pause(5 * second)
        book.talk.close(first)
        let port: UInt16 = side == .server ? 80 : 50_000
        book.talk.segments = book.talk.segments.enumerated()
            .filter { $0.offset < hole || $0.element.segment.source.port != port }.map(\.element)
        let close = try #require(book.trace().sessions.first?.close)
        #expect(close.fins.contains { $0.side == side && !$0.isCaptured })
        #expect(close.state == .closed)
    }

    /// An upgrade request that nothing but the end of TCP answers.
    @Test func withoutAnAnswer() throws {
        var book = Playbook()
        book.client(Array(Playbook.request.utf8))
        book.talk.finish(.server)
        book.talk.segments.removeAll { $0.segment.flags.contains(.fin) }
        let session = try #require(book.trace().sessions.first)
        #expect(session.findings.first { $0.rule == .handshakeNoResponse }?.from == .server)
    }
}
