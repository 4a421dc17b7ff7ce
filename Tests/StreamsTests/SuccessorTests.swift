import Streams
import Testing
import Wire

/// Other connections with the endpoints of a flow: their SYNs were not captured, or may be somebody else's.
@Suite struct SuccessorTests {
    private static let opening = ["> S 9999", "< SA 49999 a10000", "> 10000 abc a50000", "< 50000 xyz a10003"]

    /// How a flow stands when the strange segments come.
    enum State: String, CaseIterable {
        case open
        case closed
        case reset

        var lines: [String] {
            switch self {
            case .open: []
            case .closed: ["< FA 50003 a10003", "> FA 10003 a50004", "< A 50004 a10004"]
            case .reset: ["< R 50003 a10003"]
            }
        }
    }

    private func listener(_ state: State) -> Listener {
        var listener = Listener()
        for line in Self.opening + state.lines { _ = listener.hear(line) }
        return listener
    }

    /// A request at such numbers begins another flow once it is answered, and nothing of it is lost.
    @Test(
        arguments: State.allCases,
        [(5_000_000, 9_000_000), (4_000_000_000, 3_000_000_000), (9_900, 49_900), (9_900, 9_000_000)])
    func aRequestThatIsAnswered(state: State, numbers: (client: Int, server: Int)) {
        var listener = listener(state)
        let (client, server) = numbers
        #expect(listener.hear("> \(client) GET~/ a\(server)") == "ignored")
        #expect(listener.hear("> \(client + 5) more a\(server)") == "ignored")
        #expect(listener.hear("< \(server) HTTP a\(client + 9)") == "#1/0 held >0:GET / >5:more <0:HTTP")
        #expect(listener.hear("> \(client + 9) end a\(server + 4)") == ">9:end")
        #expect(listener.streams.offset(0, .backward) == 4)
        #expect(listener.streams.heldBytes == 0)
    }

    /// An answer without bytes is one, too; and the server may be heard first.
    @Test(arguments: [("> ", "< "), ("< ", "> ")]) func anAnswerWithoutBytes(own: String, peer: String) {
        var listener = listener(.closed)
        let numbers = own == "> " ? (1_000_000, 2_000_000) : (2_000_000, 1_000_000)
        #expect(listener.hear("\(own)\(numbers.0) abcd a\(numbers.1)") == "ignored")
        #expect(listener.hear("\(peer)A \(numbers.1) a\(numbers.0 + 4)") == "#1/0 >0:abcd")
        #expect(listener.hear("\(peer)\(numbers.1) efgh a\(numbers.0 + 4)") == "<0:efgh")
    }

