import Dissection
import Foundation
import HTTP
import Packets
import Samples
import TestKit
import Testing
import WebSocket
import Wire

@testable import Capture

private typealias Packet = (time: Timestamp, bytes: [UInt8])

/// Two endpoints, whatever the direction.
private struct Pair: Hashable {
    var client: Endpoint
    var server: Endpoint

    init(_ start: SessionEvent) { (client, server) = (start.client, start.server) }
}

/// The packets of a recording, and the type of their outermost header.
private func packets(in url: URL) throws -> (packets: [Packet], linkType: LinkType) {
    var packets: [Packet] = []
    var linkType = LinkType.ethernet
    let source = try CaptureFile.open(url.path)
    let slab = PacketSlab()
    while try source.fill(slab) {
        for record in slab.records {
            packets.append((record.time, [UInt8](copying: slab.bytes(of: record))))
            linkType = record.linkType
        }
    }
    return (packets, linkType)
}

/// A frame as its sender sent it: its place, its header, its payload.
private func words(_ frame: FrameEvent) -> String {
    "\(frame.streamOffset) \(frame.header) \(frame.received) \(frame.payload.prefix(200))"
}

@Suite struct OneSidedTests {
    private static let recordings: [URL] = {
        let folders = [SampleFiles.folder, Bundle.module.bundleURL.appendingPathComponent("Ends")]
        return folders.flatMap { folder in
            let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            return files.filter { $0.hasSuffix(".pcapng") }.sorted().map { folder.appendingPathComponent($0) }
        }
    }()

    /// What can't be known of a side that was not captured.
    private static let unknowable: Set<Rule> = [
        .handshakeNoResponse, .pingUnanswered, .pongUnsolicited, .closeNoReply, .connectionAbnormal, .closeTcpOrder,
        .peerIgnoredViolation, .streamGap, .handshakeAcceptMissing, .handshakeAcceptMismatch,
    ]

    /// The capture's names for addresses are told whichever side is missing.
    @Test(arguments: Side.allCases) func namesAreTold(_ seen: Side) throws {
        var play = Playbook()
        play.upgrade()
        for _ in 0..<3 { play.frame(seen, .text, Array("hello".utf8)) }
        let port: UInt16 = seen == .client ? 50_000 : 80
        let trace = Trace()
        let pipeline = Pipeline(options: DissectionOptions(), handler: trace)
        let slab = PacketSlab()
        slab.names = [NamedAddress(address: IPAddress(ipv4: 0xc000_0202), name: "server.example")]
        for (index, entry) in play.talk.segments.filter({ $0.segment.source.port == port }).enumerated() {
            let packet = play.talk.builder.packet(entry.segment)
            let record = PacketRecord(
                number: index + 1, time: Timestamp(nanoseconds: entry.time, isNanosecond: false), offset: 0,
                length: packet.count, originalLength: packet.count, interface: 0, linkType: play.talk.builder.linkType)
            slab.append(packet.rawSpan, record)
        }
        pipeline.consume(slab)
        pipeline.finish()
        #expect(try #require(trace.sessions.first).start.serverName == "server.example")
    }

