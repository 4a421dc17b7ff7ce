import Capture
import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

/// What is known of a capture while it goes on.
@Suite struct CaptureStateTests {
    private final class Nobody: DissectionHandler { func handle(_ event: DissectionEvent) {} }

    /// The state after those packets, the capture going on.
    private func state(_ packets: [(time: Timestamp, bytes: [UInt8])], jobs: Int = 1) -> CaptureState? {
        let pipeline = Pipeline(options: DissectionOptions(), jobs: jobs, handler: Nobody())
        pipeline.begin(CaptureInfo(file: "test", format: .pcap, interfaces: []))
        let slab = PacketSlab()
        for (index, packet) in packets.enumerated() {
            slab.append(
                packet.bytes.rawSpan,
                PacketRecord(
                    number: index + 1, time: packet.time, offset: 0, length: packet.bytes.count,
                    originalLength: packet.bytes.count, interface: 0, linkType: .ethernet))
        }
        pipeline.consume(slab)
        defer { pipeline.finish() }
        return pipeline.state
    }

    private func state(_ play: (inout Playbook) -> Void) throws -> CaptureState {
        var book = Playbook()
        play(&book)
        return try #require(state(book.talk.packets))
    }

    @Test func aRequestWaitsForItsAnswer() throws {
        let state = try state { $0.client(Array(Playbook.request.utf8)) }
        #expect(state.pendingUpgrades == 1 && state.undecrypted == 0 && state.openSessions == 0)
        let item = try #require(state.waiting.first)
        #expect(item.kind == .answer && item.tcpStream == 0 && item.uri?.hasPrefix("ws://") == true)
        #expect(state.summary.sessions == 0 && state.summary.otherConnections == 0)
    }

    @Test func anAnswerEndsTheWaiting() throws {
        let open = try state { $0.upgrade() }
        #expect(open.pendingUpgrades == 0 && open.openSessions == 1 && open.summary.sessions == 1)
        #expect(open.summary.otherConnections == 0)
        let strange = try state {
            $0.client(Array(Playbook.request.utf8))
            $0.server(Array("SSH-2.0-OpenSSH_9.6\r\n".utf8))
        }
        #expect(strange.waiting.isEmpty)
        let ended = try state {
            $0.upgrade()
            $0.finish()
        }
        #expect(ended.openSessions == 0 || ended.summary.sessions == 1)
    }

    @Test func refusedConnectionsCountAtOnce() throws {
        var talk = Conversation(client: .ipv4(192, 0, 2, 1, port: 5000), server: .ipv4(192, 0, 2, 2, port: 80))
        talk.attempt(1, after: 1_000_000)
        talk.reset(.server)
        let now = try #require(state(talk.packets))
        #expect(now.summary.refusedConnections.count == 1 && now.summary.otherConnections == 1)
    }

    @Test func askingChangesNothing() throws {
        var book = Playbook()
        book.upgrade()
        book.frame(.client, .text, Array("Hello".utf8))
        let first = try #require(state(book.talk.packets))
        #expect(first.summary.packets == book.talk.packets.count)
        #expect(first.summary.frames == 0)
    }

    @Test func severalThreadsAreNotAsked() { #expect(state([], jobs: 2) == nil) }
}
