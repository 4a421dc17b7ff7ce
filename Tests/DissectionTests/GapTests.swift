import Dissection
import TestKit
import Testing
import WebSocket
import Wire

/// A session whose server sends a large binary message and then two small texts, in segments of 100 bytes.
private func play() -> (talk: Conversation, firstData: Int) {
    var play = Playbook()
    play.upgrade()
    play.talk.segmentSize = 100
    let first = play.talk.segments.count
    play.frame(.server, .binary, [UInt8](repeating: 7, count: 996))
    play.frame(.server, .text, Array("one".utf8))
    play.frame(.server, .text, Array("two".utf8))
    play.frame(.client, .text, Array("three".utf8))
    play.finish()
    return (play.talk, first)
}

@Suite struct GapTests {
    @Test func holeInsideAPayloadCostsOnlyItsBytes() throws {
        var (talk, first) = play()
        talk.segments.remove(at: first + 4)
        let session = try #require(Playbook.trace(talk.packets).sessions.first)
        #expect(session.findings.map(\.rule) == [.streamGap])
        #expect(session.findings.first?.detail.contains("100 bytes") == true)
        #expect(session.messages.map(\.length) == [996, 3, 3, 5])
        #expect(session.messages.map(\.missing) == [100, 0, 0, 0])
        #expect(session.frames[0].received == 896)
        // The header of the frame has four bytes.
        #expect(session.frames[0].holes.first == [PayloadHole(offset: 196, length: 100)])
        #expect(session.messages[0].holes.first == [PayloadHole(offset: 196, length: 100)])
        #expect(session.messages[0].payload.count == 196)
        #expect(session.frames[1].holes.missing == 0)
    }

    /// The frame of which the hole takes the end, and more, lacks its end.
    @Test func holeOverTheEndOfAFrame() throws {
        var (talk, first) = play()
        talk.segments.removeSubrange((first + 18)..<(first + 22))
        let session = try #require(Playbook.trace(talk.packets).sessions.first)
        let frame = try #require(session.frames.first { $0.from == .server })
        #expect(frame.received == 896)
        #expect(frame.holes.first == [PayloadHole(offset: 896, length: 100)])
    }

    /// Holes in two frames of one message are told in the message's offsets.
    @Test func holesInAFragmentedMessage() throws {
        var play = Playbook()
        play.upgrade()
        play.talk.segmentSize = 100
        let first = play.talk.segments.count
        play.frame(.server, .text, [UInt8](repeating: 0x61, count: 296), fin: false)
        play.frame(.server, .continuation, [UInt8](repeating: 0x62, count: 296))
        play.finish()
        play.talk.segments.remove(at: first + 8)
        play.talk.segments.remove(at: first + 2)
        let session = try #require(play.trace().sessions.first)
        #expect(
            session.messages.first?.holes.first
                == [PayloadHole(offset: 96, length: 100), PayloadHole(offset: 392, length: 100)])
        #expect(session.messages.first?.payload == [UInt8](repeating: 0x61, count: 96))
    }

    @Test func holeOverAHeaderIsSaidAndDecodingResumes() throws {
        var (talk, first) = play()
        // The segment that carries the frame `one`, behind the ten of the binary message and their acknowledgments.
        talk.segments.remove(at: first + 20)
        let session = try #require(Playbook.trace(talk.packets).sessions.first)
        #expect(session.findings.map(\.rule) == [.streamGap])
        #expect(session.findings.first?.detail.contains("again") == true)
        #expect(session.messages.map(\.payload).contains(Array("two".utf8)))
        #expect(!session.messages.map(\.payload).contains(Array("one".utf8)))
        #expect(session.close?.clean == true)
    }

    /// Bytes missing from a frame that carries no message are missing from no message.
    @Test func holeInAReservedFrameIsNotChargedToTheMessageAroundIt() throws {
        var play = Playbook()
        play.upgrade()
        play.frame(.server, .binary, [1, 2], fin: false)
        play.talk.segmentSize = 100
        let first = play.talk.segments.count
        play.frame(.server, Opcode(rawValue: 3), [UInt8](repeating: 7, count: 596))
        play.frame(.server, .continuation, [3])
        play.finish()
        play.talk.segments.remove(at: first + 4)
        let session = try #require(play.trace().sessions.first)
        #expect(session.messages.map(\.payload) == [[1, 2, 3]])
        #expect(session.messages.map(\.missing) == [0])
    }

    @Test func cutPacketsAreOneNote() throws {
        var play = Playbook()
        play.upgrade()
        play.frame(.server, .binary, [UInt8](repeating: 7, count: 996))
        play.frame(.server, .binary, [UInt8](repeating: 8, count: 996))
        play.frame(.client, .text, Array("small".utf8))
        play.finish()
        let session = try #require(Playbook.trace(play.talk.packets, snapLength: 400).sessions.first)
        #expect(session.findings.map(\.rule) == [.streamTruncatedPackets])
        #expect(session.messages.map(\.length) == [996, 996, 5])
        #expect(session.messages[0].missing == 1000 - (400 - 54))
        #expect(session.close?.clean == true)
    }

    @Test func conflictingCopyIsSaidOnce() throws {
        var (talk, first) = play()
        var forged = talk.segments[first]
        forged.segment.payload = [UInt8](repeating: 9, count: forged.segment.payload.count)
        talk.segments.insert(forged, at: first + 1)
        talk.segments.insert(forged, at: first + 1)
        let session = try #require(Playbook.trace(talk.packets).sessions.first)
        #expect(session.findings.map(\.rule) == [.streamOverlapConflict])
        #expect(session.messages.first?.payload.allSatisfy { $0 == 7 } == true)
    }
}
