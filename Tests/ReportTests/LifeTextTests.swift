import Testing

@testable import Dissection
@testable import Report

private let millisecond: Int64 = 1_000_000

/// Pings that came so far apart, and their Pongs after such times, all in milliseconds.
private func pings(
    _ sent: Int, apart: [Int64], after: [Int64], answered: Int? = nil, unanswered: Int = 0
) -> PingTotals {
    var totals = PingTotals()
    totals.sent = sent
    totals.answered = answered ?? after.count
    totals.unanswered = unanswered
    for span in apart { totals.interval.add(span * millisecond) }
    for span in after { totals.roundTrip.add(span * millisecond) }
    return totals
}

@Suite struct LifeTextTests {
    @Test(arguments: [
        (pings(1, apart: [], after: [12]), "The server sent one Ping; its Pong came after 12.0 ms."),
        (pings(1, apart: [], after: [], unanswered: 1), "The server sent one Ping; it has no Pong."),
        (
            pings(4, apart: [20_000, 20_010, 19_995], after: [1, 12, 3, 4]),
            "The server sent 4 Pings, one every 20.00 s; Pongs came after 1.0–12.0 ms."
        ),
        (
            pings(3, apart: [5, 90_000], after: [3, 1500], unanswered: 1),
            "The server sent 3 Pings, 5.0 ms–1 min 30 s apart; Pongs came after 3.0 ms–1.50 s; one has no Pong."
        ),
        (
            pings(2, apart: [400], after: [7, 7]),
            "The server sent 2 Pings, 400.0 ms apart; Pongs came after 7.0 ms."
        ),
        (
            pings(1200, apart: [400], after: [7], unanswered: 1199),
            "The server sent 1,200 Pings, 400.0 ms apart; Pongs came after 7.0 ms; 1,199 have no Pong."
        ),
        (pings(1, apart: [], after: [], answered: 1), "The server sent one Ping; it was answered."),
        (
            pings(3, apart: [5, 5], after: [], answered: 2, unanswered: 1),
            "The server sent 3 Pings, one every 5.0 ms; 2 were answered; one has no Pong."
        ),
        (
            pings(2, apart: [400], after: [], unanswered: 2),
            "The server sent 2 Pings, 400.0 ms apart; none has a Pong."
        ),
    ])
    func tellsOfPings(pings: PingTotals, expected: String) {
        var totals = SessionTotals()
        totals.serverPings = pings
        #expect(LifeText.sentences(totals, ascii: false) == expected)
    }

    @Test(
        arguments: [
            (45_000, 1, 2, "The longest silence was 45.00 s, between frames 1 and 2."),
            (10_000, nil, 1, "The longest silence was 10.00 s, before frame 1."),
            (3_600_000, 7, nil, "The longest silence was 1 h 00 min, from frame 7 to the end."),
            (60_000, nil, nil, "The longest silence was 1 min 00 s, from its beginning to its end."),
            (9_999, 1, 2, ""),
        ] as [(Int64, Int?, Int?, String)])
    func tellsOfSilence(milliseconds: Int64, after: Int?, before: Int?, expected: String) {
        var totals = SessionTotals()
        totals.longestSilence = Silence(
            duration: milliseconds * millisecond, afterFrame: after, beforeFrame: before)
        #expect(LifeText.sentences(totals, ascii: false) == expected)
    }

    @Test(
        arguments: [
            (3, nil, .retransmission, nil, 0, "from a retransmission after frame 3 to the end"),
            (3, nil, .windowProbe, .windowProbe, 0, "from one probe of the closed window after frame 3 to the next"),
            (3, 4, nil, .retransmission, 0, "from frame 3 to a retransmission"),
            (3, 4, .retransmission, nil, 0, "from a retransmission after frame 3 to frame 4"),
            (nil, 1, nil, .retransmission, 0, "from its beginning to a retransmission"),
            (2, nil, nil, nil, 4, "from frame 2 to the end, but for 4 TCP keep-alive probes"),
        ] as [(Int?, Int?, Silence.Repetition?, Silence.Repetition?, Int, String)])
    func saysWhatASilenceLiesBetween(
        after: Int?, before: Int?, first: Silence.Repetition?, last: Silence.Repetition?, probes: Int, expected: String
    ) {
        var totals = SessionTotals()
        totals.longestSilence = Silence(
            duration: 20_000 * millisecond, afterFrame: after, beforeFrame: before, afterRepetition: first,
            beforeRepetition: last, keepAlives: probes)
        #expect(LifeText.sentences(totals, ascii: false) == "The longest silence was 20.00 s, \(expected).")
    }

    @Test func saysNothingOfWhatIsOrdinary() { #expect(LifeText.sentences(SessionTotals(), ascii: false).isEmpty) }
}
