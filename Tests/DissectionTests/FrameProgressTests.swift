import Testing
import WebSocket

@testable import Dissection

@Suite struct FrameProgressTests {
    /// What was noted and turned out to be nothing makes no frame suspect: its end would be told too soon.
    @Test func whatIsTakenBackIsForgotten() {
        var frame = FrameProgress()
        frame.note(.limit, as: \.inflateProblem)
        #expect(frame.isSuspect)
        frame.note(nil, as: \.inflateProblem)
        #expect(!frame.isSuspect)
        #expect(frame.oddities == nil)
    }

    /// The next frame has nothing of the one before.
    @Test func begins() {
        var frame = FrameProgress()
        frame.note(3, as: \.badByte)
        frame.note(70_000, as: \.meantLength)
        #expect(frame.length == 70_000)
        frame.begin(.init(opcode: .text, payloadLength: 5), at: 10)
        #expect(frame.oddities == nil)
        #expect(frame.length == 5)
        #expect(!frame.isSuspect)
    }
}
