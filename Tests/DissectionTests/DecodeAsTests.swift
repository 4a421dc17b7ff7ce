import Dissection
import TestKit
import Testing
import WebSocket
import Wire

private func trace(
    fromStart: Bool = false, ports: Set<UInt16> = [80], _ tell: (inout Playbook) -> Void
) -> Trace {
    var play = Playbook()
    if !fromStart { play.talk.segments.removeAll() }
    tell(&play)
    return play.trace { $0.webSocketPorts = ports }
}

@Suite struct DecodeAsTests {
    @Test func oneDirectionAloneSuffices() throws {
        let trace = trace { play in
            for number in 0..<3 { play.frame(.server, .text, Array("tick \(number)".utf8)) }
        }
        let session = try #require(trace.sessions.first)
        #expect(session.start.outcome == .midstream)
        #expect(session.start.server.port == 80)
        #expect(session.messages.map(\.payload) == (0..<3).map { Array("tick \($0)".utf8) })
        #expect(session.findings.map(\.rule) == [.streamMidstream])
        #expect(session.findings.first?.detail.contains("port 80") == true)
    }

    @Test func otherPortsAreNotTakenForIt() {
        let trace = trace(ports: [8080]) { $0.frame(.server, .text, Array("tick".utf8)) }
        #expect(trace.sessions.isEmpty)
    }

    /// The frames' masking counts more than the port.
    @Test func masksTellWhoIsTheClient() throws {
        let trace = trace(ports: [50_000]) { play in
            play.frame(.client, .text, Array("masked".utf8))
            play.frame(.server, .text, Array("plain".utf8))
        }
        let session = try #require(trace.sessions.first)
        #expect(session.start.client.port == 50_000)
        #expect(session.messages.map(\.from) == [.client, .server])
        #expect(session.findings.map(\.rule) == [.streamMidstream])
    }

    @Test func whereNoFrameTellsThePortIsTheServers() throws {
        for (port, server) in [(80, 80), (50_000, 50_000)] as [(UInt16, UInt16)] {
            let trace = trace(ports: [port]) { $0.server([UInt8](repeating: 0xf5, count: 40)) }
            let session = try #require(trace.sessions.first)
            #expect(session.start.server.port == server)
            #expect(session.frames.isEmpty)
            #expect(session.findings.map(\.rule).contains(.streamMidstream))
            #expect(session.findings.contains { $0.detail.contains("40 bytes") })
        }
    }

    @Test func fromTheConnectionsBeginningTheFirstByteIsAFrame() throws {
        let trace = trace(fromStart: true) { play in
            play.server(FrameEncoder.encode(opcode: .binary, payload: [UInt8](repeating: 1, count: 5000)))
            play.frame(.client, .text, Array("a".utf8))
        }
        let session = try #require(trace.sessions.first)
        #expect(session.messages.map(\.length) == [5000, 1])
    }

    @Test func aHandshakeIsDecodedAsUsual() throws {
        let trace = trace(fromStart: true) { play in
            play.upgrade()
            play.frame(.client, .text, Array("a".utf8))
            play.finish()
        }
        let session = try #require(trace.sessions.first)
        #expect(session.start.outcome == .open)
        #expect(session.findings.isEmpty)
    }

    @Test(arguments: 0..<100) func randomBytesDoNotCrashIt(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let trace = trace(fromStart: seed % 2 == 0) { play in
            for _ in 0..<20 {
                let bytes = (0..<Int.random(in: 1...200, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
                play.talk.send(bytes, from: Bool.random(using: &random) ? .client : .server)
            }
            if seed % 3 == 0 { play.talk.segments.remove(at: play.talk.segments.count / 2) }
        }
        #expect(trace.sessions.count == 1)
        #expect(trace.sessions.first?.close != nil)
    }
}
