import Dissection
import HTTP
import Query
import Testing

@Suite struct SegmentContentTests {
    /// What the segments of the session carry of its frame `number`, in order.
    private func parts(of number: Int, target: String, in recording: Recording) throws -> [SegmentContent.Part] {
        let session = try #require(recording.sessions.first { $0.start.handshake?.request.target == target })
        let segments = recording.segments.filter { $0.session == session.number && $0.from == .client }
        return segments.flatMap(\.contents).compactMap {
            if case .frame(number, let part) = $0 { part } else { nil }
        }
    }

    @Test func aFrameThatWasCutOffNeverEnds() throws {
        let recording = try sample("pressure")
        let film = try parts(of: 1, target: "/film", in: recording)
        #expect(film.count > 1)
        #expect(film == [.start] + Array(repeating: .middle, count: film.count - 1))
    }

    @Test(arguments: ["pressure", "streams", "lengths", "abnormal"])
    func onlyAWholeFrameIsCarriedToItsEnd(name: String) throws {
        let recording = try sample(name)
        for frame in recording.frames {
            let segments = recording.segments.filter { $0.session == frame.session && $0.from == frame.from }
            let parts: [SegmentContent.Part] = segments.flatMap(\.contents).compactMap {
                if case .frame(frame.number, let part) = $0 { part } else { nil }
            }
            let hasEnd = parts.contains { $0 == .whole || $0 == .end }
            #expect(hasEnd == frame.isWhole, "\(name) \(frame.session).\(frame.number)")
        }
    }
}
