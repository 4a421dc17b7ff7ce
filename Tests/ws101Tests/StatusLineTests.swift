import Testing

@testable import ws101

@Suite struct StatusLineTests {
    private let state = StatusLine.State(
        packets: 12_345, rate: 230.4, drops: 0, sessions: 5, openSessions: 2, pending: 1, others: 3)

    @Test func tellsHowItGoes() {
        #expect(
            state.line(width: 120)
                == "12,345 packets, 230/s, 0 dropped, 5 sessions (2 open), 1 pending handshake, 3 other connections")
    }

    @Test func leavesOutWhatMattersLess() {
        #expect(state.line(width: 70) == "12,345 packets, 230/s, 5 sessions (2 open), 1 pending handshake")
        #expect(state.line(width: 25) == "5 sessions (2 open)")
        #expect(state.line(width: 5).isEmpty)
    }

    @Test func lossesComeFirst() {
        var state = state
        state.drops = 7
        #expect(state.line(width: 30) == "7 dropped, 5 sessions (2 open)")
        state.drops = nil
        #expect(!state.line(width: 120).contains("dropped"))
    }

    @Test func countsPacketsASecond() {
        let line = StatusLine()
        var state = StatusLine.State()
        _ = line.line(state, at: .seconds(1))
        state.packets = 300
        #expect(line.line(state, at: .seconds(3)).contains("150/s"))
        state.packets = 310
        // So soon the rate stays what it was.
        #expect(line.line(state, at: .seconds(3.2)).contains("150/s"))
    }
}
