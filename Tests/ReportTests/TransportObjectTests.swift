import Diagram
import Report
import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

private let second: Int64 = 1_000_000_000

/// What NDJSON and the overview tell of TCP.
@Suite struct TransportObjectTests {
    private func lines(_ play: Playbook) -> [String] {
        let output = Output()
        let writer = NDJSONWriter(to: output)
        play.dissect(for: writer)
        output.flush()
        return output.contents.split(separator: "\n").map(String.init)
    }

    @Test func whatWasNeverAcknowledged() throws {
        var play = Playbook()
        play.upgrade()
        play.talk.acknowledgesAtOnce = false
        play.frame(.client, .text, [UInt8](repeating: 65, count: 1400))
        for _ in 0..<4 {
            play.talk.pause(second)
            play.talk.sendAgain(.client)
        }
        play.talk.reset(.server)
        let close = try #require(lines(play).first { $0.contains(#""type":"close""#) })
        #expect(close.contains(#""clientTransport":{"lastPacket":12,"#))
        #expect(close.contains(#""unacknowledged":{"length":1408,"times":4,"firstPacket":8,"#))
        #expect(close.contains(#""frame":1}"#))
        #expect(close.contains(#""timeToLive":[64,64],"resetTimeToLive":64"#))
        #expect(!lines(play).contains { $0.contains(#""type":"transport""#) })
    }

    @Test func aClosedWindow() throws {
        var play = Playbook()
        play.upgrade()
        play.talk.acknowledge(.server, window: 0)
        play.talk.pause(2 * second)
        play.talk.probe(.client)
        let close = try #require(lines(play).first { $0.contains(#""type":"close""#) })
        #expect(close.contains(#""serverTransport":{"#))
        #expect(close.contains(#""closedWindow":{"packet":8,"#))
        #expect(close.contains(#""probes":1,"closed":true}"#))
    }

    @Test func aCleanSessionTellsNothing() throws {
        var play = Playbook()
        play.upgrade()
        play.finish()
        #expect(!lines(play).contains { $0.contains("Transport") })
    }

    private func failure(_ server: Endpoint, packet: Int) -> FailedConnections.Failure {
        FailedConnections.Failure(
            client: .ipv4(192, 0, 2, 1, port: 50_000), server: server, time: Events.time(0), packet: packet)
    }

    @Test func connectionsThatFailed() {
        var refused = FailedConnections()
        refused.add(failure(.ipv4(198, 51, 100, 20, port: 80), packet: 1), attempts: 1)
        var unanswered = FailedConnections()
        for port in 1...5 {
            unanswered.add(failure(.ipv4(203, 0, 113, 1, port: UInt16(port)), packet: port), attempts: 3)
        }
        var summary = SummaryEvent()
        summary.packets = 20
        summary.otherConnections = 7
        summary.refusedConnections = refused
        summary.unansweredConnections = unanswered
        let output = Output()
        let writer = OverviewWriter(
            to: output, on: .init(width: 400, color: false, ascii: true), hints: false)
        writer.handle(.summary(summary))
        let text = output.contents
        #expect(text.contains("1 TCP connection without WebSocket"))
        #expect(
            text.contains("1 connection refused (198.51.100.20:80 answered the SYN with RST: nothing listens there"))
        #expect(text.contains("5 connections never answered (203.0.113.1:1, 3 SYNs; "))
        #expect(text.contains("; 2 more connections)"))
    }
}
