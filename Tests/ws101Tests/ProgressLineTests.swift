import Capture
import Foundation
import Samples
import Testing

@testable import ws101

@Suite struct ProgressLineTests {
    private func state(_ bytes: Int, of total: Int?, sessions: Int = 1234, seconds: Double = 10) -> ProgressLine.State {
        ProgressLine.State(
            reading: ReadingProgress(bytes: bytes, total: total), packets: 5_000_000, sessions: sessions,
            seconds: seconds)
    }

    @Test(
        arguments: [
            (
                500_000_000, 2_000_000_000,
                "25 %, 500.0 MB of 2.0 GB, 30 s left, 50.0 MB/s, 1,234 sessions, 5,000,000 packets"
            ),
            (
                2_000_000, 2_000_000_000,
                "0 %, 2.0 MB of 2.0 GB, 2 h 46 min left, 200.0 KB/s, 1,234 sessions, 5,000,000 packets"
            ),
            (2_000_000_000, 2_000_000_000, "100 %, 2.0 GB of 2.0 GB, 200.0 MB/s, 1,234 sessions, 5,000,000 packets"),
            (3_000_000_000, 2_000_000_000, "100 %, 3.0 GB of 2.0 GB, 300.0 MB/s, 1,234 sessions, 5,000,000 packets"),
            (0, 0, "0 B, 0 B/s, 1,234 sessions, 5,000,000 packets"),
            (7_000_000, nil, "7.0 MB, 700.0 KB/s, 1,234 sessions, 5,000,000 packets"),
        ] as [(Int, Int?, String)])
    func saysWhatIsKnown(bytes: Int, total: Int?, line: String) {
        #expect(state(bytes, of: total).line(width: 200) == line)
    }

    @Test func fitsAnyWidth() {
        let state = state(500_000_000, of: 2_000_000_000)
        #expect(state.line(width: 60) == "25 %, 500.0 MB of 2.0 GB, 30 s left, 1,234 sessions")
        #expect(state.line(width: 30) == "25 %, 30 s left")
        for width in 0...120 { #expect(state.line(width: width).count <= width) }
        #expect(state.line(width: 4) == "25 %" && state.line(width: 3).isEmpty)
    }

    @Test func leavesOutWhatIsUnknown() {
        let state = ProgressLine.State(reading: nil, packets: 1, sessions: 0, seconds: 1)
        #expect(state.line(width: 80) == "0 sessions, 1 packet")
    }
}
