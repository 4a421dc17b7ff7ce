import Capture
import Dissection
import Foundation
import Samples
import TestKit
import Testing
import WebSocket
import Wire

/// The events are the same, in the same order, for any number of threads.
@Suite struct ParallelStagesTests {
    private static let samples: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: SampleFiles.folder.path)) ?? []
        return files.filter { $0.hasSuffix(".pcapng") }.sorted()
    }()

    /// Keeps a description of everything that an event holds.
    private final class Listener: DissectionHandler {
        var events: [String] = []

        func handle(_ event: DissectionEvent) {
            if case .summary(var summary) = event {
                // A dictionary is described in no certain order.
                events.append("\(summary.unreadable.sorted { $0.key < $1.key })")
                summary.unreadable = [:]
                events.append("\(summary)")
            } else {
                events.append("\(event)")
            }
        }
    }

    private static var options: DissectionOptions {
        var options = DissectionOptions()
        options.payloadLimit = 64
        options.wireLimit = 64
        options.digest = true
        return options
    }

    @Test(arguments: samples)
    func samplesGiveTheSameEvents(file: String) throws {
        func events(jobs: Int) throws -> [String] {
            let listener = Listener()
            let source = try CaptureFile.open(SampleFiles.folder.appendingPathComponent(file).path)
            let pipeline = Pipeline(options: Self.options, jobs: jobs, handler: listener)
            var slab = PacketSlab()
            pipeline.begin(source.info)
            while try source.fill(slab) { slab = pipeline.consume(slab) }
            pipeline.finish()
            return listener.events
        }
        let expected = try events(jobs: 1)
        #expect(expected.count >= 3)
        for jobs in [2, 3] { #expect(try events(jobs: jobs) == expected, "\(jobs) jobs") }
    }

    /// Many connections at a time: lost, late and repeated segments, refused upgrades and tunnels, keys used again.
    @Test(arguments: 0..<6 as Range<UInt64>)
    func crowdsGiveTheSameEvents(seed: UInt64) {
        let packets = crowd(seed)
        func events(jobs: Int) -> [String] {
            let listener = Listener()
            Playbook.dissect(packets, options: Self.options, jobs: jobs, for: listener)
            return listener.events
        }
        let expected = events(jobs: 1)
        #expect(expected.contains { $0.contains("keyReused") || $0.contains("KeyReused") })
        for jobs in [2, 3, 7, 16, 40] { #expect(events(jobs: jobs) == expected, "\(jobs) jobs") }
    }

    /// Far more events come of a round than wait for each other.
    @Test func stormsGiveTheSameEvents() {
        var packets: [(time: Timestamp, bytes: [UInt8])] = []
        for port in 0..<5 as Range<UInt16> {
            var play = Playbook(Conversation(client: .ipv4(192, 0, 2, 1, port: 40_000 + port)))
            play.talk.segmentSize = 20_000
            play.upgrade()
            // Pongs that nobody asked for, each with a finding.
            play.server(Array(repeatElement([0x8a, 0x00], count: 12_000 + 100 * Int(port)).joined()))
            play.finish()
            packets += play.talk.packets
        }
        packets = packets.enumerated().sorted {
            ($0.element.time.nanoseconds, $0.offset) < ($1.element.time.nanoseconds, $1.offset)
        }.map(\.element)
        func events(jobs: Int) -> [String] {
            let listener = Listener()
            Playbook.dissect(packets, options: DissectionOptions(), jobs: jobs, for: listener)
            return listener.events
        }
        let expected = events(jobs: 1)
        #expect(expected.count > 60_000)
        for jobs in [2, 3] { #expect(events(jobs: jobs) == expected, "\(jobs) jobs") }
    }

    /// Sessions are numbered in the order in which they begin, whichever thread they come from.
    @Test func numbersSessionsInOrder() {
        let trace = Trace()
        Playbook.dissect(crowd(1), options: Self.options, jobs: 4, for: trace)
        #expect(trace.sessions.count > 50)
        #expect(trace.sessions.map(\.start.session) == Array(1...trace.sessions.count))
        #expect(trace.sessions.allSatisfy { $0.close != nil })
    }

    /// A pipeline that is given up in the middle ends its threads.
    @Test func canBeGivenUp() {
        let listener = Listener()
        var pipeline: Pipeline? = Pipeline(options: Self.options, jobs: 3, handler: listener)
        weak let watched = pipeline
        pipeline?.begin(CaptureInfo(file: "test", format: .pcap, interfaces: []))
        pipeline = nil
        #expect(watched == nil)
        #expect(listener.events.count == 1)
    }

    private func crowd(_ seed: UInt64) -> [(time: Timestamp, bytes: [UInt8])] {
        var random = SplitMix(seed: seed)
        var packets: [(time: Timestamp, bytes: [UInt8])] = []
        for index in 0..<120 as Range<UInt16> {
            let start = 1_700_000_000_000_000_000 + Int64.random(in: 0..<2_000_000_000, using: &random)
            let talk = Conversation(client: .ipv4(192, 0, 2, 1, port: 40_000 + index), start: start)
            var play = Playbook(talk)
            switch index % 10 {
            case 0:
                play.client(Array("CONNECT a\(index):80 HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
                play.server(Array("HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n".utf8))
                play.talk.close(.server)
            case 1:
                play.upgrade(response: "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
                play.talk.close(.server)
            case 2: play.client(Array(Playbook.request.utf8))
            default:
                play.upgrade()
                for _ in 0..<Int.random(in: 1...30, using: &random) {
                    let size = Int.random(in: 0...3000, using: &random)
                    let side: Side = Bool.random(using: &random) ? .client : .server
                    play.frame(
                        side, Bool.random(using: &random) ? .binary : .ping, .init(repeating: 7, count: size % 120))
                    play.frame(side, .binary, .init(repeating: 7, count: size))
                }
                if Bool.random(using: &random) { play.finish() }
            }
            for packet in play.talk.packets {
                switch Int.random(in: 0..<40, using: &random) {
                case 0: break
                case 1: packets += [packet, (packet.time.advanced(by: 3_000_000), packet.bytes)]
                case 2: packets.append((packet.time.advanced(by: 5_000_000), packet.bytes))
                default: packets.append(packet)
                }
            }
        }
        return packets.enumerated().sorted {
            ($0.element.time.nanoseconds, $0.offset) < ($1.element.time.nanoseconds, $1.offset)
        }.map(\.element)
    }
}

extension Timestamp {
    fileprivate func advanced(by nanoseconds: Int64) -> Timestamp {
        Timestamp(nanoseconds: self.nanoseconds + nanoseconds, isNanosecond: isNanosecond)
    }
}
