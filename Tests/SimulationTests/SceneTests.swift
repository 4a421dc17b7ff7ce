import Capture
import Dissection
import Query
import Simulation
import Testing
import WebSocket
import Wire

@Suite struct SceneTests {
    private func recording(_ scene: Scene, seed: UInt64) throws -> Recording {
        try Recording(name: "scene", source: scene.play(Dice(seed: seed)))
    }

    private static let defects: [Scene] = [.brokenFrame, .brokenOrder, .brokenPayload]

    @Test(arguments: Scene.allCases, 0..<12 as Range<UInt64>)
    func isOneSessionThatReachesItsEnd(scene: Scene, seed: UInt64) throws {
        let recording = try recording(scene, seed: seed)
        let session = try #require(recording.sessions.first)
        #expect(recording.sessions.count == 1)
        #expect(session.close?.state == .closed)
        if scene == .refusal {
            #expect(session.start.outcome == .refused && session.frameCount == 0)
            #expect(session.close?.clientEvent?.code == 1006)
        } else if scene == .doubtfulResponse {
            #expect((session.frameCount == 0) == (session.close?.clientEvent?.code == 1006))
        } else {
            #expect(session.start.outcome == .open)
        }
        guard ![.refusal, .doubtfulResponse, .ending].contains(scene), !Self.defects.contains(scene) else { return }
        let worse = session.findings.filter { $0.rule.severity != .note }
        #expect(worse.isEmpty, "\(worse.map(\.detail))")
        #expect(session.close?.clean == true)
    }

    @Test(arguments: defects, 0..<24 as Range<UInt64>)
    func oneFrameBreaksARuleAndItsReceiverSaysWhich(scene: Scene, seed: UInt64) throws {
        let recording = try recording(scene, seed: seed)
        let errors = recording.findings.filter { $0.event.rule.severity == .error && $0.event.frame != nil }
        let broken = try #require(recording.frames.first { !$0.rules.isEmpty })
        #expect(Set(errors.compactMap(\.event.frame)) == [broken.number])
        let answer = try #require(recording.frames.last)
        #expect(answer.from == broken.from?.peer && answer.number == broken.number + 1)
        #expect(answer.closeBody?.code.map { Int($0) } == errors.first?.event.mustFailWith)
    }

    @Test(arguments: [
        (Scene.shortText, "text"), (.maskedWord, "text"), (.clientText, "text"), (.clientLong, "text"),
        (.longText, "text"), (.anyLength, "text"),
        (.hugeMessage, "binary"), (.foreignText, "text"), (.clientPing, "ping"), (.serverClose, "close"),
        (.clientClose, "close"),
    ])
    func theFirstFrameIsTheOneInQuestion(scene: Scene, opcode: String) throws {
        for seed in 0..<12 as Range<UInt64> {
            let frame = try #require(try recording(scene, seed: seed).frames.first)
            #expect(frame.header.opcode.name == opcode)
            switch scene {
            case .maskedWord, .clientText, .clientLong, .clientPing, .clientClose: #expect(frame.header.masked)
            case .longText: #expect(frame.header.length7 == 126)
            case .hugeMessage: #expect(frame.header.length7 == 127)
            case .foreignText: #expect(String(decoding: frame.payload, as: UTF8.self).count < frame.payload.count)
            case .serverClose: #expect(frame.closeBody?.code != nil && !frame.header.masked)
            default: break
            }
        }
    }

    @Test func segmentsHoldWhatTheySay() throws {
        for seed in 0..<12 as Range<UInt64> {
            let full = try recording(.fullSegment, seed: seed)
            let segment = try #require(full.segments.first { !$0.frames.isEmpty })
            #expect((2...5).contains(segment.frames.count))
            #expect(full.frames.prefix(segment.frames.count).map(\.wire.count).reduce(0, +) == segment.bytes.count)
            let cut = try recording(.cutFrame, seed: seed)
            #expect(cut.frames.map(\.packets.count).prefix(2) == [1, 2])
            let pieces = try recording(.fragments, seed: seed)
            #expect(pieces.messages.contains { $0.event.frames.count > 1 })
        }
    }

    @Test(arguments: Scene.allCases)
    func theSameDiceMakeTheSamePackets(scene: Scene) throws {
        let packets = try (0..<2).map { _ in try recording(scene, seed: 7).packets.map(\.bytes) }
        #expect(packets[0] == packets[1])
        #expect(try recording(scene, seed: 8).packets.map(\.bytes) != packets[0])
    }
}
