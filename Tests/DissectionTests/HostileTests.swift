import Dissection
import TestKit
import Testing
import WebSocket
import Wire

@Suite struct HostileTests {
    /// Any byte of any packet may be anything: nothing crashes, and the events stay in order.
    @Test(arguments: 0..<200) func changedBytes(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var play = Playbook()
        play.upgrade()
        play.frame(.client, .text, Array("Hello".utf8), fin: false)
        play.frame(.server, .ping, [1, 2, 3])
        play.frame(.client, .continuation, [UInt8](repeating: 0x61, count: 300))
        play.frame(.client, .pong, [1, 2, 3])
        play.frame(.server, .binary, [UInt8](repeating: 1, count: 4000))
        play.finish()
        var packets = play.talk.packets
        for _ in 0..<Int.random(in: 1...20, using: &random) {
            let packet = Int.random(in: 0..<packets.count, using: &random)
            let byte = Int.random(in: 0..<packets[packet].bytes.count, using: &random)
            packets[packet].bytes[byte] = UInt8.random(in: 0...255, using: &random)
        }
        if Bool.random(using: &random) { packets.shuffle(using: &random) }
        let trace = Playbook.trace(packets)
        #expect(trace.summary?.packets == packets.count)
        #expect(trace.sessions.allSatisfy { $0.close != nil })
        #expect(trace.sessions.enumerated().allSatisfy { $1.start.session == $0 + 1 })
        for session in trace.sessions {
            #expect(session.frames.enumerated().allSatisfy { $1.frame == $0 + 1 })
        }
    }

    /// Frames of random bytes behind a real handshake.
    @Test(arguments: 0..<100) func randomFrames(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var play = Playbook()
        play.upgrade()
        for _ in 0..<20 {
            let count = Int.random(in: 1...100, using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            play.talk.send(bytes, from: Bool.random(using: &random) ? .client : .server)
        }
        play.talk.reset(.client)
        let session = try #require(play.trace().sessions.first)
        #expect(session.close?.tcpEnd == .reset)
    }

    @Test func manyEmptyFramesInOneMessageStayBounded() throws {
        var play = Playbook()
        play.upgrade()
        play.frame(.server, .text, [0x61], fin: false)
        let fragments = [UInt8](repeating: 0, count: 2 * 20_000)
        play.server(fragments)
        play.frame(.server, .continuation, [0x62])
        play.finish()
        let session = try #require(play.trace().sessions.first)
        let message = try #require(session.messages.first)
        #expect(message.payload == [0x61, 0x62])
        #expect(message.frames.count == 4096)
        #expect(message.frames.last == 20_002)
        #expect(session.findings.isEmpty)
    }

    @Test func headThatNeverEndsIsGivenUp() {
        var talk = Conversation()
        talk.connect()
        talk.send(Array("GET / HTTP/1.1\r\nHost: a\r\nX: ".utf8), from: .client)
        talk.send([UInt8](repeating: 0x61, count: 200_000), from: .client)
        let trace = Playbook.trace(talk.packets)
        #expect(trace.sessions.isEmpty)
        #expect(trace.summary?.otherConnections == 1)
    }
}
