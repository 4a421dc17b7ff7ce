import Capture
import Dissection
import Foundation
import Samples
import TestKit
import Testing
import WebSocket
import Wire

/// ws101 and tshark agree on every frame of every sample: opcode, FIN, MASK and payload length, in order.
@Suite(.enabled(if: Tshark.isInstalled, "tshark is not installed")) struct TsharkDifferentialTests {
    private static let samples: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: SampleFiles.folder.path)) ?? []
        return files.filter { $0.hasSuffix(".pcapng") }.sorted()
    }()

    @Test func thereAreSamples() { #expect(Self.samples.count >= 10) }

    @Test(arguments: samples)
    func agreesOnEveryFrame(file: String) throws {
        let url = SampleFiles.folder.appendingPathComponent(file)
        var expected: [Flow: [Tshark.Frame]] = [:]
        // Of a frame of 4 GiB and more it tells as soon as the header is there.
        for frame in try Tshark.frames(in: url) where frame.length <= UInt32.max {
            expected[Flow(stream: frame.stream, port: frame.sourcePort), default: []].append(frame)
        }
        var found: [Flow: [Tshark.Frame]] = [:]
        // tshark knows no frames without their handshake, and none inside a CONNECT tunnel.
        for session in try trace(url).sessions
        where session.start.outcome != .midstream && session.start.tunnel == nil {
            // tshark tells of a frame when all of it is there.
            for event in session.frames where event.isComplete {
                let sender = event.from == .client ? session.start.client : session.start.server
                let flow = Flow(stream: session.start.tcpStream, port: Int(sender.port))
                found[flow, default: []].append(
                    Tshark.Frame(
                        stream: flow.stream, sourcePort: flow.port, opcode: Int(event.header.opcode.rawValue),
                        fin: event.header.fin, masked: event.header.masked, length: event.header.payloadLength))
            }
        }
        #expect(Set(found.keys) == Set(expected.keys))
        for (flow, frames) in expected { #expect(found[flow] == frames, "\(flow)") }
    }

    private struct Flow: Hashable {
        var stream: Int
        var port: Int
    }

    private func trace(_ url: URL) throws -> Trace {
        let trace = Trace()
        let source = try CaptureFile.open(url.path)
        let pipeline = Pipeline(options: DissectionOptions(), handler: trace)
        let slab = PacketSlab()
        pipeline.begin(source.info)
        while try source.fill(slab) { pipeline.consume(slab) }
        pipeline.finish()
        return trace
    }
}
