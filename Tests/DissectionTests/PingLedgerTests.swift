import Testing
import Wire

@testable import Dissection

private func ping(_ frame: Int, _ payload: [UInt8]) -> PingLedger.Ping {
    PingLedger.Ping(
        frame: frame, payload: payload, time: Timestamp(nanoseconds: 0, isNanosecond: false), packets: [frame])
}

@Suite struct PingLedgerTests {
    @Test func aPongAnswersItsPingAndTheEarlierOnes() {
        var ledger = PingLedger()
        for number in 1...3 { ledger.sent(ping(number, [UInt8(number)])) }
        let isAnswer = ledger.answered(by: [2])
        #expect(isAnswer)
        #expect(ledger.waiting.map(\.frame) == [3])
        let isAnswerAgain = ledger.answered(by: [2])
        #expect(!isAnswerAgain)
    }

    @Test func onlySoManyWait() {
        var ledger = PingLedger()
        for number in 0..<1000 { ledger.sent(ping(number, [])) }
        #expect(ledger.waiting.count == PingLedger.limit)
        #expect(ledger.hasForgotten)
    }
}
