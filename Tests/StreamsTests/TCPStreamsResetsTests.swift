import Streams
import Testing
import Wire

/// RSTs that end a flow, and RSTs after which both sides go on.
@Suite struct TCPStreamsResetsTests {
    /// An open connection: `>` has sent `abc`, `<` `xyz`.
    private func opened() -> Listener {
        var listener = Listener()
        for line in ["> S 99", "< SA 499 a100", "> 100 abc a500", "< 500 xyz a103"] { _ = listener.hear(line) }
        return listener
    }

    /// What follows a RST of `<` that seemed to end it, and whether the flow is open again then.
    @Test(
        arguments: [
            // Its peer acknowledges what the named side sent after it.
            ("< R 503 a103", ["< 503 new a103", "> A 103 a506"], true),
            // The RST is ahead of what it acknowledges: it may only have overtaken that.
            ("< R 506 a103", ["< 503 new a103", "> A 103 a506"], false),
            ("< R 5000 a103", ["< 503 new a103", "> A 103 a506"], false),
            ("< R 5000 a103", ["< 503 new a103", "> A 103 a506", "< FA 506 a103", "> A 103 a507"], true),
            // What crossed the RST proves nothing, and neither does one side alone.
            ("< R 503 a103", ["> 103 def a503"], false),
            ("< R 503 a103", ["< 503 new a103", "> A 103 a503"], false),
            ("< R 503 a103", ["< FA 503 a103 +1500", "> R 103"], false),
            // The RST is ahead of what its sender sends so long after it that the capture has not swapped them.
            ("< R 5000 a103", ["< 503 new a103 +60", "> A 103 a506"], true),
            ("< R 506 a103", ["< 503 new a103 +60", "> A 103 a506"], false),
            ("< R 506 a103", ["< 503 new a103", "> A 103 a506 +60"], false),
            ("< R 509 a103", ["< 503 new a103", "> A 103 a506 +60"], false),
            // What the peer acknowledges is not in the capture.
            ("< R 503 a103", ["> A 103 a600"], false),
            // Both are heard long after it.
            ("< R 503 a103", ["> 103 def a503 +1500", "< A 503 a106"], true),
            ("< R 503 a103", ["> 103 def a503 +500", "< A 503 a106"], false),
        ])
    func whoGoesOn(reset: String, after lines: [String], isOpen: Bool) {
        var listener = opened()
        #expect(listener.hear(reset) == "<reset")
        for line in lines { _ = listener.hear(line) }
        #expect((listener.streams.end(of: 0).reset == nil) == isOpen)
        #expect((listener.streams.evidence(0, .backward).outlivedReset?.packet == 5) == isOpen)
    }

    /// An outlived RST is forgotten: the flow may end in the usual way, and by another RST.
    @Test(arguments: ["> R 103", "< R 512"]) func aRSTThatEndsItLater(reset: String) {
        var listener = opened()
        for line in ["< R 503 a103", "< 503 new a103", "> A 103 a506"] { _ = listener.hear(line) }
        // The hole is waited for again.
        #expect(listener.hear("< 509 gap a103") == "held")
        #expect(listener.hear("< 506 has a103") == "<6:has <9:gap")
        #expect(listener.streams.end(of: 0).reset == nil)
        let last = listener.hear(reset)
        #expect(last.hasSuffix("reset"))
        #expect(listener.streams.end(of: 0).reset?.packet == 10)
        #expect(listener.wait(1_500) == "")
        #expect(listener.streams.evidence(0, .backward).outlivedReset?.packet == 5)
    }

    /// What a RST acknowledges may be anything: nobody waits for it, before the RST is judged and after.
    @Test func aRSTThatAcknowledgesTooMuch() {
        var listener = opened()
        let lines = ["< R 503 a1563", "< 503 new a103", "> 103 def a506", "< 506 has a106"]
        #expect(lines.map { listener.hear($0) } == ["<reset", "<3:new", ">3:def", "<6:has"])
        #expect(listener.streams.end(of: 0).reset == nil)
        #expect(listener.finish() == "")
    }

    /// The packets of a RST's sender that were captured after it, and whether one counts as sent after it.
    @Test(
        arguments: [
            ("> R 106 a503", "> 103 def a503", false), ("> R 106 a503", "> A 103 a503", false),
            ("> R 107 a503", "> FA 106 a503", false), ("> R 103 a503", "> 103 def a503", true),
            ("> R 105 a503", "> 103 def a503", true), ("> R 103 a503", "> A 103 a503", true),
        ])
    func whoGoesOnAfterItsOwnRST(reset: String, line: String, isLater: Bool) {
        var listener = opened()
        _ = listener.hear(reset)
        _ = listener.hear(line)
        #expect(listener.streams.evidence(0, .forward).last?.packet == (isLater ? 6 : 3))
        #expect(listener.streams.end(of: 0).reset?.packet == 5)
    }

    /// What was captured after the RST that acknowledges it had arrived.
    @Test(arguments: [("> R 103 a506", 6), ("> R 103 a503", 3), ("> R 103 a900", 3)])
    func whatItsSenderHadReceived(reset: String, acknowledged: Int) {
        var listener = opened()
        let lines = ["> A 103 a503", reset, "< 503 new a103"]
        #expect(lines.map { listener.hear($0) } == ["", ">reset", "<3:new"])
        _ = listener.finish()
        #expect(listener.streams.acknowledged(0, by: .forward) == acknowledged)
        #expect(listener.streams.acknowledgedByReset(0) == (reset.hasSuffix("a900") ? nil : acknowledged))
    }

    /// What is missing before a RST is waited for as long as something may come, and no longer.
    @Test func aHoleBeforeARSTIsGivenUpInTime() {
        var listener = opened()
        #expect(listener.hear("> 106 ghi a503") == "held")
        #expect(listener.hear("< R 503 a103") == "")
        #expect(listener.wait(4_000) == "")
        #expect(listener.wait(2_000) == ">3-6 lost >6:ghi <reset")
        #expect(listener.hear("> 103 def a503") == "ignored")
        #expect(listener.streams.heldBytes == 0)
    }

    @Test func bothFINsEndItAfterAnOutlivedRST() {
        var listener = opened()
        let lines = [
            "< R 503 a103", "< 503 new a103", "> A 103 a506", "< FA 506 a103", "> FA 103 a507", "< A 507 a104",
        ]
        #expect(lines.map { listener.hear($0) } == ["<reset", "<3:new", "", "<fin", ">fin", ""])
        #expect(listener.streams.end(of: 0).isEnded)
        #expect(listener.hear("> 104 late a507") == "ignored")
    }

    /// Nobody answers a RST with a RST.
    @Test func rstsThatCross() {
        var listener = opened()
        #expect(listener.hear("> R 103 a503") == ">reset")
        #expect(listener.hear("< R 503 a103") == "ignored")
        #expect(listener.hear("< R 503 a103") == "ignored")
        let evidence = FlowDirection.allCases.map { listener.streams.evidence(0, $0) }
        #expect(evidence.map(\.laterReset?.packet) == [nil, 6])
        #expect(listener.streams.end(of: 0).reset?.packet == 5)
    }

    @Test(arguments: [("> R 103", true), ("> R 103 a503", false)])
    func aRSTWithoutAnAcknowledgment(line: String, isBare: Bool) {
        var listener = opened()
        _ = listener.hear(line)
        #expect(listener.streams.evidence(0, .forward).isResetBare == isBare)
    }
}
