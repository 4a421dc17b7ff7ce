import Capture
import Dissection
import Foundation
import Query
import Testing

@Suite struct RecordingTests {
    @Test func holdsEverything() throws {
        let recording = try sample("streams")
        #expect(recording.name == "streams")
        #expect(recording.sessions.count == 1)
        #expect(recording.frames.count == 15)
        #expect(recording.messages.count == 13)
        #expect(!recording.frames.contains { !$0.isWhole })
        #expect(recording.segments.map(\.packet) == [4, 6, 8, 9, 11, 13, 15, 17, 19, 20, 22, 23, 24, 25, 27, 28])
        #expect(recording.segments.allSatisfy { $0.session == 1 && $0.from != nil })
    }

    @Test func segmentsCarryTheBytesOfTheirFrames() throws {
        for name in ["streams", "lengths", "masking"] {
            let recording = try sample(name)
            for session in recording.sessions {
                for side in Side.allCases {
                    let carried = recording.segments.filter {
                        $0.session == session.number && $0.from == side && !$0.frames.isEmpty
                    }
                    let frames = recording.frames.filter { $0.session == session.number && $0.from == side }
                    #expect(carried.flatMap(\.bytes) == frames.flatMap(\.wire), "\(name) \(session.number) \(side)")
                }
            }
        }
    }

    @Test func itemsComeInTheOrderOfTheirPackets() throws {
        let recording = try sample("masking")
        let packets = recording.items(.frame).map { item in
            if case .frame(let frame) = item { return frame.packets.last ?? 0 }
            return 0
        }
        #expect(packets == packets.sorted() && packets.count == recording.frames.count)
    }

    @Test func damagedFilesAreErrors() throws {
        let file = try temporaryFolder().appendingPathComponent("x.pcapng")
        #expect(throws: CaptureError.self) { try Recording(contentsOf: file) }
        try Data("no capture at all, this".utf8).write(to: file)
        #expect(throws: CaptureError.self) { try Recording(contentsOf: file) }
    }

    @Test(arguments: ["81", "81 85", "81 fe 00", "", "81 ff 00 00 00"])
    func unfinishedHeadersAreNoFrames(hex: String) {
        let bytes = hex.split(separator: " ").compactMap { UInt8($0, radix: 16) }
        #expect(throws: (any Error).self) { try RecordedFrame(wire: bytes, from: .client) }
    }
}
