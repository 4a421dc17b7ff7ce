import Testing
import Wire

@testable import Dissection

private func time(_ nanoseconds: Int64) -> Timestamp { Timestamp(nanoseconds: nanoseconds, isNanosecond: true) }

@Suite struct SilenceMeterTests {
    @Test func keepsTheLongestWithItsFrames() {
        var meter = SilenceMeter(since: time(0))
        meter.hear(at: time(10), frames: 0)
        #expect(meter.longest == Silence(duration: 10, afterFrame: nil, beforeFrame: 1))
        meter.hear(at: time(40), frames: 2)
        meter.hear(at: time(60), frames: 3)
        #expect(meter.longest == Silence(duration: 30, afterFrame: 2, beforeFrame: 3))
    }

    @Test func givesEachFrameTheLongestSilenceBeforeIt() {
        var meter = SilenceMeter(since: time(0))
        for now in [5, 30, 31] as [Int64] { meter.hear(at: time(now), frames: 0) }
        let first = meter.endFrame()
        let second = meter.endFrame()
        #expect(first == 25)
        #expect(second == 0)
    }

    @Test func saysNothingOfWhatAHoleHides() {
        var meter = SilenceMeter(since: time(0))
        meter.hear(at: time(10), frames: 0)
        meter.interrupt()
        meter.hear(at: time(1000), frames: 1)
        #expect(meter.longest.duration == 10)
        meter.interrupt()
        let end = meter.end(marks: [time(2000)], capture: nil, frames: 1)
        #expect(end == nil)
    }

    @Test func bytesWithAnEarlierTimeAreNoSilence() {
        var meter = SilenceMeter(since: time(100))
        meter.hear(at: time(90), frames: 0)
        meter.hear(at: time(.min), frames: 0)
        meter.hear(at: time(110), frames: 0)
        #expect(meter.longest.duration == 10)
    }

    @Test(
        arguments: [
            // What ends TCP, the capture's end, the silence before it.
            ([20], nil, 10), ([20, 30], nil, 10), ([5, 30], nil, 20), ([5], 50, 40), ([], 50, 40), ([], nil, nil),
            ([5], nil, nil),
        ] as [([Int64], Int64?, Int64?)])
    func endsWithTheFirstMarkThatNoByteFollows(marks: [Int64], capture: Int64?, expected: Int64?) {
        var meter = SilenceMeter(since: time(0))
        meter.hear(at: time(10), frames: 0)
        let end = meter.end(marks: marks.map(time), capture: capture.map(time), frames: 3)
        #expect(end == expected)
        if let expected, expected > 10 {
            #expect(meter.longest == Silence(duration: expected, afterFrame: 3, beforeFrame: nil))
        }
    }

    @Test func namesNoFrameThatNeverCame() {
        var meter = SilenceMeter(since: time(0))
        meter.hear(at: time(50), frames: 4)
        _ = meter.end(marks: [time(51)], capture: nil, frames: 4)
        #expect(meter.longest == Silence(duration: 50, afterFrame: 4, beforeFrame: nil))
    }

    @Test func hostileTimesDoNotTrap() {
        var meter = SilenceMeter(since: time(.min))
        meter.hear(at: time(.max), frames: 0)
        meter.hear(at: time(0), frames: 0)
        let end = meter.end(marks: [time(.max), time(.min)], capture: time(.max), frames: 0)
        #expect(end == 0)
    }

    /// What TCP sends again ends a silence, and begins one, but is no frame.
    @Test func knowsWhatWasNothingNew() {
        var meter = SilenceMeter(since: time(0))
        meter.hear(at: time(10), frames: 0)
        meter.hear(.retransmission, at: time(40), frames: 1)
        #expect(
            meter.longest == Silence(duration: 30, afterFrame: 1, beforeFrame: 2, beforeRepetition: .retransmission))
        meter.hear(.windowProbe, at: time(90), frames: 1)
        #expect(
            meter.longest
                == Silence(
                    duration: 50, afterFrame: 1, beforeFrame: 2, afterRepetition: .retransmission,
                    beforeRepetition: .windowProbe))
        _ = meter.end(marks: [time(190)], capture: nil, frames: 1)
        #expect(meter.longest == Silence(duration: 100, afterFrame: 1, afterRepetition: .windowProbe))
    }

    @Test func countsKeepAlives() {
        var meter = SilenceMeter(since: time(0))
        meter.noteKeepAlive()
        meter.hear(at: time(10), frames: 0)
        meter.noteKeepAlive()
        meter.noteKeepAlive()
        meter.hear(at: time(60), frames: 1)
        #expect(meter.longest == Silence(duration: 50, afterFrame: 1, beforeFrame: 2, keepAlives: 2))
        meter.hear(at: time(200), frames: 2)
        #expect(meter.longest.keepAlives == 0)
    }
}