    /// What one side sends with strange numbers, however much of it, changes nothing.
    @Test(
        arguments: State.allCases,
        [
            ["> 4000000000 GET~/ a3000000000", "> 4000000005 more a3000000000"],
            ["> 4000000000 GET~/ a3000000000", "< A 3000000000 a3999999999"],
            ["> 4000000000 GET~/ a3000000000", "< A 3000000000 a4000000099"],
            ["> 4000000000 GET~/ a3000000000", "< A 2000000000 a4000000005"],
            ["> 4000000000 GET~/ a3000000000", "< R 3000000000 a4000000005"],
            ["> S 4000000000", "> S 4000000000", "> R 4000000001"],
        ])
    func strangeSegmentsOfOneSide(state: State, lines: [String]) {
        var listener = listener(state)
        // A SYN after the end is believed.
        if state != .open, lines[0].contains("S") { return }
        for line in lines { #expect(!listener.hear(line).contains("#")) }
        #expect(listener.streams.count == 1)
        guard state == .open else { return }
        #expect(listener.hear("> 10003 def a50003") == ">3:def")
        #expect(listener.hear("< 50003 uvw a10006") == "<3:uvw")
        #expect(listener.streams.end(of: 0).reset == nil)
    }

    /// Bytes ahead, in both directions, may be behind bytes that the capture lacks.
    @Test func aHoleInBothDirectionsIsNoOtherConnection() {
        var listener = listener(.open)
        #expect(listener.hear("> 5000000 abc a9000000") == "held")
        #expect(listener.hear("< 9000000 xyz a5000003") == "held")
        #expect(listener.finish() == ">3-4990000 lost <3-8950000 lost >4990000:abc <8950000:xyz")
    }

    /// RFC 5961 §4: whoever still has the connection answers a SYN on it with an acknowledgment of that.
    @Test func aSYNThatIsAnsweredWithTheOldNumbers() {
        var listener = listener(.open)
        #expect(listener.hear("> S 700000") == "")
        #expect(listener.hear("< A 50003 a10003") == "")
        #expect(listener.hear("> R 10003") == ">reset")
        #expect(listener.hear("> S 700000 +1000") == "#1/0")
        #expect(listener.hear("< SA 80000 a700001") == "")
        #expect(listener.streams.sawSYN(0, .forward) && listener.streams.sawSYN(0, .backward))
    }

    /// Who still has the old connection may send of it before it answers the SYN, and the RST that answers that ends nothing.
    @Test(
        arguments: [
            ["< FA 4000000 a900000", "> R 900000"], ["< FA 4000000 a2000000", "> R 2000000"],
            ["< 4000000 old a900000"], ["< 4000000 old a2000000", "> R 2000000"], ["< RA 4000000 a900000"],
            ["< A 4000000 a2000000", "< FA 4000000 a2000000"],
        ])
    func anOldSegmentBeforeTheAnswerToASYN(lines: [String]) {
        var listener = Listener()
        for line in ["> S 999999"] + lines {
            #expect(["#0", "", "ignored"].contains(listener.hear(line)))
        }
        let rest = [
            "> S 999999", "< SA 4999 a1000000", "> 1000000 GET~/ a5000", "< 5000 HTTP a1000005", "> FA 1000005 a5004",
            "< FA 5004 a1000006", "> A 1000006 a5005",
        ]
        #expect(rest.map { listener.hear($0) } == ["", "", ">0:GET /", "<0:HTTP", ">fin", "<fin", ""])
        #expect(listener.streams.sawSYN(0, .backward) && listener.streams.end(of: 0).reset == nil)
    }

    /// Only old segments are no answer: nothing came about.
    @Test func anOldSegmentIsNoAnswer() {
        var listener = Listener()
        for line in ["> S 999999", "< FA 4000000 a900000", "> R 900000", "> S 999999 +1000"] { _ = listener.hear(line) }
        let attempt = listener.streams.failedAttempt(0, at: Timestamp(nanoseconds: 2_000_000_000, isNanosecond: false))
        #expect(attempt?.count == 2 && attempt?.isRefused == false)
    }

    /// A SYN has the number of the next byte.
    @Test func aSYNRightAfterTheLastByte() {
        var listener = listener(.open)
        let lines = ["> S 10003", "< SA 80000 a10004", "> 10004 GET~/ a80001"]
        #expect(lines.map { listener.hear($0) } == ["", "#1/0", ">0:GET /"])
    }

    @Test(arguments: [true, false]) func aSYNThatIsAccepted(isAnswerCaptured: Bool) {
        var listener = listener(.open)
        #expect(listener.hear("> S 700000") == "")
        if isAnswerCaptured {
            #expect(listener.hear("< SA 80000 a700001") == "#1/0")
            #expect(listener.hear("> A 700001 a80001") == "")
            #expect(listener.hear("> 700001 GET~/ a80001") == ">0:GET /")
            #expect(listener.hear("< 80001 HTTP a700006") == "<0:HTTP")
        } else {
            #expect(listener.hear("> A 700001 a80001") == "")
            #expect(listener.hear("> 700001 GET~/ a80001") == "ignored")
            #expect(listener.hear("< 80001 HTTP a700006") == "#1/0 held >0:GET / <0:HTTP")
        }
        #expect(listener.streams.sawSYN(0, .forward))
        #expect(listener.streams.evidence(0, .forward).synchronisations == 1)
    }

    /// Who refuses a SYN knows nothing of the old connection.
    @Test func aSYNThatIsRefused() {
        var listener = listener(.open)
        #expect(listener.hear("> S 700000") == "")
        #expect(listener.hear("< R 0 a700001") == "#1/0 <reset")
        #expect(
            listener.streams.failedAttempt(0, at: Timestamp(nanoseconds: 0, isNanosecond: false))?.isRefused == true)
    }

    /// Nobody answers after so long, and what is kept has its bounds.
    @Test func whatIsKeptIsForgotten() {
        var limits = Limits()
        limits.successors = 2
        var listener = Listener(limits: limits)
        for port in 50_001...50_004 {
            for line in Self.opening { _ = listener.hear("\(line) :\(port)") }
            _ = listener.hear("> 4000000000 abcde a3000000000 :\(port)")
        }
        #expect(listener.hear("< A 3000000000 a4000000005 :50004") == "")
        #expect(listener.hear("< A 3000000000 a4000000005 :50001") == "#4/0 >0:abcde")
        _ = listener.wait(11_000)
        #expect(listener.hear("< A 3000000000 a4000000005 :50002") == "")
    }
}
