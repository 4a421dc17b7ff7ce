import Testing

@testable import Dissection

@Suite struct RecordLedgerTests {
    @Test func tellsHowMuchPlaintextIsAcknowledged() {
        var ledger = RecordLedger()
        #expect(ledger.plaintext(acknowledgedTo: 1000) == 0)
        ledger.add(stream: 1100, plaintext: 78)
        ledger.add(stream: 1200, plaintext: 156)
        #expect(ledger.plaintext(acknowledgedTo: 1099) == 0)
        #expect(ledger.plaintext(acknowledgedTo: 1199) == 78)
        #expect(ledger.plaintext(acknowledgedTo: 1200) == 156)
        // An older acknowledgment that came late takes nothing back.
        #expect(ledger.plaintext(acknowledgedTo: 1100) == 156)
    }

    @Test func staysSmallWhenNothingIsAcknowledged() {
        var ledger = RecordLedger()
        for number in 1...100_000 { ledger.add(stream: number * 100, plaintext: number * 78) }
        #expect(ledger.memory < 1 << 17)
        #expect(ledger.plaintext(acknowledgedTo: 99_999 * 100) == 99_999 * 78)
    }
}
