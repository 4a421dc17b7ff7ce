import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

private let second: Int64 = 1_000_000_000

/// Pings that nobody could answer, as TCP shows.
@Suite struct LatePongTests {
    /// A session that `side` gives up after a Ping, with or without a Close, and what TCP does between.
    private func session(
        _ side: Side, isClosed: Bool, before: (inout Playbook) -> Void, after: (inout Playbook) -> Void = { _ in },
        finally: (inout Playbook) -> Void = { _ in }
    ) throws -> Trace.Session {
        var book = Playbook()
        book.upgrade()
        book.frame(.client, .text, [65])
        book.frame(.server, .text, [66])
        before(&book)
        book.frame(side, .ping, [1])
        book.talk.acknowledge(side.peer)
        after(&book)
        book.talk.pause(20 * second)
        if isClosed { book.close(side, 1011, "keepalive ping timeout") }
        book.talk.reset(side)
        finally(&book)
        return try #require(book.trace().sessions.first)
    }

    /// The same, with a frame of the peer that is sent in vain from before the Ping on.
    private static func sendInVain(_ book: inout Playbook, _ side: Side, _ count: Int) {
        book.talk.acknowledgesAtOnce = false
        let frame = FrameEncoder.encode(
            opcode: .binary, payload: [UInt8](repeating: 7, count: 4 * count),
            maskingKey: side == .client ? book.freshKey() : nil)
        book.talk.segmentSize = count
        book.talk.send(Array(frame.prefix(count)), from: side)
    }

    @Test(arguments: Side.allCases, [false, true]) func ownWindowIsClosed(side: Side, isClosed: Bool) throws {
        let session = try session(side, isClosed: isClosed) {
            $0.talk.acknowledge(side, window: 0)
        } after: {
            for _ in 0..<4 {
                $0.talk.pause(second)
                $0.talk.probe(side.peer)
                $0.talk.acknowledge(side, window: 0)
            }
        } finally: { book in
            // What it sends itself says so, too.
            guard let first = book.talk.segments.firstIndex(where: { $0.segment.window == 0 }) else { return }
            let source = book.talk.segments[first].segment.source
            for index in first..<book.talk.segments.count where book.talk.segments[index].segment.source == source {
                book.talk.segments[index].segment.window = 0
            }
        }
        let diagnosis = Diagnosis(of: session)
        #expect(diagnosis.causes.first?.kind == .receiverStalled)
        #expect(!diagnosis.causes.contains { $0.kind == .keepaliveTimeout })
        #expect(diagnosis.text.contains("got no Pong: nothing can be sent to a window that is closed."))
        #expect(!diagnosis.text.contains("its host and the network worked"))
        #expect(session.findings.first { $0.rule == .pingUnanswered }.map { $0.blame == side.blame } ?? true)
    }

    /// A window that opens again explains nothing.
    @Test(arguments: Side.allCases) func ownWindowOpensAgain(side: Side) throws {
        let session = try session(side, isClosed: true) {
            $0.talk.acknowledge(side, window: 0)
            $0.talk.pause(2 * second)
            $0.talk.probe(side.peer)
            $0.talk.acknowledge(side, window: 500)
        }
        let diagnosis = Diagnosis(of: session)
        #expect(diagnosis.causes.first?.kind == .keepaliveTimeout)
        #expect(session.findings.first { $0.rule == .pingUnanswered }?.blame == side.peer.blame)
    }

    /// The frame that is lost never comes whole, gets the last number of all, and was sent before the Ping.
    @Test(arguments: Side.allCases, [100, 1400]) func nothingOfThePeerArrives(side: Side, count: Int) throws {
        let session = try session(side, isClosed: true) {
            Self.sendInVain(&$0, side.peer, count)
            // Whoever gets nothing acknowledges nothing.
            for time in 0..<5 {
                $0.talk.pause((second / 5) << Int64(time))
                $0.talk.sendAgain(side.peer)
            }
        } finally: { book in
            guard let lost = book.talk.segments.firstIndex(where: { $0.segment.payload.count == count }) else { return }
            let sent = book.talk.segments[lost].segment
            for index in lost..<book.talk.segments.count where book.talk.segments[index].segment.source != sent.source {
                book.talk.segments[index].segment.acknowledgment = sent.sequence
            }
        }
        let diagnosis = Diagnosis(of: session)
        #expect(!diagnosis.causes.contains { $0.kind == .keepaliveTimeout }, "\(diagnosis.text)")
        #expect(!diagnosis.text.contains("its host and the network worked"))
        let ping = session.findings.first { $0.rule == .pingUnanswered }
        #expect(ping?.detail.contains("went on sending") != true)
    }

    /// What a sender sent and what never came, its later, empty packets show.
    @Test(arguments: [(3000, true), (900, false)]) func numbersAhead(count: Int, isLost: Bool) throws {
        var book = Playbook()
        book.upgrade()
        book.frame(.client, .text, [65])
        book.frame(.server, .text, [66])
        book.talk.acknowledgesAtOnce = false
        let first = book.talk.segments.count
        book.frame(.server, .binary, [UInt8](repeating: 7, count: count))
        book.talk.segments.removeSubrange(first...)
        let end = book.talk.segments.count
        for _ in 0..<4 {
            book.talk.pause(second)
            book.frame(.client, .ping, [1])
            book.talk.acknowledge(.server)
        }
        book.talk.pause(3 * second)
        book.close(.client, 1011, "keepalive ping timeout")
        book.talk.reset(.client)
        // The client has got nothing of it.
        let number = book.talk.segments[..<end].last { $0.segment.source.port != 80 }?.segment.acknowledgment ?? 0
        for index in end..<book.talk.segments.count where book.talk.segments[index].segment.source.port != 80 {
            book.talk.segments[index].segment.acknowledgment = number
        }
        let session = try #require(book.trace().sessions.first)
        let diagnosis = Diagnosis(of: session)
        #expect((diagnosis.causes.first?.kind == .largePacketsLost) == isLost, "\(diagnosis.text)")
        #expect(diagnosis.text.contains("they were lost on the way") == isLost)
        #expect(diagnosis.causes.contains { $0.kind == .keepaliveTimeout } != isLost)
    }

    /// A part of a frame is a sign of life, too.
    @Test func aPartOfAFrameIsASignOfLife() throws {
        let session = try session(.client, isClosed: true) {
            $0.talk.send([0x82, 100, 1, 2, 3], from: .server)
            $0.talk.pause(second)
        }
        let diagnosis = Diagnosis(of: session)
        #expect(diagnosis.causes.first?.kind == .keepaliveTimeout)
        #expect(diagnosis.text.contains("last sign of life is a part of frame 5, which never came whole, 21"))
    }
}
