import Dissection
import Report
import Testing

@Suite struct ShownTextTests {
    private var counts: ShownCounts {
        var counts = ShownCounts(choice: "--from client")
        counts.shown.frames = 12
        counts.all.frames = 1340
        counts.all.sessions = 3
        counts.shown.sessions = 1
        return counts
    }

    @Test func saysHowMuchIsShown() {
        #expect(counts.sentences() == ["Shown: 1 of 3 sessions, 12 of 1,340 frames (--from client)."])
        #expect(counts.sentences(ofSession: true) == ["Shown: 12 of 1,340 frames (--from client)."])
        #expect(ShownCounts(choice: "--no-notes").sentences() == ["Shown: nothing (--no-notes)."])
    }

    @Test func saysWhatWasNotSearched() {
        var counts = counts
        counts.unsearched = 1
        #expect(counts.sentences().last?.hasPrefix("1 message took too long") == true)
        #expect(counts.sentences().last?.hasSuffix("is not shown.") == true)
        counts.unsearched = 2
        #expect(counts.sentences().last?.hasSuffix("are not shown.") == true)
    }

    @Test func isAKeyOfTheSummary() throws {
        var summary = SummaryEvent()
        #expect(try object(of: .summary(summary))["shown"] == nil)
        summary.shown = counts
        let shown = try #require(object(of: .summary(summary))["shown"] as? [String: Any])
        #expect(shown["sessions"] as? Int == 1 && shown["frames"] as? Int == 12)
        #expect(shown["messages"] as? Int == 0 && shown["findings"] as? Int == 0)
        #expect(shown["choice"] as? String == "--from client" && shown["unsearched"] == nil)
    }
}
