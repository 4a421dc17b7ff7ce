import Dissection
import TestKit
import Testing
import WebSocket
import Wire

/// The packets of a session from its first frame on, without the handshake.
private func midstream(_ play: (inout Playbook) -> Void) -> Trace {
    var book = Playbook()
    book.upgrade()
    let first = book.talk.segments.count
    play(&book)
    book.talk.segments.removeFirst(first)
    return book.trace()
}

@Suite struct MidstreamTests {
    @Test func framesAreRecognisedByTheirShape() throws {
        let trace = midstream {
            $0.frame(.client, .text, Array("one".utf8))
            $0.frame(.server, .text, Array("two".utf8))
            $0.frame(.client, .pong, [9])
            $0.frame(.server, .text, Array("four".utf8))
            $0.frame(.client, .text, Array("five".utf8))
            $0.finish()
        }
        let session = try #require(trace.sessions.first)
        #expect(session.start.outcome == .midstream)
        #expect(session.start.client.port == 50_000)
        #expect(session.start.handshake == nil)
        #expect(session.findings.map(\.rule) == [.streamMidstream])
        #expect(session.messages.map(\.payload) == ["one", "two", "four", "five"].map { Array($0.utf8) })
        #expect(session.close?.clean == true)
    }

    @Test func beginningInsideAFrameWaitsForTheNextOne() throws {
        let trace = midstream { play in
            play.talk.segmentSize = 100
            play.frame(.server, .binary, [UInt8](repeating: 0xf7, count: 250))
            // Only the last segment of that frame is in the capture.
            play.talk.segments.removeSubrange(5..<9)
            for text in ["a", "b"] {
                play.frame(.server, .text, Array(text.utf8))
                play.frame(.client, .text, Array(text.utf8))
            }
            play.finish()
        }
        let session = try #require(trace.sessions.first)
        #expect(session.messages.map(\.payload) == ["a", "a", "b", "b"].map { Array($0.utf8) })
    }

    @Test func continuationWithoutItsBeginningIsNotAccused() throws {
        let trace = midstream {
            $0.frame(.server, .continuation, Array("end".utf8))
            $0.frame(.server, .text, Array("next".utf8))
            $0.frame(.client, .text, Array("a".utf8))
            $0.frame(.client, .text, Array("b".utf8))
            $0.finish()
        }
        let session = try #require(trace.sessions.first)
        #expect(session.findings.map(\.rule) == [.streamMidstream])
    }

    @Test(arguments: 0..<200) func randomBytesAreNoSession(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var talk = Conversation()
        talk.beginMidstream()
        for _ in 0..<30 {
            let count = Int.random(in: 1...60, using: &random)
            talk.send(
                (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) },
                from: Bool.random(using: &random) ? .client : .server)
        }
        #expect(Playbook.trace(talk.packets).sessions.isEmpty)
    }

    @Test func oneDirectionAloneIsNoProof() {
        let trace = midstream { play in
            for _ in 0..<10 { play.frame(.server, .text, Array("tick".utf8)) }
        }
        #expect(trace.sessions.isEmpty)
        #expect(trace.summary?.otherConnections == 1)
    }
}