    @Test func thereAreRecordings() { #expect(Self.recordings.count > 100) }

    /// Every recording with one direction left out: what the other side sent is the same, and nobody is accused of
    /// anything that the whole recording does not show.
    @Test(arguments: Side.allCases)
    func oneDirectionOfEveryRecording(_ seen: Side) throws {
        var compared = 0
        for url in Self.recordings {
            let (all, linkType) = try packets(in: url)
            let whole = Playbook.trace(all, linkType: linkType)
            let pairs = Set(whole.sessions.map { Pair($0.start) })
            let senders = Set(pairs.map { seen == .client ? $0.client : $0.server })
            let half = all.filter { packet in
                let content = PacketDecoder.decode(
                    packet.bytes.rawSpan, originalLength: packet.bytes.count, linkType: linkType)
                guard case .tcp(let segment) = content else { return false }
                return senders.contains(segment.source)
            }
            let trace = Playbook.trace(half, linkType: linkType)
            let name = Comment(rawValue: "\(url.lastPathComponent), \(seen) only")
            let known = Set(whole.sessions.flatMap(\.findings).filter { $0.rule.severity == .error }.map(\.rule))
            // One of its clients says a wrong length: only both sides together show where its frames go on.
            guard url.lastPathComponent != "alone.pcapng" else { continue }
            for session in trace.sessions {
                let rules = Set(session.findings.map(\.rule))
                #expect(rules.isDisjoint(with: Self.unknowable), name)
                #expect(rules.filter { $0.severity == .error }.isSubset(of: known), name)
                // TLS that can't be opened says so instead.
                #expect(rules.contains(.streamOneSided) || session.start.outcome == .encrypted, name)
                #expect(session.close?.unseen == seen.peer, name)
                #expect(session.close?.clientEvent == nil && session.close?.serverEvent == nil, name)
                #expect(session.frames.allSatisfy { $0.from == seen }, name)
            }
            for session in whole.sessions where session.start.outcome == .open && session.start.tunnel == nil {
                let expected = session.frames.filter { $0.from == seen }
                // A first frame without a mask is unknown from anything else.
                if seen == .client,
                    expected.first.map({ !$0.header.violations(from: true, rsv1Defined: true).isEmpty }) ?? true
                {
                    continue
                }
                let found = trace.sessions.first { Pair($0.start) == Pair(session.start) && $0.start.outcome == .open }
                #expect(found?.frames.map(words) == expected.map(words), name)
                #expect(
                    found?.messages.map(\.payload) == session.messages.filter { $0.from == seen }.map(\.payload), name)
                compared += 1
            }
        }
        #expect(compared > 80)
    }

    /// The packets that `side` sent.
    private func half(_ play: Playbook, of side: Side) -> [Packet] {
        zip(play.talk.packets, play.talk.segments).filter { ($1.segment.source.port == 80) == (side == .server) }.map(
            \.0)
    }

    private func chat() -> Playbook {
        var play = Playbook()
        play.upgrade()
        for count in 1...8 {
            play.frame(.client, .text, Array("message \(count) of the client".utf8))
            play.frame(.server, .text, Array("message \(count) of the server".utf8))
        }
        play.frame(.server, .ping, [1])
        play.frame(.client, .pong, [1])
        play.finish(.client)
        return play
    }

    @Test func theClientAlone() throws {
        let session = try #require(Playbook.trace(half(chat(), of: .client)).sessions.first)
        #expect(session.start.outcome == .open)
        #expect(session.start.handshake?.key != nil && session.start.handshake?.response == nil)
        #expect(session.messages.count == 8)
        #expect(session.findings.map(\.rule) == [.streamOneSided])
        let close = try #require(session.close)
        #expect(close.unseen == .server && close.clientSent?.code == 1000 && close.state == .closing)
    }

    @Test func theServerAlone() throws {
        let session = try #require(Playbook.trace(half(chat(), of: .server)).sessions.first)
        #expect(session.start.outcome == .open)
        #expect(session.start.handshake == nil && session.start.loneResponse?.status == 101)
        #expect(session.messages.count == 8)
        #expect(session.findings.map(\.rule) == [.streamOneSided])
        #expect(session.close?.unseen == .client)
    }

    @Test(arguments: Side.allCases)
    func oneSideWithoutItsHandshake(_ side: Side) throws {
        let packets = Array(half(chat(), of: side).dropFirst(side == .client ? 5 : 3))
        let session = try #require(Playbook.trace(packets).sessions.first)
        #expect(session.start.outcome == .midstream)
        #expect(session.start.client.port == 50_000)
        #expect(
            session.messages.map { String(decoding: $0.payload, as: UTF8.self) }.contains("message 8 of the \(side)"))
        #expect(Set(session.findings.map(\.rule)) == [.streamMidstream, .streamOneSided])
    }

    @Test func aRequestAlone() throws {
        var play = Playbook()
        play.upgrade()
        let session = try #require(Playbook.trace(half(play, of: .client)).sessions.first)
        #expect(session.start.outcome == .unknown)
        #expect(session.findings.map(\.rule) == [.streamOneSided])
    }

    /// The packets of both directions one after the other, as when two files are put together: nothing is invented.
    @Test func oneDirectionAfterTheOther() throws {
        let play = chat()
        let trace = Playbook.trace(half(play, of: .client) + half(play, of: .server))
        #expect(trace.sessions.count == 1)
        let session = try #require(trace.sessions.first)
        #expect(session.frames.count { $0.from == .client } == 10)
        #expect(session.findings.allSatisfy { $0.rule.severity != .error })
    }
}
