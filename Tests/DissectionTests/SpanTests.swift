import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

private let second: Int64 = 1_000_000_000

/// Clocks that go back between two things whose order is known.
@Suite struct SpanTests {
    @Test func spans() {
        let times = [5, 9].map { Timestamp(nanoseconds: $0 * 1_000_000, isNanosecond: false) }
        #expect(times[1].span(since: times[0]) == 4_000_000)
        #expect(times[1].lead(since: times[0]) == "4.0 ms ")
        #expect(times[0].span(since: times[0]) == 0)
        #expect(times[0].span(since: times[1]) == nil)
        #expect(times[0].lead(since: times[1]) == "")
    }

    /// An end, the capture's clock being set back before it, or within it.
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var play: @Sendable (inout Playbook) -> Void
    }

    private static let back = -60 * second

    static let cases = [
        Case(testDescription: "a FIN") {
            $0.talk.pause(back)
            $0.talk.close(.server)
        },
        Case(testDescription: "a FIN of the other side") {
            $0.talk.pause(back)
            $0.talk.close(.client)
        },
        Case(testDescription: "a RST") {
            $0.talk.pause(back)
            $0.talk.reset(.server)
        },
        Case(testDescription: "a Close") {
            $0.talk.pause(back)
            $0.close(.server, 1001)
            $0.close(.client, 1001)
            $0.talk.close(.server)
        },
        Case(testDescription: "a Close with a code of the application") {
            $0.talk.pause(back)
            $0.close(.server, 4000)
            $0.close(.client, 4000)
            $0.talk.close(.server)
        },
        Case(testDescription: "an answer to a Close") {
            $0.close(.client)
            $0.talk.pause(back)
            $0.close(.server)
            $0.talk.close(.server)
        },
        Case(testDescription: "a RST that crosses the answer") {
            $0.close(.client)
            $0.talk.pause(back)
            $0.talk.reset(.client)
            $0.talk.pause(back)
            $0.close(.server)
        },
        Case(testDescription: "a violation that ends it") {
            $0.client(FrameEncoder.encode(opcode: .text, payload: [65]))
            $0.talk.pause(back)
            $0.talk.close(.server)
        },
        Case(testDescription: "a violation, and a Close for it") {
            $0.client(FrameEncoder.encode(opcode: .text, payload: [65]))
            $0.talk.pause(back)
            $0.close(.server, 1002)
            $0.talk.close(.server)
        },
        Case(testDescription: "a Ping without a Pong") {
            $0.frame(.server, .ping, [65])
            $0.frame(.client, .text, [66])
            $0.talk.pause(back)
            $0.talk.close(.server)
        },
        Case(testDescription: "text instead of a Close") {
            $0.server(Array("HTTP/1.1 500 Internal Server Error\r\n\r\n".utf8))
            $0.talk.pause(back)
            $0.talk.close(.server)
        },
        Case(testDescription: "no end") {
            $0.talk.pause(back)
            $0.talk.acknowledge(.client)
        },
    ]

    @Test(arguments: cases) func nothingTakesNoTime(test: Case) throws {
        var book = Playbook()
        book.upgrade()
        book.frame(.client, .text, [65])
        book.frame(.server, .text, [66])
        test.play(&book)
        try check(book)
    }

    @Test(arguments: Side.allCases, [true, false]) func aRequestWithoutAnAnswer(side: Side, isReset: Bool) throws {
        var book = Playbook()
        book.client(Array(Playbook.request.utf8))
        book.talk.pause(Self.back)
        if isReset { book.talk.reset(side) } else { book.talk.close(side) }
        try check(book)
    }

    private func check(_ book: Playbook) throws {
        let session = try #require(book.trace().sessions.first)
        let diagnosis = Diagnosis(of: session)
        let told = [diagnosis.verdict] + diagnosis.facts + diagnosis.causes.flatMap { [$0.claim] + $0.evidence }
        for sentence in told + session.findings.map(\.detail) {
            #expect(!sentence.contains(" 0 ns") && !sentence.contains("-"), "\(sentence)")
            #expect(!sentence.contains("after which came"), "\(sentence)")
            #expect(!sentence.contains("  ") && !sentence.contains(" ,"), "\(sentence)")
        }
    }

    /// What its FIN acknowledges had come before it, whatever the clock says.
    @Test(arguments: [true, false]) func acknowledgmentsTellTheOrder(isAcknowledged: Bool) throws {
        var book = Playbook()
        book.upgrade()
        book.talk.acknowledgesAtOnce = false
        let fin = book.talk.segments.count
        book.talk.finish(.client)
        book.talk.segments.removeLast()
        book.frame(.server, .text, [66])
        let length = book.talk.segments[fin + 1].segment.payload.count
        if isAcknowledged { book.talk.segments[fin].segment.acknowledgment &+= UInt32(length) }
        book.talk.close(.server)
        let diagnosis = Diagnosis(of: try #require(book.trace().sessions.first))
        #expect(diagnosis.verdict.contains("after which came frame 1") != isAcknowledged, "\(diagnosis.verdict)")
    }
}
