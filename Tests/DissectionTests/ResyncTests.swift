import Dissection
import TestKit
import Testing
import WebSocket
import Wire

/// A frame that was sent.
private struct Sent: Hashable {
    var side: Side
    var offset: Int
    var header: FrameHeader
}

/// A session of frames of many sizes, packed into full segments as a busy sender packs them, or one to a segment.
private func play(_ random: inout SplitMix, packed: Bool) -> (talk: Conversation, sent: [Sent], first: Int) {
    var play = Playbook()
    play.upgrade()
    let first = play.talk.segments.count
    var sent: [Sent] = []
    var offsets: [Side: Int] = [.client: Playbook.request.utf8.count, .server: Playbook.response.utf8.count]
    for _ in 0..<40 {
        let side: Side = UInt8.random(in: 0..<4, using: &random) == 0 ? .client : .server
        var burst: [UInt8] = []
        for _ in 0..<(packed ? Int.random(in: 1...30, using: &random) : 1) {
            let kind = UInt8.random(in: 0..<20, using: &random)
            let size =
                kind == 0
                ? 5000 : kind < 4 ? Int.random(in: 126...1500, using: &random) : Int.random(in: 0...125, using: &random)
            let isText = kind % 2 == 0
            let payload = (0..<size).map { _ in
                isText ? UInt8.random(in: 0x20...0x7e, using: &random) : UInt8.random(in: 0...255, using: &random)
            }
            let opcode: Opcode = kind == 19 ? .ping : isText ? .text : .binary
            let key = side == .client ? play.freshKey() : nil
            let frame = FrameEncoder.encode(opcode: opcode, payload: payload, maskingKey: key)
            var reader = FieldReader(frame.rawSpan, sink: NoFields(), limitedBy: .stream)
            if let header = try? FrameHeader(reading: &reader) {
                sent.append(Sent(side: side, offset: offsets[side, default: 0] + burst.count, header: header))
            }
            burst += frame
        }
        offsets[side, default: 0] += burst.count
        play.talk.send(burst, from: side)
    }
    play.finish()
    return (play.talk, sent, first)
}

@Suite struct ResyncTests {
    /// With random loss: every frame told was really sent, at that place, and most of those that could be told are.
    @Test(arguments: 0..<24) func everyFrameToldWasSent(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var (talk, sent, first) = play(&random, packed: seed % 2 == 0)
        var lost = 0
        let rate = [20, 60, 200][Int(seed % 3)]
        talk.segments = talk.segments.enumerated().filter { index, entry in
            guard index >= first, !entry.segment.payload.isEmpty, entry.segment.flags == .ack else { return true }
            let isLost = Int.random(in: 0..<rate, using: &random) == 0
            lost += isLost ? 1 : 0
            return !isLost
        }.map(\.element)
        let session = try #require(Playbook.trace(talk.packets).sessions.first)
        let truth = Set(sent)
        var told = 0
        for frame in session.frames where frame.header.opcode != .close {
            let side = try #require(frame.from)
            #expect(truth.contains(Sent(side: side, offset: frame.streamOffset, header: frame.header)), "never sent")
            told += 1
        }
        #expect(session.findings.allSatisfy { $0.rule.severity != .error })
        // Each hole costs the frames in it and a few behind it: 8 to find the boundary, and those of two segments.
        #expect(sent.count - told <= lost * 60, "\(sent.count - told) of \(sent.count) lost by \(lost) holes")
        #expect(lost == 0 || told * 100 >= sent.count * 55, "\(told) of \(sent.count) with \(lost) holes")
    }

    /// Whole messages behind a hole are told from the first one on, however long it takes to be sure of them.
    @Test(arguments: [Side.client, .server]) func nothingWholeIsPassedOver(side: Side) throws {
        var play = Playbook()
        play.upgrade()
        play.talk.segmentSize = 500
        let first = play.talk.segments.count
        let texts = (0..<60).map { String(repeating: "message \($0) ", count: 8) }
        var bytes: [UInt8] = []
        var offsets: [Int] = []
        for text in texts {
            offsets.append(bytes.count)
            let key = side == .client ? play.freshKey() : nil
            bytes += FrameEncoder.encode(opcode: .text, payload: Array(text.utf8), maskingKey: key)
        }
        play.talk.send(bytes, from: side)
        play.finish()
        play.talk.segments.remove(at: first + 6)
        let session = try #require(play.trace().sessions.first)
        let told = session.messages.filter { $0.from == side }.map { String(decoding: $0.payload, as: UTF8.self) }
        let whole = texts.indices.filter { index in
            let end = index + 1 < offsets.count ? offsets[index + 1] : bytes.count
            return end <= 1500 || offsets[index] >= 2000
        }
        #expect(told == whole.map { texts[$0] })
    }

    /// Frames that never begin with a segment are found inside one, and the finding says where.
    @Test func resumesInsideASegment() throws {
        var play = Playbook()
        play.upgrade()
        play.talk.segmentSize = 700
        let first = play.talk.segments.count
        let frames = (0..<60).map { FrameEncoder.encode(opcode: .text, payload: Array("number \($0), and so on".utf8)) }
        play.server(frames.flatMap(\.self))
        play.finish()
        play.talk.segments.remove(at: first)
        let session = try #require(play.trace().sessions.first)
        #expect(session.findings.map(\.rule) == [.streamGap])
        let resumed = try #require(session.frames.first { $0.from == .server })
        let detail = try #require(session.findings.first?.detail)
        #expect(detail.contains("from stream offset \(resumed.streamOffset) on, in packet \(resumed.packets[0])"))
        let behind = resumed.streamOffset - Playbook.response.utf8.count - 700
        #expect(behind > 0 && behind < 200)
        #expect(detail.contains("\(behind) bytes after it could not be used"))
        #expect(session.messages.last?.payload == Array("number 59, and so on".utf8))
    }
}
