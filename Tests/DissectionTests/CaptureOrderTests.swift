import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

private let millisecond: Int64 = 1_000_000

/// A capture need not hold packets in the order in which they were sent: a mirror port may delay one direction.
///
/// What acknowledgments prove counts.
@Suite struct CaptureOrderTests {
    /// A session that the client closes and whose TCP connection the server ends first, `side` captured later by `delay`.
    private func session(_ side: Side, later delay: Int64) throws -> Trace.Session {
        var book = Playbook()
        book.upgrade()
        for number in 0..<4 {
            book.frame(.client, .text, Array("question \(number)".utf8))
            book.frame(.server, .text, Array("answer \(number)".utf8))
        }
        book.frame(.server, .ping, [1])
        book.frame(.client, .pong, [1])
        book.close(.client)
        book.close(.server)
        book.talk.close(.server)
        let delayed = Endpoint.ipv4(192, 0, 2, side == .client ? 1 : 2, port: side == .client ? 50_000 : 80)
        for index in book.talk.segments.indices where book.talk.segments[index].segment.source == delayed {
            book.talk.segments[index].time += delay
        }
        // Sorted by hand: packets of the same time stay as they are.
        let order = book.talk.segments.enumerated().sorted {
            ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
        }
        book.talk.segments = order.map(\.element)
        let trace = book.trace()
        #expect(trace.sessions.count == 1)
        return try #require(trace.sessions.first)
    }

    @Test(arguments: Side.allCases, [1, 3, 7, 20, 40].map { $0 * millisecond + 1 })
    func aDelayedDirectionChangesNothing(_ side: Side, _ delay: Int64) throws {
        let session = try session(side, later: delay)
        let plain = try self.session(side, later: 0)
        let close = try #require(session.close)
        #expect(session.start.uri == plain.start.uri)
        #expect(session.frames.map(\.payload) == plain.frames.map(\.payload))
        #expect(close.initiator == .client)
        #expect(close.fins.map(\.side) == [.server, .client])
        #expect(session.findings.map(\.rule) == plain.findings.map(\.rule))
        #expect(close.clientStates.map(\.state) == plain.close?.clientStates.map(\.state))
    }

    @Test func theOrderOfFINsIsThatOfTheirAcknowledgments() throws {
        let session = try session(.server, later: 7 * millisecond + 1)
        let close = try #require(session.close)
        #expect(close.finOrder == .reversed)
        #expect(close.fins[0].packet > close.fins[1].packet)
        #expect(close.tcpEndBy == .server)
        #expect(
            close.clientStates.last?.evidence == "Both FINs: the server's, then the client's, as acknowledgments show.")
        let diagnosis = Diagnosis(of: session)
        #expect(
            diagnosis.facts.contains { $0.contains("The server ended TCP first") && $0.contains("acknowledges it") })
    }

    /// A Pong that is captured before its Ping answers it, after a time that nobody knows.
    @Test func aPongBeforeItsPing() throws {
        let session = try session(.server, later: 7 * millisecond + 1)
        let pong = try #require(session.frames.first { $0.header.opcode == .pong })
        #expect(pong.answers != nil)
        #expect(pong.roundTripTime == nil)
        #expect(pong.answer(ascii: true) == pong.answers.map { "answers #\($0)" })
        #expect(session.close?.totals.serverPings.answered == 1)
        #expect(session.close?.totals.serverPings.roundTrip.count == 0)
    }

    /// A Ping that is told late, its peer's frames having waited for earlier ones, has its Pong all the same.
    @Test(arguments: Side.allCases) func everyPongFindsItsPing(_ side: Side) throws {
        let close = try #require(try session(side, later: 100 * millisecond + 1).close)
        #expect(close.totals.serverPings.answered == 1)
        #expect(close.totals.serverPings.unanswered == 0)
    }

    /// Each FIN was sent before its sender had the other: neither was first.
    @Test(arguments: Side.allCases) func crossedFINs(first: Side) throws {
        var book = Playbook()
        book.upgrade()
        book.close(.server)
        book.close(.client)
        book.talk.acknowledgesAtOnce = false
        book.talk.finish(first)
        if book.talk.segments.last?.segment.flags == .ack { book.talk.segments.removeLast() }
        book.talk.finish(first.peer)
        let own = book.talk.segments.lastIndex { $0.segment.flags.contains(.fin) }
        if let own { book.talk.segments[own].segment.acknowledgment &-= 1 }
        let session = try #require(book.trace().sessions.first)
        let close = try #require(session.close)
        #expect(close.finOrder == .crossed)
        #expect(close.clean)
        #expect(!session.findings.contains { $0.rule == .closeTcpOrder })
        #expect(close.clientStates.last?.evidence == "Both FINs, which crossed.")
        #expect(Diagnosis(of: session).facts.contains { $0.contains("before that had reached it") })
    }

    /// A server whose first FIN was not captured, as the number of its next segment shows: nobody knows whose was first.
    @Test func aFINThatIsSeenWhenItComesAgain() throws {
        func rules(hasAcknowledgment: Bool) throws -> [Rule] {
            var book = Playbook()
            book.upgrade()
            book.close(.client)
            book.close(.server)
            book.talk.finish(.client)
            book.talk.finish(.server)
            // Client's FIN, its acknowledgment, server's FIN, its acknowledgment.
            let acknowledgment = book.talk.segments.count - 3
            if hasAcknowledgment { book.talk.segments[acknowledgment].segment.sequence &+= 1 }
            return try #require(book.trace().sessions.first).findings.map(\.rule)
        }
        #expect(try !rules(hasAcknowledgment: true).contains(.closeTcpOrder))
        #expect(try rules(hasAcknowledgment: false).contains(.closeTcpOrder))
    }

    /// Whose FIN the other one acknowledges was first, and where the client's was, it is told.
    @Test func theClientsFINFirst() throws {
        var book = Playbook()
        book.upgrade()
        book.close(.client)
        book.close(.server)
        book.talk.close(.client)
        let session = try #require(book.trace().sessions.first)
        #expect(session.close?.finOrder == .acknowledged)
        #expect(session.findings.contains { $0.rule == .closeTcpOrder })
    }
}
