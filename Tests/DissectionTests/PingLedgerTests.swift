import Testing
import Wire

@testable import Dissection

private func time(_ milliseconds: Int64) -> Timestamp {
    Timestamp(nanoseconds: milliseconds * 1_000_000, isNanosecond: false)
}

/// The Ping in frame `frame`, sent so many milliseconds after the epoch; its stream offsets end at 10 times that number.
private func ping(_ frame: Int, _ payload: [UInt8]) -> PingLedger.Ping {
    PingLedger.Ping(frame: frame, payload: payload, time: time(Int64(frame)), packets: [frame], end: frame * 10)
}

private func ledger(_ pings: (Int, [UInt8])...) -> PingLedger {
    var ledger = PingLedger()
    for (frame, payload) in pings { ledger.sent(ping(frame, payload)) }
    return ledger
}

@Suite struct PingLedgerTests {
    @Test func aPongAnswersItsPingAndTheEarlierOnes() {
        var ledger = ledger((1, [1]), (2, [2]), (3, [3]))
        let answer = ledger.answer([2], acknowledged: nil, at: time(7))
        #expect(answer?.frame == 2)
        #expect(answer?.roundTripTime == 5_000_000)
        #expect(ledger.waiting.map(\.frame) == [3])
        let again = ledger.answer([2], acknowledged: nil, at: time(8))
        #expect(again == nil)
        #expect(ledger.totals.sent == 3)
        #expect(ledger.totals.answered == 2)
        #expect(ledger.totals.unanswered == 1)
    }

    @Test func onlySoManyWait() {
        var ledger = PingLedger()
        for number in 0..<1000 { ledger.sent(ping(number, [])) }
        #expect(ledger.waiting.count == PingLedger.limit)
        #expect(ledger.hasForgotten)
        #expect(ledger.totals.sent == 1000)
        #expect(ledger.totals.unanswered == PingLedger.limit)
    }

    @Test func pingsWithTheSamePayloadAreAnsweredInTheirOrder() {
        var ledger = ledger((1, []), (2, []), (3, []))
        let first = ledger.answer([], acknowledged: nil, at: time(11))
        let second = ledger.answer([], acknowledged: nil, at: time(13))
        #expect(first?.frame == 1)
        #expect(second?.frame == 2)
        #expect(second?.roundTripTime == 11_000_000)
    }

    @Test func oneAnswerToSeveralWithTheSamePayloadLeavesNoneToBlame() {
        var ledger = ledger((1, []), (2, []), (3, [9]))
        let answer = ledger.answer([], acknowledged: nil, at: time(4))
        #expect(answer?.frame == 1)
        #expect(ledger.waiting.filter { !$0.mayBeAnswered }.map(\.frame) == [3])
        #expect(ledger.totals.unanswered == 1)
    }

    @Test func aPongCannotAnswerWhatItsSenderHadNotReceived() {
        var ledger = ledger((1, []), (2, []))
        let tooEarly = ledger.answer([], acknowledged: 9, at: time(3))
        #expect(tooEarly == nil)
        let first = ledger.answer([], acknowledged: 10, at: time(3))
        #expect(first?.frame == 1)
        // The second Ping was not there yet: this Pong was not for it.
        #expect(ledger.totals.unanswered == 1)
    }

    @Test func aPongWithMissingBytesClearsThoseOfItsLength() {
        var ledger = ledger((1, [1]), (2, [1, 2]), (3, [1, 2, 3]))
        ledger.mayBeAnswered(byLength: 2)
        #expect(ledger.waiting.map(\.mayBeAnswered) == [true, true, false])
        ledger.mayBeAnswered(byLength: 125)
        #expect(ledger.totals.unanswered == 1)
        #expect(ledger.totals.answered == 0)
    }

    @Test func measuresTheTimesBetweenPings() {
        var ledger = ledger((10, [1]), (30, [2]))
        ledger.sentUnjudged(at: time(80))
        #expect(ledger.totals.interval.minimum == 20_000_000)
        #expect(ledger.totals.interval.maximum == 50_000_000)
        #expect(ledger.totals.interval.mean == 35_000_000)
        #expect(ledger.hasForgotten)
    }
}
