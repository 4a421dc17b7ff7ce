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

    /// No other protocol is taken for frames, whichever side is whose, and however it is cut into segments.
    @Test(arguments: OtherProtocols.allCases, 0..<4)
    func otherProtocolsAreNoSession(other: OtherProtocols, seed: UInt64) {
        var random = SplitMix(seed: seed)
        var talk = Conversation()
        talk.beginMidstream()
        talk.segmentSize = [1460, 1460, 536, 40][Int(seed % 4)]
        for _ in 0..<30 {
            let (ask, answer) = other.exchange(&random)
            talk.send(ask, from: seed % 2 == 0 ? .client : .server)
            talk.send(answer, from: seed % 2 == 0 ? .server : .client)
        }
        // The capture begins somewhere in it.
        talk.segments.removeFirst(Int.random(in: 0..<20, using: &random))
        let trace = Playbook.trace(talk.packets)
        // What TLS carries nobody can say: it may be a session, but none whose frames are known.
        #expect(trace.sessions.allSatisfy { other == .tls && $0.start.outcome == .encrypted && $0.frames.isEmpty })
        #expect(trace.sessions.count + (trace.summary?.otherConnections ?? 0) == 1)
    }

    /// A server that talks much and a client that only answers Pings.
    @Test func tickerWithASilentClient() throws {
        var random = SplitMix(seed: 3)
        let trace = midstream { play in
            for round in 0..<3 {
                for _ in 0..<100 {
                    play.frame(.server, .text, (0..<1000).map { _ in UInt8.random(in: 0x20...0x7e, using: &random) })
                }
                play.frame(.server, .ping, [UInt8(round)])
                play.frame(.client, .pong, [UInt8(round)])
            }
            play.finish()
        }
        let session = try #require(trace.sessions.first)
        #expect(session.start.client.port == 50_000)
        #expect(session.findings.map(\.rule) == [.streamMidstream])
        #expect(session.findings[0].detail.contains("Before the server's first frame here"))
        #expect(session.messages.count > 100)
        #expect(session.messages.allSatisfy { $0.length == 1000 })
        #expect(session.close?.clean == true)
    }

    /// The first captured bytes of either side are the middle of a frame, the server's a large one.
    @Test(arguments: 0..<8) func bothSidesBeginInsideAFrame(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let size = Int.random(in: 45_000...60_000, using: &random)
        var sent: Set<[UInt8]> = []
        let trace = midstream { play in
            play.frame(.server, .binary, (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) })
            play.frame(.client, .text, [UInt8](repeating: 0x61, count: 3000))
            // The client's frame is three segments, each acknowledged: its last one stays.
            play.talk.segments.removeFirst(30)
            let count = play.talk.segments.count
            play.talk.segments.removeSubrange((count - 6)..<(count - 2))
            for number in 0..<40 {
                let text = Array("message \(number)".utf8)
                sent.insert(text)
                play.frame(number % 3 == 0 ? .client : .server, .text, text)
            }
            play.finish()
        }
        let session = try #require(trace.sessions.first)
        #expect(session.messages.allSatisfy { sent.contains($0.payload) })
        #expect(session.messages.count >= 30)
        #expect(session.findings.allSatisfy { $0.rule.severity == .note })
    }

    /// Frames packed so that no segment begins with one.
    @Test func framesThatNeverBeginASegment() throws {
        let trace = midstream { play in
            play.talk.segmentSize = 500
            let burst = (0..<200).flatMap { FrameEncoder.encode(opcode: .text, payload: Array("item \($0)".utf8)) }
            play.server(Array(burst.dropFirst(5)))
            for number in 0..<5 { play.frame(.client, .text, Array("ack \(number)".utf8)) }
            play.finish()
        }
        let session = try #require(trace.sessions.first)
        #expect(session.messages.filter { $0.from == .server }.last?.payload == Array("item 199".utf8))
        #expect(session.messages.count > 180)
    }

    @Test func aHoleBeforeItIsCertainIsNoEnd() throws {
        let trace = midstream { play in
            play.frame(.server, .text, Array("one".utf8))
            let lost = play.talk.segments.count
            play.frame(.server, .text, Array("two".utf8))
            play.talk.segments.remove(at: lost)
            for number in 0..<4 {
                play.frame(.server, .text, Array("later \(number)".utf8))
                play.frame(.client, .text, Array("mine \(number)".utf8))
            }
            play.finish()
        }
        let session = try #require(trace.sessions.first)
        #expect(session.messages.map(\.payload).contains(Array("later 3".utf8)))
        // The client's frames acknowledge what is missing, so that nothing was certain before the hole.
        let finding = try #require(session.findings.first)
        #expect(session.findings.map(\.rule) == [.streamMidstream])
        #expect(
            finding.detail.contains("Before the server's first frame here, 10 bytes of its stream could not be used."))
    }

    /// Whole messages are told from the first one on, although the capture begins inside a frame.
    @Test func nothingWholeIsPassedOver() throws {
        let texts = (0..<40).map { String(repeating: "message \($0) ", count: 8) }
        let trace = midstream { play in
            play.talk.segmentSize = 500
            let burst = texts.flatMap { FrameEncoder.encode(opcode: .text, payload: Array($0.utf8)) }
            play.server(Array(burst.dropFirst(20)))
            for number in 0..<4 { play.frame(.client, .text, Array("ack \(number)".utf8)) }
            play.finish()
        }
        let session = try #require(trace.sessions.first)
        let told = session.messages.filter { $0.from == .server }.map { String(decoding: $0.payload, as: UTF8.self) }
        #expect(told == Array(texts.dropFirst()))
    }

    /// One short text each way, every one a segment, suffices: nothing else fits so exactly.
    @Test func oneTextEachWayIsProof() throws {
        let trace = midstream {
            $0.frame(.client, .text, Array("ping".utf8))
            $0.frame(.server, .text, Array("a".utf8))
        }
        let session = try #require(trace.sessions.first)
        #expect(session.start.outcome == .midstream)
        #expect(session.messages.map(\.payload) == [Array("ping".utf8), Array("a".utf8)])
    }

    /// What fits less exactly is too little to be sure, one message each way.
    @Test(arguments: [
        (Opcode.text, "one", Opcode.text, "two"), (.text, "ping", .binary, "a"), (.binary, "ping", .text, "a"),
        (.text, "pi\u{0}ng", .text, "a"), (.text, "ping", .text, "\u{1}"), (.ping, "ping", .pong, "ping"),
    ])
    func aFewFramesAreNoProof(clients: Opcode, asked: String, servers: Opcode, said: String) {
        let trace = midstream {
            $0.frame(.client, clients, Array(asked.utf8))
            $0.frame(.server, servers, Array(said.utf8))
        }
        #expect(trace.sessions.isEmpty)
        #expect(trace.summary?.otherConnections == 1)
    }

    /// Something else came first: the texts may be anything.
    @Test func oneTextEachWayAfterOtherBytesIsNoProof() {
        let trace = midstream {
            $0.server(Array("hello, who is there?".utf8))
            $0.frame(.client, .text, Array("ping".utf8))
            $0.frame(.server, .text, Array("a".utf8))
        }
        #expect(trace.sessions.isEmpty)
    }

    @Test func muchOfSomethingElseStaysBounded() {
        var random = SplitMix(seed: 9)
        var talk = Conversation()
        talk.beginMidstream()
        talk.segmentSize = 60_000
        let noise = (0..<1_200_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        talk.send(noise, from: .server)
        #expect(Playbook.trace(talk.packets).sessions.isEmpty)
    }
}
