import Capture
import Dissection
import Foundation
import TestKit
import Testing
import WebSocket
import Wire

/// Sessions of real programs whose packets real kernels split, or that were captured in several places at once.
///
/// Tests/Programs/paths/record makes them.
@Suite struct PathsTests {
    private static func url(_ name: String) -> URL {
        Bundle.module.bundleURL.appendingPathComponent("Paths/\(name).pcapng")
    }

    private func trace(_ name: String) throws -> Trace {
        let trace = Trace()
        let source = try CaptureFile.open(Self.url(name).path)
        var options = DissectionOptions()
        options.payloadLimit = 100
        let pipeline = Pipeline(options: options, handler: trace)
        let slab = PacketSlab()
        pipeline.begin(source.info)
        while try source.fill(slab) { pipeline.consume(slab) }
        pipeline.finish()
        return trace
    }

    /// A bridge and its ports: every packet is there twice, within some microseconds.
    @Test func aBridgeAndItsPorts() throws {
        let trace = try trace("twice")
        #expect(trace.sessions.count == 1)
        let session = try #require(trace.sessions.first)
        let texts = session.messages.map { String(decoding: $0.payload, as: UTF8.self) }
        #expect(texts == ["Hello", "Hello", "\u{0}\u{fffd}", "\u{0}\u{fffd}", "Hello", "Hello"])
        #expect(session.findings.filter { $0.rule.severity != .note }.isEmpty)
        let close = try #require(session.close)
        #expect(close.clean && close.state == .closed)
        // Packet 33 has the bytes of packet 31 and another identification: the client did not wait for long.
        #expect(close.clientRetransmissions == 1 && close.serverRetransmissions == 0)
        let frames = session.frames.flatMap { Array($0.packets) }
        // Besides those that brought frames, the upgrade's two packets and the one that was sent again.
        #expect(trace.summary?.duplicates == Set(frames).count + 3)
    }

    /// A router split the client's packets into three: what it carried is whole.
    @Test func aRouterWithANarrowLink() throws {
        let trace = try trace("fragments")
        #expect(trace.summary?.unreadable == [:])
        #expect(trace.sessions.count == 1)
        let session = try #require(trace.sessions.first)
        #expect(session.messages.map(\.wireLength) == [5, 5] + Array(repeating: 5000, count: 6))
        #expect(session.findings.filter { $0.rule.severity != .note }.isEmpty)
        #expect(session.close?.clean == true)
    }

    @Test(.enabled(if: Tshark.isInstalled, "tshark is not installed"), arguments: ["twice", "fragments"])
    func tsharkFindsTheSameFrames(_ name: String) throws {
        let session = try #require(try trace(name).sessions.first)
        let expected = try Tshark.frames(in: Self.url(name))
        let found = session.frames.map { frame in
            let sender = frame.from == .client ? session.start.client : session.start.server
            return Tshark.Frame(
                stream: 0, sourcePort: Int(sender.port), opcode: Int(frame.header.opcode.rawValue),
                fin: frame.header.fin, masked: frame.header.masked, length: frame.header.payloadLength)
        }
        #expect(found == expected)
    }
}
