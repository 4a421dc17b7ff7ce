import Capture
import Dissection
import Foundation
import Query
import Simulation
import TestKit
import Testing
import WebSocket
import Wire

/// tshark reads simulated sessions as they were meant: whole checksums, and frame for frame what ws101 reads.
@Suite(.enabled(if: Tshark.isInstalled, "tshark is not installed")) struct TsharkSceneTests {
    @Test func agreesOnEveryFrame() throws {
        var packets: [(time: Int64, bytes: [UInt8])] = []
        var expected: [[Tshark.Frame]] = []
        for scene in Scene.allCases {
            for seed in 0..<3 as Range<UInt64> {
                let stream = expected.count
                // Each session has ports of its own.
                let dice = Dice(seed: UInt64(stream) * 3 + seed)
                packets += try self.packets(scene, dice)
                let recording = try Recording(name: "scene", source: scene.play(dice))
                expected.append(
                    recording.frames.map { frame in
                        let start = recording.sessions[0].start
                        return Tshark.Frame(
                            stream: stream, sourcePort: Int((frame.from == .client ? start.client : start.server).port),
                            opcode: Int(frame.header.opcode.rawValue), fin: frame.header.fin,
                            masked: frame.header.masked, length: frame.header.payloadLength)
                    })
            }
        }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("ws101-\(UUID().uuidString).pcap")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(CaptureFileBuilder.pcap(packets, linkType: .raw)).write(to: file)
        let found = Dictionary(grouping: try Tshark.frames(in: file), by: \.stream)
        for (stream, frames) in expected.enumerated() { #expect(found[stream, default: []] == frames, "\(stream)") }
        #expect(try Tshark.badChecksums(in: file).isEmpty)
    }

    private func packets(_ scene: Scene, _ dice: Dice) throws -> [(time: Int64, bytes: [UInt8])] {
        let source = scene.play(dice)
        let slab = PacketSlab()
        var packets: [(time: Int64, bytes: [UInt8])] = []
        while try source.fill(slab) {
            for record in slab.records {
                let bytes = slab.bytes(of: record)
                packets.append((record.time.nanoseconds, (0..<record.length).map { bytes.byte(at: $0) }))
            }
        }
        return packets
    }
}
