import Testing
import Wire

@testable import Dissection

/// Which of two FINs was first, by what they acknowledge.
@Suite struct FINOrderTests {
    private func mark(_ side: Side, _ packet: Int) -> TransportMark {
        TransportMark(side: side, time: Timestamp(nanoseconds: Int64(packet), isNanosecond: true), packet: packet)
    }

    @Test(
        arguments: [
            // Whether the FIN that was captured first answers the other, whether that one does.
            (false, true, false, .acknowledged), (nil, true, false, .acknowledged), (true, false, true, .reversed),
            (true, nil, true, .reversed), (false, false, false, .crossed), (true, true, false, .captured),
            (nil, nil, false, .captured), (false, nil, false, .captured), (nil, false, false, .captured),
        ] as [(Bool?, Bool?, Bool, FINOrder)], Side.allCases)
    func order(_ row: (first: Bool?, second: Bool?, isReversed: Bool, order: FINOrder), of side: Side) {
        let captured = [mark(side, 7), mark(side.peer, 9)]
        let answers = side == .client ? [row.first, row.second] : [row.second, row.first]
        let (sent, order) = FINOrder.sorted(captured, answers: answers)
        #expect(order == row.order)
        #expect(sent == (row.isReversed ? captured.reversed() : captured))
    }

    @Test func oneFINIsTheFirst() {
        let (sent, order) = FINOrder.sorted([mark(.server, 7)], answers: [nil, true])
        #expect(sent == [mark(.server, 7)])
        #expect(order == .captured)
    }
}
