import Dissection
import TestKit
import Testing
import WebSocket
import Wire

/// A receiver may fail the connection in the middle of a frame, as soon as it can't be right.
@Suite struct FailFastTests {
    /// The frame that caused the Close is told before it, although its end comes later, or never.
    @Test(arguments: [true, false]) func causeComesBeforeTheClose(arrivesLater: Bool) throws {
        var play = Playbook()
        play.upgrade()
        play.talk.segmentSize = 50
        let payload = [0xff] + [UInt8](repeating: 0x61, count: 99)
        let frame = FrameEncoder.encode(opcode: .text, payload: payload, maskingKey: play.freshKey())
        play.client(Array(frame.prefix(50)))
        play.close(.server, 1007)
        if arrivesLater {
            play.client(Array(frame.dropFirst(50)))
            play.close(.client, 1007)
        }
        play.talk.close(.server)
        let session = try #require(play.trace().sessions.first)
        #expect(session.frames.map(\.header.opcode) == (arrivesLater ? [.text, .close, .close] : [.text, .close]))
        #expect(session.findings.first?.rule == .messageInvalidUtf8)
        #expect(session.findings.first?.frame == 1)
        #expect(
            session.findings.map(\.rule)
                == (arrivesLater ? [.messageInvalidUtf8] : [.messageInvalidUtf8, .closeNoReply]))
        #expect(session.frames.first?.received == 44)
        #expect(session.frames.first?.isComplete == false)
        #expect(session.messages.isEmpty)
    }

    @Test func corruptDataIsToldBeforeTheClose() throws {
        var play = Playbook()
        play.upgradeDeflating()
        play.talk.segmentSize = 50
        let payload = [0x06] + [UInt8](repeating: 0, count: 99)
        let frame = FrameEncoder.encode(rsv1: true, opcode: .text, payload: payload, maskingKey: play.freshKey())
        play.client(Array(frame.prefix(50)))
        play.close(.server, 1007)
        play.close(.client, 1007)
        play.talk.close(.server)
        let session = try #require(play.trace().sessions.first)
        #expect(session.findings.first?.rule == .messageInflateFailed)
        #expect(session.findings.first?.frame == 1)
    }

    /// Two Closes under way at the same time, each of them wrong already.
    @Test func crossingCloses() throws {
        var play = Playbook()
        play.upgrade()
        play.client([0x88, 0x04, 0x03])
        play.server([0x88, 0x84, 1, 2, 3, 4, 0x02])
        play.client([0xe8, 0x61, 0x62])
        play.talk.close(.server)
        let session = try #require(play.trace().sessions.first)
        #expect(session.frames.map(\.from) == [.server, .client])
        #expect(session.findings.prefix(2).map(\.rule) == [.frameServerMasked, .frameClientUnmasked])
    }

    /// A frame that breaks nothing waits for its end, whatever the other side sends.
    @Test func soundFrameWaits() throws {
        var play = Playbook()
        play.upgrade()
        play.talk.segmentSize = 50
        let frame = FrameEncoder.encode(
            opcode: .text, payload: [UInt8](repeating: 0x61, count: 100), maskingKey: play.freshKey())
        play.client(Array(frame.prefix(50)))
        play.close(.server, 1001)
        play.client(Array(frame.dropFirst(50)))
        play.close(.client, 1001)
        play.talk.close(.server)
        let session = try #require(play.trace().sessions.first)
        #expect(session.frames.map(\.header.opcode) == [.close, .text, .close])
        #expect(session.findings.isEmpty)
    }
}
